/* case_feed.h - what happens to events, and to the picture of the people whom they are about, made
 * into inputs of processes.
 *
 *     event told, detected        a process begins; held while it was only detected
 *     … confirmed                 INPUT_CONFIRMED; and what a decision asked about it, decided
 *     … answered, corrected       it wants a look
 *     … about somebody else       what was begun is taken back, and a process begins anew
 *     … withdrawn                 INPUT_WITHDRAWN
 *     a death confirmed           INPUT_DIED of every process that is addressed to them
 *     records came, people were merged    processes about them want a look; split: an amending one
 *
 * Events are taken up in the transaction of their change (case_feed_then), and whatever wasn't,
 * from a position kept in the store, by the next worker, before anything leaves: nothing is lost
 * by a crash, nor by whoever tells of events without knowing of processes. Events in shadow begin
 * nothing. */
#ifndef CANTREF_ENGINE_CASE_FEED_H
#define CANTREF_ENGINE_CASE_FEED_H

#include "caseload.h"
#include "intake.h"

/* case_feed_then - for struct telling and struct event_change: all events that wait, taken up in
 * the transaction of the change. */
struct event_then case_feed_then(struct caseload *caseload);

/* case_feed - all events and changes of the picture that wait. An event whose pack can't be read
 * is put aside, and tried again the next time: *ret_held_up: how many there are.
 * Errors: those of the store; err has the first reason of one that was put aside, too, and then 0
 * is returned. */
int case_feed(struct caseload *caseload, size_t *ret_held_up, struct err *err);

/* case_feed_settle - after findings or an input, within a transaction: a decision about an event
 * that is confirmed already is decided. Errors: those of engine_take. */
int case_feed_settle(struct caseload *caseload, const struct engine_rows *rows, int64_t process,
                     struct str who, struct err *err);

#endif
