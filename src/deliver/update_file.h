/* update_file.h - what a source's system is to take over: rows in files of the folder that
 * delivery.yaml names for the source's category.
 *
 *     FOLDER/uk.cantref.moving_home.new_liability.v1-2026-11-28.csv     type and day of composing
 *
 *     key,composed,about,new_postcode,liable_from
 *     msg_1,2026-11-28T09:36:10Z,evt_7/step,CY5 5QQ,2026-11-01
 *
 * A file is replaced as a whole, so whoever reads it finds whole rows. Each key is one row, however
 * often it is tried. The columns are the names of the first row's fields; a row with other fields,
 * or one for which a file has no room, goes to the next: …-2026-11-28-2.csv. A day's files are for
 * taking away when the day is over; a row that comes late makes its file anew, and its key tells.
 * Cells that a spreadsheet would compute begin with an apostrophe. */
#ifndef CANTREF_DELIVER_UPDATE_FILE_H
#define CANTREF_DELIVER_UPDATE_FILE_H

#include "delivery.h"

enum { UPDATE_FILE_BYTES_MAX = 4 << 20, UPDATE_FILES_MAX = 1000, UPDATE_FIELDS_MAX = 256 };

/* update_file_add - the row of a delivery of way DELIVERY_UPDATE is in a file of the folder, on the
 * disk. Errors: ERR_INPUT its data is no object of fields, or its type can't name a file; ERR_LIMIT
 * UPDATE_FILES_MAX are full; ERR_CREATE, ERR_IO the folder can't be written to.
 * Threads: any, and any number of processes: they wait for each other by a lock on the
 * folder. */
int update_file_add(const char *folder, const struct delivery *delivery, struct err *err);

#endif
