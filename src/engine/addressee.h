/* addressee.h - somebody named in free text: a name, and how they are reached, in any order.
 *
 *     "Siân Rees, 1 High Street, Porth Tegid CY1 2AB, 01632 960999, sian@example.org"
 *      name       address ─────────────────────────   phone         e-mail
 *
 * Parts are set apart by commas, semicolons or line ends. What is an e-mail address or a telephone
 * number is that; of the rest the first part is the name, and the others are the address, which
 * counts as known when it has a postcode or two lines. Pure. */
#ifndef CANTREF_ENGINE_ADDRESSEE_H
#define CANTREF_ENGINE_ADDRESSEE_H

#include "channel_rule.h"
#include "delivery.h"

struct addressee {
    struct str name, postcode; /* "": not known */
    struct str address[DELIVERY_ADDRESS_LINES_MAX];
    size_t address_count;
    struct reach reach;
};

/* addressee_read - of a text. Texts in arena.
 * addressee_take_address - from an address in one line, its parts apart by commas.
 * addressee_name_written - a record's name as a letter has it: "EVANS, MRS SIAN" is "Mrs Sian
 * Evans"; one that is not all capitals stays as it is written. */
void addressee_read(struct arena *arena, struct str text, struct addressee *ret);
void addressee_take_address(struct arena *arena, struct str address, struct addressee *ret);
struct str addressee_name_written(struct arena *arena, struct str name);

#endif
