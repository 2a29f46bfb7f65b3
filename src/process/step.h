/* step.h - process.yaml: what is done after an event, step by step (docs/packs.md says each field).
 * Here the steps are read and held together; carrying them out is another layer's.
 *
 * Everything lives in the arena that it was read with, with its YAML. */
#ifndef CANTREF_PROCESS_STEP_H
#define CANTREF_PROCESS_STEP_H

#include "condition_parts.h"
#include "duty_clock.h"

enum { PACK_STEPS_MAX = 512, STEP_OPTIONS_MAX = 32, STEP_CANNOT_MAX = 6, STEP_AFTER_MAX = 32 };

enum step_kind {
    STEP_TASK,
    STEP_LETTER,
    STEP_MESSAGE,
    STEP_CALL,
    STEP_NOTICE,
    STEP_REFERRAL,
    STEP_UPDATE,
    STEP_DECISION,
    STEP_WAIT,
    STEP_KINDS
};

/* What counts as done. Posted and delivered say that something was sent, no more. */
enum step_proof {
    PROOF_TEAM_CONFIRMS,
    PROOF_RECIPIENT_CONFIRMS,
    PROOF_SOURCE_SHOWS,
    PROOF_DECIDED,
    PROOF_TIME_PASSES,
    PROOF_POSTED,
    PROOF_DELIVERED,
    STEP_PROOFS
};

enum step_undo { UNDO_NOTHING, UNDO_TELL_TEAM, UNDO_STEP };

enum step_channel {
    STEP_CHANNEL_PREFERRED,
    STEP_CHANNEL_POST,
    STEP_CHANNEL_EMAIL,
    STEP_CHANNEL_SMS,
    STEP_CHANNEL_PHONE,
    STEP_CHANNEL_DESK,
    STEP_CHANNEL_VISIT,
    STEP_CHANNELS
};

extern const char *const step_kind_names[STEP_KINDS + 1];
extern const char *const step_proof_names[STEP_PROOFS + 1];
extern const char *const step_channel_names[STEP_CHANNELS + 1];

/* step_kind_title, step_proof_title - for people. */
const char *step_kind_title(enum step_kind kind, enum access_language language);
const char *step_proof_title(enum step_proof proof, enum access_language language);

/* What follows when that option is decided. */
enum option_then {
    THEN_GOES_ON,
    THEN_CONFIRMS,   /* and the event is confirmed by it */
    THEN_STAYS_OPEN, /* it is to be decided again */
    THEN_ENDS_HERE,  /* what comes after the step alone is not taken */
    THEN_WITHDRAWS,  /* the event was none: everything is taken back */
    OPTION_THENS
};
extern const char *const option_then_names[OPTION_THENS + 1];

struct step_option {
    struct str id;
    struct bilingual title;
    enum option_then then;
};

struct pack_step {
    struct str id;
    enum step_kind kind;
    struct bilingual title;
    struct str team;
    struct str purpose; /* "": the pack's first */
    struct name_list after;
    struct condition when;
    struct name_list for_duty; /* none: of no duty; else only once one of them is started */
    struct length due;         /* count 0: the duty's deadline */
    struct length escalate_after;
    struct str escalate_to; /* "": nobody */
    enum step_undo undo;
    struct str undo_step;
    enum step_proof proof;
    struct bilingual confirmation;
    bool sending_suffices;
    /* of some kinds: */
    struct name_list asks;
    struct str guidance, letter;
    struct bilingual evidence, service, change, appeal;
    struct str to; /* role or partner */
    enum step_channel first;
    enum step_channel cannot[STEP_CANNOT_MAX];
    size_t cannot_count;
    struct name_list fields; /* facts */
    enum source_category source;
    struct step_option options[STEP_OPTIONS_MAX];
    size_t option_count;
    struct length wait_for;
    struct condition wait_until;
    struct str until_answered;

    bool undoes;  /* some step's undo names it: it is taken only then */
    bool local;   /* of a council's overlay */
    bool dropped; /* by it */
    const char *file;
    const struct yaml_node *node;
};

struct step_list {
    struct pack_step *at;
    size_t count;
};

/* step_list_read, step_read - as their like in duty.h. */
void step_list_read(struct settings *settings, const struct yaml_node *root,
                    const struct feel_scope *scope, struct step_list *ret);
bool step_read(struct settings *settings, const struct yaml_node *node,
               const struct feel_scope *scope, struct pack_step *ret);

/* step_find - the step of that id, or NULL. */
struct pack_step *step_find(const struct step_list *steps, struct str id);

/* struct step_reading, step_read_due, … - one field of a step, as setting_read has it; for
 * overlays. into: a struct step_reading. */
struct step_reading {
    struct pack_step *step;
    const struct feel_scope *scope;
};
int step_read_due(struct settings *settings, const struct yaml_node *node, void *into,
                  struct err *err);
int step_read_escalate(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err);
int step_read_channel(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err);

#endif
