/* decide_command.c - cantref entity merge, split, undo, decisions. */
#include "decide_command.h"

#include "clock.h"
#include "decide.h"
#include "decision_lines.h"
#include "json_writer.h"

#include <pwd.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int decide_who(const char *given, struct str *ret, struct err *err)
{
    const struct passwd *user = given == NULL ? getpwuid(getuid()) : NULL;
    const char *name = given != NULL ? given : user != NULL ? user->pw_name : NULL;
    if (name == NULL || name[0] == '\0') {
        return err_set(err, ERR_USAGE, "who decides? --as NAME");
    }
    *ret = str_of(name);
    return 0;
}

static int decider_of(const struct decide_job *job, struct decider *ret, struct err *err)
{
    ret->why = job->why != NULL ? str_of(job->why) : STR("");
    return decide_who(job->who, &ret->who, err);
}

static void print_json(const struct buf *text)
{
    printf("%.*s\n", PRI(buf_str(text)));
}

static void outcome_json(const struct decided *d)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_put_whole(&json, "decision", d->number);
    json_put_whole(&json, "decisions", (int64_t)d->count);
    json_put_text(&json, "entity", str_of(d->entity));
    json_put_text(&json, "other", str_of(d->other));
    json_write_close(&json);
    print_json(&text);
    buf_free(&text);
}

/* An entity by its id, or by a row that is of it; as it is now. */
static int find_entity(const struct decide_job *job, const char *name, struct entity_about *ret,
                       struct err *err)
{
    int code = entity_find(job->picture, str_of(name), ret, err);
    return code ? code : entity_follow(job->picture->db, ret, err);
}

int decide_merge_action(const struct decide_job *job, char *const *operands, size_t count,
                        struct err *err)
{
    struct decider decider;
    struct decided d;
    struct entity_about left, right;
    if (count != 2) {
        return err_set(err, ERR_USAGE, "name two entities by their ids: merge ID ID");
    }
    int code = decider_of(job, &decider, err);
    code = code ? code : find_entity(job, operands[0], &left, err);
    code = code ? code : find_entity(job, operands[1], &right, err);
    code = code ? code : decide_merge(job->picture, &left, &right, &decider, &d, err);
    if (code == 0 && job->json) {
        outcome_json(&d);
    } else if (code == 0) {
        printf("They are one: %s.\nTo undo: cantref entity undo %lld\n", d.entity,
               (long long)d.number);
    }
    return code;
}

/* "housing:17"; a name may have colons, a number has none. */
static int read_row(const char *text, struct decided_row *ret, struct err *err)
{
    struct str s = str_of(text);
    size_t colon = s.len;
    while (colon > 0 && s.ptr[colon - 1] != ':') {
        colon--;
    }
    if (colon < 2 || !str_to_uint(str_slice(s, colon, s.len), UINT32_MAX, &ret->row) ||
        ret->row == 0) {
        return err_set(err, ERR_USAGE, "rows are named as SOURCE:ROW, not \"%.60s\"", text);
    }
    ret->source = str_slice(s, 0, colon - 1);
    return 0;
}

int decide_split_action(const struct decide_job *job, char *const *operands, size_t count,
                        struct err *err)
{
    struct decider decider;
    struct decided d;
    if (count < 2) {
        return err_set(err, ERR_USAGE,
                       "name an entity and those of its rows that are somebody else's: "
                       "split ID SOURCE:ROW...");
    }
    struct entity_about entity;
    struct decided_row *rows = mem_must_array(count - 1, sizeof *rows);
    int code = decider_of(job, &decider, err);
    for (size_t i = 1; code == 0 && i < count; i++) {
        code = read_row(operands[i], &rows[i - 1], err);
    }
    code = code ? code : find_entity(job, operands[0], &entity, err);
    code = code ? code : decide_split(job->picture, &entity, rows, count - 1, &decider, &d, err);
    mem_free(rows);
    if (code == 0 && job->json) {
        outcome_json(&d);
    } else if (code == 0) {
        printf("They are two: %s, and %s for %s%s.\nTo undo: cantref entity undo %lld\n", d.entity,
               d.other, operands[1], count > 2 ? " and the others" : "", (long long)d.number);
    }
    return code;
}

int decide_undo_action(const struct decide_job *job, char *const *operands, size_t count,
                       struct err *err)
{
    struct str who;
    struct decided d;
    uint64_t number = 0;
    if (count != 1 || !str_to_uint(str_of(operands[0]), INT64_MAX, &number) || number == 0) {
        return err_set(err, ERR_USAGE,
                       "name a decision by its number (cantref entity decisions): undo DECISION");
    }
    int code = decide_who(job->who, &who, err);
    code = code ? code : decide_undo(job->picture, (int64_t)number, who, &d, err);
    if (code == 0 && job->json) {
        outcome_json(&d);
    } else if (code == 0) {
        printf("Undone: decision %llu", (unsigned long long)number);
        if (d.count > 1) {
            printf(" and %zu that were made along with it", d.count - 1);
        }
        printf(".\n");
    }
    return code;
}

