/* overlay.h - a council's own on top of a national pack: it may add, and tighten, and word; it may
 * not take away. docs/packs.md says what each of its files holds.
 *
 *     overlays/bereavement/        the pack                          so that a council can't
 *       duties.yaml  within: 40 days   ✗ clock: within: 28 days      lengthen a legal clock
 *       process.yaml drop: true        ✗ discharged_by: [that]       drop what keeps a duty
 *       overlay.yaml purposes: […]     ✗ purposes: […]               widen a purpose
 *
 * What is refused names the clause, its line in the overlay and its line in the pack. */
#ifndef CANTREF_PROCESS_OVERLAY_H
#define CANTREF_PROCESS_OVERLAY_H

#include "event_pack.h"

/* overlay_apply - put an overlay on a pack that was loaded.
 * In:     *folder: is taken over by the pack, whatever comes of it.
 * Out:    the pack with what the overlay adds.
 * Errors: each clause that is not allowed, and what event_pack_check_names finds, into errors;
 *         returns the code of the first. The pack is of no use then but to be freed. */
int overlay_apply(struct pack_folder *folder, struct event_pack *pack, struct err_list *errors);

/* overlay_open - a pack by folder or name, with the overlay in a folder. Errors: those of
 * event_pack_open and overlay_apply; *ret is untouched then. */
int overlay_open(const char *pack, const char *overlay, struct event_pack *ret,
                 struct err_list *errors);

#endif
