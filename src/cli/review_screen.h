/* review_screen.h - a pair of mentions side by side, as text for a terminal.
 *
 *                     housing:17                     schools:204
 *   Name              Sian Evans                  =  Sian Evans
 *   Date of birth     03/02/1980                  #  03/02/1981
 *   Phone             01632 960001                -
 *
 *   =  the same once standardised    #  not the same    -  one of the two has none
 *
 * Differences are told by the sign and, on a terminal, by bold letters; never by colour alone. */
#ifndef CANTREF_CLI_REVIEW_SCREEN_H
#define CANTREF_CLI_REVIEW_SCREEN_H

#include "report.h"

/* review_screen_pair - the pair, added to out. width: of the terminal, in columns. bold: with
 * escape sequences. Characters that would steer a terminal are shown as "?". */
void review_screen_pair(const struct report *report, uint32_t left, uint32_t right, size_t width,
                        bool bold, struct buf *out);

#endif
