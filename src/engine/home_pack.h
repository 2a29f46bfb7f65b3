/* home_pack.h - packs as a home has them: the one that the program carries, or one of the council's
 * own, HOME/packs/NAME; with the council's overlay HOME/overlays/NAME, where there is one; and
 * their triggers. */
#ifndef CANTREF_ENGINE_HOME_PACK_H
#define CANTREF_ENGINE_HOME_PACK_H

#include "event_pack.h"
#include "home_access.h"
#include "trigger_run.h"

/* home_pack_open - the pack of that name. Errors: ERR_NOTFOUND; ERR_INPUT for a folder of the home
 * that has the name of a pack which the program carries: it could loosen the law unseen; those of
 * event_pack_open and overlay_open. */
int home_pack_open(const struct home *home, struct str name, struct event_pack *ret,
                   struct err_list *errors);

/* home_pack_open_bare - the same without the council's overlay: what that is put on.
 * home_pack_whose - is it one of the council's own, and is an overlay of theirs put on it? */
int home_pack_open_bare(const struct home *home, struct str name, struct event_pack *ret,
                        struct err_list *errors);
struct home_pack_whose {
    bool is_own, has_overlay;
};
struct home_pack_whose home_pack_whose(const struct home *home, struct str name);

/* home_pack_names - of all packs that the home has, in byte order; in the arena. */
void home_pack_names(const struct home *home, struct arena *arena, struct name_list *ret);

/* pack_trigger_read - the trigger of that name ("PACK/TRIGGER") as its pack has it now; its
 * conditions are not checked against a purpose. False: the pack has none that can be read. *ret: to
 * be freed with trigger_free. */
bool pack_trigger_read(const struct event_pack *pack, struct str name, struct trigger *ret);

/* struct home_triggers - the triggers of all packs of a home, with what was decided of each. Start
 * from zero; home_triggers_free. */
struct home_trigger {
    struct trigger trigger;
    struct trigger_in_use use;
};
struct home_triggers {
    struct event_pack *packs;
    size_t pack_count;
    struct home_trigger *at;
    size_t count;
    struct arena arena;
};

/* home_triggers_read - a pack or trigger that can't be read is an error, and the others are read.
 * Returns the code of the first. */
int home_triggers_read(const struct home *home, const struct access *access, struct db *db,
                       struct home_triggers *ret, struct err_list *errors);
void home_triggers_free(struct home_triggers *triggers);

/* home_triggers_find - by "PACK/TRIGGER", or by TRIGGER where one pack alone has it; NULL. */
struct home_trigger *home_triggers_find(struct home_triggers *triggers, struct str name);

#endif
