/* letter.h - a delivery by post as a PDF, ready to be printed, folded and put into a DL envelope.
 *
 *        0        20                       110       118                190   210 mm
 *      0 ┌───────────────────────────────────────────────────────────────────┐
 *        │     Council                                   its address         │
 *     46 │   ╔══════════════════════════════╗                                │  fold at 99 or 105:
 *     57 │   ║  name and address            ║            date                │  whichever, all of
 *        │   ║  of whom it is for           ║            our reference       │  this shows in the
 *     92 │   ╚══════════════════════════════╝                                │  window, and nothing
 *    100 │     Title                                                         │  else
 *        │     Body …                                                        │
 *    280 │     |||| ||| ||                                      Page 1 of 2  │
 *    297 └───────────────────────────────────────────────────────────────────┘
 *
 * The window: 35 × 90 mm, 20 mm from the left edge and 18 mm from the bottom one of an envelope of
 * 110 × 220 mm (ISO 269 DL), which is what the trade in the United Kingdom sells as "DL window";
 * the British Standard for windows, BS 4264, was not seen: unverified. Paper folded to 99 mm has 11
 * mm of room to slide down in it, and 10 to the side. So the window shows at most 10 to 110 mm of
 * the page across, and 46 to 92 down (LETTER_CLEAR_…): nothing but the address stands there.
 *
 * A letter is typeset by a child without keys, database or network, which can open fonts and
 * nothing else (typeset_work.h). The same delivery and setup make the same bytes, as long as
 * libraries and fonts are the same. The PDF is tagged, has its title and language, and embeds its
 * fonts. Text is at the left, never stretched; 12 points, in large print 18. */
#ifndef CANTREF_DELIVER_LETTER_H
#define CANTREF_DELIVER_LETTER_H

#include "delivery.h"
#include "memory.h"

enum {
    LETTER_SENDER_LINES_MAX = 7,
    LETTER_PAGES_MAX = 40,
    LETTER_TEXT_BYTES_MAX = 400, /* of a name, a line of an address, a title */
    LETTER_PDF_BYTES_MAX = 16 << 20,
    LETTER_TIME_MAX_S = 60,
    LETTER_REFERENCE_MAX = 16 /* with its NUL */
};

/* Tenths of a millimetre from the left and top edges of the first page. */
enum {
    LETTER_CLEAR_LEFT = 100,
    LETTER_CLEAR_RIGHT = 1100,
    LETTER_CLEAR_TOP = 460,
    LETTER_CLEAR_BOTTOM = 920
};

/* struct letter_setup - of the council, the same for all its letters. */
struct letter_setup {
    struct bilingual council;                   /* its name */
    struct str sender[LETTER_SENDER_LINES_MAX]; /* where letters come back to */
    size_t sender_count;
    uint64_t time_max_s; /* for one letter; 0: LETTER_TIME_MAX_S */
};

/* letter_typeset - the PDF of a letter.
 * In:     delivery: of DELIVERY_POST, its fields filled in. Values that went into body were put
 *         there by markdown_add_plain, so that none is taken for Markdown.
 * Out:    *ret_pdf (must be empty), *ret_pages; untouched on failure.
 * Errors: ERR_INPUT something is missing, named in the message: name, address, title, body, the
 *         council's name or address; or the address is too long for the window, or no font here
 *         has a character; ERR_LIMIT more than LETTER_PAGES_MAX pages, or too long or too large to
 *         typeset; ERR_IO the child can't be started, or crashed. Nothing personal is in a message.
 * Threads: any, many at once. Cost: a process; some 0.1 s. */
int letter_typeset(const struct letter_setup *setup, const struct delivery *delivery,
                   struct buf *ret_pdf, size_t *ret_pages, struct err *err);

/* letter_reference - what a letter is called on paper, and in its barcode: "K7M2-9QXT-4HZP", from
 * the delivery's key, and telling nothing else. Keep it with the delivery, so that one that comes
 * back is found. letter_reference_read - as letter_reference writes it, of what somebody typed or a
 * scanner read: capitals, hyphens and spaces don't matter, nor O for 0, I or L for 1; false: it is
 * none. Both pure. */
void letter_reference(struct str key, char ret[LETTER_REFERENCE_MAX]);
bool letter_reference_read(struct str text, char ret[LETTER_REFERENCE_MAX]);

#endif
