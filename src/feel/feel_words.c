/* feel_words.c - feel_words.h. The Welsh is a draft: docs/welsh.md lists it. */
#include "feel_words.h"

#include "date_words.h"

enum { LIST_WORDS_MAX = 8, TEXT_WORDS_MAX = 200 };

/* By enum feel_phrase; English, Welsh. {0}, {1}, {2}: what is filled in. */
static const char *const phrases[PHRASES][2] = {
    [PHRASE_APPLIES] = {"applies, because: {0}", "yn berthnasol, oherwydd: {0}"},
    [PHRASE_NOT_APPLICABLE] = {"not applicable, because: {0}", "ddim yn berthnasol, oherwydd: {0}"},
    [PHRASE_CANT_TELL] = {"can't tell, because: {0}", "ni ellir dweud, oherwydd: {0}"},
    [PHRASE_SUBJECT] = {"{0} is {1}", "{0} yw {1}"},
    [PHRASE_SUBJECT_YES] = {"{0}: {1}", "{0}: {1}"},
    [PHRASE_ANSWER] = {"{0} – {1}", "{0} – {1}"},
    [PHRASE_ASKED] = {"{0}, and the rule asks for {1}", "{0}, a gofyniad y rheol yw: {1}"},
    [PHRASE_AMONG] = {"{0}, and the rule asks for {1} among them",
                      "{0}, a gofyniad y rheol yw: {1} yn eu plith"},
    [PHRASE_NOT_AMONG] = {"{0}, and the rule asks that {1} is not among them",
                          "{0}, a gofyniad y rheol yw: nad yw {1} yn eu plith"},
    [PHRASE_NO_ANSWER] = {"{0} – not known", "{0} – ddim yn hysbys"},
    [PHRASE_IS] = {"“{0}” is {1}", "“{0}” yw {1}"},
    [PHRASE_IS_WITH] = {"“{0}” is {1}, where {2}", "“{0}” yw {1}, lle mae {2}"},
    [PHRASE_NO_TRUTH] = {"“{0}” is {1}, which is neither yes nor no",
                         "“{0}” yw {1}, nad yw’n ie nac yn na"},
    [PHRASE_INPUT] = {"{0} is {1}", "{0} yn {1}"},
    [PHRASE_OTHER] = {"{0} ({1})", "{0} ({1})"},
    [PHRASE_WORKED_OUT] = {"{0} (“{1}”)", "{0} (“{1}”)"},
    [PHRASE_EMPTY] = {"{0}: there are none", "{0}: nid oes yr un"},
    [PHRASE_ONE_COUNTS] = {"{0}: number {1} counts: {2}", "{0}: mae rhif {1} yn cyfrif: {2}"},
    [PHRASE_ONE_DOES_NOT] = {"{0}: number {1} does not count: {2}",
                             "{0}: nid yw rhif {1} yn cyfrif: {2}"},
    [PHRASE_ONE_UNKNOWN] = {"{0}: whether number {1} counts can't be told: {2}",
                            "{0}: ni ellir dweud a yw rhif {1} yn cyfrif: {2}"},
    [PHRASE_ALL_COUNT] = {"{0}: all of them count, {1} in number: {2}",
                          "{0}: mae pob un yn cyfrif, {1} mewn nifer: {2}"},
    [PHRASE_NONE_COUNTS] = {"{0}: none of them counts, {1} in number: {2}",
                            "{0}: nid oes yr un yn cyfrif, {1} mewn nifer: {2}"},
    [PHRASE_BECAUSE] = {"{0} (because {1})", "{0} (oherwydd {1})"},
    [PHRASE_AND_MORE] = {"and {0} more", "a {0} arall"},
    [PHRASE_YES] = {"yes", "ie"},
    [PHRASE_NO] = {"no", "na"},
    [PHRASE_NOTHING] = {"nothing", "dim byd"},
    [PHRASE_KNOWN] = {"{0} is known", "mae {0} yn hysbys"},
    [PHRASE_NOT_KNOWN] = {"{0} is not known", "nid yw {0} yn hysbys"},
    [PHRASE_KNOWN_AMISS] = {"{0} is known, and the rule is for when it is not",
                            "mae {0} yn hysbys, ac mae’r rheol ar gyfer pan nad yw"},
    [PHRASE_NOT_KNOWN_AMISS] = {"{0} is not known, and the rule is for when it is",
                                "nid yw {0} yn hysbys, ac mae’r rheol ar gyfer pan fydd"},
    [PHRASE_AND] = {"{0} and {1}", "{0} a(c) {1}"},
    [PHRASE_OR] = {"{0} or {1}", "{0} neu {1}"},
    [PHRASE_BUT] = {"anything but {0}", "unrhyw beth ond {0}"},
    [PHRASE_FROM_TO] = {"{0} to {1}", "{0} i {1}"},
    [PHRASE_AT_LEAST] = {"{0} or more", "{0} neu fwy"},
    [PHRASE_MORE] = {"more than {0}", "mwy na {0}"},
    [PHRASE_AT_MOST] = {"{0} or less", "{0} neu lai"},
    [PHRASE_LESS] = {"less than {0}", "llai na {0}"},
    [PHRASE_DAY_AT_LEAST] = {"{0} or later", "{0} neu wedyn"},
    [PHRASE_DAY_MORE] = {"a day after {0}", "diwrnod ar ôl {0}"},
    [PHRASE_DAY_AT_MOST] = {"{0} or earlier", "{0} neu cyn hynny"},
    [PHRASE_DAY_LESS] = {"a day before {0}", "diwrnod cyn {0}"},
    [PHRASE_TIME_MORE] = {"a time after {0}", "amser ar ôl {0}"},
    [PHRASE_TIME_LESS] = {"a time before {0}", "amser cyn {0}"},
};

