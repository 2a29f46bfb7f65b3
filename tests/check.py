#!/usr/bin/env python3
"""check.py BUILD - what the compiler can't see: format, lint, layers, names, banned calls,
contracts, sizes.

Each rule is one check; each finding is `file:line: what to do`. To add a rule: a function that
yields findings, and its row in RULES at the end. BUILD is a configured build folder, for its
compile commands."""

import ast
import json
import os
import re
import shlex
import subprocess
import sys
from collections import defaultdict

import welsh
from tally import Tally

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FUNCTION_LINES_MAX, FILE_LINES_MAX, COLUMNS_MAX = 90, 900, 100

BANNED = {
    "strcpy": "copy a struct str, or snprintf into an array of known size",
    "strcat": "use struct buf",
    "strncpy": "snprintf terminates, strncpy does not",
    "sprintf": "use snprintf",
    "vsprintf": "use vsnprintf",
    "gets": "it can't be bounded",
    "atoi": "use str_to_uint",
    "atol": "use str_to_uint",
    "atof": "use strtod and look at its end",
    "alloca": "use an arena",
    "strtok": "use str_next_token",
    "system": "nothing is run through a shell",
    "tmpnam": "use mkstemp or mkdtemp",
    "setlocale": "numbers are read and written alike everywhere",
}
# Only programs print or exit (err.h): these names are for src/cli, main.c and the files named here.
PROGRAM_ONLY = ("exit", "_exit", "abort", "printf", "puts", "putchar", "perror")
PROGRAM_FILES = (
    "src/cli/",
    "src/main.c",
    "src/verify/",
    "src/base/memory.c",
    "src/base/err.c",
    "tests/",
)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def tracked():
    """Every file that is or would be committed; without git, every file that isn't made by ./do."""
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
        text=True,
    )
    if done.returncode == 0:
        listed = done.stdout.split("\0")
    else:
        listed = [
            os.path.relpath(os.path.join(folder, name), ROOT)
            for folder, _, names in os.walk(ROOT)
            for name in names
        ]
        listed = [p for p in listed if not re.match(r"(\.git|build|build-\w+|demo|linked)/", p)]
    return sorted(p for p in listed if p and os.path.isfile(os.path.join(ROOT, p)))


def without_comments(text, keep_strings=False):
    """Source with comments (and the insides of strings) blanked, lines kept."""

    def blank(match):
        found = match.group(0)
        if found.startswith("/"):
            return re.sub(r"[^\n]", " ", found)
        return found if keep_strings else found[0] + " " * (len(found) - 2) + found[-1]

    return re.sub(
        r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S
    )


class Tree:
    def __init__(self, build):
        self.build = build
        self.files = tracked()
        self.c = [p for p in self.files if p.endswith((".c", ".h"))]
        self.text = {p: read(p) for p in self.c}
        self.code = {p: without_comments(t) for p, t in self.text.items()}
        rows = re.search(r"foreach layer : \[(.*?)\]", read("src/meson.build"), re.S)
        self.layers = re.findall(r"'(\w+)'", rows[1])
        self.apart = ["verify"]  # a program that shares no code with the layers

    def layer(self, path):
        match = re.match(r"src/(\w+)/", path)
        return match[1] if match else None


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def run(command, **more):
    return subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more
    )


def rule_format(tree):
    done = run(["clang-format-14", "--dry-run", "-Werror"] + tree.c)
    seen = set()
    for path, line in re.findall(r"^(\S+?):(\d+):\d+: error", done.stdout, re.M):
        if path not in seen:
            seen.add(path)
            yield f"{path}:{line}: clang-format-14 -i {path}"
    if done.returncode != 0 and not seen:
        yield f"clang-format-14: {done.stdout[:300]}"


def rule_columns(tree):
    """Comments; code is clang-format's."""
    for path in tree.c:
        for number, line in enumerate(tree.text[path].splitlines(), 1):
            if len(line) > COLUMNS_MAX and re.match(r"\s*(/?\*|//)", line):
                yield f"{path}:{number}: break the comment at {COLUMNS_MAX} columns"


