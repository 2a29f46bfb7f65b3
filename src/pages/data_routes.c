/* data_routes.c - what the data team can ask for. All is under the purpose of data quality review,
 * whose role they have; all but reading is in the audit log as a change. */
#include "data_pages.h"
#include "pages.h"

#include "inquiry.h"
#include "review_queue.h"

/* Of texts that go into the log, or with a decision: 1,000 bytes hold them in any language. */
enum { WHY_CHARACTERS = 250 };

static const char *const answers[] = {"same", "different", "unsure", "gone", NULL};
static const char *const verdicts[] = {"same", "different", NULL};

static const struct form_field review_query[] = {
    {.name = "pair", .kind = FORM_NUMBER},
    {.name = "answered", .kind = FORM_FLAG},
    {.name = "undone", .kind = FORM_FLAG},
};
static const struct form_field review_form[] = {
    {.name = "pair", .kind = FORM_NUMBER, .is_required = true},
    {.name = "said", .kind = FORM_CHOICE, .is_required = true, .choices = answers},
    {.name = "second", .kind = FORM_FLAG},
};
static const struct form_field pair_form[] = {
    {.name = "pair", .kind = FORM_NUMBER, .is_required = true},
};
static const struct form_field settle_form[] = {
    {.name = "said", .kind = FORM_CHOICE, .is_required = true, .choices = verdicts},
    {.name = "why",
     .kind = FORM_LONG_TEXT,
     .length_max = WHY_CHARACTERS,
     .is_required = true,
     .missing = "Say why you decide so"},
};
static const struct form_field name_form[] = {
    {.name = "name",
     .kind = FORM_TEXT,
     .is_required = true,
     .missing = "Enter an id, or a row of a source"},
};
static const struct form_field entity_query[] = {
    {.name = "decision", .kind = FORM_NUMBER},
    {.name = "undone", .kind = FORM_FLAG},
};
static const struct form_field split_form[] = {
    {.name = "row", .kind = FORM_OPEN},
    {.name = "why",
     .kind = FORM_LONG_TEXT,
     .length_max = WHY_CHARACTERS,
     .is_required = true,
     .missing = "Say why they are somebody else"},
};
static const struct form_field merge_query[] = {
    {.name = "other", .kind = FORM_TEXT, .is_required = true},
};
static const struct form_field merge_form[] = {
    {.name = "other", .kind = FORM_TEXT, .is_required = true},
    {.name = "why",
     .kind = FORM_LONG_TEXT,
     .length_max = WHY_CHARACTERS,
     .is_required = true,
     .missing = "Say why they are one"},
};
static const struct form_field decisions_query[] = {
    {.name = "page", .kind = FORM_NUMBER},
    {.name = "undone", .kind = FORM_FLAG},
};
static const struct form_field undo_form[] = {
    {.name = "decision", .kind = FORM_NUMBER, .is_required = true},
};
static const struct form_field adopt_form[] = {
    {.name = "reason",
     .kind = FORM_LONG_TEXT,
     .length_max = WHY_CHARACTERS,
     .is_required = true,
     .missing = "Say why it is taken into use"},
};
static const struct form_field source_query[] = {
    {.name = "taken", .kind = FORM_FLAG},
};

#define FIELDS(list) .fields = (list), .field_count = sizeof(list) / sizeof(list)[0]
#define DATA                                                                                       \
    .who = ROUTE_STAFF, .role = "data_quality_officer", .home = ROUTE_WHOLE,                       \
    .purpose = INQUIRY_DATA_QUALITY

