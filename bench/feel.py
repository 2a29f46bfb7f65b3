#!/usr/bin/env python3
"""feel.py [--failures] [--page] - FEEL and decision tables held to the DMN TCK's own files. Runs
build/bench/dmn_tck over $CANTREF_SHARED/suites/dmn-tck; writes its part of docs/benchmarks.md. TCK=DIR:
over another copy, and the page stays as it is. --failures names each case that fails, with what was
wanted and what came. --page runs nothing."""

import os
import re
import subprocess
import sys

from harness import SHARED, WORK, keep, kept, write_part

PROGRAM = os.path.join(WORK, "dmn_tck")
COUNTS = re.compile(r"(\d+) passed, (\d+) failed, (\d+) out of scope$")
LEVEL = re.compile(r"(\S*level-(\d)): (\d+) of (\d+) passed")
# As the suite's own results page counts: passed of all, what an engine leaves out being not passed.
AIMS = {"2": 1.0, "3": 0.95}


def run(folder, options):
    """The program's lines, shown as they come."""
    lines = []
    command = [PROGRAM] + options + [folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            if not COUNTS.fullmatch(lines[-1]):
                print(lines[-1])
    if process.returncode != 0 or not lines or not COUNTS.fullmatch(lines[-1]):
        sys.exit(f"{PROGRAM} did not end as it should")
    return lines


def part_lines(found):
    yield "Written by `./do bench feel` (bench/dmn_tck.c). The DMN Technology Compatibility Kit's models and test"
    yield "files (dmn-tck/tck, Apache-2.0; here the half that the project was given), read as they are: literal"
    yield "expressions, decision tables, boxed expressions, knowledge models, decision services. A case passes"
    yield "when each of its results is the expected one. Out of scope is what calls Java; it is not passed."
    yield ""
    yield "| level | cases | passed | share | aim |"
    yield "|---|---:|---:|---:|---:|"
    for level, passed, cases in found["levels"]:
        yield f"| {level} | {cases} | {passed} | {100 * passed / cases:.2f} % | {100 * AIMS[level]:.0f} % |"
    yield ""
    yield "Folders in which a case fails or is out of scope:"
    yield ""
    short = [line for line in found["folders"] if ", 0 failed, 0 out" not in line]
    yield from (f"- {line}" for line in short or ["none"])


def main():
    options = sys.argv[1:]
    if set(options) - {"--page", "--failures"}:
        sys.exit("nothing, --failures or --page")
    folder = os.environ.get("TCK") or os.path.join(SHARED, "suites", "dmn-tck")
    closing = None
    if "--page" not in options:
        lines = run(folder, options)
        closing = lines[-1]
        levels = [LEVEL.match(line) for line in lines]
        found = {
            "levels": [(m[2], int(m[3]), int(m[4])) for m in levels if m],
            "folders": [line for line in lines if re.match(r"\S+: \d+ passed, ", line)],
        }
        if not os.environ.get("TCK"):
            keep("feel", found)
    if not os.environ.get("TCK"):
        found = kept("feel")
        if not found:
            sys.exit("nothing was measured yet")
        write_part("FEEL", list(part_lines(found)))
    if closing:
        print(closing)


if __name__ == "__main__":
    main()
