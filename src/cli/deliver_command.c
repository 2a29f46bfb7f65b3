/* deliver_command.c - cantref deliver: is all there for what delivery.yaml says? A test notice to a
 * partner; sending again to one that had said 410. */
#include "command.h"

#include "clock.h"
#include "deliver.h"
#include "home_pack.h"
#include "json_writer.h"
#include "options.h"
#include "partner_gone.h"
#include "secret_file.h"
#include "webhook_signature.h"

#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { TEST_KEY_BYTES = 12 };

struct deliver_job {
    const char *folder, *try;
    bool json;
    char *const *operands;
    size_t count;
    struct home home;
    struct delivery_setup setup;
    struct err_list mistakes, notes;
};

static void mistake(struct deliver_job *job, const struct err *err)
{
    err_list_add(&job->mistakes, err);
}

/* ---- check ---- */

static void check_secret(struct deliver_job *job, struct str file, bool webhook)
{
    struct buf text = {0};
    struct webhook_secret secret = {0};
    struct err err;
    if (file.len == 0) {
        return;
    }
    int code = secret_file_read(&job->home, file, "secret", &text, &err);
    if (code == 0 && webhook && webhook_secret_read(buf_str(&text), &secret, &err) != 0) {
        code = err.file[0] == '\0' ? err_at(&err, err.code, file.ptr, 0, 0, "%s", err.message)
                                   : err.code;
    }
    if (code != 0) {
        mistake(job, &err);
    }
    webhook_secret_wipe(&secret);
    buf_wipe(&text);
}

static void check_partner(struct deliver_job *job, const struct delivery_partner *partner)
{
    char since[PARTNER_GONE_SINCE_MAX];
    struct err err;
    check_secret(job, partner->secret_file, true);
    check_secret(job, partner->old_secret_file, true);
    if (partner_gone_since(&job->home, partner->name, since)) {
        err_set(&err, ERR_INPUT,
                "partner %.*s answered 410 on %s, and nothing is sent to it: cantref deliver "
                "resume %.*s",
                PRI(partner->name), since, PRI(partner->name)); /* not personal: delivery.yaml's */
        err_list_add(&job->notes, &err);
    }
}

static void check_folder(struct deliver_job *job, const struct delivery_update *update)
{
    struct arena arena = {0};
    struct stat about;
    struct err err;
    const char *path = home_file(&job->home, &arena, "%.*s", PRI(update->folder)).ptr;
    if (stat(path, &about) != 0 || !S_ISDIR(about.st_mode) || access(path, W_OK) != 0) {
        err_at(&err, ERR_CREATE, path, 0, 0,
               "the folder for write-back files is not there, or can't be written to");
        mistake(job, &err);
    }
    arena_free(&arena);
}

/* check_packs - has each partner of a pack an address? */
static void check_packs(struct deliver_job *job)
{
    struct arena arena = {0};
    struct name_list names;
    struct err_list mistakes = {0}; /* of packs: cantref check tells them */
    home_pack_names(&job->home, &arena, &names);
    for (size_t i = 0; i < names.count; i++) {
        struct event_pack pack;
        if (home_pack_open(&job->home, names.at[i], &pack, &mistakes) != 0) {
            continue;
        }
        for (size_t p = 0; p < pack.partner_count; p++) {
            struct err err;
            if (delivery_partner_find(&job->setup.file, pack.partners[p].id) == NULL) {
                err_set(&err, ERR_INPUT, "partner %.*s of pack %.*s has no address here",
                        PRI(pack.partners[p].id), PRI(pack.id)); /* not personal: packs' names */
                err_list_add(&job->notes, &err);
            }
        }
        event_pack_free(&pack);
    }
    err_list_free(&mistakes);
    arena_free(&arena);
}

static void check_all(struct deliver_job *job)
{
    const struct delivery_file *file = &job->setup.file;
    struct err err;
    check_secret(job, file->smtp.password_file, false);
    check_secret(job, file->notify.key_file, false);
    for (size_t i = 0; i < file->partner_count; i++) {
        check_partner(job, &file->partners[i]);
    }
    for (size_t i = 0; i < file->update_count; i++) {
        check_folder(job, &file->updates[i]);
    }
    check_packs(job);
    if (file->letters.return_address.count == 0) {
        err_set(&err, ERR_INPUT, "letters have no return address: nothing is posted without one");
        err_list_add(&job->notes, &err);
    }
}

static const char *carrier_of(const struct delivery_file *file)
{
    return file->email == EMAIL_BY_SMTP ? "smtp" : file->email == EMAIL_BY_NOTIFY ? "notify" : "";
}

static void print_json(const struct deliver_job *job)
{
    const struct delivery_file *file = &job->setup.file;
    struct buf out = {0};
    struct json_writer json = {.out = &out};
    json_write_object(&json);
    json_put_whole(&json, "mistakes", (int64_t)job->mistakes.count);
    json_put_bool(&json, "post", file->letters.return_address.count > 0);
    json_put_text(&json, "email", str_of(carrier_of(file)));
    json_put_bool(&json, "sms", file->notify.sms_template.len > 0);
    json_write_key(&json, STR("partners"));
    json_write_array(&json);
    for (size_t i = 0; i < file->partner_count; i++) {
        json_write_text(&json, file->partners[i].name);
    }
    json_write_close(&json);
    json_write_key(&json, STR("updates"));
    json_write_array(&json);
    for (size_t i = 0; i < file->update_count; i++) {
        json_write_text(&json, file->updates[i].category);
    }
    json_write_close(&json);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&out)));
    buf_free(&out);
}

