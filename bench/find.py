#!/usr/bin/env python3
"""find.py [COUNCIL] [--home FOLDER] [--page] - finding people in a home of a million records by what
is typed, with typing errors and part of an address: how long it takes, and how often whoever is meant
is found. Writes its part of docs/benchmarks.md. --home: one that is there, linked, and that nobody else
has open, instead of making it from an example council; --page runs nothing."""

import json
import os
import shutil
import sqlite3
import sys

import live
from harness import PROGRAM, WORK, disturbance_lines, keep, kept, made_with, must_measure
from harness import prepare_council, table, write_part

FINDS = os.path.join(WORK, "finds")
COUNT, TARGET_P99_MS = 12_000, 20


def count_index(home):
    """Records; bytes of the index, as the database's pages hold it."""
    path = os.path.join(home, "data", "cantref.db")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        records = db.execute("SELECT count(*) FROM record").fetchone()[0]
        rows, postings = db.execute("SELECT count(*), sum(length(postings)) FROM search").fetchone()
    db.close()
    return {"records": records, "rows": rows, "postings_bytes": postings}


def make_home(council):
    live.make_home(council)
    for step in (["ingest", "--all"], ["model", "train"], ["model", "adopt"]):
        print(" ".join(step), flush=True)
        must_measure([PROGRAM] + step + ["-C", live.HOME])
    return live.HOME


def measure(home):
    must_measure([PROGRAM, "model", "list", "-C", home])  # builds the index of an older home
    print("find", flush=True)
    cost = must_measure([FINDS, home, str(COUNT)])
    return {
        "made_with": made_with(),
        "ways": json.loads(cost["out"]),
        "wall_s": cost["wall_s"],
        "others_s": cost["others_s"],
        **count_index(home),
    }


def share(part, whole):
    return f"{100 * part / whole:.1f}%" if whole else "–"


def part_lines(found):
    every = found["ways"][-1]
    verdict = "met" if every["p99_ms"] <= TARGET_P99_MS else "missed"
    yield "Written by `./do bench find`. What is typed is made of a row of the council's own, drawn at random:"
    yield "typing errors are one letter more, less, another, or two exchanged. All sources are searched. Whoever"
    yield "is meant is found when a row of the same person is among the hits; the first ten are people, not rows."
    yield ""
    yield f"{found['made_with']}. {found['records']:,} records."
    yield ""
    rows = []
    for way in found["ways"]:
        rows.append(
            [way["way"], f"{way['p50_ms']:.1f}", f"{way['p99_ms']:.1f}",
             f"{way['cpu_p99_ms']:.1f}", share(way["first"], way["count"]),
             share(way["shown"], way["count"]), share(way["too_many"], way["count"])]
        )
    head = ["typed", "p50 ms", "p99 ms", "p99 ms of processor", "first", "of the first ten",
            "too many alike"]
    yield from table(head, rows)
    yield f"99 of 100 within {every['p99_ms']:.1f} ms, asked {TARGET_P99_MS} ms: {verdict}."
    yield ""
    each = found["postings_bytes"] / found["records"]
    yield f"The index: {found['rows']:,} rows, {each:.0f} bytes of postings a record beside their keys."
    yield ""
    yield from disturbance_lines([found])


def run(kept_as, part, measure_home, lines):
    """What a part about a home of a million records does with its command line."""
    names = [word for word in sys.argv[1:] if not word.startswith("--")]
    if "--page" not in sys.argv:
        if "--home" in sys.argv:
            found = measure_home(names[0])
        else:
            home = make_home(prepare_council(names[0] if names else "council_1m"))
            found = measure_home(home)
            shutil.rmtree(home)
        keep(kept_as, found)
    found = kept(kept_as)
    if not found:
        sys.exit("nothing was measured yet")
    print("\n".join(lines(found)))
    write_part(part, lines(found))


if __name__ == "__main__":
    run("find", "Find", measure, part_lines)
