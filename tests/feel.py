#!/usr/bin/env python3
"""feel.py DMN_TCK - FEEL and decision tables held to suites of DMN models, by the program of
`./do bench feel`: those of tests/dmn, of which every case must pass, and the DMN TCK's where
$CANTREF_SHARED/suites has it, of which as many must pass as did before."""

import os
import re
import subprocess
import sys

from tally import Tally

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.environ.get("CANTREF_SHARED") or os.path.join(HERE, "..", "..", "shared")
TCK_PASSED_LEAST = 1470  # all of suites/dmn-tck
OUTSIDE = 1  # cases of tests/dmn that are out of scope, and must be found to be


def run(program, folder):
    """(passed, failed, out of scope) and what was printed."""
    done = subprocess.run(
        [program, "--failures", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    counts = re.search(r"(\d+) passed, (\d+) failed, (\d+) out of scope\n$", done.stdout)
    if done.returncode != 0 or not counts:
        return None, f"exit status {done.returncode}\n{done.stdout[-3000:]}"
    return tuple(map(int, counts.groups())), done.stdout


def failures(output):
    return "\n".join(line for line in output.splitlines() if line.startswith("  failed"))


def main():
    program = sys.argv[1]
    tally = Tally("FEEL")
    counts, output = run(program, os.path.join(HERE, "dmn"))
    if not counts:
        tally.fail("tests/dmn", output)
    else:
        tally.ok(counts[0])
        for line in failures(output).splitlines():
            tally.fail(line.removeprefix("  failed "))
        tally.check(counts[2] == OUTSIDE, f"tests/dmn: {OUTSIDE} out of scope", output[-500:])
    suite = os.path.join(SHARED, "suites", "dmn-tck")
    if not os.path.isdir(suite):
        tally.skip("the DMN TCK", f"{suite} is not there")
        return tally.close()
    counts, output = run(program, suite)
    if not counts:
        tally.fail("the DMN TCK", output)
    else:
        print(f"DMN TCK: {counts[0]} passed, {counts[1]} failed, {counts[2]} out of scope")
        tally.check(
            counts[0] >= TCK_PASSED_LEAST,
            f"the DMN TCK: {TCK_PASSED_LEAST} cases passed before, {counts[0]} do now",
            failures(output),
        )
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
