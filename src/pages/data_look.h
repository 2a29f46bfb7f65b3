/* data_look.h - for the data team's pages: a run over the few records that a page is about, and
 * what a page shows of it. */
#ifndef CANTREF_PAGES_DATA_LOOK_H
#define CANTREF_PAGES_DATA_LOOK_H

#include "decision_store.h"
#include "entity_look.h"
#include "report.h"
#include "request.h"

/* struct data_look - end with data_look_close in any case; start from zero. */
struct data_look {
    struct standing_run *run;
    struct report_input input;
    struct report report;
    bool is_open;
};

/* data_joined - the request's picture is read as it is of the sources that its purpose joins.
 * Errors: those of inquiry_show_joined. */
int data_joined(struct request *r, struct err *err);

/* data_look_rows - of what those records say, and nothing of who anybody is: no model is needed,
 * and it takes a few milliseconds however large the home is.
 * data_look_all - of all records that stand, which takes as long as linking them.
 * data_look_entities - of entities and what bears on them; ret_mentions: the first of each.
 * Errors: those of standing_run_make, entity_read. */
int data_look_rows(struct request *r, const int64_t *records, size_t count, struct data_look *ret,
                   struct err *err);
int data_look_all(struct request *r, struct data_look *ret, struct err *err);
int data_look_entities(struct request *r, const struct entity_about *const *entities, size_t count,
                       struct data_look *ret, uint32_t *ret_mentions, struct err *err);

/* data_look_mentions - of the entities that mentions are of: each is in the run if it stands.
 * Errors: also ERR_NOTFOUND one of them is nobody's now. */
enum { DATA_LOOK_MENTIONS_MAX = 8 };
int data_look_mentions(struct request *r, const struct decided_mention *mentions, size_t count,
                       struct data_look *ret, struct err *err);
void data_look_close(struct data_look *look);

/* data_look_find - where a mention is in the run; UINT32_MAX: it isn't. data_subject - as the audit
 * log has a mention of the run. */
uint32_t data_look_find(const struct data_look *look, struct decided_mention mention);
int64_t data_subject(const struct data_look *look, uint32_t mention);

/* data_pair - two mentions side by side: "left", "right" where they stand, "rows" of "label",
 * "left", "right", "comparison" in words, and "is_same", "is_different".
 * data_explanation - why two are the same or not: "weight", "odds", "lines" of the verdict, "rows"
 * of "field", "left", "right", "level", "weight", and "svg_html". NULL: it can't be told.
 * data_record - a mention as a line: "place", "name", "address". */
struct json_node *data_pair(struct request *r, const struct data_look *look, uint32_t left,
                            uint32_t right);
struct json_node *data_explanation(struct request *r, const struct data_look *look, uint32_t left,
                                   uint32_t right);
struct json_node *data_record(struct request *r, const struct data_look *look, uint32_t mention);

/* data_put - text of a buffer into a model, and the buffer is empty again. data_decimal - a number
 * with so many places as people write it; not a number: "–". */
void data_put(struct request *r, struct json_node *object, const char *key, struct buf *text);
void data_decimal(struct request *r, struct json_node *object, const char *key, double value,
                  int places);

/* data_language - of the request, as reports have it. */
enum language data_language(const struct request *r);

#endif
