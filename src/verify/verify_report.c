/* verify_report.c - what was found, in sentences or as JSON. */
#include "verify.h"

#include <inttypes.h>
#include <stdarg.h>
#include <time.h>

static const char *const kind_names[KINDS] = {
    "", "answers", "empty answers", "refusals", "break-glass answers", "changes", "recoveries"};

void find(struct findings *findings, const char *file, int64_t leaf, const char *format, ...)
{
    findings->count++;
    if (findings->kept == FINDINGS_MAX) {
        return;
    }
    struct finding *finding = &findings->at[findings->kept++];
    va_list arguments;
    va_start(arguments, format);
    snprintf(finding->file, sizeof finding->file, "%s", file);
    vsnprintf(finding->says, sizeof finding->says, format, arguments);
    va_end(arguments);
    finding->leaf = leaf;
}

/* time_text - "2026-11-22 13:05:09 UTC". */
static const char *time_text(int64_t time_ms, char ret[40])
{
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm utc;
    if (gmtime_r(&seconds, &utc) == NULL || strftime(ret, 40, "%Y-%m-%d %H:%M:%S UTC", &utc) == 0) {
        snprintf(ret, 40, "no time");
    }
    return ret;
}

/* ── for people ──────────────────────────────────────────────────────────────────────────────── */

/* print_safe - text that others may have chosen, without what could move a terminal's cursor. */
static void print_safe(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        fputc(c < 0x20 || c == 0x7f ? '?' : c, out);
    }
}

/* print_lines - what a proof says, on one line after a comma each. */
static void print_lines(FILE *out, const char *says)
{
    for (; *says != '\0'; says++) {
        if (*says == '\n') {
            fputs(", ", out);
        } else {
            fputc(*says, out);
        }
    }
}

static void print_findings(FILE *out, const struct findings *findings)
{
    for (size_t i = 0; i < findings->kept; i++) {
        print_safe(out, findings->at[i].file[0] ? findings->at[i].file : "the log");
        fputs(": ", out);
        print_safe(out, findings->at[i].says);
        fputc('\n', out);
    }
    if (findings->count > findings->kept) {
        fprintf(out, "… and %zu more\n", findings->count - findings->kept);
    }
    fprintf(out, "The log is not whole: %zu %s wrong with it.\n", findings->count,
            findings->count == 1 ? "thing is" : "things are");
}

static void print_summary(FILE *out, const struct summary *summary)
{
    char first[40], last[40];
    fprintf(out, "The log %s is whole: %" PRIu64 " %s, %" PRIu64 " of them in tiles", summary->name,
            summary->leaves, summary->leaves == 1 ? "leaf" : "leaves", summary->published);
    if (summary->leaves > 0) {
        fprintf(out, ", from %s to %s", time_text(summary->first_ms, first),
                time_text(summary->last_ms, last));
    }
    fputs(".\n", out);
    bool is_first = true;
    for (int i = 1; i < KINDS; i++) {
        if (summary->kinds[i] > 0) {
            fprintf(out, "%s%" PRIu64 " %s", is_first ? "" : ", ", summary->kinds[i],
                    kind_names[i]);
            is_first = false;
        }
    }
    if (!is_first) {
        fprintf(out, "; %" PRIu64 " sealed.\n", summary->sealed);
    }
    if (summary->witnesses > 0) {
        fprintf(out, "What %u %s saw of it is what it began with.\n", summary->witnesses,
                summary->witnesses == 1 ? "witness" : "witnesses");
    }
}

/* ── JSON ────────────────────────────────────────────────────────────────────────────────────── */

static void json_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') {
            fprintf(out, "\\%c", c);
        } else if (c < 0x20 || c >= 0x7f) { /* bytes of a name that is no log's, one by one */
            fprintf(out, "\\u%04x", c);
        } else {
            fputc(c, out);
        }
    }
    fputc('"', out);
}

static void json_findings(FILE *out, const struct findings *findings)
{
    fprintf(out, ",\n \"wrong\": %zu,\n \"findings\": [", findings->count);
    for (size_t i = 0; i < findings->kept; i++) {
        const struct finding *finding = &findings->at[i];
        fprintf(out, "%s\n  {\"file\": ", i > 0 ? "," : "");
        json_text(out, finding->file);
        if (finding->leaf != NO_LEAF) {
            fprintf(out, ", \"leaf\": %" PRId64, finding->leaf);
        }
        fputs(", \"says\": ", out);
        json_text(out, finding->says);
        fputc('}', out);
    }
    fputs("]", out);
}

static void json_report(FILE *out, const struct findings *findings, const struct summary *summary)
{
    fprintf(out, "{\"whole\": %s,\n \"name\": ", findings->count == 0 ? "true" : "false");
    json_text(out, summary->name);
    fprintf(out, ",\n \"leaves\": %" PRIu64 ",\n \"in_tiles\": %" PRIu64 ",\n \"sealed\": %" PRIu64,
            summary->leaves, summary->published, summary->sealed);
    fprintf(out, ",\n \"witnesses\": %u,\n \"kinds\": {", summary->witnesses);
    for (int i = 1; i < KINDS; i++) {
        fprintf(out, "%s\"%s\": %" PRIu64, i > 1 ? ", " : "", kind_names[i], summary->kinds[i]);
    }
    fputs("}", out);
    json_findings(out, findings);
    fputs("}\n", out);
}

void report(FILE *out, const struct findings *findings, const struct summary *summary, bool as_json)
{
    if (as_json) {
        json_report(out, findings, summary);
    } else if (findings->count > 0) {
        print_findings(out, findings);
    } else {
        print_summary(out, summary);
    }
}

void report_proof(FILE *out, const struct proof *proof, const char *name, bool as_json)
{
    static const char *const kinds[KINDS] = {
        "", "answer", "empty answer", "refusal", "broken glass", "change", "recovery"};
    char time[40];
    if (as_json) {
        fputs("{\"holds\": true,\n \"name\": ", out);
        json_text(out, name);
        fprintf(out, ",\n \"leaf\": %" PRIu64 ",\n \"leaves\": %" PRIu64 ",\n \"kind\": \"%s\"",
                proof->index, proof->checkpoint.size, kinds[proof->kind]);
        fprintf(out, ",\n \"time\": \"%s\",\n \"says\": ", time_text(proof->time_ms, time));
        json_text(out, proof->says + (proof->says[0] == '\n'));
        fputs("}\n", out);
        return;
    }
    fprintf(out, "Leaf %" PRIu64 " is in the log %s, as it was signed with %" PRIu64 " leaves.\n",
            proof->index, name, proof->checkpoint.size);
    fprintf(out, "It is of %s: %s", time_text(proof->time_ms, time), kinds[proof->kind]);
    print_lines(out, proof->says);
    fputs(".\n", out);
}
