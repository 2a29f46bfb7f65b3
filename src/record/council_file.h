/* council_file.h - council.yaml: which council a home is of.
 *
 *     name: Example Council
 *     name_welsh: Cyngor Enghraifft   left out: it has no name in Welsh
 *     languages: [en, cy]      that it writes to people in; the first where nothing is known
 *     code: W06000010          of the Office for National Statistics; left out: not said
 *     nation: wales            or england: whose law holds; left out: as the code begins (E, W)
 *     time_zone: Europe/London the only one; days and clocks of duties are counted in it
 *     retention_days: 2555     how long a record is kept after it has gone from its source, where
 *                              the source's file says nothing else
 *     log_retention_months: 84 how long the audit log keeps who looked at whom, before its keys may
 *                              be destroyed (cantref audit forget); left out: 84
 *     sealed_review_months: 6  when what was logged of an investigation is reviewed, and told to
 *                              the person or sealed on; left out: 6
 *     example: true            nobody in it exists (cantref init --example): days may be played
 *                              through ahead of time; left out: false
 *
 * Strict: anything else in the file is an error with its place. */
#ifndef CANTREF_RECORD_COUNCIL_FILE_H
#define CANTREF_RECORD_COUNCIL_FILE_H

#include "definition.h"
#include "err_list.h"
#include "memory.h"

#define COUNCIL_TIME_ZONE "Europe/London"

enum { RETENTION_DAYS_DEFAULT = 2555, RETENTION_DAYS_MAX = 36525, COUNCIL_LANGUAGES_MAX = 2 };
enum {
    LOG_RETENTION_MONTHS_DEFAULT = 84,
    LOG_RETENTION_MONTHS_MAX = 1200,
    SEALED_REVIEW_MONTHS_DEFAULT = 6,
    SEALED_REVIEW_MONTHS_MAX = 120
};

enum council_language { COUNCIL_ENGLISH, COUNCIL_WELSH };

/* struct council - start from {0}, end with council_free. */
struct council {
    struct str name;
    struct str name_welsh; /* "": none */
    struct str code;       /* "": not said */
    enum nation nation;    /* NATION_UNSAID: neither nation nor code says it */
    int language_count;
    enum council_language languages[COUNCIL_LANGUAGES_MAX]; /* no two alike */
    int64_t retention_days;                                 /* 1 … RETENTION_DAYS_MAX */
    int64_t log_retention_months, sealed_review_months;     /* from 1 */
    bool example;
    struct arena arena;
};

/* council_code_fits - has text the shape of a code for a local authority: E, W, S or N, two digits
 * for the kind of area, six for the area? Whether there is such a council is not looked up. */
bool council_code_fits(struct str text);

/* council_file_write - the file for a council, with what each line means as comments. Errors:
 * ERR_LIMIT at out's maximum. */
int council_file_write(struct buf *out, const struct council *council);

/* council_file_parse - the council of the text of a file called `file`.
 * Out:    *ret, to be freed with council_free; untouched on failure.
 * Errors: ERR_INPUT and what yaml_tree_parse refuses; each mistake is added to errors. Returns the
 *         code of the first. */
int council_file_parse(struct str text, const char *file, struct council *ret,
                       struct err_list *errors);

void council_free(struct council *council);

#endif
