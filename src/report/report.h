/* report.h - what a finished run knows, made ready for those who read it: files, terminal, page.
 *
 *   struct report_input   what the caller has: tables, mappings, mentions, the run, facts
 *        │ report_begin
 *        ▼
 *   struct report ──► entities.csv, links.csv … properties.csv   report_files.h
 *                 ──► overview: the counts                overview.h
 *                 ──► manifest.json, --json               report_json.h
 *                 ──► a few lines on the terminal         summary.h
 *                 ──► report.html                         html_report.h
 *                 ──► why two are the same, or not        explanation.h
 *
 * The layer knows no paths: a writer takes a stream and leaves its failures to the stream's owner.
 * Nothing here changes what it reads, so several writers may work at once. Memory is had by
 * mem_must_*. */
#ifndef CANTREF_REPORT_REPORT_H
#define CANTREF_REPORT_REPORT_H

#include "language.h"
#include "mapping.h"
#include "partition.h"
#include "progress.h"

/* struct report_source - what the reading of one table has to tell. Texts are the caller's. */
struct report_source {
    const char *sha256; /* of the file, in hex */
    uint64_t bytes;
    uint64_t rejected;       /* rows */
    const char *format;      /* "CSV" */
    const char *encoding;    /* "UTF-8" */
    const char *compression; /* "" when there is none */
    char delimiter;          /* 0: there is none */
};

enum report_setting_kind { SETTING_TEXT, SETTING_NUMBER, SETTING_FLAG };

struct report_setting {
    const char *name;
    enum report_setting_kind kind;
    const char *text; /* of SETTING_TEXT */
    double number;    /* of SETTING_NUMBER; SETTING_FLAG: 0 or 1 */
};

struct report_version {
    const char *name;
    const char *version;
};

struct truth_scores;

/* struct report_input - everything there is to report. Nothing is owned; all of it must outlive the
 * report. */
struct report_input {
    const struct table *tables; /* table_count of them, as of mappings and sources */
    const struct mapping *mappings;
    const struct report_source *sources; /* NULL: not told */
    size_t table_count;
    const struct mention_table *mentions;
    const struct run *run;
    /* By entity, instead of ids made from content; NULL: none. */
    char (*entity_names)[ENTITY_ID_TEXT_MAX];
    int threads;                             /* that writers may use; 0: one */
    const struct truth_scores *truth;        /* NULL: no answers were given */
    const struct truth_scores *truth_people; /* the same for people alone; NULL likewise */
    enum language language; /* of what people read; files for programs stay as they are */
    const char *folder;     /* where the files will be, as the user named it */
    bool from_home;         /* the records are those of a council's home, which explains them */
    const char *version;    /* of the program */
    const char *started, *finished; /* "2026-11-22T13:05:09Z" */
    double seconds;
    uint64_t peak_memory_bytes;
    const struct report_setting *settings;
    size_t setting_count;
    const struct step *steps;
    size_t step_count;
    const struct report_version *versions; /* of libraries */
    size_t version_count;
};

/* struct grouping - members of group g: member[offset[g] … offset[g+1]), ascending. */
struct grouping {
    size_t count;
    uint32_t *offset;
    uint32_t *member;
};

/* struct report - what several writers need, worked out once. */
struct report {
    const struct report_input *in;
    uint16_t *number;           /* by mention: within its row, as printed */
    uint16_t *property_number;  /* by mention: of the property line that it carries; 0: none */
    struct grouping entities;   /* mentions of each entity */
    struct grouping properties; /* mentions at each property */
    int main_kind;      /* what this run is about: persons, or the kind with most mentions */
    uint16_t *original; /* see report_original_column */
    bool field_used[FIELDS_MAX];
};

/* report_begin - index a finished run. report_free it. Cost: O(mentions). */
void report_begin(const struct report_input *in, struct report *ret);

/* report_begin_rows - the same without a run: what rows say, and nothing of who anybody is. */
void report_begin_rows(const struct report_input *in, struct report *ret);
void report_free(struct report *report);

/* report_kind_text - how a kind is printed in files: person, organisation, estate, property,
 * unknown. */
const char *report_kind_text(int kind);

/* report_kind_people - the same for sentences, in English: "person", "people"; "thing", "things"
 * for unknown. */
const char *report_kind_people(int kind, bool several);

/* report_kind_count - "61,204 people", "61,204 o bobl", in the language of the report; added to
 * ret. */
void report_kind_count(const struct report *report, uint64_t count, int kind, struct buf *ret);

/* report_field_column - the name of a field as a column: "birth_date"; report_field_label - for
 * people, in the language of the report: "Date of birth". An attribute's is the name that its
 * source gave it. */
struct str report_field_column(const struct report *report, int field);
struct str report_field_label(const struct report *report, int field);

/* report_original - what the source wrote, where one column holds the field; STR("") otherwise or
 * when the field is missing. */
struct str report_original(const struct report *report, size_t mention, int field);

/* report_value - for people: the original, else the standardised text with capitals, added to ret.
 */
void report_value(const struct report *report, size_t mention, int field, struct buf *ret);

/* report_name - the name of a mention on one line: "Sian Mair Evans"; of two people in one cell:
 * "S Evans (MR J & MRS S EVANS)". "" when it has none. Added to ret. */
void report_name(const struct report *report, size_t mention, struct buf *ret);

/* report_own_name - the same without who else is in the cell: "S Evans". */
void report_own_name(const struct report *report, size_t mention, struct buf *ret);

/* report_address - premise, street, town and postcode on one line, added to ret. */
void report_address(const struct report *report, size_t mention, struct buf *ret);

/* report_capitals - standardised text of a field with capitals where people expect them, added to
 * ret. */
void report_capitals(int field, struct str text, struct buf *ret);

/* report_entity_id, report_property_id - as printed in entities.csv. */
const char *report_entity_id(const struct report *report, uint32_t entity,
                             char ret[ENTITY_ID_TEXT_MAX]);
const char *report_property_id(const struct report *report, uint32_t property,
                               char ret[ENTITY_ID_TEXT_MAX]);

/* report_cannot_tell - why the run can't say how sure it is, in English, to follow a colon; pages
 * say() it. */
const char *report_cannot_tell(const struct report *report);

/* report_source_name, report_row_number - of a mention. */
static inline struct str report_source_name(const struct report *report, size_t mention)
{
    return report->in->tables[report->in->mentions->places[mention].source].name;
}

static inline uint32_t report_row_number(const struct report *report, size_t mention)
{
    const struct mention_place *place = &report->in->mentions->places[mention];
    return report->in->tables[place->source].row_number[place->row];
}

/* report_carries - does a mention stand for its property in entities.csv? */
static inline bool report_carries(const struct report *report, size_t mention)
{
    const struct mention_place *place = &report->in->mentions->places[mention];
    return place->carries_property || place->kind == MENTION_PROPERTY;
}

/* grouping_make - group_of[item] for items items, UINT32_MAX: in no group. grouping_free it. */
void grouping_make(const uint32_t *group_of, size_t items, size_t groups, struct grouping *ret);
void grouping_free(struct grouping *grouping);

static inline size_t grouping_size(const struct grouping *grouping, size_t group)
{
    return grouping->offset[group + 1] - grouping->offset[group];
}

#endif
