/* approval.c - approvals to YAML and back, and who has given one. */
#include "approval.h"

#include <sodium.h>

const char *const approval_of_names[APPROVAL_KINDS + 1] = {"purpose", "gateway", "seal",
                                                           "source",  "staff",   NULL};

/* set_mark - of all that an approval says, each part with its length before it. */
static void make_mark(const struct approval *a, const struct seal *seal,
                      uint8_t ret[APPROVAL_MARK_BYTES])
{
    struct buf text = {0};
    struct str parts[] = {str_of(approval_of_names[a->of]), a->id,
                          str_make((const char *)a->content, sizeof a->content), a->who, a->when};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        buf_printf(&text, "%zu:", parts[i].len);
        buf_add(&text, parts[i]);
    }
    seal_token_wide(seal, "approval", buf_str(&text), ret);
    buf_free(&text);
}

/* ---- reading ---- */

static int read_hex(struct settings *settings, const struct yaml_node *node, uint8_t *ret,
                    size_t bytes, struct err *err)
{
    struct str text;
    size_t len = 0;
    int code = yaml_get_text(node, settings->file, &text, err);
    if (code == 0 &&
        (text.len != 2 * bytes ||
         sodium_hex2bin(ret, bytes, text.ptr, text.len, NULL, &len, NULL) != 0 || len != bytes)) {
        return setting_refuse(settings, node, err, "%zu characters from 0-9 and a-f stand here",
                              2 * bytes);
    }
    return code;
}

static int read_of(struct settings *settings, const struct yaml_node *node, void *into,
                   struct err *err)
{
    int of = 0;
    int code = setting_choice(settings, node, approval_of_names, &of, err);
    ((struct approval *)into)->of = (enum approval_of)of;
    return code;
}

static int read_id(struct settings *settings, const struct yaml_node *node, void *into,
                   struct err *err)
{
    return setting_text(settings, node, &((struct approval *)into)->id, err);
}

static int read_content(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    return read_hex(settings, node, ((struct approval *)into)->content, CONTENT_HASH_BYTES, err);
}

static int read_who(struct settings *settings, const struct yaml_node *node, void *into,
                    struct err *err)
{
    return setting_text(settings, node, &((struct approval *)into)->who, err);
}

static int read_when(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return setting_text(settings, node, &((struct approval *)into)->when, err);
}

static int read_mark(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return read_hex(settings, node, ((struct approval *)into)->mark, APPROVAL_MARK_BYTES, err);
}

static int read_approvals(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("of"), SETTING_NEEDED, read_of},
        {STR_INIT("id"), SETTING_NEEDED, read_id},
        {STR_INIT("content"), SETTING_NEEDED, read_content},
        {STR_INIT("who"), SETTING_NEEDED, read_who},
        {STR_INIT("when"), SETTING_NEEDED, read_when},
        {STR_INIT("mark"), SETTING_NEEDED, read_mark},
    };
    struct approval_list *list = into;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && node->count > APPROVALS_MAX) {
        return setting_refuse(settings, node, err, "more than %d approvals", APPROVALS_MAX);
    }
    for (; item != NULL && code == 0; item = item->next) {
        struct approval approval = {.line = item->line};
        settings_read(settings, item, rows, sizeof rows / sizeof rows[0], &approval);
        void *at = list->at;
        mem_must_grow(&at, &list->capacity, list->count + 1, sizeof *list->at);
        list->at = at;
        list->at[list->count++] = approval;
    }
    return code;
}

int approval_list_parse(struct str text, const char *file, const struct seal *seal,
                        struct approval_list *ret, struct err_list *errors)
{
    static const struct setting rows[] = {{STR_INIT("approvals"), 0, read_approvals}};
    struct approval_list list = {0};
    struct settings settings = {.file = file, .arena = &list.arena, .errors = errors};
    int code = settings_parse(&settings, text, rows, 1, NULL, &list);
    if (code != 0) {
        approval_list_free(&list);
        return code;
    }
    for (size_t i = 0; i < list.count && seal != NULL; i++) {
        uint8_t mark[APPROVAL_MARK_BYTES];
        make_mark(&list.at[i], seal, mark);
        list.at[i].genuine = sodium_memcmp(mark, list.at[i].mark, sizeof mark) == 0;
    }
    *ret = list;
    return 0;
}

void approval_list_free(struct approval_list *list)
{
    mem_free(list->at);
    arena_free(&list->arena);
    *list = (struct approval_list){0};
}

/* ---- adding, writing ---- */

