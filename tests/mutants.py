#!/usr/bin/env python3
"""mutants.py BUILD [--all] - every single-line mutant of the access decision must be found by its test.

A mutant is src/access/access_decision.c with one line changed: an operator or a comparison for
another, a constant for another, a condition negated, one side of `&&` or `||` left out, what is
returned for something else of its kind, a statement left out. Each is compiled (-O0) and linked
with src/access/access_decision_test.c, which must fail. One that doesn't compile is none, nor is
one of which the compiler makes (-O2) the same machine code as of the decision itself: `0` for a
constant that is 0. One that the test lets pass is a failure, unless a comment beside the line holds
"equivalent: CODE, REASON", where CODE is what the mutant has there.

Without --all: a sample, drawn by a seed that is printed; CANTREF_SEED=N repeats it."""

import argparse
import concurrent.futures
import json
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile
import threading
import time

from tally import Tally

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SOURCE, TEST = "src/access/access_decision.c", "src/access/access_decision_test.c"
SAMPLE, TIME_MAX_S = 200, 60

OPERATORS = {
    "==": ["!=", "<=", ">="],
    "!=": ["==", "<", ">"],
    "<=": ["<", ">", "=="],
    ">=": [">", "<", "=="],
    "<": ["<=", ">", "!="],
    ">": [">=", "<", "!="],
    "&&": ["||"],
    "||": ["&&"],
    "&": ["|", "^"],
    "|": ["&", "^"],
    "<<": [">>"],
    ">>": ["<<"],
    "++": ["--"],
    "|=": ["=", "&=", "^="],
    "/": ["%", "*"],
    "%": ["/", "*"],
    "*": ["+"],
    "+": ["-"],
    "-": ["+"],
}
TOKEN = re.compile(
    r"->|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|\|=|[-+*/%&|^<>!=?:;,.(){}\[\]~]|0x[0-9a-f]+|\w+"
)
# What may stand for what: values of one kind.
WORDS = {
    "true": ["false"],
    "false": ["true"],
    "RULE_NOTHING_DECIDED": ["RULE_PURPOSE", "RULE_NO_POWER"],
    "RULE_PURPOSE": ["RULE_BREAK_GLASS", "RULE_NOTHING_DECIDED"],
    "RULE_BREAK_GLASS": ["RULE_PURPOSE", "RULE_NOTHING_DECIDED"],
    "DETAIL_NONE": ["DETAIL_FULL", "DETAIL_YES_NO"],
    "from": ["until"],
    "until": ["from"],
    "roles": ["teams[0]"],
    "kind": ["relation"],
    "relation": ["kind"],
    "category": ["relation"],
    "lacking": ["rule"],
}


def without_comments(text):
    return re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m[0]), text, flags=re.S)


def tokens(line):
    return [(m[0], m.start(), m.end()) for m in TOKEN.finditer(line)]


def bracketed(line, at):
    """The end of what the bracket at `at` opens; None when that is on another line."""
    depth = 0
    for place in range(at, len(line)):
        depth += {"(": 1, ")": -1}.get(line[place], 0)
        if depth == 0:
            return place
    return None


def operands(line):
    """Each side of && and ||, within its brackets, left out."""
    for match in re.finditer(r"&&|\|\|", line):
        depth, left = 0, match.start()
        while left > 0 and depth >= 0 and line[left - 1] not in "{};?:=,":
            depth += {")": 1, "(": -1}.get(line[left - 1], 0)
            if depth < 0 or (depth == 0 and line[left - 2 : left] in ("&&", "||")):
                break
            left -= 1
        before = line[left : match.start()]
        if before.strip().startswith("return"):
            left += before.index("return") + len("return")
        yield line[:left] + " " + line[match.end() :].lstrip()
        depth, right = 0, match.end()
        while right < len(line) and line[right] not in "{};?:,":
            depth += {"(": 1, ")": -1}.get(line[right], 0)
            if depth < 0 or (depth == 0 and line[right : right + 2] in ("&&", "||")):
                break
            right += 1
        yield line[: match.start()].rstrip() + line[right:]


