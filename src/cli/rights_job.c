/* rights_job.c - see rights_job.h. */
#include "rights_job.h"

#include "date.h"

#include <stdio.h>
#include <time.h>

int rights_begin(struct rights_job *job, enum purpose_act act, struct err *err)
{
    job->today = calendar_today();
    const struct inquiry_options options = {.start = job->start,
                                            .system = job->system,
                                            .purpose = job->purpose,
                                            .case_reference = job->case_reference,
                                            .break_glass = "",
                                            .day = job->today,
                                            .language = (enum access_language)job->language};
    int code = inquiry_open_act(&options, act, &job->inquiry, err);
    if (code == 0) {
        job->act = rights_of(&job->inquiry, (int64_t)time(NULL));
    }
    return code;
}

int rights_finish(struct rights_job *job, int code, struct err *err)
{
    int closed = inquiry_close(&job->inquiry, code == 0 ? err : NULL);
    code = code ? code : closed;
    if (code != 0) {
        err_print(job->system, err);
    }
    return err_exit_status(code);
}

int rights_day(const char *text, int32_t otherwise, int32_t *ret, struct err *err)
{
    struct date date;
    if (text[0] == '\0') {
        *ret = otherwise;
        return 0;
    }
    if (!date_from_text(str_of(text), &date) || !date_is_valid(date)) {
        return err_set(err, ERR_USAGE, "a day is written as 2026-11-28, not \"%.20s\"", text);
    }
    *ret = date_days(date);
    return 0;
}

void rights_print_json(const struct buf *text)
{
    printf("%.*s\n", PRI(buf_str(text)));
}
