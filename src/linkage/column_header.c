/* column_header.c - header words to subjects and roles. */
#include "column_header.h"

#include <stdio.h>

/* Whose a column is. Longer phrases win; within OWNER_MAIN the order tells who is the row's main
 * person. */
static const struct {
    const char *words;
    enum header_owner owner;
} owners[] = {
    {"pupil|student|learner|child|disgybl|plentyn|myfyriwr|schuler|kind|eleve|enfant", OWNER_MAIN},
    {"patient|service user|client|claf|cleient|defnyddiwr gwasanaeth", OWNER_MAIN},
    {"claimant|applicant|main applicant|lead applicant|ymgeisydd|hawlydd", OWNER_MAIN},
    {"lead tenant|main tenant|sole tenant|tenant|tenants|leaseholder|tenant name", OWNER_MAIN},
    {"customer|citizen|resident|elector|voter|member|person|individual|participant|employee|"
     "cwsmer|preswylydd|etholwr|aelod|kunde|beneficiary|respondent|subject|deceased",
     OWNER_MAIN},
    {"ratepayer|rate payer|council tax payer|taxpayer|tax payer|bill payer|payer|liable party|"
     "liable person|liable|lead liable party|main liable party|primary liable party|trethdalwr|"
     "account holder|accountholder|householder|occupier|occupiers|occupant|occupants|deiliad|"
     "meddiannydd|"
     "deiliad cyfrif|deiliad y cyfrif|licence holder|licensee|permit holder|holder",
     OWNER_MAIN},
    {"owner|owners|proprietor|borrower|perchennog|contact|main contact|primary contact",
     OWNER_MAIN},
    {"parent|parent or guardian|rhiant|elternteil", OWNER_OTHER},
    {"mother|mum|mam|mere|mutter|madre", OWNER_OTHER},
    {"father|dad|tad|pere|vater|padre", OWNER_OTHER},
    {"guardian|gwarcheidwad|carer|main carer|gofalwr|foster carer", OWNER_OTHER},
    {"joint tenant|joint tenants|co tenant|cotenant|cyd denant|cyd tenant|cydtenant|"
     "joint applicant|"
     "co applicant|coapplicant|joint owner|joint account holder|joint holder|joint liable party|"
     "joint|second applicant|second tenant|additional tenant|other tenant|other liable party|"
     "jointly liable|cyd",
     OWNER_OTHER},
    {"partner|spouse|husband|wife|priod|gwr|gwraig|conjoint|ehepartner|conyuge|significant other",
     OWNER_OTHER},
    {"next of kin|nok|perthynas agosaf|emergency contact|cyswllt brys|emergency", OWNER_OTHER},
    {"landlord|agent|managing agent|letting agent|landlady|meistr tir|landlord agent", OWNER_OTHER},
    {"sibling|brother|sister|son|daughter|dependant|household member|other occupant|other adult|"
     "adult|brawd|chwaer|mab|merch",
     OWNER_OTHER},
    {"executor|attorney|appointee|advocate|trustee|guarantor|proxy|witness|informant|referrer|"
     "deputy|"
     "registrant|representative|personal representative",
     OWNER_OTHER},
    {"school|ysgol|college|coleg|class teacher|teacher|head teacher|employer|cyflogwr|gp|doctor|"
     "surgery|"
     "practice|hospital|social worker|key worker|caseworker|case worker|worker|allocated worker|"
     "officer|"
     "case officer|housing officer|team|department|service|branch|site|ward|council|authority|"
     "local authority|provider|registrar|nursery|bank|file|user|staff|manager|supervisor|assessor|"
     "author|artist|brand|product|project|event|solicitor|course|job|book|entered by|assigned to",
     OWNER_THING},
    {"previous|former|old|prior|last known|correspondence|corres|corr|mailing|mail|forwarding|"
     "forward|"
     "billing|bill to|contact address|alternative|alternate|temporary|temp|new|next|work|business|"
     "office|delivery|shipping|blaenorol|gohebiaeth|gohebu|gynt|postal|term time|holiday|"
     "second home",
     OWNER_ELSEWHERE},
};

