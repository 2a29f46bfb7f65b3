/* audit_print.c - see audit_print.h. */
#include "audit_print.h"

#include "clock.h"
#include "json_writer.h"
#include "view_print.h"

#include <inttypes.h>
#include <stdio.h>

enum { LABEL_WIDTH = 13 };

static const char *const kinds[] = {
    [AUDIT_ANSWER] = "shown",    [AUDIT_EMPTY] = "nobody found",
    [AUDIT_REFUSAL] = "refused", [AUDIT_BREAK_GLASS] = "break-glass",
    [AUDIT_CHANGE] = "change",   [AUDIT_RECOVERY] = "recovery"};

static const char *time_text(int64_t time_ms, char ret[CLOCK_TEXT_MAX])
{
    clock_text(calendar_london(time_ms / 1000), ret);
    ret[10] = ' ';
    ret[19] = '\0'; /* 2026-11-28 21:14:05 */
    return ret;
}

static void print_line(const struct audit_entry *e)
{
    const struct audit_response *r = &e->detail.response;
    char time[CLOCK_TEXT_MAX];
    printf("%6" PRIu64 "  %s  %-12s", e->number, time_text(e->leaf.time_ms, time),
           kinds[e->leaf.kind]);
    if (!e->has_detail) {
        printf("  (details are kept no more)\n");
        return;
    }
    printf("  ");
    print_padded(r->who, 12);
    printf("  %.*s", PRI(r->purpose.len > 0 ? r->purpose : STR("(no purpose)")));
    if (r->case_reference.len > 0) {
        printf(" · case %.*s", PRI(r->case_reference));
    }
    if (r->subject_count > 0) {
        printf(" · %zu named", r->subject_count);
    }
    if (r->kind == AUDIT_REFUSAL || r->kind == AUDIT_CHANGE) {
        printf(" · %.*s", PRI(r->rule));
    }
    printf("%s\n", e->leaf.is_sealed ? " · sealed" : "");
}

/* ---- JSON ---- */

static void subject_json(struct json_writer *json, const struct audit_subject *s)
{
    json_write_object(json);
    json_put_text(json, "entity", s->entity);
    json_put_whole(json, "mentions", (int64_t)s->mention_count);
    json_write_key(json, STR("fields"));
    json_write_array(json);
    for (size_t f = 0; f < s->field_count; f++) {
        json_write_text(json, s->fields[f]);
    }
    json_write_close(json);
    json_write_close(json);
}

static void entry_json(struct json_writer *json, const struct audit_entry *e, bool whole)
{
    const struct audit_response *r = &e->detail.response;
    char time[CLOCK_TEXT_MAX];
    json_write_object(json);
    json_put_whole(json, "leaf", (int64_t)e->number);
    json_put_text(json, "time", str_of(clock_text(e->leaf.time_ms / 1000, time)));
    json_put_text(json, "kind", str_of(kinds[e->leaf.kind]));
    json_put_bool(json, "sealed", e->leaf.is_sealed);
    json_put_bool(json, "has_details", e->has_detail);
    if (e->has_detail) {
        json_put_text(json, "who", r->who);
        json_put_text(json, "role", r->role);
        json_put_text(json, "purpose", r->purpose);
        json_put_text(json, "case", r->case_reference);
        json_put_text(json, "system", r->system);
        json_put_text(json, "rule", r->rule);
        json_put_whole(json, "found", (int64_t)r->found);
        json_put_whole(json, "named", (int64_t)r->subject_count);
    }
    if (e->has_detail && whole) {
        json_put_text(json, "purpose_version", r->purpose_version);
        json_put_text(json, "legal_basis", r->legal_basis);
        json_put_text(json, "reason", r->reason);
        json_put_whole(json, "part", (int64_t)e->leaf.part);
        json_put_whole(json, "parts", (int64_t)e->leaf.parts);
        json_write_key(json, STR("subjects"));
        json_write_array(json);
        for (size_t i = 0; i < r->subject_count; i++) {
            subject_json(json, &r->subjects[i]);
        }
        json_write_close(json);
    }
    json_write_close(json);
}

int audit_print_listing(struct inquiry *inquiry, const struct audit_listing *listing, bool as_json,
                        struct err *err)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    struct arena arena = {0};
    int code = 0;
    json_write_object(&json);
    json_put_whole(&json, "found", (int64_t)listing->found);
    json_write_key(&json, STR("leaves"));
    json_write_array(&json);
    for (size_t i = 0; code == 0 && i < listing->count; i++) {
        struct audit_entry entry;
        arena_reset(&arena);
        code = audit_read(inquiry->audit, (uint64_t)listing->leaves[i], &arena, &entry, err);
        if (code == 0 && as_json) {
            entry_json(&json, &entry, false);
        } else if (code == 0) {
            print_line(&entry);
        }
    }
    json_write_close(&json);
    json_write_close(&json);
    if (code == 0 && as_json) {
        printf("%.*s\n", PRI(buf_str(&text)));
    } else if (code == 0) {
        printf("%zu of %zu leaves. cantref audit show LEAF tells all of one.\n", listing->count,
               listing->found);
    }
    arena_free(&arena);
    buf_free(&text);
    return code;
}

/* ---- one leaf ---- */

static void print_part(const char *label, struct str text)
{
    if (text.len > 0) {
        printf("  ");
        print_padded(str_of(label), LABEL_WIDTH);
        printf("%.*s\n", PRI(text));
    }
}

static void print_subject(const struct audit_subject *s)
{
    bool everybody = s->mention_count > 0 && s->mentions[0] == INQUIRY_EVERYBODY;
    printf("  ");
    print_padded(STR("about"), LABEL_WIDTH);
    printf("%.*s", PRI(everybody ? STR("everybody") : s->entity));
    for (size_t f = 0; f < s->field_count; f++) {
        printf("%s%.*s", f > 0 ? ", " : ": ", PRI(s->fields[f]));
    }
    printf("\n");
}

void audit_print_leaf(const struct audit_entry *e, bool as_json)
{
    const struct audit_response *r = &e->detail.response;
    char time[CLOCK_TEXT_MAX];
    if (as_json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        entry_json(&json, e, true);
        printf("%.*s\n", PRI(buf_str(&text)));
        buf_free(&text);
        return;
    }
    printf("leaf %" PRIu64 ", %s, %s%s\n", e->number, time_text(e->leaf.time_ms, time),
           kinds[e->leaf.kind], e->leaf.is_sealed ? ", sealed" : "");
    if (!e->has_detail) {
        printf("  its details are kept no more\n");
        return;
    }
    print_part("who", r->who);
    print_part("role", r->role);
    print_part("purpose", r->purpose);
    print_part("law", r->legal_basis);
    print_part("case", r->case_reference);
    print_part("by", r->system);
    print_part("rule", r->rule);
    print_part("reason", r->reason);
    for (size_t i = 0; i < r->subject_count; i++) {
        print_subject(&r->subjects[i]);
    }
    if (e->leaf.parts > 1) {
        printf("  part %" PRIu32 " of %" PRIu32 " of one response\n", e->leaf.part, e->leaf.parts);
    }
}
