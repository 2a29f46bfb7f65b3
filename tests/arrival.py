#!/usr/bin/env python3
"""arrival.py PROGRAM [--long] - live = batch with the real program: whatever order records arrive in,
change and go, `cantref model compare` says that linking all of them at once changes nothing.

1. historical_50k (labelled, from $CANTREF_SHARED/data; skipped when it isn't there): a model trained
   on all rows; all withdrawn; then shuffled slices by `cantref ingest`: 5,000 rows in 20 slices,
   or with --long all in 100.
2. The example council, extract after extract with rows changed, removed and back, by a seed that is
   printed (CANTREF_SEED=N repeats it)."""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time

from home import Broken, Home, edit_table, systems, table_read, table_write
from tally import Tally

SEEDS, ROUNDS, PEOPLE = 3, 8, 900


def slices(rows, count):
    return [rows[i::count] for i in range(count)]


def historical(program, folder, draw, long):
    path = os.path.join(os.environ["CANTREF_SHARED"], "data", "splink", "historical_50k.csv")
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    people = sorted({row["cluster"] for row in rows})
    draw.shuffle(people)
    wanted, taken = len(rows) if long else 5000, []
    by_person = {}
    for row in rows:
        by_person.setdefault(row.pop("cluster"), []).append(row)
    for person in people:
        if len(taken) < wanted:
            taken += by_person[person]
    header = list(rows[0]) + ["action"]
    draw.shuffle(taken)

    def write(name, chosen, action):
        path = os.path.join(folder, name)
        table_write(path, ",", "utf-8", [header] + [[*row.values(), action] for row in chosen])
        return path

    home = Home(program, os.path.join(folder, "home"))
    home.init()
    home.run("source", "add", "people", write("all.csv", taken, "A"), "--changes")
    home.edit_source(
        "people", r"- column: action\n +role:.*(\n +attribute:.*)?", "- column: action\n        role: ignore"
    )
    home.edit_source(
        "people", "delivery: changes", "delivery: changes\ndeletion: {column: action, value: D}"
    )
    home.ingest("people", os.path.join(folder, "all.csv"))
    home.run("model", "train")
    if not long:  # else each withdrawal would be linked anew, too
        home.run("model", "adopt")
    gone = home.ingest("people", write("gone.csv", taken, "D"))
    if gone["withdrawn"] != len(taken):
        raise Broken(f"{gone['withdrawn']} of {len(taken)} withdrawn")
    home.run("model", "adopt")
    home.check_laws()
    count = 100 if long else 20
    began = time.monotonic()
    for number, part in enumerate(slices(taken, count)):
        told = home.ingest("people", write("slice.csv", part, "A"))
        if told["added"] != len(part):
            raise Broken(f"slice {number}: {told}")
        if number == count // 3:
            home.check_is_batch()
    seconds = time.monotonic() - began
    found = home.check_is_batch()
    home.check_laws()
    print(
        f"historical: {len(taken)} rows in {count} slices, {seconds:.1f} s; "
        f"{found['entities_after']} entities as in batch"
    )


def example(program, folder, draw):
    home = Home(program, os.path.join(folder, "home"))
    home.init("--example", "--people", str(PEOPLE))
    home.forget()
    files = systems(home)
    tables = {name: table_read(path) for name, path in files.items()}
    removed = {name: [] for name in files}
    for name in draw.sample(list(files), len(files)):
        home.ingest(name, files[name])
    home.run("model", "train")
    home.run("model", "adopt")
    home.check_is_batch()
    for number in range(ROUNDS):
        name = draw.choice(list(files))
        delimiter, encoding, rows = tables[name]
        rows[1:] = edit_table(draw, rows[1:], removed[name], draw.choice([0.05, 0.3, 0.9]))
        table_write(files[name], delimiter, encoding, rows)
        home.ingest(name, files[name], "--shrink-max", "1")
        if home.standing(name) != len(rows) - 1:
            raise Broken(f"round {number}: {home.standing(name)} stand of {len(rows) - 1} {name}")
        home.check_is_batch()
    home.check_laws()


def main():
    tally = Tally("arrival")
    program, long = sys.argv[1], "--long" in sys.argv[2:]
    seed = int(os.environ.get("CANTREF_SEED") or time.time())
    print(f"CANTREF_SEED={seed}")
    tries = {"historical": lambda f: historical(program, f, random.Random(seed), long)}
    for number in range(SEEDS):
        tries[f"example council {number + 1}"] = lambda f, n=number: example(
            program, f, random.Random(seed * 1000 + n)
        )
    if not os.path.isdir(os.path.join(os.environ.get("CANTREF_SHARED", ""), "data", "splink")):
        tally.skip("arrival: historical", "there is no $CANTREF_SHARED/data/splink")
        del tries["historical"]
    for name, attempt in tries.items():
        with tempfile.TemporaryDirectory(prefix="cantref-arrival-") as folder:
            try:
                attempt(folder)
                tally.ok()
            except (Broken, OSError, subprocess.SubprocessError) as failure:
                tally.fail(f"arrival: {name}", failure)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