def rule_cppcheck(tree):
    cache = os.path.join(tree.build, "cppcheck")
    os.makedirs(os.path.join(ROOT, cache), exist_ok=True)
    done = run(
        [
            "cppcheck",
            "--quiet",
            "--enable=warning,performance,portability",
            "-j2",
            "--inline-suppr",
            "--suppress=missingIncludeSystem",
            "--suppress=legacyUninitvar",  # takes a buffer that a call in an initialiser fills for empty
            "--std=c11",
            "--max-ctu-depth=2",
            "--suppress=*:*_test.c",
            f"--cppcheck-build-dir={cache}",
            "--template={file}:{line}: {message} ({id})",
            f"--project={tree.build}/compile_commands.json",
        ]
    )
    for line in done.stdout.splitlines():
        if re.match(r"\S+:\d+: ", line):
            yield re.sub(r"^\S*?(src/|tests/|include/)", r"\1", line)
    if done.returncode != 0:
        yield f"cppcheck: {done.stdout[-300:]}"


def rule_scripts(tree):
    shell = [p for p in tree.files if p.endswith(".sh") or p in ("do", ".ci/run")]
    done = run(["shellcheck", "--format=gcc"] + shell)
    yield from done.stdout.splitlines()
    for path in tree.files:
        if path.endswith(".py"):
            try:
                ast.parse(read(path))
            except SyntaxError as error:
                yield f"{path}:{error.lineno}: {error.msg}"


def rule_layers(tree):
    """An include is of the own folder, of a layer above, or public (include/); verify's its own."""
    home = {os.path.basename(p): tree.layer(p) for p in tree.c if p.endswith(".h")}
    for path in tree.c:
        text = tree.text[path]
        for match in re.finditer(r'^\s*#\s*include\s+"([^"]+)"', text, re.M):
            name, where = match[1], f"{path}:{line_of(text, match.start())}"
            if os.path.isfile(os.path.join(ROOT, "include", name)):
                continue
            if "/" in name:
                yield f'{where}: include "{os.path.basename(name)}" by its name alone'
            elif name not in home:
                yield f'{where}: there is no "{name}"'
            elif tree.layer(path) in tree.apart or home[name] in tree.apart:
                if home[name] != tree.layer(path):
                    yield f"{where}: what is in src/{tree.apart[0]} is of no other's headers"
            elif tree.layer(path) and home[name]:
                own, other = tree.layers.index(tree.layer(path)), tree.layers.index(home[name])
                if other > own:
                    yield (
                        f"{where}: {tree.layer(path)} may not know {home[name]}; move what both "
                        "need up, or pass it in"
                    )


def rule_layers_in_the_build(tree):
    """The build must refuse an upward include: compile one from each layer, see it fail."""
    with open(os.path.join(ROOT, tree.build, "compile_commands.json"), encoding="utf-8") as file:
        commands = json.load(file)
    headers = {
        layer: [os.path.basename(p) for p in tree.c if p.endswith(".h") and tree.layer(p) == layer]
        for layer in tree.layers
    }

    def compiles(layer, header):
        for row in commands:
            source = os.path.normpath(os.path.join(row["directory"], row["file"]))
            if os.path.dirname(source) == os.path.join(ROOT, "src", layer):
                folders = [w for w in shlex.split(row["command"]) if w.startswith("-I")]
                done = subprocess.run(
                    ["gcc", "-fsyntax-only", "-std=gnu17", "-xc", "-"] + folders,
                    cwd=row["directory"],
                    input=f'#include "{header}"\n',
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                )
                return done.returncode == 0
        return None

    for place, layer in enumerate(tree.layers):
        for other in tree.layers[place + 1 :]:
            if headers[other] and compiles(layer, headers[other][0]):
                yield f"src/meson.build:1: {layer} compiles with {other}/{headers[other][0]}"
        if place > 0 and compiles(layer, "err.h") is False:
            yield f"src/meson.build:1: {layer} does not compile with base/err.h"