static void print_setup(const struct deliver_job *job)
{
    const struct delivery_file *file = &job->setup.file;
    printf("letters   %s\n",
           file->letters.return_address.count > 0 ? "in batches for print" : "not set up");
    if (file->email == EMAIL_BY_SMTP) {
        printf("e-mail    by %.*s, from %.*s\n", PRI(file->smtp.host), PRI(file->smtp.from));
    } else {
        printf("e-mail    %s\n",
               file->email == EMAIL_BY_NOTIFY ? "by GOV.UK Notify" : "not set up");
    }
    printf("SMS       %s\n", file->notify.sms_template.len > 0 ? "by GOV.UK Notify" : "not set up");
    for (size_t i = 0; i < file->partner_count; i++) {
        const struct delivery_partner *partner = &file->partners[i];
        printf("partner   %.*s: %.*s%s\n", PRI(partner->name), PRI(partner->url),
               partner->disabled ? " (disabled)" : "");
    }
    for (size_t i = 0; i < file->update_count; i++) {
        printf("update    %.*s: %.*s\n", PRI(file->updates[i].category),
               PRI(file->updates[i].folder));
    }
    for (size_t i = 0; i < job->notes.kept; i++) {
        printf("note: %s\n", job->notes.errors[i].message);
    }
}

/* ---- a test notice ---- */

static int try_partner(struct deliver_job *job, struct err *err)
{
    uint8_t random[TEST_KEY_BYTES];
    char key[8 + TEST_KEY_BYTES * 2] = "test_";
    struct delivery_answer answer;
    if (sodium_init() < 0) {
        return err_set(err, ERR_IO, "libsodium can't be used");
    }
    if (delivery_partner_find(&job->setup.file, str_of(job->try)) == NULL) {
        return err_set(err, ERR_NOTFOUND, "delivery.yaml has no partner of that name");
    }
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(key + strlen(key), TEST_KEY_BYTES * 2 + 1, random, sizeof random);
    const struct delivery delivery = {.way = DELIVERY_NOTICE,
                                      .key = str_of(key),
                                      .party = str_of(job->try),
                                      .type = STR("uk.cantref.test.v1"),
                                      .data = STR("{\"test\":true}"),
                                      .time = (int64_t)time(NULL)};
    int code = deliver(&job->setup, &delivery, &answer, err);
    if (code != 0) {
        return code;
    }
    if (answer.outcome != DELIVERY_LEFT) {
        return err_set(err, ERR_IO, "%s", answer.reason);
    }
    fprintf(job->json ? stderr : stdout, "%s: %s\n", key, answer.reason);
    return 0;
}

static int check(struct deliver_job *job, struct err *err)
{
    check_all(job);
    if (job->json) {
        print_json(job);
    } else {
        print_setup(job);
    }
    for (size_t i = 0; i < job->mistakes.kept; i++) {
        err_print("cantref deliver", &job->mistakes.errors[i]);
    }
    if (job->mistakes.count > 0) {
        return err_set(err, ERR_INPUT, "%zu thing%s to mend", job->mistakes.count,
                       job->mistakes.count == 1 ? "" : "s");
    }
    return job->try != NULL ? try_partner(job, err) : 0;
}

static int resume(struct deliver_job *job, struct err *err)
{
    int code = partner_gone_clear(&job->home, str_of(job->operands[1]), err);
    if (code == 0) {
        printf("%s is sent to again; what it had refused is for people to send anew\n",
               job->operands[1]);
    }
    return code;
}

/* ---- the command ---- */

static int run(struct deliver_job *job, struct err *err)
{
    bool checks = strcmp(job->operands[0], "check") == 0;
    if (!(checks && job->count == 1) &&
        !(strcmp(job->operands[0], "resume") == 0 && job->count == 2)) {
        return err_set(err, ERR_USAGE, "check, or resume PARTNER, is wanted");
    }
    if (!checks && strchr(job->operands[1], '/') != NULL) {
        return err_set(err, ERR_USAGE, "this is no partner's name");
    }
    int code = home_open(job->folder, HOME_READ, &job->home, err);
    if (code != 0) {
        return code;
    }
    if (!checks) {
        code = resume(job, err);
    } else if ((code = delivery_setup_open(&job->home, &job->setup, err)) == 0) {
        code = check(job, err);
        delivery_setup_close(&job->setup);
    }
    home_close(&job->home);
    return code;
}

int deliver_command(const struct command *self, int argc, char **argv)
{
    struct deliver_job job = {.folder = "."};
    const struct option_row rows[] = {
        OPTION_HOME(job.folder),
        {"try", 0, OPTION_TEXT, "PARTNER", "send it a signed test notice", .text = &job.try},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &job.json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 2,
                              .operand_name = "check | resume PARTNER"};
    struct err err = {0};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    job.operands = options.operands;
    job.count = options.operand_count;
    int code = run(&job, &err);
    if (code != 0) {
        err_print("cantref deliver", &err);
    }
    err_list_free(&job.mistakes);
    err_list_free(&job.notes);
    return err_exit_status(code);
}
