#!/usr/bin/env python3
"""access.py [--page] - access decisions a second on one core, each with its reason: the rule, its
sentence, whom to ask. Runs build/bench/decisions; writes its part of docs/benchmarks.md. --page runs
nothing."""

import json
import os
import statistics
import subprocess
import sys

from harness import WORK, keep, kept, made_with, write_part

PROGRAM = os.path.join(WORK, "decisions")
ROUNDS, SECONDS, TARGET = 7, 1, 2e6


def one_round():
    done = subprocess.run([PROGRAM, str(SECONDS)], check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout)
    return found["decisions"] / found["seconds"], found["allowed"] / found["decisions"]


def part_lines(found):
    rates = found["rates"]
    median = statistics.median(rates)
    yield "Written by `./do bench access` (bench/decisions.c). One core, one decision after another, each with the"
    yield "rule that decided, its sentence and whom to ask: the shipped purposes, 3,000 staff, 200 sources,"
    yield f"requests drawn at random, of which {100 * found['allowed']:.0f} in 100 are allowed. {len(rates)} rounds of {found['seconds']} s."
    yield ""
    yield f"{found['made_with']}."
    yield ""
    yield (
        f"{median / 1e6:.1f} million decisions a second (median; {min(rates) / 1e6:.1f} to "
        f"{max(rates) / 1e6:.1f}); the target is {TARGET / 1e6:.0f} million: "
        f"{'met' if median >= TARGET else 'missed'}."
    )


def main():
    if set(sys.argv[1:]) - {"--page"}:
        sys.exit("nothing, or --page")
    if "--page" not in sys.argv[1:]:
        os.makedirs(WORK, exist_ok=True)
        rounds = [one_round() for _ in range(ROUNDS)]
        keep(
            "access",
            {
                "rates": [rate for rate, _ in rounds],
                "allowed": rounds[0][1],
                "seconds": SECONDS,
                "made_with": made_with(),
            },
        )
    found = kept("access")
    if not found:
        sys.exit("nothing was measured yet")
    lines = list(part_lines(found))
    print(lines[-1])
    write_part("Access", lines)


if __name__ == "__main__":
    main()
