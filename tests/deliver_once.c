/* deliver_once.c - for tests/deliver.py: the delivery on standard input, as JSON, is tried once
 * under a home's delivery.yaml; the answer is printed as JSON. With a reference of Notify as a
 * second argument: what became of that. Started as an egress child, it is one. */
#include "deliver.h"
#include "egress.h"
#include "json_writer.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct str text_of(json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? str_of(text) : STR("");
}

static int place(const char *const *names, struct str name)
{
    int at = 0;
    while (names[at] != NULL && !str_eq(str_of(names[at]), name)) {
        at++;
    }
    return at;
}

static struct delivery delivery_of(json_t *given)
{
    int way = place(delivery_way_names, text_of(given, "way"));
    return (struct delivery){
        .way = (enum delivery_way)way,
        .key = text_of(given, "key"),
        .language = str_eq(text_of(given, "language"), STR("cy")) ? ACCESS_WELSH : ACCESS_ENGLISH,
        .name = text_of(given, "name"),
        .title = text_of(given, "title"),
        .body = text_of(given, "body"),
        .to = text_of(given, "to"),
        .party = text_of(given, "party"),
        .type = text_of(given, "type"),
        .subject = text_of(given, "subject"),
        .data = text_of(given, "data"),
        .time = json_integer_value(json_object_get(given, "time")),
    };
}

static void print(const struct delivery_answer *answer)
{
    struct buf out = {0};
    struct json_writer json = {.out = &out};
    json_write_object(&json);
    json_put_text(&json, "outcome", str_of(delivery_outcome_names[answer->outcome]));
    json_put_whole(&json, "wait_s", answer->wait_s);
    json_put_text(&json, "reason", str_of(answer->reason));
    json_put_text(&json, "reference", str_of(answer->reference));
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&out)));
    buf_free(&out);
}

static int tell_status(const struct delivery_setup *setup, const char *reference, struct err *err)
{
    enum delivery_status status;
    int code = delivery_status(setup, str_of(reference), &status, err);
    if (code == 0) {
        printf("%s\n", delivery_status_names[status]);
    }
    return code;
}

static int try_once(const struct delivery_setup *setup, struct err *err)
{
    json_t *given = json_loadf(stdin, 0, NULL);
    struct delivery delivery = delivery_of(given);
    struct delivery_answer answer;
    int code = deliver(setup, &delivery, &answer, err);
    if (code == 0) {
        print(&answer);
    }
    json_decref(given);
    return code;
}

int main(int argc, char **argv)
{
    struct home home;
    struct delivery_setup setup;
    struct err err = {0};
    if (argc == 2 && strcmp(argv[1], EGRESS_CHILD) == 0) {
        _exit(egress_work());
    }
    int code = home_open(argc > 1 ? argv[1] : ".", HOME_READ, &home, &err);
    if (code == 0) {
        code = delivery_setup_open(&home, &setup, &err);
        if (code == 0) {
            code = argc > 2 ? tell_status(&setup, argv[2], &err) : try_once(&setup, &err);
            delivery_setup_close(&setup);
        }
        home_close(&home);
    }
    if (code != 0) {
        err_print("deliver_once", &err);
    }
    return err_exit_status(code);
}
