/* language.c - looking up what to say. */
#include "language.h"

#include "report.h"

#include <stdlib.h>

static int compare_english(const void *key, const void *row)
{
    return strcmp(key, ((const struct welsh *)row)->english);
}

const char *language_say(enum language language, const char *english)
{
    const struct welsh *row =
        language == LANGUAGE_WELSH
            ? bsearch(english, welsh_table, welsh_count, sizeof *welsh_table, compare_english)
            : NULL;
    return row != NULL ? row->welsh : english;
}

const char *say(const struct report *report, const char *english)
{
    return language_say(report->in->language, english);
}

const char *say_count(const struct report *report, uint64_t count, const char *one,
                      const char *several)
{
    return say(report, count == 1 ? one : several);
}

const char *const language_codes[] = {[LANGUAGE_ENGLISH] = "en", [LANGUAGE_WELSH] = "cy", NULL};

const char *language_tag(enum language language)
{
    return language == LANGUAGE_WELSH ? "cy" : "en-GB";
}
