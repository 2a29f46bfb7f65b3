#!/usr/bin/env python3
"""welsh.py - the Welsh of the report: what is said, what is in the table, docs/welsh.md, which has
that of pages too (locale/check.py looks at that).

    welsh.py >docs/welsh.md     write the list for a translator
    welsh.py --sort             put the rows of src/report/welsh.c in their order

tests/check.py takes its findings from findings()."""

import glob
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TABLE, LIST = "src/report/welsh.c", "docs/welsh.md"
LITERAL = r'"(?:\\.|[^"\\\n])*"'
LITERALS = rf"{LITERAL}(?:\s*{LITERAL})*"
COMMENT_OR_STRING = r"/\*.*?\*/|//[^\n]*|" + LITERAL + r"|'(?:\\.|[^'\\\n])*'"
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "'": "'", "?": "?"}
CONVERSION = r"%(?:(\d+)\$)?([-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t)?[a-zA-Z%])"


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def without_comments(text):
    return re.sub(
        COMMENT_OR_STRING,
        lambda m: re.sub(r"[^\n]", " ", m[0]) if m[0].startswith("/") else m[0],
        text,
        flags=re.S,
    )


def value(literals):
    """The text of adjacent C literals."""
    joined = "".join(m[1:-1] for m in re.findall(LITERAL, literals))
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[0]), joined)


