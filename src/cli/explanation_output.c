/* explanation_output.c - the terminal's width and colour; the picture's file. */
#include "explanation_output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static struct explanation_style style_of_terminal(void)
{
    struct explanation_style style = {.width = EXPLANATION_WIDTH};
    struct winsize window;
    if (isatty(STDOUT_FILENO) == 1) {
        style.colour = getenv("NO_COLOR") == NULL;
        if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0) {
            style.width = window.ws_col;
        }
    }
    return style;
}

/* The picture to its file, or to standard output. */
static int put_picture(const char *path, struct str svg, struct err *err)
{
    if (strcmp(path, "-") == 0) {
        fwrite(svg.ptr, 1, svg.len, stdout);
        return 0;
    }
    FILE *file = fopen(path, "wb");
    bool written = file != NULL && fwrite(svg.ptr, 1, svg.len, file) == svg.len;
    if (file != NULL && fclose(file) != 0) {
        written = false;
    }
    return written ? 0 : err_set(err, ERR_IO, "%s can't be written: %s", path, strerror(errno));
}

/* What is asked for of one mention, or of two. */
int explanation_tell(const struct report *report, const uint32_t mention[2], bool pair, bool json,
                     const char *svg_path, struct err *err)
{
    struct explanation_style style = style_of_terminal();
    struct explanation *e = mem_must_array(1, sizeof *e);
    struct buf svg = {0};
    struct buf out = {0};
    bool only_picture = svg_path != NULL && strcmp(svg_path, "-") == 0;
    int code = pair ? explain_pair(report->in->run, mention[0], mention[1], e) : 0;
    if (code != 0) {
        err_set(err, code, "out of memory");
    } else if (svg_path != NULL) {
        pair ? explanation_svg_write(report, mention[0], mention[1], e, &svg)
             : entity_explanation_svg_write(report, mention[0], &svg);
        code = put_picture(svg_path, buf_str(&svg), err);
    }
    if (code == 0 && json) {
        pair ? explanation_json_write(report, mention[0], mention[1], e, &out)
             : entity_explanation_json_write(report, mention[0], &out);
    } else if (code == 0 && !only_picture) {
        pair ? explanation_write(report, mention[0], mention[1], e, &style, &out)
             : entity_explanation_write(report, mention[0], &style, &out);
    }
    fwrite(buf_str(&out).ptr, 1, out.len, stdout);
    buf_free(&svg);
    buf_free(&out);
    mem_free(e);
    return code;
}

int explanation_check(bool json, const char *svg_path, struct err *err)
{
    return json && svg_path != NULL && strcmp(svg_path, "-") == 0
               ? err_set(err, ERR_USAGE,
                         "--json and --svg - both want standard output: name a FILE")
               : 0;
}