/* Words that say nothing of the role. */
static const char filler[] =
    "|cd|code|codes|desc|description|dsc|txt|text|str|string|fld|field|col|column|value|val|var|"
    "data|current|"
    "curr|cur|main|primary|lead|res|resid|residential|residence|home|permanent|perm|legal|reg|"
    "registered|the|"
    "of|at|in|for|and|or|y|yr|a|c|v|x|p|raw|orig|original|std|standard|standardised|"
    "standardized|clean|"
    "cleaned|cleansed|norm|normalised|normalized|line|full|lbl|label|id|no|num|number|nbr|"
    "details|detail|"
    "info|input|latest|name|src|t|f|s|yyyy|mm|dd|yyyymmdd|ddmmyyyy|iso|dt|date|part|usual|own|"
    "their|his|her|"
    "r|rhif|enw|cyfredol|presennol|person|persons|people|customer|fake|test|sample|uk|gb|us|";

struct tokens {
    struct str word[HEADER_TOKENS];
    bool role[HEADER_TOKENS];  /* part of the best role phrase */
    bool owner[HEADER_TOKENS]; /* part of the subject */
    int count;
};

/* Words apart where case or digits change: "Parent1Forename", "NHSNumber"; "mother's" is mother. */
static size_t split_camel(struct str header, char *ret, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < header.len && len + 3 < size; i++) {
        unsigned char c = (unsigned char)header.ptr[i];
        char before = i > 0 ? header.ptr[i - 1] : ' ';
        char after = i + 1 < header.len ? header.ptr[i + 1] : ' ';
        bool ends = i + 2 >= header.len || !ascii_is_alpha(header.ptr[i + 2]);
        if (c == '\'' && (after == 's' || after == 'S') && ends) {
            i++; /* mother's */
            continue;
        }
        bool upper = c >= 'A' && c <= 'Z';
        bool lower_before = (before >= 'a' && before <= 'z') || ((unsigned char)before >= 0x80);
        bool upper_before = before >= 'A' && before <= 'Z';
        bool cut = (upper && lower_before) ||
                   (upper && upper_before && after >= 'a' && after <= 'z') ||
                   (ascii_is_digit((char)c) && ascii_is_alpha(before)) ||
                   (ascii_is_alpha((char)c) && ascii_is_digit(before));
        if (cut) {
            ret[len++] = ' ';
        }
        ret[len++] = (char)c;
    }
    return len;
}

/* match_at - how many tokens from `at` spell the phrase, its spaces aside; 0: they don't. */
static int match_at(const struct tokens *tokens, int at, struct str phrase)
{
    size_t p = 0;
    int used = 0;
    while (at + used < tokens->count) {
        struct str word = tokens->word[at + used];
        for (size_t i = 0; i < word.len; i++) {
            while (p < phrase.len && phrase.ptr[p] == ' ') {
                p++;
            }
            if (p == phrase.len || phrase.ptr[p] != word.ptr[i]) {
                return 0;
            }
            p++;
        }
        used++;
        if (p == phrase.len) {
            return used;
        }
    }
    return 0;
}

struct match {
    int at, used;
    size_t letters;
};

static size_t letters_of(const struct tokens *tokens, int at, int used)
{
    size_t letters = 0;
    for (int i = at; i < at + used; i++) {
        letters += tokens->word[i].len;
    }
    return letters;
}

/* match_best - the longest phrase of a list found anywhere among the tokens. */
static struct match match_best(const struct tokens *tokens, struct str phrases)
{
    struct match best = {0};
    struct str phrase;
    while (str_next_token(&phrases, '|', &phrase)) {
        for (int at = 0; at < tokens->count; at++) {
            int used = match_at(tokens, at, phrase);
            size_t letters = used > 0 ? letters_of(tokens, at, used) : 0;
            if (letters > best.letters) {
                best = (struct match){at, used, letters};
            }
        }
    }
    return best;
}

static bool is_number(struct str word)
{
    return word.len > 0 && word.len <= 3 && ascii_is_digit(word.ptr[0]);
}