/* By enum feel_cause_code; {0}: the name it is about, {1}: the part of the expression. */
static const char *const reasons[FEEL_CAUSE_CODES][2] = {
    [FEEL_CAUSE_NOT_KNOWN] = {"{0} is not known", "nid yw {0} yn hysbys"},
    [FEEL_CAUSE_MISSING_NAME] = {"there is no {0}", "nid oes {0}"},
    [FEEL_CAUSE_WRONG_TYPE] = {"“{1}” can't be worked out from values of these kinds",
                               "ni ellir cyfrifo “{1}” o werthoedd o’r mathau hyn"},
    [FEEL_CAUSE_ARGUMENTS] = {"“{1}” does not give the function what it needs",
                              "nid yw “{1}” yn rhoi i’r ffwythiant yr hyn sydd ei angen"},
    [FEEL_CAUSE_CONVERSION] = {"“{1}” can't be read as what it should be",
                               "ni ellir darllen “{1}” fel yr hyn y dylai fod"},
    [FEEL_CAUSE_DIVISION] = {"“{1}” divides by zero", "mae “{1}” yn rhannu â sero"},
    [FEEL_CAUSE_DOMAIN] = {"“{1}” has no value for what it was given",
                           "nid oes gan “{1}” werth ar gyfer yr hyn a roddwyd"},
    [FEEL_CAUSE_OUT_OF_RANGE] = {"“{1}” is outside of what is possible",
                                 "mae “{1}” y tu allan i’r hyn sy’n bosibl"},
    [FEEL_CAUSE_NOT_COMPARABLE] = {"“{1}” compares what can't be compared",
                                   "mae “{1}” yn cymharu’r hyn na ellir ei gymharu"},
    [FEEL_CAUSE_CONFORMANCE] = {"{0} is not one of the values that it may have",
                                "nid yw {0} yn un o’r gwerthoedd y gall eu cael"},
    [FEEL_CAUSE_PATTERN] = {"“{1}” has a pattern that can't be read",
                            "mae gan “{1}” batrwm na ellir ei ddarllen"},
    [FEEL_CAUSE_LIMIT] = {"it takes too long to work out",
                          "mae’n cymryd gormod o amser i’w gyfrifo"},
    [FEEL_CAUSE_DECISION] = {"the decision table {0} has no answer, or more than one",
                             "nid oes gan y tabl penderfynu {0} ateb, neu mae ganddo fwy nag un"},
};

/* Units of durations: one, several; English, Welsh. */
enum unit { UNIT_YEARS, UNIT_MONTHS, UNIT_DAYS, UNIT_HOURS, UNIT_MINUTES, UNIT_SECONDS, UNITS };
static const char *const one_unit[UNITS][2] = {
    {"{0} year", "{0} flwyddyn"}, {"{0} month", "{0} mis"},    {"{0} day", "{0} diwrnod"},
    {"{0} hour", "{0} awr"},      {"{0} minute", "{0} munud"}, {"{0} second", "{0} eiliad"}};
static const char *const several_units[UNITS][2] = {
    {"{0} years", "{0} o flynyddoedd"}, {"{0} months", "{0} o fisoedd"},
    {"{0} days", "{0} o ddyddiau"},     {"{0} hours", "{0} o oriau"},
    {"{0} minutes", "{0} o funudau"},   {"{0} seconds", "{0} o eiliadau"}};

/* fill - a template of a table, in arena. */
static struct str fill(struct arena *arena, enum language language, const char *const texts[2],
                       const struct str given[3])
{
    struct buf out = {0};
    for (const char *at = texts[language == LANGUAGE_WELSH]; *at != '\0'; at++) {
        bool place = at[0] == '{' && at[1] >= '0' && at[1] <= '2' && at[2] == '}';
        (void)(place ? buf_add(&out, given[at[1] - '0']) : buf_add_char(&out, *at));
        at += place ? 2 : 0;
    }
    struct str ret = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return ret;
}

