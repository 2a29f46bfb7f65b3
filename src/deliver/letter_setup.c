/* letter_setup.c - see letter_setup.h. */
#include "letter_setup.h"

/* add_line - that letters come back to, if it says something. */
static void add_line(struct letter_setup *setup, struct str line)
{
    if (str_trim(line).len > 0 && setup->sender_count < LETTER_SENDER_LINES_MAX) {
        setup->sender[setup->sender_count++] = line;
    }
}

struct letter_setup letter_setup_of(const struct delivery_setup *setup,
                                    enum access_language language)
{
    const struct delivery_letters *letters = &setup->file.letters;
    const struct text_list *lines =
        language == ACCESS_WELSH ? &letters->return_address_welsh : &letters->return_address;
    struct letter_setup ret = {
        .council = {{setup->council.name, setup->council.name_welsh}},
    };
    struct str name = ret.council.text[language].len > 0 ? ret.council.text[language]
                                                         : ret.council.text[ACCESS_ENGLISH];
    for (size_t i = 0; i < lines->count; i++) {
        /* The council's name stands beside it in large letters. */
        add_line(&ret, i == 0 && str_eq(lines->at[i], name) ? STR("") : lines->at[i]);
    }
    if (ret.sender_count > 0) {
        add_line(&ret, letters->telephone);
    }
    return ret;
}