static int number_of(struct str word)
{
    static const struct {
        struct str word;
        int number;
    } ordinals[] = {{STR_INIT("first"), 1},     {STR_INIT("1st"), 1},    {STR_INIT("primary"), 1},
                    {STR_INIT("one"), 1},       {STR_INIT("second"), 2}, {STR_INIT("2nd"), 2},
                    {STR_INIT("secondary"), 2}, {STR_INIT("two"), 2},    {STR_INIT("third"), 3},
                    {STR_INIT("3rd"), 3},       {STR_INIT("ail"), 2},    {STR_INIT("cyntaf"), 1}};
    uint64_t number = 0;
    if (is_number(word) && str_to_uint(word, 99, &number)) {
        return (int)number;
    }
    for (size_t i = 0; i < sizeof ordinals / sizeof *ordinals; i++) {
        if (str_eq(word, ordinals[i].word)) {
            return ordinals[i].number;
        }
    }
    return 0;
}

static bool is_filler(struct str word)
{
    char padded[32];
    int len = snprintf(padded, sizeof padded, "|%.*s|", PRI(word));
    return len > 2 && (size_t)len < sizeof padded &&
           str_find(STR(filler), (struct str){padded, (size_t)len}) >= 0;
}

static void tokenise(const char *words, struct tokens *ret)
{
    struct str rest = str_of(words);
    *ret = (struct tokens){0};
    while (ret->count < HEADER_TOKENS && str_next_token(&rest, ' ', &ret->word[ret->count])) {
        ret->count++;
    }
}

/* read_owner - the last phrase of a subject that is not part of the role's own words. */
static void read_owner(struct tokens *tokens, struct column_header *ret)
{
    struct match best = {0};
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
        struct tokens free_tokens = *tokens;
        for (int t = 0; t < tokens->count; t++) {
            if (tokens->role[t]) {
                free_tokens.word[t] = STR("\x01");
            }
        }
        struct match match = match_best(&free_tokens, str_of(owners[i].words));
        bool beside = owners[i].owner == OWNER_OTHER && ret->owner == OWNER_MAIN;
        bool weaker = owners[i].owner == OWNER_MAIN && ret->owner == OWNER_OTHER;
        if (match.letters > 0 &&
            (best.letters == 0 || beside || (match.letters > best.letters && !weaker))) {
            best = match;
            ret->owner = owners[i].owner;
            ret->owner_rank = (int)i;
        }
    }
    size_t len = 0;
    for (int t = best.at; t < best.at + best.used; t++) {
        tokens->owner[t] = true;
        struct str word = tokens->word[t];
        len += (size_t)snprintf(ret->subject + len, SUBJECT_BYTES - 8 - len, "%s%.*s",
                                len > 0 ? " " : "", (int)(word.len < 16 ? word.len : 16), word.ptr);
    }
    for (int step = -1; best.used > 0 && step <= 1; step += 2) {
        int t = step > 0 ? best.at + best.used : best.at - 1;
        int number =
            t >= 0 && t < tokens->count && !tokens->role[t] ? number_of(tokens->word[t]) : 0;
        if (number > 0 && ret->owner <= OWNER_OTHER) {
            tokens->owner[t] = true;
            snprintf(ret->subject + len, SUBJECT_BYTES - len, " %d", number);
            break;
        }
    }
    if (ret->owner == OWNER_THING || ret->owner == OWNER_ELSEWHERE) {
        ret->subject[0] = '\0';
    }
}

/* "Parent/guardian": the second word for a person is no unknown word. */
static bool is_owner_word(struct str word)
{
    struct tokens alone = {.word = {word}, .count = 1};
    bool found = false;
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
        bool person = owners[i].owner == OWNER_MAIN || owners[i].owner == OWNER_OTHER;
        found = found || (person && match_best(&alone, str_of(owners[i].words)).letters > 0);
    }
    return found;
}

/* A person's word that is longer than the role's word within it ("liable party", "party") is no
 * role. */
static void hide_owner(struct tokens *tokens)
{
    struct match owner = {0}, role = {0};
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
        bool person = owners[i].owner == OWNER_MAIN || owners[i].owner == OWNER_OTHER;
        struct match match =
            person ? match_best(tokens, str_of(owners[i].words)) : (struct match){0};
        owner = match.letters > owner.letters ? match : owner;
    }
    for (int r = 0; r < ROLES; r++) {
        struct match match = match_best(tokens, str_of(role_table[r].words));
        bool overlaps = match.at < owner.at + owner.used && owner.at < match.at + match.used;
        role = overlaps && match.letters > role.letters ? match : role;
    }
    for (int t = owner.at; t < owner.at + owner.used && owner.letters > role.letters; t++) {
        tokens->word[t] = STR("\x01");
    }
}