struct str feel_phrase_fill(struct arena *arena, enum language language, enum feel_phrase phrase,
                            struct str a, struct str b, struct str c)
{
    return fill(arena, language, phrases[phrase], (const struct str[]){a, b, c});
}

struct str feel_reason_words(struct arena *arena, enum language language, enum feel_cause_code code,
                             struct str label, struct str expression)
{
    return fill(arena, language, reasons[code], (const struct str[]){label, expression, STR("")});
}

struct str feel_joined_words(struct arena *arena, enum language language, enum feel_phrase last,
                             const struct str *words, size_t count)
{
    struct buf before = {0};
    if (count == 0) {
        return feel_phrase_fill(arena, language, PHRASE_NOTHING, STR(""), STR(""), STR(""));
    }
    for (size_t i = 0; i + 1 < count; i++) {
        buf_add(&before, i > 0 ? STR(", ") : STR(""));
        buf_add(&before, words[i]);
    }
    struct str ret = count == 1 ? words[0]
                                : feel_phrase_fill(arena, language, last, buf_str(&before),
                                                   words[count - 1], STR(""));
    buf_free(&before);
    return ret;
}

/* --- values --- */

static struct str date_words(struct arena *arena, enum language language, struct feel_date date)
{
    return arena_printf(arena, "%d %s %d", date.day,
                        date_month_name(date.month, language == LANGUAGE_WELSH), date.year);
}

/* time_words - without seconds that are 0. */
static struct str time_words(struct arena *arena, struct feel_time time)
{
    char text[FEEL_TEMPORAL_TEXT_MAX];
    struct str whole = str_make(text, feel_time_format(time, text));
    if (time.second == 0 && time.nanosecond == 0) {
        return arena_printf(arena, "%.*s%.*s", PRI(str_slice(whole, 0, 5)),
                            PRI(str_slice(whole, 8, whole.len)));
    }
    return arena_str(arena, whole);
}

/* duration_words - of counts by unit, text of each; nothing but zeros: those of `least`. */
static struct str duration_words(struct arena *arena, enum language language,
                                 const struct str counts[UNITS], enum unit least)
{
    struct str words[UNITS];
    size_t count = 0;
    for (int unit = 0; unit < UNITS; unit++) {
        bool zero = counts[unit].len == 0 || str_eq(counts[unit], STR("0"));
        if (zero && !(unit == (int)least && count == 0)) {
            continue;
        }
        bool one = str_eq(counts[unit], STR("1")) || str_eq(counts[unit], STR("-1"));
        words[count++] = fill(arena, language, one ? one_unit[unit] : several_units[unit],
                              (const struct str[]){counts[unit], STR(""), STR("")});
    }
    return feel_joined_words(arena, language, PHRASE_AND, words, count);
}

static struct str number_words(struct arena *arena, struct feel_decimal number)
{
    char text[FEEL_DECIMAL_TEXT_MAX];
    size_t length = feel_decimal_format(number, text);
    return arena_str(arena, str_make(text, length));
}

static struct str days_words(struct arena *arena, enum language language,
                             struct feel_days_duration duration)
{
    struct feel_days_parts parts = feel_days_duration_parts(duration);
    const struct str counts[UNITS] = {
        [UNIT_DAYS] = arena_printf(arena, "%lld", (long long)parts.days),
        [UNIT_HOURS] = arena_printf(arena, "%d", parts.hours),
        [UNIT_MINUTES] = arena_printf(arena, "%d", parts.minutes),
        [UNIT_SECONDS] = number_words(arena, feel_days_duration_second(duration))};
    return duration_words(arena, language, counts, UNIT_SECONDS);
}

static struct str months_words(struct arena *arena, enum language language,
                               struct feel_months_duration duration)
{
    const struct str counts[UNITS] = {
        [UNIT_YEARS] = arena_printf(arena, "%lld", (long long)(duration.months / 12)),
        [UNIT_MONTHS] = arena_printf(arena, "%lld", (long long)(duration.months % 12))};
    return duration_words(arena, language, counts, UNIT_MONTHS);
}

/* list_words - the first few, simple ones in words, others as FEEL writes them. */
static struct str list_words(struct arena *arena, enum language language,
                             const struct feel_list *list)
{
    struct str words[LIST_WORDS_MAX + 1];
    size_t count = list->count < LIST_WORDS_MAX ? list->count : LIST_WORDS_MAX;
    for (size_t i = 0; i < count; i++) {
        const struct feel_value *item = &list->items[i];
        words[i] = item->kind < FEEL_LIST ? feel_value_words(arena, language, item)
                                          : feel_value_text(arena, item);
    }
    struct str ret = feel_joined_words(arena, language, PHRASE_AND, words, count);
    if (count == list->count) {
        return ret;
    }
    struct str more =
        feel_phrase_fill(arena, language, PHRASE_AND_MORE,
                         arena_printf(arena, "%zu", list->count - count), STR(""), STR(""));
    return arena_printf(arena, "%.*s, %.*s", PRI(ret), PRI(more));
}

