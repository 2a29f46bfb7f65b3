/* my_command.c - cantref my: who looked at a resident's data, for the resident. */
#include "command.h"

#include "language.h"
#include "my_print.h"
#include "options.h"
#include "whole_file.h"

#include <stdio.h>

struct my_job {
    struct inquiry *inquiry;
    const char *id, *proof, *output;
    bool json;
    struct own_log log;
    struct view view;
    size_t set;
};

/* The person whom the id leads to. Nobody is an answer, and logged. */
static int find(struct my_job *job, struct err *err)
{
    struct viewing *viewing = &job->inquiry->viewing;
    struct err failed = {0};
    int64_t record = 0;
    int number = 0;
    int code = viewing_resolve(viewing, str_of(job->id), &job->set, &record, &number, err);
    code = code ? code : view_of_mention(viewing, job->set, record, number, true, &job->view, err);
    if (code == 0 && job->view.self.kind != MENTION_PERSON) {
        code = viewing_nobody(viewing, err); /* an organisation is nobody whose data it is */
    }
    code = code == ERR_DENIED ? inquiry_refuse(job->inquiry, &job->view.self, code, err) : code;
    if (code == ERR_NOTFOUND && inquiry_tell(job->inquiry, NULL, 0, 0, &failed) != 0) {
        code = err_set(err, failed.code, "%s", failed.message);
    }
    return code;
}

static int show(struct my_job *job, struct err *err)
{
    struct council council;
    struct err_list errors = {0};
    int code = 0;
    if (home_council(&job->inquiry->picture.home, &council, &errors) != 0) {
        code = err_list_first(&errors, err);
        err_list_free(&errors);
        return code;
    }
    err_list_free(&errors);
    const struct my_print print = {.inquiry = job->inquiry,
                                   .log = &job->log,
                                   .person = &job->view.self,
                                   .sealed_review_months = council.sealed_review_months,
                                   .log_retention_months = council.log_retention_months};
    code = inquiry_tell_log(job->inquiry, &job->view.self, job->log.count, err);
    if (code == 0 && job->json) {
        my_print_json(&print);
    } else if (code == 0) {
        my_print(&print);
    }
    council_free(&council);
    return code;
}

static int prove(struct my_job *job, struct err *err)
{
    uint64_t leaf;
    struct buf text = {0};
    if (!str_to_uint(str_of(job->proof), UINT64_MAX >> 1, &leaf)) {
        return err_set(err, ERR_USAGE,
                       "--proof takes the number of an entry, as cantref my prints it");
    }
    int code = inquiry_tell_log(job->inquiry, &job->view.self, 1, err);
    code = code ? code : own_log_prove(job->inquiry, &job->log, &job->view.self, leaf, &text, err);
    code = code ? code : file_replace(job->output, buf_str(&text), 0600, err);
    if (code == 0 && job->json) {
        printf("{\n  \"leaf\": %llu\n}\n", (unsigned long long)leaf);
    } else if (code == 0) {
        printf(
            "Wrote %s. Whoever has the log's public key checks it with:\n"
            "cantref-verify --proof %s --key log.pub\n",
            job->output, job->output);
    }
    buf_free(&text);
    return code;
}

static int run(struct my_job *job, struct err *err)
{
    int code = find(job, err);
    code = code ? code : own_log_read(job->inquiry, &job->view.self, job->set, &job->log, err);
    if (code == 0) {
        code = job->proof[0] != '\0' ? prove(job, err) : show(job, err);
    }
    own_log_free(&job->log);
    view_free(&job->view);
    return code;
}

int my_command(const struct command *self, int argc, char **argv)
{
    const char *start = ".";
    struct my_job job = {.proof = "", .output = ""};
    uint64_t language = ACCESS_ENGLISH;
    const struct option_row rows[] = {
        OPTION_HOME(start),
        {"proof", 0, OPTION_TEXT, "ENTRY", "prove that this entry is in the signed log",
         .text = &job.proof},
        {"output", 'o', OPTION_TEXT, "FILE", "of --proof: the file to write", .text = &job.output},
        {"language", 0, OPTION_CHOICE, "LANGUAGE", "en or cy (default: en)", .number = &language,
         .choices = language_codes},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &job.json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 1,
                              .operand_name = "ENTITY"};
    struct err err = {0};
    struct inquiry inquiry = {0};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    if ((job.proof[0] != '\0') != (job.output[0] != '\0')) {
        int code = err_set(&err, ERR_USAGE, "--proof ENTRY and -o FILE go together");
        err_print("cantref my", &err);
        return err_exit_status(code);
    }
    job.id = options.operands[0];
    job.inquiry = &inquiry;
    struct inquiry_options asked = {.start = start,
                                    .system = "cantref my",
                                    .purpose = "residents_own_view",
                                    .case_reference = "",
                                    .break_glass = "",
                                    .day = calendar_today(),
                                    .language = (enum access_language)language,
                                    .asked = job.id,
                                    .resident_asks = true};
    int code = inquiry_open(&asked, &inquiry, &err);
    code = code ? code : run(&job, &err);
    int closed = inquiry_close(&inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    if (code != 0) {
        err_print("cantref my", &err);
    }
    return err_exit_status(code);
}
