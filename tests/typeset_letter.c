/* typeset_letter.c - for tests/letters.py: a letter from a file to another.
 *
 *     typeset_letter JOB.json FILE.pdf
 *
 * JOB: {"key", "language": "en" or "cy", "large", "name", "title", "body", "address": [lines],
 * "council": {"en", "cy"}, "sender": [lines], "time": seconds}. Prints the number of pages, or the
 * error. */
#include "letter.h"
#include "letter_job.h"
#include "typeset_work.h"
#include "whole_file.h"

#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

static struct str text_of(const json_t *job, const char *key)
{
    const json_t *value = json_object_get(job, key);
    return str_make(json_string_value(value) != NULL ? json_string_value(value) : "",
                    json_string_length(value));
}

static size_t lines_of(const json_t *job, const char *key, struct str *into, size_t max)
{
    const json_t *list = json_object_get(job, key);
    size_t count = json_array_size(list) < max ? json_array_size(list) : max;
    for (size_t i = 0; i < count; i++) {
        const json_t *line = json_array_get(list, i);
        into[i] = str_make(json_string_value(line), json_string_length(line));
    }
    return count;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], TYPESET_CHILD) == 0) {
        _exit(typeset_work());
    }
    json_t *job = argc == 3 ? json_load_file(argv[1], 0, NULL) : NULL;
    if (job == NULL) {
        fprintf(stderr, "usage: typeset_letter JOB.json FILE.pdf\n");
        return 64;
    }
    const json_t *names = json_object_get(job, "council");
    struct letter_setup setup = {.council = {{text_of(names, "en"), text_of(names, "cy")}}};
    setup.sender_count = lines_of(job, "sender", setup.sender, LETTER_SENDER_LINES_MAX);
    struct delivery delivery = {.way = DELIVERY_POST,
                                .key = text_of(job, "key"),
                                .name = text_of(job, "name"),
                                .title = text_of(job, "title"),
                                .body = text_of(job, "body"),
                                .large_print = json_is_true(json_object_get(job, "large")),
                                .time = json_integer_value(json_object_get(job, "time"))};
    delivery.language = str_eq(text_of(job, "language"), STR("cy")) ? ACCESS_WELSH : ACCESS_ENGLISH;
    delivery.address_count = lines_of(job, "address", delivery.address, DELIVERY_ADDRESS_LINES_MAX);
    struct buf pdf = {0};
    struct err err = {0};
    size_t pages = 0;
    int code = letter_typeset(&setup, &delivery, &pdf, &pages, &err);
    code = code ? code : file_replace(argv[2], buf_str(&pdf), 0600, &err);
    if (code == 0) {
        printf("%zu\n", pages);
    } else {
        err_print("typeset_letter", &err);
    }
    buf_free(&pdf);
    json_decref(job);
    return err_exit_status(code);
}
