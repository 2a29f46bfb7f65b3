#!/usr/bin/env python3
"""run.py [SET...] - measure `cantref link`: time, peak memory, and accuracy where the truth is
known.

Sets: the labelled ones that $CANTREF_SHARED/tools/sets_dev.py prepares (skipped, and said, where it
is missing), and example councils of some 10^4, 10^5 and 10^6 rows. Default settings, no labels.
Without SET all are run, and docs/benchmarks.md is written: results reach it by this command
only."""

import csv
import json
import os
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, "build", "cantref")
WORK = os.path.join(ROOT, "build", "bench")
SHARED = os.environ.get("CANTREF_SHARED") or os.path.join(ROOT, "..", "shared")
LABELLED = ["historical_50k", "febrl1", "febrl4", "fake_1000", "clk_dirty"]
COUNCILS = {"council_10k": 10_000, "council_100k": 100_000, "council_1m": 1_000_000}
COLUMNS = ["set", "rows", "seconds", "peak MB", "F1", "precision", "recall", "B3 F1", "exact"]


def measured(command):
    """Run it. Returns its standard output, wall-clock seconds and peak memory in MB."""
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as child:
        out = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise RuntimeError(f"exit status {child.returncode}: {' '.join(command)}")
    return out, time.monotonic() - started, usage.ru_maxrss / 1024


def count_rows(path):
    with open(path, encoding="latin-1", newline="") as file:
        delimiter = max(",;|\t", key=file.readline().count)
        file.seek(0)
        return sum(1 for _ in csv.reader(file, delimiter=delimiter)) - 1


def sources(folder):
    """The tables of a set: all but the answers."""
    return sorted(
        os.path.join(folder, name)
        for name in os.listdir(folder)
        if name.endswith(".csv") and name not in ("truth.csv", "cases.csv")
    )


def prepare_labelled():
    """The folder of the labelled sets, or None."""
    tool = os.path.join(SHARED, "tools", "sets_dev.py")
    if not os.path.isfile(tool):
        print(
            "No labelled sets: CANTREF_SHARED does not name a folder that has them.",
            file=sys.stderr,
        )
        return None
    folder = os.path.join(WORK, "sets")
    subprocess.run([sys.executable, tool, folder], check=True, stdout=subprocess.DEVNULL)
    return folder


def prepare_council(name, rows):
    """An example council of about so many rows; how many a person makes is measured first."""
    folder = os.path.join(WORK, name)
    if not os.path.isdir(folder):
        trial = os.path.join(WORK, "council_trial")
        subprocess.run(["rm", "-rf", trial], check=True)
        measured([PROGRAM, "example", trial, "--people", "2000", "--seed", "1"])
        per_person = sum(map(count_rows, sources(trial))) / 2000
        measured(
            [PROGRAM, "example", folder, "--people", str(int(rows / per_person)), "--seed", "1"]
        )
    return folder


def link(name, folder):
    """One row of the table."""
    tables = sources(folder)
    out = os.path.join(WORK, name + "_linked")
    command = [PROGRAM, "link", *tables, "-o", out, "--json"]
    _, seconds, peak = measured(command)  # a council has no answers: they are not part of the cost
    text, _, _ = measured(command + ["--truth", os.path.join(folder, "truth.csv")])
    scores = json.loads(text).get("truth") or {}
    judge = os.path.join(SHARED, "tools", "score.py")
    if name in LABELLED and os.path.isfile(judge):
        judged = json.loads(
            subprocess.run(
                [sys.executable, judge, folder, os.path.join(out, "entities.csv")],
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            ).stdout
        )
        if "f1" in scores and abs(judged["f1"] - scores["f1"]) > 0.0005:
            print(
                f"{name}: --truth says F1 {scores['f1']}, the scorer {judged['f1']}",
                file=sys.stderr,
            )
        scores = {
            "f1": judged["f1"],
            "precision": judged["precision"],
            "recall": judged["recall"],
            "b3": judged["b3_f1"],
            "exact": judged["exact_clusters"],
        }
    shown = [
        figure(scores, *keys)
        for keys in (
            ("f1",),
            ("precision",),
            ("recall",),
            ("b3", "b3_f1", "bcubed"),
            ("exact", "exact_clusters"),
        )
    ]
    return [name, f"{sum(map(count_rows, tables)):,}", f"{seconds:.2f}", f"{peak:.0f}"] + shown


def figure(scores, *keys):
    """The first of the keys, one level deep for {"b3": {"f1": …}}; "–" when it isn't known."""
    for key in keys:
        value = scores.get(key)
        if isinstance(value, dict):
            value = value.get("f1")
        if isinstance(value, (int, float)):
            return f"{value:.4f}"
    return "–"


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    with open("/proc/meminfo", encoding="utf-8") as file:
        kilobytes = int(next(line for line in file if line.startswith("MemTotal")).split()[1])
    return (
        f"{len(os.sched_getaffinity(0))} cores of {models[0] if models else 'some processor'}, "
        f"{kilobytes / 2**20:.0f} GB of memory"
    )


def version(command):
    return subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.splitlines()[0]


def write_page(rows):
    lines = [
        "# Benchmarks",
        "",
        "Written by `./do bench`, default settings, no labels used. F1, precision and recall "
        "are over pairs,",
        "after resolving; B3 is B-cubed; exact is the share of true clusters found exactly.",
        "",
        f"{version([PROGRAM, 'version'])}, {version(['gcc', '--version'])}, on {machine()}.",
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "|---|" + "---:|" * (len(COLUMNS) - 1),
    ]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    with open(os.path.join(ROOT, "docs", "benchmarks.md"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def main():
    wanted = sys.argv[1:]
    unknown = [name for name in wanted if name not in LABELLED and name not in COUNCILS]
    if unknown:
        sys.exit(f"no set {unknown[0]}; there are: {', '.join(LABELLED + list(COUNCILS))}")
    os.makedirs(WORK, exist_ok=True)
    folder = prepare_labelled()
    jobs = [(name, lambda n=name: os.path.join(folder, n)) for name in LABELLED if folder]
    jobs += [
        (name, lambda n=name, r=rows: prepare_council(n, r)) for name, rows in COUNCILS.items()
    ]
    rows = []
    print("  ".join(f"{c:>14}" if i == 0 else f"{c:>9}" for i, c in enumerate(COLUMNS)))
    for name, prepare in jobs:
        if not wanted or name in wanted:
            row = link(name, prepare())
            print(
                "  ".join(f"{c:>14}" if i == 0 else f"{c:>9}" for i, c in enumerate(row)),
                flush=True,
            )
            rows.append(row)
    if not wanted and folder:
        write_page(rows)
        print("Written: docs/benchmarks.md")


if __name__ == "__main__":
    main()
