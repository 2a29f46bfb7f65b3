#!/usr/bin/env python3
"""check.py [SOURCE DEPFILE] - is all that pages say there in Welsh, and nothing besides?

A step of the build; it fails with FILE:LINE of each text that

- a template says between [[ and ]], or C gives to translate(), TO_TRANSLATE(), .navigation or a
  form field's .missing, and that no locale/cy/*.po has;
- has other {{tags}}, printf conversions or HTML elements in Welsh than in English;
- a .po has and nothing says any more, or has twice with two meanings.

Writes SOURCE, with how many texts there are, and DEPFILE, what that was made from. The strictness of
.po files themselves is catalogue.c's; this reads the same."""

import collections
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests"))
sys.dont_write_bytecode = True

import welsh  # noqa: E402

SAID = r"\b(?:translate|TO_TRANSLATE)\s*(\()"
MEMBERS = rf"\.(?:navigation|missing)\s*=\s*({welsh.LITERALS})"
FIELDS = rf"\{{\s*{welsh.LITERAL}\s*,\s*FORM_[A-Z_]+\s*,([^{{}}]*)\}}"
TEXT = r"\[\[(.*?)\]\]"
TAG = r"\{\{[^}]*\}\}\}?"
ELEMENT = r"</?([a-z0-9]+)"


def paths(*patterns):
    found = []
    for pattern in patterns:
        found += glob.glob(os.path.join(ROOT, pattern), recursive=True)
    return sorted(os.path.relpath(path, ROOT) for path in found)


def sources():
    files = paths("templates/**/*.mustache", "src/web/*.c", "src/pages/*.c")
    return [path for path in files if not path.endswith(("_test.c", "_fuzz.c"))]


def said(path):
    """Each English text of a file, with its line."""
    text = welsh.read(path)
    if path.endswith(".mustache"):
        for match in re.finditer(TEXT, text, re.S):
            yield " ".join(match[1].split()), text.count("\n", 0, match.start()) + 1
        return
    text = welsh.without_comments(text)
    for match in re.finditer(SAID, text):
        given = welsh.arguments(text, match.start(1))
        line = text.count("\n", 0, match.start()) + 1
        for found in re.finditer(welsh.LITERALS, given):
            yield welsh.value(found[0]), line
    for match in re.finditer(MEMBERS, text):
        yield welsh.value(match[1]), text.count("\n", 0, match.start()) + 1
    for match in re.finditer(FIELDS, text):
        for found in re.finditer(welsh.LITERALS, match[1]):
            if ".missing" not in match[1]:
                yield welsh.value(found[0]), text.count("\n", 0, match.start()) + 1


def filled_in(text):
    """What stands for something else, or marks it up: it should be the same in both languages."""
    tags = collections.Counter(re.findall(TAG, text))
    return tags, welsh.conversions(text) if "{{" not in text else None


def catalogue():
    """English to (Welsh, draft, path, line), and what is wrong with it by itself."""
    texts, wrong = {}, []
    for path in paths("locale/cy/*.po"):
        for english, said_in_welsh, line, draft in welsh.entries(path):
            where = f"{path}:{line}"
            if not said_in_welsh:
                wrong.append(f"{where}: the msgstr is empty: {english}")
            elif english in texts and texts[english][0] != said_in_welsh:
                other = texts[english]
                wrong.append(f"{where}: has another Welsh in {other[2]}:{other[3]}: {english}")
            elif filled_in(english) != filled_in(said_in_welsh):
                wrong.append(f"{where}: what is filled in is not the same in Welsh: {english}")
            elif collections.Counter(re.findall(ELEMENT, english)) != collections.Counter(
                re.findall(ELEMENT, said_in_welsh)
            ):
                wrong.append(f"{where}: the elements are not the same in Welsh: {english}")
            texts.setdefault(english, (said_in_welsh, draft, path, line))
    return texts, wrong


def findings():
    texts, wrong = catalogue()
    used = set()
    for path in sources():
        for english, line in said(path):
            if english and english not in texts and english not in used:
                wrong.append(f"{path}:{line}: no Welsh in locale/cy/*.po for: {english}")
            used.add(english)
    for english, (_, _, path, line) in texts.items():
        if english not in used:
            wrong.append(f"{path}:{line}: nothing says this any more: {english}")
    return texts, wrong


def main(source, depfile):
    texts, wrong = findings()
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong:
        return 1
    with open(source, "w", encoding="utf-8") as file:
        file.write("/* made by locale/check.py: all that pages say is there in Welsh */\n")
        file.write(f'#include "page_templates.h"\n\nconst size_t page_welsh_checked = {len(texts)};\n')
    folders = {os.path.dirname(path) for path in sources()} | {"templates", "locale/cy"}
    made_from = sources() + paths("locale/cy/*.po") + sorted(folders) + ["tests/welsh.py"]
    with open(depfile, "w", encoding="utf-8") as file:
        made = " \\\n ".join(os.path.join(ROOT, path) for path in made_from)
        file.write(f"{source}: {made}\n")
    return 0


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.exit(main(*sys.argv[1:]))
    found = findings()[1]
    print("\n".join(found) or "all that pages say is there in Welsh")
    sys.exit(1 if found else 0)
