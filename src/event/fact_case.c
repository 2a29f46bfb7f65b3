/* fact_case.c - facts from a test of a pack: what facts.h takes from a view, said by hand. */
#include "facts.h"

/* ---- values ---- */

static int refuse(const char *file, const struct yaml_node *node, struct err *err,
                  const char *wanted)
{
    return err_at(err, ERR_INPUT, file, node->line, node->column, "%s", wanted);
}

static int read_value(struct facts *facts, const char *file, const struct yaml_node *node,
                      enum feel_kind kind, struct feel_value *ret, struct err *err)
{
    struct str text;
    struct feel_date date = {0};
    bool truth = false;
    int64_t whole = 0;
    int code = 0;
    switch (kind) {
    case FEEL_BOOLEAN:
        code = yaml_get_bool(node, file, &truth, err);
        *ret = feel_boolean(truth);
        return code;
    case FEEL_NUMBER:
        code = yaml_get_whole(node, file, 0, 1000000, &whole, err);
        *ret = feel_integer(whole);
        return code;
    case FEEL_DATE:
        code = yaml_get_text(node, file, &text, err);
        if (code == 0 && feel_date_parse(text, &date) != 0) {
            return refuse(file, node, err, "a day of the calendar is wanted, as 2026-11-28");
        }
        *ret = (struct feel_value){.kind = FEEL_DATE, .date = date};
        return code;
    default:
        code = yaml_get_text(node, file, &text, err);
        *ret = code == 0 ? fact_text(facts->arena, text) : *ret;
        return code;
    }
}

static int put_one(struct facts *facts, const char *file, const struct yaml_node *node,
                   const char *prefix, struct err *err)
{
    struct str name = arena_printf(facts->arena, "%s.%.*s", prefix, PRI(node->key));
    size_t place = fact_find(name);
    struct feel_value value = {0};
    if (place == SIZE_MAX) {
        return err_at(err, ERR_INPUT, file, node->key_line, node->key_column,
                      "there is no fact %.*s: docs/packs.md lists them",
                      (int)(name.len < 100 ? name.len : 100), name.ptr);
    }
    int code = read_value(facts, file, node, facts_table[place].kind, &value, err);
    if (code == 0) {
        facts_put(facts, name.ptr, value);
    }
    return code;
}

/* A map of facts of one slot; a map within it is a group. */
static int put_map(struct facts *facts, const char *file, const struct yaml_node *map,
                   const char *slot, struct err *err)
{
    int code = 0;
    if (map == NULL) {
        return 0;
    }
    if (map->kind != YAML_MAP) {
        return refuse(file, map, err, "a map of facts is wanted, as {age: 61}");
    }
    for (const struct yaml_node *n = map->first; code == 0 && n != NULL; n = n->next) {
        if (n->kind != YAML_MAP) {
            code = put_one(facts, file, n, slot, err);
            continue;
        }
        struct str prefix = arena_printf(facts->arena, "%s.%.*s", slot, PRI(n->key));
        for (const struct yaml_node *m = n->first; code == 0 && m != NULL; m = m->next) {
            code = put_one(facts, file, m, prefix.ptr, err);
        }
    }
    return code;
}

/* ---- answers ---- */

static int put_answer(struct facts *facts, const char *file, const struct yaml_node *node,
                      struct answers *answers, struct err *err)
{
    struct err inner = {0};
    struct buf text = {0};
    int code = 0;
    if (node->kind == YAML_LIST) { /* choices */
        for (const struct yaml_node *n = node->first; n != NULL; n = n->next) {
            buf_printf(&text, "%s%.*s", text.len > 0 ? "," : "", PRI(n->text));
        }
    } else if (node->kind == YAML_TEXT) {
        buf_add(&text, node->text);
    }
    code = answers_put(facts->arena, answers, node->key, buf_str(&text), &inner);
    buf_free(&text);
    return code == 0 ? 0
                     : err_at(err, ERR_INPUT, file, node->line, node->column, "%s", inner.message);
}

static int put_answers(struct facts *facts, const char *file, const struct yaml_node *map,
                       struct answers *answers, struct err *err)
{
    int code = 0;
    if (map != NULL && map->kind != YAML_MAP) {
        return refuse(file, map, err, "a map of answers is wanted, as {home_is: owned}");
    }
    for (const struct yaml_node *n = map != NULL ? map->first : NULL; code == 0 && n != NULL;
         n = n->next) {
        code = put_answer(facts, file, n, answers, err);
    }
    return code;
}

/* What follows from a birth date is known with it. */
static void put_derived(struct facts *facts)
{
    const struct feel_value *born = &facts->at[fact_find(STR("person.birth_date"))];
    struct feel_value *age = &facts->at[fact_find(STR("person.age"))];
    struct feel_value *year = &facts->at[fact_find(STR("person.birth_year"))];
    const struct feel_value *day = &facts->at[fact_find(STR("event.date"))];
    if (born->kind != FEEL_DATE) {
        return;
    }
    struct feel_date at = day->kind == FEEL_DATE ? day->date : facts->today.date;
    bool before =
        at.month < born->date.month || (at.month == born->date.month && at.day < born->date.day);
    int64_t years = (int64_t)at.year - born->date.year - before;
    if (age->kind == FEEL_NULL && years >= 0) {
        *age = feel_integer(years);
    }
    if (year->kind == FEEL_NULL) {
        *year = feel_integer(born->date.year);
    }
}

int facts_of_case(const struct fact_case *c, const char *file, const struct event_type *type,
                  struct facts *facts, struct answers *answers, struct err *err)
{
    answers_begin(facts->arena, type, answers);
    facts_put(facts, "event.language", feel_string(STR("en")));
    facts_put(facts, "event.detected", feel_boolean(false));
    facts_of_council(c->nation, STR(""), facts);
    int code = put_map(facts, file, c->event, "event", err);
    code = code ? code : put_map(facts, file, c->person, "person", err);
    code = code ? code : put_map(facts, file, c->household, "household", err);
    code = code ? code : put_map(facts, file, c->property, "property", err);
    code = code ? code : put_answers(facts, file, c->answers, answers, err);
    if (code == 0) {
        put_derived(facts);
        facts->answers = answers_value(facts->arena, answers);
    }
    return code;
}
