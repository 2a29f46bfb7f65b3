/* letter_post.h - letters between the outbox and the print room.
 *
 *     outbox ─► typeset, kept sealed ─► waiting ─► in a batch ─► handed to print ─► posted
 *                                          │           │ recorded first, then the folder is
 *                                          written ▼           └─ cut off in between: a person
 *                                       says whether stopped           it was printed
 *
 * While a letter waits its action is open, with the print room, and its step has not left: so a
 * recall or a death takes it out. It has left when its batch was handed over. What is on paper
 * can't be stopped: of that the process knows, and what undoes it begins. */
#ifndef CANTREF_ENGINE_LETTER_POST_H
#define CANTREF_ENGINE_LETTER_POST_H

#include "caseload.h"
#include "deliver.h"
#include "letter.h"
#include "print_batch.h"

enum letter_state { LETTER_WAITING, LETTER_IN_BATCH, LETTER_HANDED, LETTER_STOPPED, LETTER_STATES };
extern const char *const letter_state_names[LETTER_STATES + 1];
enum batch_state { BATCH_HANDING, BATCH_HANDED, BATCH_POSTED, BATCH_STATES };
extern const char *const batch_state_names[BATCH_STATES + 1];

/* letter_post_make - the PDF of a delivery by post, as the home has its letters.
 * Out:    *ret_pdf, *ret_pages; or *ret: refused, with its reason; *ret_made false then.
 * Errors: ERR_IO it can't be typeset now. From any thread. */
int letter_post_make(const struct delivery_setup *setup, const struct delivery *delivery,
                     struct buf *ret_pdf, size_t *ret_pages, struct delivery_answer *ret,
                     bool *ret_made, struct err *err);

/* letter_post - it waits for print from now on: the action is leased no more, and whoever has the
 * lease finds it taken. Nothing happens when the lease is another's by now.
 * Errors: those of the store. */
int letter_post(struct caseload *caseload, const struct action_row *row,
                const struct delivery *delivery, struct str pdf, size_t pages, struct err *err);

/* struct posted_letter, struct posted_batch - for people; texts in the arena. */
struct posted_letter {
    int64_t letter, action, batch; /* 0: in none */
    struct str reference, delivery, language;
    enum letter_state state;
    size_t pages;
    int64_t made;
    bool large_print;
    bool wanted; /* as letters_see_wanted found it */
};
struct posted_letters {
    struct posted_letter *at;
    size_t count;
};
struct posted_batch {
    int64_t batch;
    struct str id, who;
    enum batch_state state;
    int64_t made, ended;
    size_t letters;
};
struct posted_batches {
    struct posted_batch *at;
    size_t count;
};

/* letters_waiting - and those of a batch: batch 0: those that wait. letter_batches - that were not
 * posted yet; all: those too. letter_pdf - of one; ERR_NOTFOUND it is gone.
 * letters_see_wanted - which of them are to be sent still: a recall or a death may have stopped
 * them while they wait. */
int letters_of(struct db *db, struct arena *arena, int64_t batch, struct posted_letters *ret,
               struct err *err);
int letters_see_wanted(struct db *db, struct posted_letters *letters, struct err *err);
int letter_batches(struct db *db, struct arena *arena, bool all, struct posted_batches *ret,
                   struct err *err);
int letter_named(struct db *db, struct arena *arena, struct str reference,
                 struct posted_letter *ret, struct err *err);
int letter_pdf(struct db *db, struct seal *seal, int64_t letter, struct buf *ret, struct err *err);

/* letter_batch_make - all that wait and are wanted still, up to PRINT_BATCH_LETTERS_MAX, in a
 * folder of the home's print/. Those whose process wants a look wait on; events and looks come
 * first. Who makes a batch, and who says what became of one, is in the audit log before it is done,
 * as whoever asks of the inquiry: of these and of the two below.
 * Out:    *ret: its number, 0: nothing waits. ret_stopped: that were wanted no more.
 * Errors: those of the store and of print_batch_write: nothing was handed over then. */
int letter_batch_make(struct caseload *caseload, struct str who, int64_t *ret, size_t *ret_letters,
                      size_t *ret_stopped, struct err *err);

/* letter_batch_settle - of one that was cut off: printed: it was handed over, though that was not
 * recorded; else its folder is written, and it is handed over now. letter_batch_posted - the print
 * room has posted it: its PDFs go.
 * Errors: ERR_NOTFOUND, ERR_CONFLICT it is not such a batch. */
int letter_batch_settle(struct caseload *caseload, int64_t batch, bool printed, struct err *err);
int letter_batch_posted(struct caseload *caseload, int64_t batch, struct err *err);

#endif
