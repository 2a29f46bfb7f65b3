/* pdf_artifact.c - a page's content, line by line. No line of a text that was broken by cairo can
 * be taken for an operator: such a line ends with a backslash or its bracket. */
#include "pdf_artifact.h"

/* next_line - with its end. */
static struct str next_line(struct str *rest)
{
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end != NULL ? (size_t)(end - rest->ptr) + 1 : rest->len;
    struct str line = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, len, rest->len);
    return line;
}

/* paints - does a line of what stands outside of tags put something on the page? */
static bool paints(struct str line)
{
    static const char *const operators[] = {"BT", "S", "f", "f*", "B", "Do", "sh", "b", "s", "B*"};
    line = str_trim(line);
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        struct str operator= str_of(operators[i]);
        if (str_ends(line, operator) &&
            (line.len == operator.len || line.ptr[line.len - operator.len - 1] == ' ')) {
            return true;
        }
    }
    return false;
}

/* put_untagged - what stands between two tags; q at its beginning and Q at its end stay outside. */
static int put_untagged(struct str segment, struct buf *out)
{
    struct str rest = segment;
    bool painted = false;
    size_t from = 0, to = segment.len;
    while (rest.len > 0) {
        struct str line = next_line(&rest);
        if (paints(line)) {
            painted = true;
            to = segment.len;
        } else if (str_eq(line, STR("q\n")) && !painted) {
            from = segment.len - rest.len;
        } else if (str_eq(line, STR("Q\n")) && painted && to == segment.len) {
            to = segment.len - rest.len - line.len;
        }
    }
    if (!painted) {
        return buf_add(out, segment);
    }
    int code = buf_add(out, str_slice(segment, 0, from));
    code = code ? code : buf_add(out, STR("/Artifact BMC\n"));
    code = code ? code : buf_add(out, str_slice(segment, from, to));
    code = code ? code : buf_add(out, STR("EMC\n"));
    return code ? code : buf_add(out, str_slice(segment, to, segment.len));
}

int pdf_mark_artifacts(struct str content, struct buf *out)
{
    struct str rest = content;
    size_t begun = 0; /* where what isn't tagged begins, or the tag */
    bool tagged = false;
    int code = 0;
    while (rest.len > 0 && code == 0) {
        size_t at = content.len - rest.len;
        struct str line = next_line(&rest);
        bool begins = str_ends(line, STR(" BDC\n")), ends = str_eq(line, STR("EMC\n"));
        if ((begins && tagged) || (ends && !tagged)) {
            return ERR_INPUT; /* one within another: cairo doesn't write that here */
        }
        if (begins) {
            code = put_untagged(str_slice(content, begun, at), out);
            begun = at;
            tagged = true;
        } else if (ends) {
            code = buf_add(out, str_slice(content, begun, content.len - rest.len));
            begun = content.len - rest.len;
            tagged = false;
        }
    }
    if (tagged || (content.len > 0 && !str_ends(content, STR("\n")))) {
        return ERR_INPUT;
    }
    return code ? code : put_untagged(str_slice(content, begun, content.len), out);
}