static const struct route rows[] = {
    {DATA, .name = "data_sources", .method = "GET", .path = "/data",
     .summary = "Sources and their health", .navigation = "Data", .handle = data_sources},
    {DATA, .name = "data_source", .method = "GET", .path = "/data/sources/{source}",
     FIELDS(source_query), .summary = "A source: definition, approvals, mapping, extracts",
     .handle = data_source},
    {DATA, .name = "data_source_ingest", .method = "POST", .path = "/data/sources/{source}/ingest",
     .summary = "Take a source's newest extract in", .takes_long = true,
     .handle = data_source_ingest},
    {DATA, .name = "data_waiting", .method = "GET", .path = "/data/waiting",
     .summary = "Records that wait for another model", .handle = data_waiting},
    {DATA, .name = "data_review", .method = "GET", .path = "/data/review", FIELDS(review_query),
     .summary = "The next pair in doubt", .handle = data_review},
    {DATA, .name = "data_review_answer", .method = "POST", .path = "/data/review",
     FIELDS(review_form), .summary = "Whether a pair is the same", .handle = data_review_answer},
    {DATA, .name = "data_review_undo", .method = "POST", .path = "/data/review/undo",
     .summary = "Take the last answer back", .handle = data_review_undo},
    {DATA, .name = "data_review_second", .method = "POST", .path = "/data/review/second",
     FIELDS(pair_form), .summary = "Ask a second person about a pair", .handle = data_review_mark},
    {DATA, .name = "data_review_list", .method = "POST", .path = "/data/review/list",
     .summary = "Make the list of pairs in doubt anew", .takes_long = true,
     .handle = data_review_make},
    {DATA, .name = "data_settle_list", .method = "GET", .path = "/data/review/settle",
     .summary = "Pairs that two reviewers left open", .handle = data_settle_list},
    {DATA, .name = "data_settle", .method = "GET", .path = "/data/review/settle/{pair}",
     .summary = "A pair that two reviewers left open", .handle = data_settle},
    {DATA, .name = "data_settle_answer", .method = "POST", .path = "/data/review/settle/{pair}",
     FIELDS(settle_form), .summary = "A third person settles a pair", .handle = data_settle_answer},
    {DATA, .name = "data_agreement", .method = "GET", .path = "/data/review/agreement",
     .summary = "How far reviewers agree with each other and with the model",
     .handle = data_agreement},
    {DATA, .name = "data_entity_find", .method = "GET", .path = "/data/entities",
     .summary = "Look at an entity by its id or a row", .handle = data_entity_find},
    {DATA, .name = "data_entity_found", .method = "POST", .path = "/data/entities",
     FIELDS(name_form), .changes_nothing = true, .summary = "Find an entity by its id or a row",
     .handle = data_entity_found},
    {DATA, .name = "data_entity", .method = "GET", .path = "/data/entities/{entity}",
     FIELDS(entity_query), .summary = "An entity: records, how they joined, history",
     .handle = data_entity},
    {DATA, .name = "data_entity_split", .method = "POST", .path = "/data/entities/{entity}/split",
     FIELDS(split_form), .summary = "Records that are somebody else's",
     .handle = data_entity_split},
    {DATA, .name = "data_entity_merge", .method = "GET", .path = "/data/entities/{entity}/merge",
     FIELDS(merge_query), .summary = "Two entities side by side", .handle = data_entity_merge},
    {DATA, .name = "data_entity_merged", .method = "POST", .path = "/data/entities/{entity}/merge",
     FIELDS(merge_form), .summary = "Two entities are one", .handle = data_entity_merged},
    {DATA, .name = "data_decisions", .method = "GET", .path = "/data/decisions",
     FIELDS(decisions_query), .summary = "What people decided of pairs", .handle = data_decisions},
    {DATA, .name = "data_decision_undo", .method = "POST", .path = "/data/decisions/undo",
     FIELDS(undo_form), .summary = "Undo a decision", .handle = data_decision_undo},
    {DATA, .name = "data_model", .method = "GET", .path = "/data/model",
     .summary = "Versions of the model", .handle = data_model},
    {DATA, .name = "data_model_train", .method = "POST", .path = "/data/model",
     .summary = "Train a new model", .takes_long = true, .handle = data_model_train},
    {DATA, .name = "data_model_compare", .method = "GET", .path = "/data/model/compare/{model}",
     .summary = "What a model would change", .takes_long = true, .handle = data_model_compare},
    {DATA, .name = "data_model_adopt", .method = "POST", .path = "/data/model/adopt/{model}",
     FIELDS(adopt_form), .summary = "Take a model into use, with a reason", .takes_long = true,
     .handle = data_model_adopt},
    {DATA, .name = "data_report", .method = "GET", .path = "/data/report",
     .summary = "How well records are linked now", .takes_long = true, .handle = data_report},
};

const struct route_table data_routes = {rows, sizeof rows / sizeof rows[0]};
