#!/usr/bin/env python3
"""reliability.py [--long] - what must survive, tried again and again: the power cut at a random write
or sync of the store, and of all the work of a home; each command that writes killed at any write;
records that arrive, change and go in random orders, held to what linking all of them at once gives.
Writes docs/reliability.md, with the command of each figure. --long: a hundred times as often, some
hours."""

import os
import re
import subprocess
import sys

from harness import ROOT, made_with

PAGE = os.path.join(ROOT, "docs", "reliability.md")
BUILD = os.path.join(ROOT, "build")


class Trial:
    """One row of the page: the command, its numbers by these patterns, and what they say."""

    def __init__(self, what, command, patterns, says, environment=None):
        self.what, self.command, self.patterns = what, command, patterns
        self.says, self.environment = says, environment or {}

    def shown(self):
        return " ".join([f"{key}={value}" for key, value in self.environment.items()] + self.command)

    def run(self):
        print(self.shown(), flush=True)
        done = subprocess.run(
            self.command,
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        found = {}
        for pattern in self.patterns:
            match = re.search(pattern, done.stdout)
            if match:
                found.update(match.groupdict())
        seed = re.search(r"CANTREF_SEED=(\d+)", done.stdout)
        if done.returncode != 0 or len(found) == 0:
            return f"FAILED, seed {seed.group(1) if seed else '?'}", done.stdout[-2000:]
        return self.says.format(**found), None


def trials(times):
    cycles, kills, runs = 500 * times, 500 * times, 1000 * times
    return [
        Trial(
            "power cut at a random write or sync, a failing or full disk, under callers that insert",
            ["build/src/store_fault_test"],
            [r"(?P<cycles>\d+) cycles, in (?P<met>\d+) the fault came; (?P<jobs>\d+) jobs"],
            "{cycles} cycles, {jobs} jobs acknowledged: lost 0, doubled 0, integrity_check ok",
            {"CANTREF_CYCLES": str(cycles)},
        ),
        Trial(
            "the same under the work of a home: extracts taken in and linked, models trained and "
            "adopted, merge, split, undo, review, erasure, retention, backup, restore; then again",
            ["build/src/home_fault_test"],
            [r"(?P<cycles>\d+) cycles, in (?P<met>\d+) the fault came"],
            "{cycles} cycles, in {met} the fault came: acknowledged but lost 0, doubled 0, "
            "integrity_check ok, live = batch",
            {"CANTREF_CYCLES": str(cycles)},
        ),
        Trial(
            "`kill -9`, at times with what was not synced lost, over init, ingest, link, export, "
            "review, entity merge, split and undo, erase, backup, restore, model train and adopt, "
            "retention, seal, events told, confirmed and withdrawn, triggers; run again to the end",
            ["python3", "tests/kill.py", "build/cantref", "--cycles", str(kills)],
            [r"(?P<cycles>\d+) cycles, (?P<kills>\d+) kills"],
            "{cycles} cycles, {kills} kills: acknowledged but lost 0, doubled 0, as one run leaves it, "
            "feed without gaps",
        ),
        Trial(
            "power cut, a failing or full disk under processes that begin, are done and are sent",
            ["build/src/engine_fault_test"],
            [r"(?P<cycles>\d+) cycles, in (?P<met>\d+) the fault came; (?P<inputs>\d+) inputs"],
            "{cycles} cycles, in {met} the fault came: of {inputs} inputs acknowledged lost 0; process, "
            "rows and leaf all there or none",
            {"CANTREF_CYCLES": str(cycles)},
        ),
        Trial(
            "`kill -9` of the engine at work, at any moment and in the midst of writes, with a receiver "
            "that is down, late, or takes a delivery and never says so",
            ["python3", "tests/process_kill.py", "build", str(300 * times)],
            [
                r"(?P<acknowledged>\d+) acknowledged, \d+ processes, (?P<sent>\d+) deliveries",
                r"(?P<kills>\d+) kills: lost 0, doubled 0",
            ],
            "{kills} kills, {acknowledged} steps acknowledged, {sent} deliveries: lost 0, doubled 0",
        ),
        Trial(
            "`kill -9` of `cantref work`, likewise, with a partner over HTTP",
            ["python3", "tests/work_kill.py", "build", str(300 * times)],
            [
                r"(?P<events>\d+) events, (?P<notices>\d+) notices",
                r"(?P<kills>\d+) kills: lost 0, doubled 0",
            ],
            "{kills} kills, {events} events, {notices} notices: lost 0, doubled 0",
        ),
        Trial(
            "the audit log under a full or failing disk, at a random write or sync",
            ["build/src/audit_fault_test"],
            [r"(?P<cycles>\d+) cycles, in (?P<met>\d+) the fault came"],
            "{cycles} cycles, in {met} the fault came: acknowledged but lost 0, none after a sync that failed",
            {"CANTREF_CYCLES": str(600 * times)},
        ),
        Trial(
            "the audit log tampered with: bytes flipped, of a small log all; leaves dropped, swapped, added, "
            "forks, rollbacks; `kill -9` at each of the writer's writes",
            ["python3", "tests/verify.py", "build"] + (["--every-byte"] if times > 1 else []),
            [
                r"small log: (?P<small>\d+) bytes",
                r"600 leaves: (?P<large>\d+) bytes",
                r"(?P<kills>\d+) kills",
                r"(?P<passed>\d+) passed, 0 failed",
            ],
            "{small} and {large} bytes flipped, each alone: found, the file named; {kills} kills: nothing "
            "acknowledged lost; {passed} checks in all",
        ),
        Trial(
            "erasures killed, backups of other days restored, the next full extract",
            ["python3", "tests/erasure.py", "build/cantref"],
            [r"(?P<passed>\d+) passed, 0 failed"],
            "{passed} checks: whoever was erased stays so, canaries nowhere",
            {"CANTREF_KILLS": str(20 * times)},
        ),
        Trial(
            "records arrive, change, go, are decided about, in random orders; programs start anew",
            ["build/src/live_test"],
            [r"(?P<tests>\d+) test\(s\) run"],
            f"{runs:,} histories of up to 500 records: live = batch in each, and three views of each",
            {"CANTREF_RUNS": str(runs)},
        ),
        Trial(
            "labelled historical records and the example council, extract by extract",
            ["python3", "tests/arrival.py", "build/cantref"] + (["--long"] if times > 1 else []),
            [r"(?P<passed>\d+) passed, 0 failed"],
            "{passed} checks: live = batch after every extract",
        ),
        Trial(
            "life events: which tellings are one, merges and splits of whom they are about; triggers "
            "killed at random writes, each change once; what a barred source could tell",
            ["python3", "tests/events.py", "build/cantref"],
            [r"(?P<passed>\d+) passed, 0 failed"],
            "{passed} checks",
        ),
        Trial(
            "who may see what: random councils and requests against an evaluator written a second way",
            ["build/src/access_decision_test"],
            [r"(?P<cases>\d+) random cases, 0 disagreements"],
            "{cases} random cases: 0 disagreements; exhaustive on a small council: 0",
            {"CANTREF_RUNS": str(2000 * min(times, 20))},
        ),
        Trial(
            "what carries processes out, in a simulated world: crashes, commits that fail, clocks set and "
            "changed, receivers that are down, refuse or lose answers, people who err; what must hold "
            "checked after every transaction",
            ["build/cantref", "simulate", "--seeds", str(100000 * min(times, 10))],
            [
                r"(?P<seeds>\d+) seeds, (?P<steps>\d+) steps \(at least (?P<least>\d+) a seed\), "
                r"(?P<crashes>\d+) crashes: 0 violate something",
                r"s of processors: .*, (?P<speed>\d+) seeds a second of a processor",
            ],
            "{seeds} seeds, {steps} transactions (at least {least} a seed), {crashes} crashes: nothing lost, "
            "nothing twice, no clock missed in silence, no distress; {speed} seeds a second of a processor",
        ),
        Trial(
            "bugs planted in the engine, over every invariant of the simulator",
            ["python3", "tests/planted.py", "build", "--all"],
            [r"(?P<bugs>\d+) bugs, (?P<found>\d+) found"],
            "{bugs} planted, {found} found",
        ),
        Trial(
            "every single-line mutant of the access decision",
            ["python3", "tests/mutants.py", "build", "--all"],
            [r"(?P<mutants>\d+) mutants, (?P<killed>\d+) killed, (?P<same>\d+) equivalent"],
            "{mutants} mutants, {killed} killed, {same} equivalent",
        ),
    ]


def main():
    if set(sys.argv[1:]) - {"--long"}:
        sys.exit("nothing, or --long")
    rows, failed = [], False
    for trial in trials(100 if "--long" in sys.argv[1:] else 1):
        said, tail = trial.run()
        print(f"  {said}", flush=True)
        if tail is not None:
            failed = True
            print(tail)
        rows.append(f"| {trial.what} | {said} | `{trial.shown()}` |")
    with open(PAGE, "w", encoding="utf-8") as page:
        page.write(
            "# What must survive\n\n"
            "Written by `./do bench reliability`. Each trial prints its seed; CANTREF_SEED repeats it.\n"
            "`./do test` runs the same with fewer cycles.\n\n"
            f"{made_with()}.\n\n"
            "| what is tried | what came of it | command |\n|---|---|---|\n" + "\n".join(rows) + "\n"
        )
    print(f"Written: {os.path.relpath(PAGE, ROOT)}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
