/* name_fuzz.c - names: any bytes, in both orders, whole and in columns. */
#include "name.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct name *name)
{
    const char *const parts[] = {name->given, name->middle, name->family, name->former_family,
                                 name->all};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        struct text folded;
        text_fold(str_of(parts[i]), &folded);
        assert(str_eq(text_str(&folded), str_of(parts[i])));
    }
    assert(name->kind > NAME_MISSING && name->kind <= NAME_NOBODY);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct name names[NAME_PERSONS_MAX];
    struct str text = {(const char *)data, size};
    struct str half = str_slice(text, 0, size / 2);
    struct str rest = str_slice(text, size / 2, size);
    for (int order = NAME_GIVEN_FIRST; order <= NAME_FAMILY_FIRST; order++) {
        int count = name_parse(text, (enum name_order)order, names);
        assert(count >= 0 && count <= NAME_PERSONS_MAX);
        for (int i = 0; i < count; i++) {
            check(&names[i]);
        }
    }
    if (name_from_parts(STR(""), half, STR(""), rest, &names[0])) {
        check(&names[0]);
    }
    name_order_evidence(text);
    return 0;
}
