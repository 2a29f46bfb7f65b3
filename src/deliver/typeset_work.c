/* typeset_work.c - the child reads its letter, draws it, and writes it down. */
#include "typeset_work.h"

#include "child_process.h"
#include "confine.h"
#include "letter_draw.h"
#include "whole_file.h"

#include <fontconfig/fontconfig.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

enum { FOLDERS_MAX = 64 };

/* confine_to_fonts - the folders in which fontconfig found fonts can be read, and nothing else. Its
 * own files are read before. */
static int confine_to_fonts(struct err *err)
{
    const char *folders[FOLDERS_MAX + 1] = {0};
    size_t count = 0;
    if (!FcInit()) {
        return err_set(err, ERR_IO,
                       "the fonts can't be found: see whether fontconfig is installed");
    }
    FcStrList *list = FcConfigGetFontDirs(NULL);
    for (FcChar8 *folder; count < FOLDERS_MAX && (folder = FcStrListNext(list)) != NULL;) {
        folders[count++] = (const char *)folder;
    }
    int code = confine_to_reading(folders, err);
    FcStrListDone(list);
    return code;
}

int typeset_work(void)
{
    struct buf text = {0}, pdf = {0};
    struct letter_job job;
    struct err err = {0};
    size_t pages = 0;
    child_settle();
    child_bound(TYPESET_MEMORY_MAX, LETTER_PDF_BYTES_MAX);
    int code = confine_to_fonts(&err);
    if (child_read_job(LETTER_JOB_BYTES_MAX, &text) != 0 ||
        !letter_job_unpack(buf_str(&text), &job) || (uint64_t)getppid() != job.parent) {
        return EX_USAGE;
    }
    code = code ? code : letter_draw(&job, &pdf, &pages, &err);
    if (code == 0 && file_write_all(CHILD_ANSWER_FD, buf_str(&pdf)) != 0) {
        code = err_set(&err, ERR_IO, "the letter can't be kept in memory");
    }
    struct typeset_report report = {.code = code, .pages = (uint32_t)pages, .bytes = pdf.len};
    if (code != 0) {
        snprintf(report.message, sizeof report.message, "%s", err.message);
    }
    return child_report(&report, sizeof report);
}
