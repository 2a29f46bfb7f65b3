/* address_fuzz.c - addresses: any bytes as lines and as columns. */
#include "address.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct address *address)
{
    const char *const parts[] = {address->premise, address->street, address->town};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        struct text folded;
        text_fold_keep(str_of(parts[i]), "-", &folded);
        assert(str_eq(text_str(&folded), str_of(parts[i])));
    }
    assert(strlen(address->postcode) < POSTCODE_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str lines[ADDRESS_LINES_MAX];
    struct address address;
    struct str rest = {(const char *)data, size};
    size_t count = 0;
    while (count < ADDRESS_LINES_MAX && str_next_token(&rest, '\n', &lines[count])) {
        count++;
    }
    address_parse(lines, count, &address);
    check(&address);
    while (count < 4) {
        lines[count++] = STR("");
    }
    address_from_parts(lines[0], lines[1], lines[2], lines[3], &address);
    check(&address);
    return 0;
}
