#!/usr/bin/env python3
"""feel_speed.py [--page] - conditions in FEEL a second on one core: of three comparisons, and with
`some … satisfies`. Runs build/bench/feel_speed; writes its part of docs/benchmarks.md. --page runs
nothing."""

import json
import os
import statistics
import subprocess
import sys

from harness import WORK, keep, kept, made_with, write_part

PROGRAM = os.path.join(WORK, "feel_speed")
ROUNDS, SECONDS = 7, 1
TARGETS = {"comparisons": 3e6, "some": 1e6}
CONDITIONS = {
    "comparisons": '`age >= 18 and moved < date("2026-04-01") and band = "C"`, all three compared',
    "some": "`some c in children satisfies c.age < 5`, of three children",
}


def one_round():
    done = subprocess.run([PROGRAM, str(SECONDS)], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def row(name, rates):
    median = statistics.median(rates)
    met = "met" if median >= TARGETS[name] else "missed"
    return (
        f"| {CONDITIONS[name]} | {median / 1e6:.2f} | {min(rates) / 1e6:.2f} to "
        f"{max(rates) / 1e6:.2f} | {TARGETS[name] / 1e6:.0f}: {met} |"
    )


def part_lines(found):
    yield "Written by `./do bench feel-speed` (bench/feel_speed.c). One core; each condition parsed once, then"
    yield "evaluated on inputs drawn at random, its verdict taken, its memory given back; seconds are the processor's own."
    yield f"{len(found['rounds'])} rounds of {SECONDS} s each."
    yield ""
    yield f"{found['made_with']}."
    yield ""
    yield "| Condition | Million a second, median | Least to most | Target |"
    yield "|---|---|---|---|"
    for name in CONDITIONS:
        yield row(name, [one[name] for one in found["rounds"]])


def main():
    if set(sys.argv[1:]) - {"--page"}:
        sys.exit("nothing, or --page")
    if "--page" not in sys.argv[1:]:
        os.makedirs(WORK, exist_ok=True)
        rounds = [one_round() for _ in range(ROUNDS)]
        keep("feel_speed", {"rounds": rounds, "made_with": made_with()})
    found = kept("feel_speed")
    if not found:
        sys.exit("nothing was measured yet")
    lines = list(part_lines(found))
    print("\n".join(lines[-2:]))
    write_part("FEEL speed", lines)


if __name__ == "__main__":
    main()
