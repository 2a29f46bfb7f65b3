/* letter_job.h - what the typesetting child is asked to do: one letter, whole, and nothing else. */
#ifndef CANTREF_DELIVER_LETTER_JOB_H
#define CANTREF_DELIVER_LETTER_JOB_H

#include "letter.h"

/* TYPESET_CHILD - the word after the program's name that makes it the child. */
#define TYPESET_CHILD "typeset-child"

enum { LETTER_JOB_BYTES_MAX = 1 << 20, TYPESET_MEMORY_MAX = 1 << 30 };

/* struct letter_job - texts are slices of the setup and delivery, or of what was unpacked. */
struct letter_job {
    struct str council; /* its name in the letter's language */
    struct str sender[LETTER_SENDER_LINES_MAX];
    size_t sender_count;
    struct str key, name, title, body;
    struct str address[DELIVERY_ADDRESS_LINES_MAX];
    size_t address_count;
    enum access_language language;
    bool large_print;
    int64_t time;
    uint64_t parent; /* process that waits for it */
};

/* struct typeset_report - the child's answer when it is done. */
struct typeset_report {
    int32_t code; /* 0, or an ERR_ */
    uint32_t pages;
    uint64_t bytes;    /* of the PDF */
    char message[480]; /* of an error; nothing personal */
};

/* letter_job_make - of a letter; lines of nothing but spaces are left out. Errors: ERR_INPUT
 * something is missing or too long, by name. */
int letter_job_make(const struct letter_setup *setup, const struct delivery *delivery,
                    struct letter_job *ret, struct err *err);

/* letter_job_pack - add it to out. letter_job_unpack - read it; false when it is none. */
void letter_job_pack(struct buf *out, const struct letter_job *job);
bool letter_job_unpack(struct str text, struct letter_job *ret);

#endif