/* text_words - cut between characters, in quotes. */
static struct str text_words(struct arena *arena, struct str text)
{
    size_t length = text.len < TEXT_WORDS_MAX ? text.len : TEXT_WORDS_MAX;
    while (length < text.len && length > 0 && ((unsigned char)text.ptr[length] & 0xc0) == 0x80) {
        length--;
    }
    return arena_printf(arena, "“%.*s%s”", (int)length, text.ptr, length < text.len ? "…" : "");
}

struct str feel_value_words(struct arena *arena, enum language language,
                            const struct feel_value *value)
{
    switch (value->kind) {
    case FEEL_NULL:
        return feel_phrase_fill(arena, language, PHRASE_NOTHING, STR(""), STR(""), STR(""));
    case FEEL_BOOLEAN:
        return feel_phrase_fill(arena, language, value->boolean ? PHRASE_YES : PHRASE_NO, STR(""),
                                STR(""), STR(""));
    case FEEL_NUMBER:
        return number_words(arena, value->number);
    case FEEL_STRING:
        return text_words(arena, value->string);
    case FEEL_DATE:
        return date_words(arena, language, value->date);
    case FEEL_TIME:
        return time_words(arena, value->time);
    case FEEL_DATE_TIME:
        return arena_printf(arena, "%.*s %.*s",
                            PRI(date_words(arena, language, value->date_time.date)),
                            PRI(time_words(arena, value->date_time.time)));
    case FEEL_DAYS_DURATION:
        return days_words(arena, language, value->days_duration);
    case FEEL_MONTHS_DURATION:
        return months_words(arena, language, value->months_duration);
    case FEEL_LIST:
        return list_words(arena, language, value->list);
    case FEEL_RANGE:
        return feel_range_words(arena, language, value->range);
    default: {
        struct str text = feel_value_text(arena, value);
        return text.len <= TEXT_WORDS_MAX ? text : text_words(arena, text);
    }
    }
}

/* --- what is asked --- */

struct str feel_compared_words(struct arena *arena, enum language language, uint8_t comparison,
                               enum feel_kind kind, struct str words)
{
    enum feel_phrase phrase;
    bool day = kind == FEEL_DATE || kind == FEEL_DATE_TIME, moment = day || kind == FEEL_TIME;
    switch (comparison) {
    case FEEL_NODE_LESS:
        phrase = day ? PHRASE_DAY_LESS : moment ? PHRASE_TIME_LESS : PHRASE_LESS;
        break;
    case FEEL_NODE_LESS_OR_EQUAL:
        phrase = moment ? PHRASE_DAY_AT_MOST : PHRASE_AT_MOST;
        break;
    case FEEL_NODE_GREATER:
        phrase = day ? PHRASE_DAY_MORE : moment ? PHRASE_TIME_MORE : PHRASE_MORE;
        break;
    case FEEL_NODE_GREATER_OR_EQUAL:
        phrase = moment ? PHRASE_DAY_AT_LEAST : PHRASE_AT_LEAST;
        break;
    case FEEL_NODE_NOT_EQUAL:
        phrase = PHRASE_BUT;
        break;
    default:
        return words;
    }
    return feel_phrase_fill(arena, language, phrase, words, STR(""), STR(""));
}

struct str feel_range_words(struct arena *arena, enum language language,
                            const struct feel_range *range)
{
    const struct feel_value *low = &range->low, *high = &range->high;
    if (range->comparison != 0) { /* of one value alone: it may be such a range again */
        const struct feel_value *of = low->kind != FEEL_NULL ? low : high;
        return feel_compared_words(arena, language, range->comparison, (enum feel_kind)of->kind,
                                   feel_value_words(arena, language, of));
    }
    struct str low_words = feel_value_words(arena, language, low);
    struct str high_words = feel_value_words(arena, language, high);
    if (range->low_included && range->high_included) {
        return feel_phrase_fill(arena, language, PHRASE_FROM_TO, low_words, high_words, STR(""));
    }
    struct str parts[2] = {
        feel_compared_words(arena, language,
                            range->low_included ? FEEL_NODE_GREATER_OR_EQUAL : FEEL_NODE_GREATER,
                            (enum feel_kind)low->kind, low_words),
        feel_compared_words(arena, language,
                            range->high_included ? FEEL_NODE_LESS_OR_EQUAL : FEEL_NODE_LESS,
                            (enum feel_kind)high->kind, high_words)};
    return feel_joined_words(arena, language, PHRASE_AND, parts, 2);
}