void approval_add(struct approval_list *list, const struct seal *seal, enum approval_of of,
                  struct str id, const uint8_t content[CONTENT_HASH_BYTES], struct str who,
                  struct str when)
{
    struct approval approval = {.of = of,
                                .id = arena_str(&list->arena, id),
                                .who = arena_str(&list->arena, who),
                                .when = arena_str(&list->arena, when),
                                .genuine = true};
    memcpy(approval.content, content, sizeof approval.content);
    make_mark(&approval, seal, approval.mark);
    void *at = list->at;
    mem_must_grow(&at, &list->capacity, list->count + 1, sizeof *list->at);
    list->at = at;
    list->at[list->count++] = approval;
}

static int write_hex(struct buf *out, const char *key, const uint8_t *bytes, size_t count)
{
    char text[2 * CONTENT_HASH_BYTES + 1];
    sodium_bin2hex(text, sizeof text, bytes, count);
    return buf_printf(out, "    %s: \"%s\"\n", key, text);
}

int approval_list_write(struct buf *out, const struct approval_list *list)
{
    int code = buf_add(
        out,
        STR("# Who has approved what; written by cantref purpose approve, "
            "gateway approve,\n# source approve and staff approve. One that is written by hand counts for "
            "nothing.\napprovals:"));
    code = code ? code : buf_add(out, list->count == 0 ? STR(" []\n") : STR("\n"));
    for (size_t i = 0; i < list->count && code == 0; i++) {
        const struct approval *a = &list->at[i];
        code = buf_printf(out, "  - of: %s\n    ", approval_of_names[a->of]);
        code = code ? code : setting_write(out, "id", a->id);
        code = code ? code : write_hex(out, "content", a->content, sizeof a->content);
        code = code ? code : buf_add(out, STR("    "));
        code = code ? code : setting_write(out, "who", a->who);
        code = code ? code : buf_add(out, STR("    "));
        code = code ? code : setting_write(out, "when", a->when);
        code = code ? code : write_hex(out, "mark", a->mark, sizeof a->mark);
    }
    return code;
}

/* ---- who ---- */

static bool is_of(const struct approval *a, enum approval_of of, struct str id,
                  const uint8_t content[CONTENT_HASH_BYTES])
{
    return a->genuine && a->of == of && str_eq(a->id, id) &&
           memcmp(a->content, content, sizeof a->content) == 0;
}

bool approval_has_from(const struct approval_list *list, size_t from, enum approval_of of,
                       struct str id, const uint8_t content[CONTENT_HASH_BYTES], struct str who)
{
    bool has = false;
    for (size_t i = from; i < list->count; i++) {
        has = has || (is_of(&list->at[i], of, id, content) && str_eq(list->at[i].who, who));
    }
    return has;
}

/* count_between - different people among the approvals from one place up to another. */
static size_t count_between(const struct approval_list *list, size_t from, size_t to,
                            enum approval_of of, struct str id,
                            const uint8_t content[CONTENT_HASH_BYTES])
{
    size_t people = 0;
    for (size_t i = from; i < to; i++) {
        bool counts = is_of(&list->at[i], of, id, content);
        for (size_t j = from; j < i && counts; j++) {
            counts =
                !is_of(&list->at[j], of, id, content) || !str_eq(list->at[j].who, list->at[i].who);
        }
        people += counts;
    }
    return people;
}

size_t approval_count_from(const struct approval_list *list, size_t from, enum approval_of of,
                           struct str id, const uint8_t content[CONTENT_HASH_BYTES])
{
    return count_between(list, from, list->count, of, id, content);
}

bool approval_has(const struct approval_list *list, enum approval_of of, struct str id,
                  const uint8_t content[CONTENT_HASH_BYTES], struct str who)
{
    return approval_has_from(list, 0, of, id, content, who);
}

size_t approval_count(const struct approval_list *list, enum approval_of of, struct str id,
                      const uint8_t content[CONTENT_HASH_BYTES])
{
    return approval_count_from(list, 0, of, id, content);
}

const uint8_t *approval_latest(const struct approval_list *list, enum approval_of of, struct str id,
                               size_t *ret_open)
{
    const uint8_t *latest = NULL;
    size_t open = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct approval *a = &list->at[i];
        if (a->genuine && a->of == of && str_eq(a->id, id) &&
            count_between(list, open, i + 1, of, id, a->content) >= APPROVERS_NEEDED) {
            latest = a->content;
            open = i + 1;
        }
    }
    *ret_open = open;
    return latest;
}