def rule_names(tree):
    paths = defaultdict(list)
    for path in tree.c:
        paths[os.path.basename(path)].append(path)
    for name, where in paths.items():
        if len(where) > 1:
            yield f"{where[1]}:1: rename it, {where[0]} has that name"


def rule_banned_calls(tree):
    for path in tree.c:
        code = tree.code[path]
        for match in re.finditer(r"\b(%s)\s*\(" % "|".join(BANNED), code):
            if match[1] == "system" and path.endswith("_test.c"):
                continue
            yield f"{path}:{line_of(code, match.start())}: {match[1]}: {BANNED[match[1]]}"


def rule_libraries_stay_quiet(tree):
    for path in tree.c:
        if path.startswith(PROGRAM_FILES) or re.search(r"(_test|_fuzz)\.c$|/test_\w+\.h$", path):
            continue
        code = tree.code[path]
        for match in re.finditer(r"(?<![\w.>])(%s)\s*\(" % "|".join(PROGRAM_ONLY), code):
            yield (
                f"{path}:{line_of(code, match.start())}: {match[1]}: a library returns an error "
                "or writes where it is told; only programs print and exit"
            )


def rule_no_cell_values_in_messages(tree):
    """Messages name file, line, column and role. A slice printed in one is probably what a cell
    holds: name the exception with a comment `not personal: why` in the statement."""
    for path in tree.c:
        if path.endswith(("_test.c", "_fuzz.c")):
            continue
        code = tree.code[path]
        for match in re.finditer(r"\b(err_set|err_at|err_print|fprintf\s*\(\s*stderr)\b", code):
            end = code.find(";", match.start())
            statement = code[match.start() : end]
            if (
                "PRI(" in statement
                and "not personal" not in tree.text[path][match.start() : end + 80]
            ):
                yield (
                    f"{path}:{line_of(code, match.start())}: a slice in a message: say where, "
                    "not what it says (or add: /* not personal: why */)"
                )


def rule_opening_comments(tree):
    for path in tree.c:
        name = re.escape(os.path.basename(path))
        if not re.match(r"/\* %s - \S" % name, tree.text[path]):
            yield f"{path}:1: open with /* {os.path.basename(path)} - what it is for */"


def rule_contracts(tree):
    """A public function stands in a paragraph with a comment, or a comment names it."""
    for path in tree.c:
        if not path.endswith(".h") or path.startswith("tests/"):
            continue
        text = tree.text[path]
        comments = " ".join(re.findall(r"/\*.*?\*/", text, re.S))
        for match in re.finditer(
            r"^(?!static|typedef|struct [\w ]+\{|#|extern const)[a-z_][\w \t*]*?" r"\b(\w+)\(",
            tree.code[path],
            re.M,
        ):
            if re.match(r"__\w+__|\w+_free$", match[1]):  # what *_free does is said by its name
                continue
            before = text[: match.start()].rstrip("\n")
            beside = text[: match.start()].endswith("*/\n") or "*/" in before.split("\n\n")[-1]
            if not beside and not re.search(r"\b%s\b" % match[1], comments):
                yield (
                    f"{path}:{line_of(text, match.start())}: say what {match[1]} takes, gives and "
                    "refuses"
                )


def rule_decisions(tree):
    """Only src/access makes a decision on access: its members have names that nothing else says, and
    nothing else fills one in."""
    for path in tree.c:
        if path.startswith("src/access/"):
            continue
        code = tree.code[path]
        for match in re.finditer(
            r"\bdecision_(?:bits|subject)\b|\bstruct access_decision\)\s*\{\s*[^0\s}]"
            r"|\bstruct access_decision\s+\w+\s*=\s*\{\s*[^0\s}]", code
        ):
            yield (
                f"{path}:{line_of(code, match.start())}: a decision comes from access_decide alone; "
                "access_decision_…() say what it was"
            )


