/* letter_job.c - a letter, looked over, as bytes. */
#include "letter_job.h"

#include "pack.h"

enum { TEXTS = 5, NUMBERS = 6 };

static const int64_t time_end = INT64_C(253402300800); /* the year 10000 */

/* ---- what a letter must have ---- */

static struct str first_said(struct bilingual text, enum access_language language)
{
    struct str said = str_trim(text.text[language]);
    return said.len > 0 ? said : str_trim(text.text[ACCESS_ENGLISH]);
}

static bool visible(struct str text)
{
    return str_trim(text).len > 0;
}

/* keep_lines - those that say something. */
static size_t keep_lines(const struct str *lines, size_t count, struct str *into)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (visible(lines[i])) {
            into[kept++] = str_trim(lines[i]);
        }
    }
    return kept;
}

/* check - is all there? */
static int check(const struct letter_job *job, struct err *err)
{
    const struct {
        const char *what;
        bool there;
    } wanted[] = {
        {"the name of whom it is for", job->name.len > 0},
        {"an address", job->address_count > 0},
        {"a title", job->title.len > 0},
        {"a text", visible(job->body)},
        {"a key", job->key.len > 0},
        {"the council's name (council.yaml: name)", job->council.len > 0},
        {"the council's address (delivery.yaml: letters, return_address)", job->sender_count > 0},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (!wanted[i].there) {
            return err_set(err, ERR_INPUT, "the letter lacks %s: it can't be posted",
                           wanted[i].what);
        }
    }
    return 0;
}

static int check_lengths(const struct letter_job *job, struct err *err)
{
    size_t longest = job->name.len > job->title.len ? job->name.len : job->title.len;
    longest = job->council.len > longest ? job->council.len : longest;
    for (size_t i = 0; i < job->address_count; i++) {
        longest = job->address[i].len > longest ? job->address[i].len : longest;
    }
    for (size_t i = 0; i < job->sender_count; i++) {
        longest = job->sender[i].len > longest ? job->sender[i].len : longest;
    }
    if (longest > LETTER_TEXT_BYTES_MAX) {
        return err_set(err, ERR_INPUT,
                       "the letter has a name, title or line of an address of %zu bytes; at most "
                       "%d",
                       longest, LETTER_TEXT_BYTES_MAX);
    }
    if (job->time < 0 || job->time >= time_end) {
        return err_set(err, ERR_INPUT, "the letter's time is none that a calendar has");
    }
    if (job->key.len > DELIVERY_KEY_BYTES_MAX || job->body.len > DELIVERY_BODY_BYTES_MAX) {
        return err_set(err, ERR_INPUT, "the letter's text is of more than %d bytes, or its key",
                       DELIVERY_BODY_BYTES_MAX);
    }
    return 0;
}

int letter_job_make(const struct letter_setup *setup, const struct delivery *delivery,
                    struct letter_job *ret, struct err *err)
{
    struct letter_job job = {
        .council = first_said(setup->council, delivery->language),
        .key = delivery->key,
        .name = str_trim(delivery->name),
        .title = str_trim(delivery->title),
        .body = delivery->body,
        .language = delivery->language,
        .large_print = delivery->large_print,
        .time = delivery->time,
    };
    if (delivery->address_count > DELIVERY_ADDRESS_LINES_MAX ||
        setup->sender_count > LETTER_SENDER_LINES_MAX) {
        return err_set(err, ERR_INPUT, "an address of more than %d lines",
                       DELIVERY_ADDRESS_LINES_MAX);
    }
    job.address_count = keep_lines(delivery->address, delivery->address_count, job.address);
    job.sender_count = keep_lines(setup->sender, setup->sender_count, job.sender);
    int code = check(&job, err);
    code = code ? code : check_lengths(&job, err);
    if (code == 0) {
        *ret = job;
    }
    return code;
}

/* ---- as bytes ---- */

void letter_job_pack(struct buf *out, const struct letter_job *job)
{
    const uint64_t numbers[NUMBERS] = {job->language,     job->large_print,   (uint64_t)job->time,
                                       job->sender_count, job->address_count, job->parent};
    const struct str texts[TEXTS] = {job->council, job->key, job->name, job->title, job->body};
    for (size_t i = 0; i < NUMBERS; i++) {
        pack_number(out, numbers[i]);
    }
    for (size_t i = 0; i < TEXTS; i++) {
        pack_text(out, texts[i]);
    }
    for (size_t i = 0; i < job->sender_count; i++) {
        pack_text(out, job->sender[i]);
    }
    for (size_t i = 0; i < job->address_count; i++) {
        pack_text(out, job->address[i]);
    }
}

bool letter_job_unpack(struct str text, struct letter_job *ret)
{
    static const uint64_t max[NUMBERS] = {
        ACCESS_LANGUAGES - 1,       1,        INT64_MAX, LETTER_SENDER_LINES_MAX,
        DELIVERY_ADDRESS_LINES_MAX, INT32_MAX};
    struct letter_job job = {0};
    uint64_t numbers[NUMBERS] = {0};
    struct str *const texts[TEXTS] = {&job.council, &job.key, &job.name, &job.title, &job.body};
    bool good = true;
    for (size_t i = 0; i < NUMBERS; i++) {
        good = good && unpack_number(&text, max[i], &numbers[i]);
    }
    for (size_t i = 0; i < TEXTS; i++) {
        good = good && unpack_text(&text, texts[i]);
    }
    for (size_t i = 0; i < numbers[3]; i++) {
        good = good && unpack_text(&text, &job.sender[i]);
    }
    for (size_t i = 0; i < numbers[4]; i++) {
        good = good && unpack_text(&text, &job.address[i]);
    }
    if (!good || text.len != 0) {
        return false;
    }
    job.language = (enum access_language)numbers[0];
    job.large_print = numbers[1] != 0;
    job.time = (int64_t)numbers[2];
    job.sender_count = (size_t)numbers[3];
    job.address_count = (size_t)numbers[4];
    job.parent = numbers[5];
    *ret = job;
    return true;
}
