/* time_zone_fuzz.c - files of time zones of any bytes; and of bytes that begin like one. */
#include "time_zone.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int64_t asked[] = {-(INT64_C(1) << 58), -1,         0,
                                    1000000000,          4000000000, INT64_C(1) << 58};
    struct arena arena = {0};
    const struct time_zone *zone;
    struct err err;
    if (time_zone_parse(&arena, STR("Fuzzed"), str_make((const char *)data, size), &zone, &err) ==
        0) {
        for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
            int32_t offset = time_zone_offset(zone, asked[i]);
            assert(offset >= -26 * 3600 && offset <= 26 * 3600);
            offset = time_zone_offset_local(zone, asked[i]);
            assert(offset >= -26 * 3600 && offset <= 26 * 3600);
        }
    }
    arena_free(&arena);
    return 0;
}
