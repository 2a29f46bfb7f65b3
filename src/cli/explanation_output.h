/* explanation_output.h - an explanation where it was asked for: text or JSON on standard output, a
 * picture in a file. cantref explain and cantref entity explain share it. */
#ifndef CANTREF_CLI_EXPLANATION_OUTPUT_H
#define CANTREF_CLI_EXPLANATION_OUTPUT_H

#include "explanation.h"

/* explanation_tell - of the entity of mention[0], or of the pair. svg_path: where the picture goes,
 * "-" standard output (and no text then); NULL: none. Errors: ERR_IO, ERR_MEMORY. */
int explanation_tell(const struct report *report, const uint32_t mention[2], bool pair, bool json,
                     const char *svg_path, struct err *err);

/* explanation_check - ERR_USAGE when JSON and picture both want standard output. */
int explanation_check(bool json, const char *svg_path, struct err *err);

#endif
