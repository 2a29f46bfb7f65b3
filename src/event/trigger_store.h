/* trigger_store.h - which triggers are on, by whose decision, and how far each has read the feed of
 * changes (0014_trigger.sql). A trigger is called "PACK/TRIGGER", a whole pack "PACK".
 *
 * Nothing runs that nobody decided to run, on the figures of a trial over history, as the file was
 * then: a file that was changed since is off. All are for the thread that has the connection; what
 * writes, within a transaction. */
#ifndef CANTREF_EVENT_TRIGGER_STORE_H
#define CANTREF_EVENT_TRIGGER_STORE_H

#include "db.h"
#include "definition.h"

enum { TRIGGER_NAME_MAX = 2 * DEFINITION_NAME_MAX + 2, TRIGGER_WHY_MAX = 1000 };

enum trigger_state { TRIGGER_OFF, TRIGGER_ON, TRIGGER_SHADOW };
extern const char *const trigger_state_names[4];

/* struct trigger_figures - of a trial, or of all runs: persons of changes that were looked at,
 * events that are new by it, persons of whom it can't be told. */
struct trigger_figures {
    int64_t looked_at, proposed, cant_tell;
    /* Of one run, not kept: for looking, in all and at one change; of the processor in all. */
    double seconds, longest, processor_s;
};

struct trigger_trial {
    int64_t number;
    uint8_t content[CONTENT_HASH_BYTES];
    int32_t from, to;
    struct trigger_figures figures;
    struct str who;
    int64_t at;
};

struct trigger_decision {
    int64_t number;
    enum trigger_state state;
    uint8_t content[CONTENT_HASH_BYTES]; /* of a pack: zeros */
    int64_t trial;                       /* 0: none */
    struct str who, why;
    int64_t at;
};

/* trigger_trial_add - one more. trigger_trial_last - the newest of a trigger; number 0: none. Texts
 * are in the arena. trigger_decision_add, trigger_decision_last - likewise; number 0: never
 * decided, which is off.
 * Errors: ERR_INPUT for texts that are too long or no UTF-8; those of the store. */
int trigger_trial_add(struct db *db, struct str name, const struct trigger_trial *trial,
                      int64_t *ret, struct err *err);
int trigger_trial_last(struct db *db, struct arena *arena, struct str name,
                       struct trigger_trial *ret, struct err *err);
int trigger_decision_add(struct db *db, struct str name, const struct trigger_decision *decision,
                         int64_t *ret, struct err *err);
int trigger_decision_last(struct db *db, struct arena *arena, struct str name,
                          struct trigger_decision *ret, struct err *err);

/* trigger_pack_shadow - is the whole pack in shadow, so that nothing comes of its events? */
int trigger_pack_shadow(struct db *db, struct str pack, bool *ret, struct err *err);

/* triggers_any_on - is any trigger on, or in shadow? Cheap: for whoever ingests. */
int triggers_any_on(struct db *db, bool *ret, struct err *err);

/* struct trigger_position - how far it has gone, and what came of it so far. */
struct trigger_position {
    int64_t change;
    int32_t day;
    struct trigger_figures figures;
};

/* trigger_position_read - of one; *ret_there false: it never ran. trigger_position_put - moved, in
 * the transaction of what it proposed. trigger_feed_end - the newest change of the feed. */
int trigger_position_read(struct db *db, struct str name, struct trigger_position *ret,
                          bool *ret_there, struct err *err);
int trigger_position_put(struct db *db, struct str name, const struct trigger_position *position,
                         int64_t now, struct err *err);
int trigger_feed_end(struct db *db, int64_t *ret, struct err *err);

/* trigger_change - one that a trigger looks at: a version of a record that came, or a mention that
 * was linked anew. trigger_changes - those of one source after a change of the feed, up to count of
 * them, in their order; *ret_last: the last of the feed that was looked at for them. */
struct trigger_change {
    int64_t change, record, version;
    int number; /* of the mention; 0: of a record */
    int64_t at;
};
int trigger_changes(struct db *db, bool mentions, int64_t source, int64_t after, int64_t until,
                    struct trigger_change *ret, size_t count, size_t *ret_count, struct err *err);

/* trigger_past - versions of a source that came on these days, each called. Times: seconds since
 * 1970, from included, to not. */
typedef int trigger_past_visit(void *context, int64_t record, int64_t version, int64_t at,
                               struct err *err);
int trigger_past(struct db *db, int64_t source, int64_t from, int64_t to, trigger_past_visit *visit,
                 void *context, struct err *err);

#endif
