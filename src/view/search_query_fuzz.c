/* search_query_fuzz.c - what is typed to find somebody: any bytes. */
#include "search_query.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int look_at(void *context, enum search_class of, struct str word)
{
    size_t *count = context;
    assert(of != 0 && word.len > 0 && word.len <= SEARCH_WORD_BYTES + 1);
    return ++*count > 10000 ? ERR_LIMIT : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct search_query query = {0};
    struct err err = {0};
    int code = search_query_read(str_make((const char *)data, size), &query, &err);
    assert(code == 0 || code == ERR_INPUT);
    for (size_t w = 0; code == 0 && w < query.count; w++) {
        size_t count = 0;
        assert(query.words[w].count > 0 && query.words[w].count <= SEARCH_FORMS_MAX);
        assert(search_near(&query.words[w], look_at, &count) == 0);
    }
    assert(code != 0 || (query.needed > 0 && query.needed <= query.count));
    search_query_free(&query);
    return 0;
}
