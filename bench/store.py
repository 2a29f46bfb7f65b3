#!/usr/bin/env python3
"""store.py [--page] - durable commits a second of a plain loop, one insert a transaction, beside
group commit from 1 to 32 callers, as the disk is and with 2 ms added to each sync. Runs
build/bench/store in turns, so that a noisy disk is noisy for all, and takes medians; writes its part
of docs/benchmarks.md. --page runs nothing."""

import json
import os
import statistics
import subprocess
import sys

from harness import WORK, keep, kept, made_with, table, write_part

PROGRAM = os.path.join(WORK, "store")
FOLDER = os.path.join(WORK, "store_data")
CALLERS = [0, 1, 2, 4, 8, 16, 32]  # 0: the plain loop
DELAYS_US = [0, 2000]
ROUNDS = 7
SECONDS = 1
TARGET_CALLERS, TARGET_TIMES = 16, 5


def commits_per_second(callers, delay_us):
    done = subprocess.run(
        [PROGRAM, FOLDER, str(callers), str(SECONDS), str(delay_us)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found = json.loads(done.stdout)
    return found["commits"] / found["seconds"]


def measure():
    """{delay: {callers: [a rate of each round]}}, keys as JSON has them."""
    os.makedirs(FOLDER, exist_ok=True)
    rates = {str(d): {str(c): [] for c in CALLERS} for d in DELAYS_US}
    for turn in range(ROUNDS):
        for delay in DELAYS_US:
            for callers in CALLERS if turn % 2 == 0 else reversed(CALLERS):
                rates[str(delay)][str(callers)].append(commits_per_second(callers, delay))
    os.rmdir(FOLDER)
    return rates


def times_plain(found, delay, callers):
    """The median over the rounds of how many times the plain loop's rate of that round."""
    rates = found["rates"][str(delay)]
    return statistics.median(a / b for a, b in zip(rates[str(callers)], rates["0"]))


def row_of(found, callers):
    cells = ["plain loop" if callers == 0 else f"{callers} callers" if callers > 1 else "1 caller"]
    for delay in DELAYS_US:
        rates = found["rates"][str(delay)][str(callers)]
        cells.append(f"{statistics.median(rates):,.0f}")
        cells.append(f"{min(rates):,.0f}–{max(rates):,.0f}")
        cells.append(f"{times_plain(found, delay, callers):.1f}")
    return cells


def verdict(found):
    times = times_plain(found, 0, TARGET_CALLERS)
    rates = found["rates"]["0"]
    quiet = max(rates[str(TARGET_CALLERS)]) / max(rates["0"])
    return (
        f"{TARGET_CALLERS} callers carry {times:.1f} times the plain loop's commits, and {quiet:.1f} "
        "times when the best round of each is taken (a disk that is busy elsewhere slows the plain "
        f"loop most); the target is {TARGET_TIMES}: "
        f"{'met' if min(times, quiet) >= TARGET_TIMES else 'missed'}."
    )


def part_lines(found):
    yield "Written by `./do bench store` (bench/store.c). Durable commits a second: each is one insert that is"
    yield "on disk before its caller goes on. The plain loop is one transaction an insert on one connection;"
    yield "callers are threads that hand their inserts to the writer, which commits many at once. Median and"
    yield f"range of {found['rounds']} rounds of {found['seconds']} s, taken in turns; × is the median of how many times the plain"
    yield "loop's rate in the same round."
    yield ""
    yield f"{found['made_with']}."
    yield ""
    head = ["", "commits/s", "range", "×", "with 2 ms a sync", "range", "×"]
    yield from table(head, [row_of(found, callers) for callers in CALLERS])
    yield verdict(found)


def main():
    if set(sys.argv[1:]) - {"--page"}:
        sys.exit("nothing, or --page")
    if "--page" not in sys.argv[1:]:
        os.makedirs(WORK, exist_ok=True)
        keep(
            "store",
            {
                "rates": measure(),
                "rounds": ROUNDS,
                "seconds": SECONDS,
                "made_with": made_with(),
            },
        )
    found = kept("store")
    if not found:
        sys.exit("nothing was measured yet")
    for callers in CALLERS:
        print("  ".join(f"{cell:>15}" for cell in row_of(found, callers)))
    print(verdict(found))
    write_part("Store", part_lines(found))


if __name__ == "__main__":
    main()
