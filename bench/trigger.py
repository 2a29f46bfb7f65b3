#!/usr/bin/env python3
"""trigger.py [--people N] [--page] - what a trigger costs when a record arrives: conditions that the
record alone settles, and conditions for which the person is assembled, in a home of an example
council. Writes its part of docs/benchmarks.md. --page runs nothing."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys

from harness import ROOT, WORK, disturbance_lines, kept, keep, made_with, must_measure, table, write_part

sys.path.insert(0, os.path.join(ROOT, "tests"))
from moved_pack import OTHER_ADDRESS, REGISTER, make_pack, switch_on, with_moves  # noqa: E402

PEOPLE, SHARE, TARGET_MS = 20000, 0.05, 5
CANTREF = os.path.join(ROOT, "build", "cantref")
WAYS = {
    "settled by the record": 'record.change = "added" and person.age > 17',
    "that holds": 'record.change = "changed" and record.address != before.address',
    "of the household": 'record.change = "changed" and household.size > 1',
}


def name_of(way):
    return way.replace(" ", "_")


def run(home, *words):
    return subprocess.run(
        [CANTREF, *words, "-C", home], check=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    ).stdout.decode()


def make_home(people):
    home = os.path.join(WORK, "triggers")
    shutil.rmtree(home, ignore_errors=True)
    subprocess.run([CANTREF, "init", home, "--example", "--people", str(people)], check=True, stdout=subprocess.DEVNULL)
    make_pack(CANTREF, home)
    for way, condition in WAYS.items():
        text = OTHER_ADDRESS.replace("other_address", name_of(way))
        lines = [f"condition: {condition}" if line.startswith("condition:") else line for line in text.splitlines()]
        path = os.path.join(home, "packs", "moved", "triggers", name_of(way) + ".yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n" + REGISTER)
    run(home, "ingest", "--all")
    run(home, "model", "train")
    run(home, "model", "adopt")
    return home


def measure(people):
    """The triggers are off while the extract comes, and then as if they had been on: so that what they
    cost is told apart from what ingesting does."""
    home = make_home(people)
    for way in WAYS:
        switch_on(lambda *words: run(home, *words), "moved/" + name_of(way))
        run(home, "trigger", "off", "moved/" + name_of(way), "--why", "for now")
    moved = with_moves(
        os.path.join(home, "extracts", "council_tax.csv"), os.path.join(WORK, "moved.csv"), random.Random(1), SHARE
    )
    run(home, "ingest", "council_tax", moved)
    db = sqlite3.connect(os.path.join(home, "data", "cantref.db"))
    db.execute("DELETE FROM trigger_decision WHERE state = 'off'")
    db.commit()
    db.close()
    cost = must_measure([CANTREF, "trigger", "run", "--json", "-C", home])
    found = {"people": people, "made_with": made_with(), "triggers": json.loads(cost["out"])["triggers"]}
    return {**found, "wall_s": cost["wall_s"], "others_s": cost["others_s"]}


def part_lines(found):
    yield "Written by `./do bench trigger`. A council of %s people; %g%% of its council tax accounts get another" % (
        f"{found['people']:,}", 100 * SHARE)
    yield "address. For each change the record is read as it says now and said before, by the purpose's decisions; the"
    yield "person is assembled only where the record leaves the condition open. Time for looking, without the proposals'"
    yield "transaction (one for 2,000 entries of the feed) and leaf."
    yield ""
    yield f"{found['made_with']}."
    yield ""
    by_name = {t["trigger"]: t for t in found["triggers"]}
    rows, most = [], 0
    for way in WAYS:
        t = by_name["moved/" + name_of(way)]
        count = max(1, t["looked_at"])
        most = max(most, 1000 * t["processor_seconds"] / count)
        rows.append([way, f"{t['looked_at']:,}", f"{t['proposed']:,}", f"{1000 * t['processor_seconds'] / count:.2f}",
                     f"{1000 * t['seconds'] / count:.2f}", f"{t['longest_ms']:.1f}"])  # fmt: skip
    yield from table(
        ["A condition", "persons of changes", "proposed", "ms of processor each", "ms by the clock each", "most ms"], rows)
    yield f"At most {most:.2f} ms of processor each, asked {TARGET_MS} ms: {'met' if most <= TARGET_MS else 'missed'}."
    yield ""
    yield from disturbance_lines([found])


def main():
    words = sys.argv[1:]
    if "--page" not in words:
        people = int(words[words.index("--people") + 1]) if "--people" in words else PEOPLE
        keep("trigger", measure(people))
    found = kept("trigger")
    if not found:
        sys.exit("nothing was measured yet")
    print("\n".join(part_lines(found)))
    write_part("Triggers", part_lines(found))


if __name__ == "__main__":
    main()
