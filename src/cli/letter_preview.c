/* letter_preview.c - see letter_preview.h. */
#include "letter_preview.h"

#include "letter_example.h"
#include "letter_setup.h"
#include "overlay.h"
#include "whole_file.h"

#include <stdio.h>

/* example_setup - of a council that there isn't. */
static struct letter_setup example_setup(void)
{
    return (struct letter_setup){.council = {{STR("Example Council"), STR("Cyngor Enghraifft")}},
                                 .sender = {STR("Town Hall"), STR("1 Example Square"),
                                            STR("Llanfedwen"), STR("CY5 5ZZ"), STR("01632 960000")},
                                 .sender_count = 5};
}

/* find_text - the letter, or an error that says which there are. */
static int find_text(const struct event_pack *pack, const char *name, enum access_language language,
                     const struct pack_text **ret, struct err *err)
{
    const struct pack_text *text = pack_text_find(&pack->texts, str_of(name), true, language);
    if (text == NULL) {
        struct buf names = {0};
        for (size_t i = 0; i < pack->texts.count; i++) {
            const struct pack_text *at = &pack->texts.at[i];
            if (at->letter && at->language == language && names.len < 300) {
                buf_printf(&names, "%s%.*s", names.len > 0 ? ", " : "", PRI(at->name));
            }
        }
        int code = err_set(err, ERR_NOTFOUND, "the pack has no letter \"%.40s\"; it has: %.*s",
                           name, PRI(buf_str(&names))); /* not personal: a pack's */
        buf_free(&names);
        return code;
    }
    *ret = text;
    return 0;
}

/* write_letter - typeset and put where it was asked. */
static int write_letter(const struct event_pack *pack, const struct pack_text *text,
                        const struct letter_setup *setup, const struct letter_words *words,
                        size_t *ret_pages, struct err *err)
{
    struct arena arena = {0};
    struct buf pdf = {0};
    struct delivery delivery;
    struct str council = setup->council.text[text->language];
    council = council.len > 0 ? council : setup->council.text[ACCESS_ENGLISH];
    int code = letter_example(&arena, pack, text, council, &delivery, err);
    if (code == 0) {
        delivery.large_print = words->large;
        code = letter_typeset(setup, &delivery, &pdf, ret_pages, err);
        code = code ? code : file_replace(words->output, buf_str(&pdf), 0666, err);
    }
    buf_free(&pdf);
    arena_free(&arena);
    return code;
}

static int preview(const struct event_pack *pack, const char *name,
                   const struct letter_words *words, size_t *ret_pages, struct err *err)
{
    enum access_language language = (enum access_language)words->language;
    const struct pack_text *text;
    struct delivery_setup delivery_setup;
    struct home home;
    int code = find_text(pack, name, language, &text, err);
    if (code != 0 || words->home == NULL) {
        const struct letter_setup setup = example_setup();
        return code ? code : write_letter(pack, text, &setup, words, ret_pages, err);
    }
    if ((code = home_open(words->home, HOME_READ, &home, err)) != 0) {
        return code;
    }
    code = delivery_setup_open(&home, &delivery_setup, err);
    if (code == 0) {
        const struct letter_setup setup = letter_setup_of(&delivery_setup, language);
        code = write_letter(pack, text, &setup, words, ret_pages, err);
        delivery_setup_close(&delivery_setup);
    }
    home_close(&home);
    return code;
}

int letter_preview(const char *name, const char *letter, const struct letter_words *words)
{
    struct event_pack pack;
    struct err_list errors = {0};
    struct err err;
    size_t pages = 0;
    int code = 0;
    if (words->output == NULL) {
        err_set(&err, ERR_USAGE, "say where the letter is to go: -o FILE.pdf");
        code = err_list_add(&errors, &err);
    }
    code = code                     ? code
           : words->overlay != NULL ? overlay_open(name, words->overlay, &pack, &errors)
                                    : event_pack_open(name, &pack, &errors);
    if (code == 0) {
        code = preview(&pack, letter, words, &pages, &err);
        event_pack_free(&pack);
        code = code ? err_list_add(&errors, &err) : 0;
    }
    for (size_t i = 0; i < errors.kept; i++) {
        err_print("cantref letter", &errors.errors[i]);
    }
    err_list_free(&errors);
    if (code == 0) {
        printf("%s: %zu page%s\n", words->output, pages, pages == 1 ? "" : "s");
    }
    return err_exit_status(code);
}
