#!/usr/bin/env python3
"""run.py [SET...] - measure `cantref link`: time, peak memory, and accuracy where the truth is
known.

Sets: the labelled ones that $CANTREF_SHARED/tools/sets_dev.py prepares (skipped, and said, where it
is missing), and example councils of some 10^4, 10^5 and 10^6 rows. Default settings, no labels.
Results are kept, and the part of docs/benchmarks.md is written when there is one of every set."""

import json
import os
import subprocess
import sys

from harness import LABELLED, PROGRAM, SHARED, WORK, count_rows, results_lines
from harness import figure, keep, kept, made_with, must_measure, prepare, prepare_labelled
from harness import sources, write_part

SETS = LABELLED + ["council_10k", "council_100k", "council_1m"]
COLUMNS = ["set", "rows", "wall s", "CPU s", "peak MB", "F1", "precision", "recall", "B3 F1"]
COLUMNS += ["exact"]


def judged(name, folder, out, scores):
    """The scores of the labelled sets' own judge, where it is there; told when they differ."""
    judge = os.path.join(SHARED, "tools", "score.py")
    if name not in LABELLED or not os.path.isfile(judge):
        return scores
    done = subprocess.run(
        [sys.executable, judge, folder, os.path.join(out, "entities.csv")],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found = json.loads(done.stdout)
    if "f1" in scores and abs(found["f1"] - scores["f1"]) > 0.0005:
        print(f"{name}: --truth says F1 {scores['f1']}, the scorer {found['f1']}", file=sys.stderr)
    return {
        "f1": found["f1"],
        "precision": found["precision"],
        "recall": found["recall"],
        "b3": found["b3_f1"],
        "exact": found["exact_clusters"],
    }


def link(name, folder):
    """Measure and score one set."""
    tables = sources(folder)
    out = os.path.join(WORK, name + "_linked")
    command = [PROGRAM, "link", *tables, "-o", out, "--json"]
    cost = must_measure(command)  # a council has no answers: they are not part of the cost
    told = must_measure(command + ["--truth", os.path.join(folder, "truth.csv")])
    scores = json.loads(told["out"]).get("truth") or {}
    return {
        "rows": sum(map(count_rows, tables)),
        "wall_s": cost["wall_s"],
        "cpu_s": cost["cpu_s"],
        "peak_mb": cost["peak_mb"],
        "others_s": cost["others_s"],
        "scores": judged(name, folder, out, scores),
        "made_with": made_with(),
    }


def row_of(name, found):
    scores = found["scores"]
    return [
        name,
        f"{found['rows']:,}",
        f"{found['wall_s']:.2f}",
        f"{found['cpu_s']:.2f}",
        f"{found['peak_mb']:.0f}",
        figure(scores, "f1"),
        figure(scores, "precision"),
        figure(scores, "recall"),
        figure(scores, "b3", "b3_f1", "bcubed"),
        figure(scores, "exact", "exact_clusters"),
    ]


def part_lines(results):
    yield "Written by `./do bench`, default settings, no labels used. F1, precision and recall are over"
    yield "pairs, after resolving; B3 is B-cubed; exact is the share of true clusters found exactly. In the"
    yield "councils every labelled mention counts: a row that names two people is two."
    yield ""
    yield from results_lines(results, COLUMNS, row_of)


def shown(cells):
    return "  ".join(f"{cell:>14}" if i == 0 else f"{cell:>9}" for i, cell in enumerate(cells))


def main():
    wanted = sys.argv[1:]
    unknown = [name for name in wanted if name not in SETS]
    if unknown:
        sys.exit(f"no set {unknown[0]}; there are: {', '.join(SETS)}")
    os.makedirs(WORK, exist_ok=True)
    labelled = prepare_labelled()
    print(shown(COLUMNS))
    for name in wanted or SETS:
        folder = prepare(name, labelled)
        if folder:
            found = link(name, folder)
            keep("own_" + name, found)
            print(shown(row_of(name, found)), flush=True)
    results = {name: kept("own_" + name) for name in SETS}
    if all(results.values()):
        write_part("Cantref alone", part_lines(results))
    else:
        print("docs/benchmarks.md stays: there is no result yet of every set")


if __name__ == "__main__":
    main()