static void read_roles(struct tokens *tokens, struct column_header *ret)
{
    struct match found[ROLES];
    struct match best = {0};
    struct tokens open = *tokens;
    hide_owner(&open);
    for (int role = 0; role < ROLES; role++) {
        found[role] = match_best(&open, str_of(role_table[role].words));
        best = found[role].letters > best.letters ? found[role] : best;
    }
    for (int t = best.at; t < best.at + best.used; t++) {
        tokens->role[t] = true;
    }
    read_owner(tokens, ret);
    int unknown = 0;
    for (int t = 0; t < tokens->count; t++) {
        struct str word = tokens->word[t];
        bool plain = tokens->role[t] || tokens->owner[t];
        if (!plain && number_of(word) > 0 && is_number(word)) {
            ret->number = number_of(word);
        } else if (!plain && number_of(word) > 1) {
            ret->number = number_of(word);
        } else if (!plain && !is_filler(word) && !is_owner_word(word)) {
            unknown++;
        }
    }
    ret->unknown_words = unknown;
    for (int role = 0; role < ROLES; role++) {
        if (found[role].letters == 0 || (found[role].letters <= 2 && unknown > 0)) {
            continue;
        }
        double share = (double)found[role].letters / (double)best.letters;
        bool within =
            found[role].at >= best.at && found[role].at + found[role].used <= best.at + best.used;
        ret->strength[role] = share * share * (within && share < 1 ? .3 : 1);
        for (int u = 0; u < unknown; u++) {
            ret->strength[role] *= found[role].letters > 4 ? .75 : .55;
        }
    }
    ret->meaningless = best.letters == 0 && ret->owner == OWNER_NONE && unknown == 0;
}

void header_read(struct str header, bool has_header, struct column_header *ret)
{
    char split[HEADER_BYTES * 2];
    *ret = (struct column_header){.meaningless = true};
    if (!has_header) {
        return;
    }
    struct text folded;
    text_fold((struct str){split, split_camel(header, split, sizeof split)}, &folded);
    snprintf(ret->words, sizeof ret->words, "%.*s", PRI(text_str(&folded)));
    struct tokens tokens;
    tokenise(ret->words, &tokens);
    read_roles(&tokens, ret);
    if (role_is_identity(str_of(ret->words))) {
        ret->strength[ROLE_ATTRIBUTE] = 1;
        ret->strength[ROLE_RECORD_ID] = 0;
        ret->strength[ROLE_PREMISE] = 0;
    }
    /* "Tenant", "Liable Party 1": a person's word alone stands for the name. */
    bool bare = ret->subject[0] != '\0' && ret->unknown_words == 0;
    for (int role = 0; bare && role < ROLES; role++) {
        bare = ret->strength[role] < .5;
    }
    if (bare) {
        ret->strength[ROLE_FULL_NAME] = .8;
    }
}

static int preference(struct str words)
{
    static const struct {
        int rank;
        const char *words;
    } ranks[] = {
        {5, "alias|aliases|aka|also known as|known as|preferred|nickname|nick|usual|llysenw"},
        {0,
         "flat|apartment|apt|unit|saon|sub building|sub premise|suite|fflat|mobile|cell|symudol|"
         "handy|mobil|movil|celular|dependent|locality|suburb|village|hamlet|pentref|area|"
         "district|neighbourhood|ardal"},
        {1, "house name|building name|building|property name|enw ty"},
        {4, "work|office|daytime|gwaith"},
        {3, "home|landline|cartref|number|no|nr|num|hausnummer|huisnummer"},
    };
    struct tokens tokens;
    char copy[HEADER_BYTES];
    snprintf(copy, sizeof copy, "%.*s", PRI(words));
    tokenise(copy, &tokens);
    for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
        if (match_best(&tokens, str_of(ranks[i].words)).letters > 0) {
            return ranks[i].rank;
        }
    }
    return 2;
}

int header_order(const struct column_header *a, const struct column_header *b)
{
    int rank_a = preference(str_of(a->words));
    int rank_b = preference(str_of(b->words));
    if (rank_a != rank_b) {
        return rank_a - rank_b;
    }
    return a->number - b->number;
}