def mutants_of(line, rules, flags):
    """Other forms of a line of code."""
    for token, start, end in tokens(line):
        others = list(OPERATORS.get(token, [])) + list(WORDS.get(token, []))
        if token in "*" and re.match(r"[\w ]*\b(struct|const)\b", line):
            others = []  # a pointer
        if re.fullmatch(r"\d+|0x[0-9a-f]+", token):
            value = int(token, 0)
            others += [str(value + 1)] + ([str(value - 1)] if value > 0 else [])
        if token in rules and token not in WORDS:
            place = rules.index(token)
            others += [rules[(place + 1) % len(rules)], "RULE_NOTHING_DECIDED"]
        if token in flags:
            others += [flags[(flags.index(token) + 1) % len(flags)], "0"]
        if token.endswith("_SHIFT") and "=" not in line[end : end + 3]:
            others += [t for t in ("LEVEL_SHIFT", "CATEGORY_SHIFT", "SOURCE_SHIFT") if t != token]
        if token == "!" and line[end] != "=":
            others += [""]
        for other in others:
            yield line[:start] + other + line[end:]
    match = re.search(r"\bif \(", line)
    if match:
        end = bracketed(line, match.end() - 1)
        if end is not None:
            condition = line[match.end() : end]
            for other in (f"!({condition})", "true", "false"):
                yield line[: match.end()] + other + line[end:]
    match = re.match(r"(\s*return )(.+);$", line)
    if match and "{" not in line:
        for other in ("0", "1", f"!({match[2]})"):
            yield f"{match[1]}{other};"
    match = re.match(r"(\s*)(?!return|struct|enum|const|bool|static|uint)([\w>.\[\]-]+ [|&^]?=|return\b).*;$", line)
    if match:
        yield f"{match[1]};"
    match = re.match(r"(\s+)return .*;$", line)
    if match:
        yield f"{match[1]};"
    if re.search(r"&&|\|\|", line):
        yield from operands(line)
    match = re.match(r"(\s+\.\w+ = )(.+),$", line)
    if match:
        yield f"{match[1]}0,"