/* ---- the list ---- */

static void side_json(struct json_writer *json, const char *key, const struct decision_side *s)
{
    json_write_key(json, str_of(key));
    if (s->row == 0) {
        json_write_nothing(json);
        return;
    }
    json_write_object(json);
    json_put_text(json, "source", s->source);
    json_put_whole(json, "row", s->row);
    json_put_whole(json, "mention", s->number);
    json_put_text(json, "entity", s->entity);
    json_put_bool(json, "says_something_else", s->says_else);
    json_write_close(json);
}

static void line_json(struct json_writer *json, const struct decision_line *l)
{
    char at[CLOCK_TEXT_MAX];
    json_write_object(json);
    json_put_whole(json, "decision", l->decision.number);
    json_put_text(json, "answer", l->decision.same ? STR("same") : STR("different"));
    side_json(json, "left", &l->left);
    side_json(json, "right", &l->right);
    json_put_text(json, "who", l->decision.who);
    json_put_text(json, "when", str_of(clock_text(l->decision.at, at)));
    json_put_text(json, "why", l->decision.why);
    json_put_bool(json, "undone", l->decision.undone != 0);
    json_put_bool(json, "holds", l->holds);
    json_put_bool(json, "model_disagrees", l->disagrees);
    json_write_key(json, STR("weight_now"));
    l->weighed ? json_write_decimal(json, (double)l->weight_now / 1024, 3)
               : json_write_nothing(json);
    json_write_close(json);
}

static void print_side(const struct decision_side *s)
{
    if (s->row == 0) {
        printf("(a record that is not there now)");
    } else {
        printf("%.*s:%u", PRI(s->source), s->row);
        if (s->number > 1) {
            printf(" (person %d of the row)", s->number);
        }
        printf(" %.*s", PRI(s->entity));
    }
}

static void print_line(const struct decision_line *l)
{
    char at[CLOCK_TEXT_MAX];
    printf("%lld  %s  ", (long long)l->decision.number, l->decision.same ? "same" : "different");
    print_side(&l->left);
    printf(l->decision.same ? " = " : " / ");
    print_side(&l->right);
    printf("\n    %s, %.*s", clock_text(l->decision.at, at), PRI(l->decision.who));
    if (l->decision.why.len > 0) {
        printf(": %.*s", PRI(l->decision.why));
    }
    printf("\n");
    if (l->decision.undone != 0) {
        printf("    undone\n");
        return;
    }
    if (l->disagrees) {
        printf("  ! the model disagrees: %+.1f bits that they are the same\n",
               (double)l->weight_now / 1024);
    }
    if (l->left.row != 0 && l->right.row != 0 && !l->holds) {
        printf("  ! it does not hold: a newer decision contradicts it, or a row names both\n");
    }
    if (l->left.says_else || l->right.says_else) {
        printf("  ! %s something else than when this was decided: look again\n",
               l->left.says_else && l->right.says_else ? "both say"
               : l->left.says_else                     ? "the first says"
                                                       : "the second says");
    }
}

/* The mentions that decisions are of, into the audit log before these are shown. */
static int tell_lines(const struct decide_job *job, const struct decision_lines *lines,
                      struct err *err)
{
    struct whole_list mentions = {0};
    for (size_t i = 0; i < lines->count; i++) {
        const struct decision *d = &lines->at[i].decision;
        whole_list_add(&mentions, disclosure_subject(d->left.record, d->left.number));
        whole_list_add(&mentions, disclosure_subject(d->right.record, d->right.number));
    }
    whole_list_unique(&mentions);
    int code =
        inquiry_tell_mentions(job->inquiry, STR("decisions"), mentions.at, mentions.count, err);
    whole_list_free(&mentions);
    return code;
}

int decide_list_action(const struct decide_job *job, char *const *operands, size_t count,
                       struct err *err)
{
    struct decision_lines lines = {0};
    (void)operands;
    if (count != 0) {
        return err_set(err, ERR_USAGE, "decisions takes no operands");
    }
    int code = decision_lines_read(job->picture, job->json, job->threads, &lines, err);
    code = code ? code : tell_lines(job, &lines, err);
    if (code == 0 && job->json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        json_write_key(&json, STR("decisions"));
        json_write_array(&json);
        for (size_t i = 0; i < lines.count; i++) {
            line_json(&json, &lines.at[i]);
        }
        json_write_close(&json);
        json_write_close(&json);
        print_json(&text);
        buf_free(&text);
    } else if (code == 0) {
        size_t marked = 0;
        for (size_t i = 0; i < lines.count; i++) {
            const struct decision_line *l = &lines.at[i];
            marked += l->disagrees || l->left.says_else || l->right.says_else ||
                      (l->left.row != 0 && l->right.row != 0 && !l->holds);
            print_line(l);
        }
        printf(lines.count == 0 ? "Nothing was decided yet.\n"
                                : "%zu decisions stand; %zu to look at again (!)\n",
               lines.count, marked);
    }
    decision_lines_free(&lines);
    return code;
}