# What unseals a person's values. Linking reads them in src/record, which shows nobody anything; what
# shows them has a decision for each (disclosure.c), or works on the picture as a whole for an inquiry,
# which asked for its purpose and writes into the audit log what it is about to show.
UNSEALING = r"\b(unseal_value|record_cells|stored_row_read|node_load|mention_load)\s*\("
READING = r"\b(standing_read|standing_read_some|standing_run_make|entity_read|review_begin|decision_lines_read)\s*\("
VALUE_COLUMNS = r'"[^"]*\b(?:cells|sealed)\b[^"]*\bFROM (?:record_version|mention)\b'


def rule_values(tree):
    for path in tree.c:
        if re.search(r"(_test|_fuzz)\.c$|_test\.h$", path) or path.startswith(
            ("src/store/", "src/record/", "src/view/disclosure.", "src/event/event_store.",
             "src/process/duty_ledger.", "src/engine/action_content.", "src/engine/engine_rows.",
             "src/engine/letter_post.", "bench/")
        ):
            continue
        code = tree.code[path]
        told = path.startswith(("src/cli/", "src/pages/")) and re.search(r"\binquiry\b", code)
        for match in re.finditer(UNSEALING, code):
            yield f"{path}:{line_of(code, match.start())}: {match[1]}: values leave by disclosure.h alone"
        for match in [] if told else re.finditer(READING, code):
            yield f"{path}:{line_of(code, match.start())}: {match[1]}: only for an inquiry (inquiry.h)"
        for match in re.finditer(VALUE_COLUMNS, tree.text[path]):
            yield f"{path}:{line_of(tree.text[path], match.start())}: values leave by disclosure.h alone"


def rule_sizes(tree):
    for path in tree.c:
        lines = tree.text[path].splitlines()
        if len(lines) > FILE_LINES_MAX:
            yield f"{path}:{FILE_LINES_MAX}: {len(lines)} lines: is it one thing?"
        start = None
        for number, line in enumerate(lines, 1):
            if line == "{":
                start = number
            elif line.startswith("}") and start:
                if number - start - 1 > FUNCTION_LINES_MAX:
                    yield f"{path}:{start}: {number - start - 1} lines: cut the function in two"
                start = None


def rule_nothing_of_this_machine(tree):
    """No absolute path of a developer's machine, no unfinished marks."""
    paths = re.compile(r"/(?:work|home|farm|root|Users)/\w")
    marks = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b")
    for path in tree.files:
        if re.search(r"\.(png|gz|zst|ico|woff2?)$", path) or path.startswith("tests/corpus/"):
            continue
        try:
            text = read(path)
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if paths.search(line):
                yield f"{path}:{number}: a path of one machine"
            if marks.search(line):
                yield f"{path}:{number}: finish it, or say in docs what ends it"


def rule_welsh(tree):
    """Whatever is said has its Welsh, and figures and names fit in it."""
    yield from welsh.findings(tree.c)


RULES = [
    ("format", rule_format),
    ("columns", rule_columns),
    ("cppcheck", rule_cppcheck),
    ("scripts", rule_scripts),
    ("layers", rule_layers),
    ("layers in the build", rule_layers_in_the_build),
    ("file names", rule_names),
    ("banned calls", rule_banned_calls),
    ("libraries stay quiet", rule_libraries_stay_quiet),
    ("no cell values in messages", rule_no_cell_values_in_messages),
    ("opening comments", rule_opening_comments),
    ("contracts", rule_contracts),
    ("decisions", rule_decisions),
    ("values", rule_values),
    ("sizes", rule_sizes),
    ("Welsh", rule_welsh),
    ("nothing of this machine", rule_nothing_of_this_machine),
]


def main():
    tree = Tree(sys.argv[1])
    tally = Tally("check")
    for name, rule in RULES:
        findings = list(rule(tree))
        tally.check(not findings, f"check: {name}", "\n".join(findings))
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
