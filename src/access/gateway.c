/* gateway.c - gateways from YAML, and what they let be joined. */
#include "gateway.h"

#include <assert.h>
#include <stdlib.h>

/* ---- reading ---- */

static int read_id(struct settings *settings, const struct yaml_node *node, void *into,
                   struct err *err)
{
    return definition_read_name(settings, node, &((struct gateway *)into)->id, err);
}

static int read_between(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    struct gateway *gateway = into;
    int code = definition_read_references(settings, node, &gateway->between, err);
    if (code == 0 && (gateway->between.count < 2 || gateway->between.count > GATEWAY_BETWEEN_MAX)) {
        return setting_refuse(settings, node, err, "a gateway is between 2 to %d: name them here",
                              GATEWAY_BETWEEN_MAX);
    }
    return code;
}

static int read_purposes(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    return definition_read_names(settings, node, &((struct gateway *)into)->purposes, err);
}

static int read_powers(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    return definition_read_powers(settings, node, &((struct gateway *)into)->powers, err);
}

static bool is_known(const struct gateway_list *list, struct str id)
{
    bool known = false;
    for (size_t i = 0; i < list->count; i++) {
        known = known || str_eq(list->at[i].id, id);
    }
    return known;
}

static int read_gateways(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("gateway"), SETTING_NEEDED, read_id},
        {STR_INIT("between"), SETTING_NEEDED, read_between},
        {STR_INIT("purposes"), SETTING_NEEDED, read_purposes},
        {STR_INIT("powers"), SETTING_NEEDED, read_powers},
    };
    struct gateway_list *list = into;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && node->count > GATEWAYS_MAX) {
        return setting_refuse(settings, node, err, "more than %d gateways", GATEWAYS_MAX);
    }
    if (code == 0) {
        list->at = arena_alloc(settings->arena, (node->count + 1) * sizeof *list->at);
    }
    for (; item != NULL && code == 0; item = item->next) {
        struct gateway gateway = {.line = item->line, .column = item->column};
        size_t before = settings->errors->count;
        settings_read(settings, item, rows, sizeof rows / sizeof rows[0], &gateway);
        if (settings->errors->count == before) {
            definition_hash(item, gateway.content);
        }
        if (gateway.id.len > 0 && is_known(list, gateway.id)) {
            struct err twice;
            setting_refuse(settings, item, &twice, "there is a gateway of that name: rename one");
            err_list_add(settings->errors, &twice);
        }
        list->at[list->count++] = gateway;
    }
    return code;
}

int gateway_list_parse(struct str text, const char *file, struct gateway_list *ret,
                       struct err_list *errors)
{
    static const struct setting rows[] = {{STR_INIT("gateways"), SETTING_NEEDED, read_gateways}};
    struct gateway_list list = {0};
    struct settings settings = {.file = file, .arena = &list.arena, .errors = errors};
    int code = settings_parse(&settings, text, rows, 1, NULL, &list);
    if (code != 0) {
        gateway_list_free(&list);
        return code;
    }
    *ret = list;
    return 0;
}

void gateway_list_free(struct gateway_list *gateways)
{
    arena_free(&gateways->arena);
    *gateways = (struct gateway_list){0};
}

/* ---- what may be joined ---- */

static bool is_for(const struct gateway *gateway, struct str purpose)
{
    bool found = false;
    for (size_t i = 0; i < gateway->purposes.count; i++) {
        found = found || str_eq(gateway->purposes.at[i], purpose);
    }
    return found;
}

/* opens - does the gateway name both, each by an entry of its own? */
static bool opens(const struct gateway *gateway, const struct access_source *a,
                  const struct access_source *b)
{
    const struct reference_list *list = &gateway->between;
    bool found = false;
    for (size_t i = 0; i < list->count; i++) {
        for (size_t j = 0; j < list->count; j++) {
            found = found || (i != j && source_is_meant(&list->at[i], a) &&
                              source_is_meant(&list->at[j], b));
        }
    }
    return found;
}

const struct gateway *gateway_between(const struct gateway_question *q,
                                      const struct access_source *a, const struct access_source *b)
{
    for (size_t i = 0; i < q->gateways->count; i++) {
        const struct gateway *g = &q->gateways->at[i];
        if (q->approved[i] && is_for(g, q->purpose->id) && opens(g, a, b) &&
            power_holds(&g->powers, q->nation, q->day)) {
            return g;
        }
    }
    return NULL;
}

/* order_sources - those that the purpose uses, in its order. Returns their number. */
static size_t order_sources(const struct purpose *purpose, const struct access_source *sources,
                            size_t count, uint16_t *ret_order)
{
    bool taken[ACCESS_SOURCES_MAX] = {false};
    size_t n = 0;
    for (size_t r = 0; r < purpose->sources.count; r++) {
        size_t first = n;
        for (size_t s = 0; s < count; s++) {
            if (taken[s] || !source_is_meant(&purpose->sources.at[r], &sources[s])) {
                continue;
            }
            taken[s] = true;
            size_t place = n++;
            for (;
                 place > first && str_cmp(sources[s].name, sources[ret_order[place - 1]].name) < 0;
                 place--) {
                ret_order[place] = ret_order[place - 1];
            }
            ret_order[place] = (uint16_t)s;
        }
    }
    return n;
}

size_t gateway_sets(const struct gateway_question *question, const struct access_source *sources,
                    size_t count, uint16_t *ret_set)
{
    uint16_t order[ACCESS_SOURCES_MAX];
    assert(count <= ACCESS_SOURCES_MAX);
    memset(ret_set, 0, count * sizeof *ret_set);
    size_t used = order_sources(question->purpose, sources, count, order);
    size_t sets = 0;
    for (size_t placed = 0; placed < used;) {
        sets++;
        for (size_t i = 0; i < used; i++) {
            bool joins = ret_set[order[i]] == 0;
            for (size_t j = 0; j < i && joins; j++) {
                joins = ret_set[order[j]] != sets ||
                        gateway_between(question, &sources[order[i]], &sources[order[j]]) != NULL;
            }
            if (joins) {
                ret_set[order[i]] = (uint16_t)sets;
                placed++;
            }
        }
    }
    return sets;
}
