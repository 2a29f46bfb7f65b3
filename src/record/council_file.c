/* council_file.c - a council's settings to YAML and back. */
#include "council_file.h"

#include "settings.h"

static const char *const language_codes[] = {"en", "cy", NULL};
static const char *const nation_names[] = {"england", "wales", NULL};

bool council_code_fits(struct str text)
{
    bool fits = text.len == 9 && memchr("EWSN", text.ptr[0], 4) != NULL;
    for (size_t i = 1; i < text.len; i++) {
        fits = fits && ascii_is_digit(text.ptr[i]);
    }
    return fits;
}

/* ---- writing ---- */

int council_file_write(struct buf *out, const struct council *council)
{
    int code = buf_add(out, STR("# Which council this home is of. cantref check says whether the "
                                "file is right.\n"));
    code = code ? code : setting_write(out, "name", council->name);
    code = code ? code : setting_write(out, "name_welsh", council->name_welsh);
    code = code ? code : buf_add(out, STR("languages: ["));
    for (int i = 0; i < council->language_count && code == 0; i++) {
        code = buf_printf(out, "%s%s", i > 0 ? ", " : "", language_codes[council->languages[i]]);
    }
    code = code ? code : buf_add(out, STR("]\n"));
    if (code == 0 && council->code.len == 0) {
        code = buf_add(out, STR("# code: W06000010   the council's own code, of the Office for "
                                "National Statistics\n"));
    }
    code = code ? code : setting_write(out, "code", council->code);
    if (code == 0 && council->nation == NATION_UNSAID) {
        code =
            buf_add(out, STR("# nation: wales     or england: whose law holds; needed where there "
                             "is no code\n"));
    } else if (code == 0) {
        code = setting_write(out, "nation", str_of(nation_names[council->nation - 1]));
    }
    code = code ? code
                : buf_printf(out,
                             "time_zone: " COUNCIL_TIME_ZONE
                             "\n"
                             "# How many days a record is kept after it has gone from its source, "
                             "where that\n# source's file says nothing else.\n"
                             "retention_days: %lld\n",
                             (long long)council->retention_days);
    if (code == 0 && council->example) {
        code = buf_add(out, STR("# Nobody in this home exists.\nexample: true\n"));
    }
    return code;
}

/* ---- reading ---- */

static int read_name(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return setting_text(settings, node, &((struct council *)into)->name, err);
}

static int read_name_welsh(struct settings *settings, const struct yaml_node *node, void *into,
                           struct err *err)
{
    return setting_text(settings, node, &((struct council *)into)->name_welsh, err);
}

static int read_languages(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    struct council *council = into;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && item == NULL) {
        return setting_refuse(settings, node, err, "no language: write [en], [cy] or both");
    }
    for (; item != NULL && code == 0; item = item->next) {
        int language = 0;
        code = setting_choice(settings, item, language_codes, &language, err);
        for (int i = 0; i < council->language_count && code == 0; i++) {
            if (council->languages[i] == (enum council_language)language) {
                code = setting_refuse(settings, item, err, "%s stands here twice: take one out",
                                      language_codes[language]);
            }
        }
        if (code == 0) {
            council->languages[council->language_count++] = (enum council_language)language;
        }
    }
    return code;
}

static int read_code(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    struct council *council = into;
    int code = setting_text(settings, node, &council->code, err);
    if (code == 0 && !council_code_fits(council->code)) {
        return setting_refuse(settings, node, err,
                              "this is no code of a council: write E, W, S or N and eight digits, "
                              "such as W06000010");
    }
    if (code == 0) {
        council->nation = council->code.ptr[0] == 'W'   ? NATION_WALES
                          : council->code.ptr[0] == 'E' ? NATION_ENGLAND
                                                        : NATION_UNSAID;
    }
    return code;
}

static int read_nation(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    struct council *council = into;
    int place = 0;
    int code = setting_choice(settings, node, nation_names, &place, err);
    enum nation nation = (enum nation)(place + 1);
    if (code == 0 && council->nation != NATION_UNSAID && council->nation != nation) {
        return setting_refuse(settings, node, err,
                              "the council's code is of another nation: mend "
                              "one of the two");
    }
    council->nation = code == 0 ? nation : council->nation;
    return code;
}

static int read_time_zone(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    static const char *const zones[] = {COUNCIL_TIME_ZONE, NULL};
    int zone;
    (void)into;
    return setting_choice(settings, node, zones, &zone, err);
}

static int read_retention_days(struct settings *settings, const struct yaml_node *node, void *into,
                               struct err *err)
{
    return yaml_get_whole(node, settings->file, 1, RETENTION_DAYS_MAX,
                          &((struct council *)into)->retention_days, err);
}

static int read_log_retention(struct settings *settings, const struct yaml_node *node, void *into,
                              struct err *err)
{
    return yaml_get_whole(node, settings->file, 1, LOG_RETENTION_MONTHS_MAX,
                          &((struct council *)into)->log_retention_months, err);
}

static int read_sealed_review(struct settings *settings, const struct yaml_node *node, void *into,
                              struct err *err)
{
    return yaml_get_whole(node, settings->file, 1, SEALED_REVIEW_MONTHS_MAX,
                          &((struct council *)into)->sealed_review_months, err);
}

static int read_example(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    static const char *const names[] = {"false", "true", NULL};
    int place = 0;
    int code = setting_choice(settings, node, names, &place, err);
    ((struct council *)into)->example = code == 0 && place == 1;
    return code;
}

int council_file_parse(struct str text, const char *file, struct council *ret,
                       struct err_list *errors)
{
    static const struct setting rows[] = {
        {STR_INIT("name"), SETTING_NEEDED, read_name},
        {STR_INIT("name_welsh"), 0, read_name_welsh},
        {STR_INIT("languages"), SETTING_NEEDED, read_languages},
        {STR_INIT("code"), 0, read_code},
        {STR_INIT("nation"), 0, read_nation},
        {STR_INIT("time_zone"), SETTING_NEEDED, read_time_zone},
        {STR_INIT("retention_days"), SETTING_NEEDED, read_retention_days},
        {STR_INIT("log_retention_months"), 0, read_log_retention},
        {STR_INIT("sealed_review_months"), 0, read_sealed_review},
        {STR_INIT("example"), 0, read_example},
    };
    struct council council = {.log_retention_months = LOG_RETENTION_MONTHS_DEFAULT,
                              .sealed_review_months = SEALED_REVIEW_MONTHS_DEFAULT};
    struct settings settings = {.file = file, .arena = &council.arena, .errors = errors};
    int code = settings_parse(&settings, text, rows, sizeof rows / sizeof rows[0], NULL, &council);
    if (code != 0) {
        council_free(&council);
        return code;
    }
    *ret = council;
    return 0;
}

void council_free(struct council *council)
{
    arena_free(&council->arena);
    *council = (struct council){0};
}
