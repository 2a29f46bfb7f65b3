/* process_fuzz.c - bytes that a database may hold of a process, and what people write of one
 * another: nothing but what is asked for is read, and what reads as a process packs as it was. */
#include "process.h"

#include "recipient.h"

#include <stdlib.h>

static void fuzz_process(struct str bytes)
{
    static struct process process, again;
    struct err err = {0};
    struct buf packed = {0};
    if (process_unpack(bytes, &process, &err) != 0) {
        return;
    }
    if (process_pack(&process, &packed, &err) == 0 &&
        (process_unpack(buf_str(&packed), &again, &err) != 0 ||
         again.step_count != process.step_count || again.wake != process.wake)) {
        abort();
    }
    buf_free(&packed);
}

static void fuzz_recipient(struct str text)
{
    struct arena arena = {0};
    struct recipient recipient;
    recipient_read(&arena, text, &recipient);
    if (recipient.address_count > RECIPIENT_LINES_MAX) {
        abort();
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0) {
        struct str rest = {(const char *)data + 1, size - 1};
        if (data[0] & 1) {
            fuzz_process(rest);
        } else {
            fuzz_recipient(rest);
        }
    }
    return 0;
}
