/* recipient.h - whom something is addressed to, read from what a teller or an officer wrote of a
 * person: "Gwen Davies (daughter), 3 Heol Fawr, Caernarfon LL55 1AA, 01632 960 142". Pure. */
#ifndef CANTREF_ENGINE_RECIPIENT_H
#define CANTREF_ENGINE_RECIPIENT_H

#include "contact.h"
#include "memory.h"

enum { RECIPIENT_LINES_MAX = 7 };

/* struct recipient - what could be read; "" and 0: it wasn't there. Texts are in the arena. */
struct recipient {
    struct str name;
    struct str address[RECIPIENT_LINES_MAX];
    size_t address_count;
    char email[EMAIL_MAX], phone[PHONE_MAX];
};

/* recipient_read - parts are apart by commas, semicolons and line ends. The first that is no e-mail
 * address, no number and has no digit is the name; what stands in brackets with it is left out. The
 * others, in their order, are lines of an address, of which there is none unless one of them has a
 * digit. More lines than fit are put in the last one. */
void recipient_read(struct arena *arena, struct str text, struct recipient *ret);

/* recipient_address - lines of an address that is one text, its lines apart by commas; returns how
 * many. */
size_t recipient_address(struct arena *arena, struct str text, struct str ret[RECIPIENT_LINES_MAX]);

#endif