def literal(text):
    """Text as one C literal; clang-format cuts it to length."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def table():
    """Rows (english, welsh, needs_translator, line) as they stand."""
    text = without_comments(read(TABLE))
    row = re.compile(rf"\{{\s*({LITERALS}),\s*({LITERALS}),\s*(true|false)\s*\}}")
    return [
        (value(m[1]), value(m[2]), m[3] == "true", text.count("\n", 0, m.start()) + 1)
        for m in row.finditer(text)
    ]


def arguments(text, at):
    """What stands between the bracket at text[at] and the one that closes it."""
    depth, start = 0, at
    for match in re.compile(COMMENT_OR_STRING + r"|[()]", re.S).finditer(text, at):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0:
            return text[start + 1 : match.start()]
    return text[start + 1 :]


def said(paths):
    """Each text given to say() and its like: (english, path, line)."""
    for path in paths:
        text = without_comments(read(path))
        for match in re.finditer(r"\b(?:say|say_count|language_say|TO_SAY)\s*(\()", text):
            if "const char *english" in arguments(text, match.start(1)):
                continue  # a declaration
            line = text.count("\n", 0, match.start()) + 1
            for found in re.finditer(LITERALS, arguments(text, match.start(1))):
                yield value(found[0]), path, line


def conversions(text):
    """By place, in order: [('s', …)]. None when numbered and plain places are mixed."""
    plain, numbered = [], {}
    for number, what in re.findall(CONVERSION, text):
        if what == "%":
            continue
        if number:
            numbered[int(number)] = what
        else:
            plain.append(what)
    if plain and numbered:
        return None
    if numbered:
        return [numbered.get(place) for place in range(1, max(numbered) + 1)]
    return plain


def findings(c_files):
    rows = table()
    sources = [p for p in c_files if p.startswith(("src/report/", "src/cli/")) and p != TABLE]
    known = {row[0] for row in rows}
    for english, path, line in said(sources):
        if english not in known:
            yield f"{path}:{line}: {TABLE} lacks {literal(english)}"
    used = set()
    for path in c_files:
        if path.startswith("src/") and path != TABLE and not path.endswith("_test.c"):
            text = without_comments(read(path))
            used.update(value(m[0]) for m in re.finditer(LITERALS, text))
    used = "\0".join(used)
    before = b""
    for english, welsh, _, line in rows:
        if english.encode() <= before:
            yield f"{TABLE}:{line}: out of order: python3 tests/welsh.py --sort"
        before = english.encode()
        if conversions(english) != conversions(welsh):
            yield f"{TABLE}:{line}: what is filled in is not the same in Welsh"
        if english.endswith("\n") != welsh.endswith("\n") or (
            english.endswith(" ") != welsh.endswith(" ")
        ):
            yield f"{TABLE}:{line}: the two don't end alike"
        if max(re.sub(CONVERSION, "\0", english).split("\0"), key=len).strip() not in used:
            yield f"{TABLE}:{line}: nothing says this any more: take it away"
    if document(rows) != read(LIST):
        yield f"{LIST}:1: not what the table says: ./do welsh"


def access_texts():
    """The pairs (English, Welsh) of purposes, the rules of access and conditions: in C tables of two
    texts, and in the shipped files as en and cy. None of it has been to a translator."""
    pairs = {}
    tables = sorted(
        glob.glob(os.path.join(ROOT, "src/access/*.c")) + glob.glob(os.path.join(ROOT, "src/feel/*.c"))
    )
    for path in [p for p in tables if not p.endswith("_test.c")] + [
        os.path.join(ROOT, "src/base/date_words.c"),
        os.path.join(ROOT, "src/deliver/letter_flow.c"),
        os.path.join(ROOT, "src/deliver/letter_head.c"),
        os.path.join(ROOT, "src/engine/channel_rule.c"),
        os.path.join(ROOT, "src/engine/help_offer.c"),
        os.path.join(ROOT, "src/cli/contact_print.c"),
        os.path.join(ROOT, "src/cli/access_print.c"),
        os.path.join(ROOT, "src/cli/view_print.c"),
        os.path.join(ROOT, "src/cli/my_print.c"),
    ]:
        text = without_comments(read(os.path.relpath(path, ROOT)))
        for match in re.finditer(rf"\{{\s*({LITERALS}),\s*({LITERALS})\s*\}}", text):
            pairs[value(match[1])] = value(match[2])
    for path in sorted(glob.glob(os.path.join(ROOT, "src/access/shipped/**/*.yaml"), recursive=True)):
        for match in re.finditer(
            rf"^\s*en: ({LITERAL})\n\s*cy: ({LITERAL})$", read(os.path.relpath(path, ROOT)), re.M
        ):
            pairs[value(match[1])] = value(match[2])
    return sorted((e, w) for e, w in pairs.items() if re.search(r"[a-z]{2} ?", e))


def entries(path):
    """Each entry of a .po: English, Welsh, line, whether a translator has yet to check it."""
    english = said = None
    line, draft = 0, False
    for number, row in enumerate(read(path).split("\n") + [""], 1):
        if (not row or row.startswith(("#", "msgid "))) and english is not None:
            if english:
                yield english, said or "", line, draft
            english = said = None
            draft = False
        quoted = value(row[row.find('"') :]) if '"' in row and row[0] != "#" else ""
        if row.startswith("#. draft"):
            draft = True
        elif row.startswith("msgid "):
            english, line = quoted, number
        elif row.startswith("msgstr "):
            said = quoted
        elif row.startswith('"'):
            if said is None:
                english += quoted
            else:
                said += quoted


def page_texts():
    """What pages say, by area: (area, [(English, Welsh)] that are a draft, how many there are)."""
    for path in sorted(glob.glob(os.path.join(ROOT, "locale/cy/*.po"))):
        found = list(entries(os.path.relpath(path, ROOT)))
        area = os.path.basename(path)[: -len(".po")]
        yield area, [(english, said) for english, said, _, draft in found if draft], len(found)


def cell(text):
    shown = re.sub(r"[<>&]", lambda m: {"<": "&lt;", ">": "&gt;", "&": "&amp;"}[m[0]], text)
    return shown.strip("\n").replace("\n", " ⏎ ").replace("|", "\\|")


def document(rows):
    wanting = [row for row in rows if row[2]]
    lines = [
        "# Welsh that a translator has yet to check",
        "",
        "Written by `./do welsh` from src/report/welsh.c. Of "
        f"{len(rows)} texts, {len(wanting)} wait for a translator; until then they are a draft.",
        "What stands for figures and names: `%s`, `%u` and the like in order, or `%1$s`, `%2$s` by",
        "number. Words between &lt; and &gt; are markup and stay as they are.",
        "",
        "| English | Welsh |",
        "|---|---|",
    ]
    lines += [f"| {cell(english)} | {cell(welsh)} |" for english, welsh, _, _ in wanting]
    lines += [
        "",
        "## Purposes, rules of access, conditions",
        "",
        "From src/access, src/feel, src/cli/access_print.c, view_print.c and my_print.c, all of it a draft.",
        "",
        "| English | Welsh |",
        "|---|---|",
    ]
    lines += [f"| {cell(english)} | {cell(welsh)} |" for english, welsh in access_texts()]
    for area, drafts, count in page_texts():
        lines += ["", f"## Pages: {area}", ""]
        lines += [f"From locale/cy/{area}.po. Of {count} texts, {len(drafts)} wait for a translator."]
        lines += ["What stands between {{ and }} is filled in.", "", "| English | Welsh |", "|---|---|"]
        lines += [f"| {cell(english)} | {cell(welsh)} |" for english, welsh in drafts]
    return "\n".join(lines) + "\n"


def sort():
    text = read(TABLE)
    start = text.index("{\n", text.index("welsh_table[]")) + 2
    end = text.index("};\n", start)
    rows = {row[0]: row for row in table()}
    body = ""
    for english in sorted(rows, key=str.encode):
        _, welsh, wanting, _ = rows[english]
        flag = "true" if wanting else "false"
        body += f"    {{{literal(english)}, {literal(welsh)}, {flag}}},\n"
    with open(os.path.join(ROOT, TABLE), "w", encoding="utf-8") as file:
        file.write(text[:start] + body + text[end:])
    subprocess.run(["clang-format-14", "-i", os.path.join(ROOT, TABLE)], check=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["--sort"]:
        sort()
    else:
        sys.stdout.write(document(table()))