class Bench:
    """Compiles a mutant and tries it."""

    def __init__(self, build, folder):
        self.build, self.folder = os.path.join(ROOT, build), folder
        with open(os.path.join(self.build, "compile_commands.json"), encoding="utf-8") as file:
            rows = {
                os.path.relpath(
                    os.path.normpath(os.path.join(row["directory"], row["file"])), ROOT
                ): row
                for row in json.load(file)
            }
        words = shlex.split(rows[TEST]["command"])
        self.compile = [
            words[0], "-std=gnu17", "-O0", "-w", "-Werror=return-type",
            *[w for w in words if w.startswith("-I")],
            '-DCANTREF_VERSION="0"', f"-I{os.path.join(ROOT, 'src/access')}",
        ]  # fmt: skip
        self.libraries = [
            os.path.join(self.build, "src", f"lib{name}.a")
            for name in ("access", "store", "std", "format", "base")
        ]
        self.rest = ["-lcmocka", "-lsodium", "-lsqlite3", "-lyaml", "-ljansson", "-lutf8proc",
                     "-lxxhash", "-lz", "-lzstd", "-lpthread", "-lm"]  # fmt: skip
        self.test = os.path.join(folder, "test.o")
        self.evaluator = os.path.join(folder, "evaluator.o")
        with open(os.path.join(ROOT, SOURCE), encoding="utf-8") as file:
            self.original_text = file.read()
        self.original = None
        self.run([*self.compile, "-O2", "-c", os.path.join(ROOT, TEST), "-o", self.test], check=True)
        evaluator = os.path.join(ROOT, "src/access/access_evaluator.c")
        self.run([*self.compile, "-O2", "-c", evaluator, "-o", self.evaluator], check=True)

    def run(self, command, check=False, **more):
        return subprocess.run(
            command, cwd=self.build, check=check, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more,
        )  # fmt: skip

    def test_fails(self, path):
        """Does it say anything but that all is well? It is stopped at its first failure."""
        environment = dict(os.environ, CANTREF_RUNS="12", CANTREF_SEED="1")
        with subprocess.Popen(
            [path], env=environment, cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        ) as process:  # fmt: skip
            late = threading.Timer(TIME_MAX_S, process.kill)  # it may go on for ever
            late.start()
            said = process.stderr.readline()
            if b"PASSED" not in said:
                process.kill()
            status = process.wait()
            late.cancel()
        return status != 0

    def machine_code(self, text):
        """What the compiler makes of it, whatever it is called."""
        done = subprocess.run(
            [*self.compile, "-O2", "-x", "c", "-c", "-", "-o", "/dev/stdout"],
            cwd=self.build, input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return done.stdout if done.returncode == 0 else None

    def verdict(self, number, text):
        """ "killed", "alive", "same" as the decision itself, or None when it doesn't compile."""
        path = os.path.join(self.folder, f"mutant_{number}")
        with open(path + ".c", "w", encoding="utf-8") as file:
            file.write(text)
        try:
            made = self.run([*self.compile, "-c", path + ".c", "-o", path + ".o"])
            if made.returncode != 0:
                return None
            self.run(["gcc", "-o", path, path + ".o", self.test, self.evaluator, *self.libraries,
                      *self.rest],
                     check=True)  # fmt: skip
            if self.test_fails(path):
                return "killed"
            return "same" if self.machine_code(text) == self.original else "alive"
        finally:
            for end in (".c", ".o", ""):
                if os.path.exists(path + end):
                    os.unlink(path + end)


def is_said_equivalent(line, mutated):
    """Does the comment beside the line say that this change changes nothing?"""
    match = re.search(r"equivalent: (.+?), ", line)
    return match is not None and match[1] in mutated


def all_mutants():
    """(line number, line, mutated line, whole text), each different text once."""
    with open(os.path.join(ROOT, SOURCE), encoding="utf-8") as file:
        text = file.read()
    with open(os.path.join(ROOT, "src/access/access_rule.h"), encoding="utf-8") as file:
        rules = sorted(set(re.findall(r"\bRULE_\w+", file.read())))
    with open(os.path.join(ROOT, "src/access/access_decision.h"), encoding="utf-8") as file:
        flags = re.findall(r"^    (ENTITY_\w+) =", file.read(), re.M)
    lines, code = text.split("\n"), without_comments(text).split("\n")
    for place, line in enumerate(code):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        line = line.rstrip()
        seen = {re.sub(r"\s", "", line)}
        for mutated in mutants_of(line, rules, flags):
            squeezed = re.sub(r"\s", "", mutated)
            if squeezed in seen:
                continue
            seen.add(squeezed)
            whole = lines[:place] + [mutated] + lines[place + 1 :]
            yield place + 1, lines[place], mutated, "\n".join(whole)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()
    tally = Tally("mutants of the access decision")
    mutants = list(all_mutants())
    if not arguments.all:
        seed = int(os.environ.get("CANTREF_SEED", time.time()))
        print(f"CANTREF_SEED={seed}")
        random.Random(seed).shuffle(mutants)
    same = 0
    counts = {"killed": 0, "alive": 0, "equivalent": 0}
    with tempfile.TemporaryDirectory(prefix="cantref-mutants-") as folder:
        bench = Bench(arguments.build, folder)
        if bench.verdict("none", bench.original_text) not in ("alive", "same"):
            tally.fail("the decision unchanged", "its test fails: mend that first")
            return tally.close()
        bench.original = bench.machine_code(bench.original_text)
        with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
            chosen = mutants if arguments.all else mutants[:SAMPLE]
            verdicts = pool.map(lambda m: bench.verdict(m[0] * 1000 + mutants.index(m), m[3]), chosen)
            for (number, line, mutated, _), verdict in zip(chosen, verdicts):
                same += verdict == "same"
                if verdict in (None, "same"):
                    continue
                if verdict == "alive" and is_said_equivalent(line, mutated):
                    verdict = "equivalent"
                counts[verdict] += 1
                tally.check(
                    verdict != "alive", f"{SOURCE}:{number}",
                    f"not found out:\n{line.strip()}\n{mutated.strip()}",
                )  # fmt: skip
    total = sum(counts.values())
    print(f"{same} changes make the same machine code, and are no mutants")
    print(f"{total} mutants, {counts['killed']} killed, {counts['equivalent']} equivalent")
    if total < SAMPLE / 2:
        tally.fail("mutants", f"only {total} compiled")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
