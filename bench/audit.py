#!/usr/bin/env python3
"""audit.py [--long] [--page] - the audit log: durable leaves a second from 1 to 256 callers beside a
plain loop, as the disk is and with 2 ms added to each sync; a resident's proof in a million leaves, with
--long in ten million. Runs build/bench/audit_load in turns, so that a noisy disk is noisy for all;
writes its part of docs/benchmarks.md. --page runs nothing."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time

from harness import WORK, disturbance_lines, keep, kept, made_with, must_measure, table
from harness import write_part

PROGRAM = os.path.join(WORK, "audit_load")
VERIFIER = os.path.join(WORK, "..", "cantref-verify")
FOLDER = os.path.join(WORK, "audit_data")
CALLERS = [0, 1, 4, 16, 64, 256]  # 0: the plain loop
DELAYS_US = [0, 2000]
ROUNDS, SECONDS = 5, 2
RESIDENTS = 300_000  # of audit_load.c
TARGET_CALLERS, TARGET_RATE, TARGET_ALONE_MS, TARGET_PROOF_MS = 16, 20_000, 1, 50


def run(*words):
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    cost = must_measure([PROGRAM, FOLDER] + [str(word) for word in words])
    return {**json.loads(cost["out"]), "wall_s": cost["wall_s"], "others_s": cost["others_s"]}


def measure_load():
    """{delay: {callers: [what each round gave]}}, keys as JSON has them."""
    rounds = {str(d): {str(c): [] for c in CALLERS} for d in DELAYS_US}
    for turn in range(ROUNDS):
        for delay in DELAYS_US:
            for callers in CALLERS if turn % 2 == 0 else reversed(CALLERS):
                words = ["callers", callers] if callers else ["plain"]
                rounds[str(delay)][str(callers)].append(run(*words, SECONDS, delay))
    return rounds


def measure_proofs(leaves):
    found = run("proofs", leaves)
    found["log_bytes"] = sum(
        os.path.getsize(os.path.join(folder, name))
        for folder, _, names in os.walk(os.path.join(FOLDER, "log"))
        for name in names
    )
    found["index_bytes"] = os.path.getsize(os.path.join(FOLDER, "log-work", "subjects.db"))
    began = time.monotonic()
    key = os.path.join(FOLDER, "keys", "log.pub")
    subprocess.run(
        [VERIFIER, os.path.join(FOLDER, "log"), "--key", key], check=True, stdout=subprocess.DEVNULL
    )
    found["verify_s"] = time.monotonic() - began
    return found


def rate(found):
    return found["leaves"] / found["seconds"]


def median(rounds, what):
    return statistics.median(what(found) for found in rounds)


def row_of(found, callers):
    cells = ["plain loop" if callers == 0 else f"{callers} callers" if callers > 1 else "1 caller"]
    for delay in DELAYS_US:
        rounds = found["rounds"][str(delay)][str(callers)]
        rates = [rate(one) for one in rounds]
        cells.append(f"{statistics.median(rates):,.0f}")
        cells.append(f"{min(rates):,.0f}–{max(rates):,.0f}")
        cells.append(f"{median(rounds, lambda one: one['p50_ms']):.2f}")
        cells.append(f"{median(rounds, lambda one: one['p99_ms']):.1f}")
    rounds = found["rounds"]["0"][str(callers)]
    cells.append(f"{median(rounds, lambda one: one['cpu_s'] / one['leaves'] * 1e6):.0f}")
    return cells


def said(is_met):
    return "met" if is_met else "missed"


def verdicts(found):
    rounds = found["rounds"]["0"]
    many = median(rounds[str(TARGET_CALLERS)], rate)
    quiet = max(map(rate, rounds[str(TARGET_CALLERS)]))
    alone = median(rounds["1"], lambda one: one["p50_ms"])
    yield (
        f"{TARGET_CALLERS} callers: {many:,.0f} durable leaves a second, {quiet:,.0f} in the best round; "
        f"the target is {TARGET_RATE:,}: {said(many >= TARGET_RATE)}."
    )
    yield f"One caller alone waits {alone:.2f} ms (p50); the target is {TARGET_ALONE_MS}: {said(alone <= TARGET_ALONE_MS)}."
    for proofs in found["proofs"].values():
        yield (
            f"In {proofs['leaves']:,} leaves a resident's latest leaf is found, read, proved and the proof "
            f"checked in {proofs['p50_ms']:.2f} ms (p50), {proofs['max_ms']:.2f} ms at most of "
            f"{proofs['asked']}; the target is {TARGET_PROOF_MS}: {said(proofs['max_ms'] < TARGET_PROOF_MS)}."
        )
        if "told_p50_ms" in proofs:
            yield (
                f"All of a resident's leaves there, {proofs['leaves'] / RESIDENTS:.1f} on average, are found and "
                f"read, as `cantref my` does, in {proofs['told_p50_ms']:.2f} ms (p50), {proofs['told_max_ms']:.2f} ms at most."
            )


def part_lines(found):
    yield "Written by `./do bench audit` (bench/audit_load.c). Each caller appends a response about one resident,"
    yield "a leaf of some 450 bytes, and goes on when it is on disk; one signature and one sync a batch. The"
    yield "plain loop appends as many bytes to a file and syncs it, unhashed, unsealed and unsigned. Medians"
    yield f"of {found['count']} rounds of {found['seconds']} s, taken in turns, tiles and checkpoints published meanwhile."
    yield ""
    yield f"{found['made_with']}."
    yield ""
    yield from disturbance_lines(
        one for by_callers in found["rounds"].values() for some in by_callers.values() for one in some
    )
    head = ["", "leaves/s", "range", "p50 ms", "p99 ms"]
    head += ["with 2 ms a sync", "range", "p50 ms", "p99 ms", "CPU µs a leaf"]
    yield from table(head, [row_of(found, callers) for callers in CALLERS])
    for line in verdicts(found):
        yield line
        yield ""
    rows = []
    for proofs in found["proofs"].values():
        rows.append(
            [
                f"{proofs['leaves']:,}",
                f"{proofs['made_s']:.0f} s",
                f"{proofs['log_bytes'] / 2**20:,.0f} MB",
                f"{proofs['indexed_s']:.0f} s",
                f"{proofs['index_bytes'] / 2**20:,.0f} MB",
                f"{proofs['open_ms']:.0f} ms",
                f"{proofs['verify_s']:.0f} s",
            ]
        )
    head = ["leaves", "made, many at once", "log", "indexed by subject", "index", "opened", "cantref-verify"]
    yield from table(head, rows)


def main():
    if set(sys.argv[1:]) - {"--page", "--long"}:
        sys.exit("nothing, --long or --page")
    found = kept("audit") or {"proofs": {}}
    if "--page" not in sys.argv[1:]:
        os.makedirs(WORK, exist_ok=True)
        found.update(
            rounds=measure_load(), count=ROUNDS, seconds=SECONDS, made_with=made_with()
        )
        for leaves in [10**6] + ([10**7] if "--long" in sys.argv[1:] else []):
            found["proofs"][str(leaves)] = measure_proofs(leaves)
        shutil.rmtree(FOLDER)
        keep("audit", found)
    if "rounds" not in found:
        sys.exit("nothing was measured yet")
    print("\n".join(part_lines(found)))
    write_part("Audit log", part_lines(found))


if __name__ == "__main__":
    main()
