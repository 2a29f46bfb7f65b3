#!/usr/bin/env python3
"""picture.py PROGRAM - what a home says of its records is what `cantref link --model` says of the
same files.

In a home with the example council, extracts are changed at random (rows gone, new, corrected, in
another order), ingested, exported, and linked. Changes are drawn from a seed, which is printed;
CANTREF_SEED=N repeats a run, CANTREF_RUNS=N makes more rounds of changes."""

import collections
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time

from home import join_all
from tally import Tally

SOURCES = {  # delimiter, the column that tells records apart
    "council_tax": (",", "Account Ref"),
    "electoral_roll": (",", "Rhif Etholwr / Elector Number"),
    "housing": (",", "Tenancy Ref"),
    "schools": (";", None),
    "social_care": (",", "Client ID"),
}
FILES = "entities.csv links.csv review.csv golden.csv households.csv properties.csv".split()


class Home:
    """A home in a folder, its extracts, and the program."""

    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder
        self.path = os.path.join(folder, "home")

    def run(self, *words, status=0):
        done = subprocess.run(
            [self.program, *words],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=300,
        )
        if done.returncode != status:
            raise RuntimeError(
                f"cantref {' '.join(words)}: exit status {done.returncode}: "
                f"{done.stderr.decode('utf-8', 'replace')[-500:]}"
            )
        return done.stdout.decode("utf-8")

    def begin(self):
        self.run("init", "home", "--example", "--people", "1200")
        join_all(self.program, os.path.join(self.folder, "home"))

    def extract(self, source):
        return os.path.join(self.path, "extracts", source + ".csv")

    def read(self, source):
        raw = open(self.extract(source), "rb").read()
        self.encoding = "utf-8" if self.is_utf8(raw) else "cp1252"
        text = raw.decode(self.encoding)
        rows = list(csv.reader(text.splitlines(), delimiter=SOURCES[source][0]))
        return rows[0], rows[1:]

    @staticmethod
    def is_utf8(raw):
        try:
            raw.decode("utf-8")
            return True
        except UnicodeDecodeError:
            return False

    def write(self, source, header, rows):
        with open(
            self.extract(source), "w", encoding=self.encoding, errors="replace", newline=""
        ) as file:
            writer = csv.writer(file, delimiter=SOURCES[source][0])
            writer.writerow(header)
            writer.writerows(rows)

    def change(self, draw, source):
        """Some rows go, some come, some cells change, and the order is another."""
        header, rows = self.read(source)
        key = next((i for i, h in enumerate(header) if h.lstrip("\ufeff") == SOURCES[source][1]), None)
        kept = [row for row in rows if draw.random() > 0.06]
        for row in kept:
            if draw.random() < 0.08:
                at = draw.randrange(len(row))
                if at != key:
                    row[at] = draw.choice([draw.choice(rows)[at], row[at].upper(), ""])
        for _ in range(len(rows) // 20):
            new = list(draw.choice(rows))
            if key is not None:
                new[key] = f"N{draw.randrange(10**9)}"
            at = draw.randrange(len(new))
            if at != key:
                new[at] = draw.choice(rows)[at]
            kept.append(new)
        draw.shuffle(kept)
        self.write(source, header, kept)

    def export(self, name):
        self.run("export", "-o", name, "-C", "home")
        return self.table(name, "entities.csv")

    def link(self, name, model):
        files = [self.extract(source) for source in SOURCES]
        self.run("link", *files, "-o", name, "--model", os.path.join(model, "model.json"))
        return self.table(name, "entities.csv")

    def table(self, folder, name):
        with open(os.path.join(self.folder, folder, name), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def lines(self, folder, name):
        with open(os.path.join(self.folder, folder, name), encoding="utf-8", newline="") as file:
            return sorted(csv.reader(file))


def groups(entities):
    found = collections.defaultdict(set)
    for row in entities:
        found[row["entity"]].add((row["source"], row["row"], row["mention"]))
    return {frozenset(members) for members in found.values()}


def difference(one, other):
    return f"{len(one - other)} groups only in the home, {len(other - one)} only in the run; " + str(
        [sorted(members) for members in sorted(one ^ other, key=sorted)[:3]]
    )


def same_but_ids(home, exported, linked):
    """Every other file, line by line, but for what entities are called."""
    ids = {}
    for mine, theirs in zip(home.table(exported, "entities.csv"), home.table(linked, "entities.csv")):
        ids[theirs["entity"]] = mine["entity"]
    for name in FILES:
        mine = home.lines(exported, name)
        theirs = sorted(
            [" ".join(sorted(ids.get(w, w) for w in cell.split(" "))) for cell in line]
            for line in home.lines(linked, name)
        )
        mine = sorted([" ".join(sorted(cell.split(" "))) for cell in line] for line in mine)
        if mine != theirs:
            odd = [(a, b) for a, b in zip(mine, theirs) if a != b][:2]
            return f"{name} differs: {odd}"
    return True


def check_round(home, tally, number):
    exported, linked = f"exported{number}", f"linked{number}"
    live = home.export(exported)
    batch = home.link(linked, exported)
    one, other = groups(live), groups(batch)
    tally.check(len(one) > 500, f"live: round {number}: groups", len(one))
    tally.check(one == other, f"live: round {number}: live = batch", difference(one, other))
    if one == other:
        found = same_but_ids(home, exported, linked)
        tally.check(found is True, f"live: round {number}: every file", found)
    compared = json.loads(home.run("model", "compare", "-C", "home", "--json"))
    changes = {k: compared[k] for k in ("merges", "splits", "mentions_moved")}
    tally.check(not any(changes.values()), f"live: round {number}: compare", changes)
    return live


def check_ids(before, after, tally, number):
    """Who is in both exports under one record number keeps the id, but where people were joined or
    parted."""
    was = {(r["source"], r["record_id"], r["mention"]): r["entity"] for r in before if r["record_id"]}
    now = {(r["source"], r["record_id"], r["mention"]): r["entity"] for r in after if r["record_id"]}
    both = [place for place in was if place in now]
    kept = sum(was[place] == now[place] for place in both)
    tally.check(
        len(both) > 300 and kept > 0.95 * len(both),
        f"live: round {number}: ids are kept",
        f"{kept} of {len(both)}",
    )


def without_ids(value):
    """An explanation, but for what entities are called."""
    if isinstance(value, dict):
        return {k: without_ids(v) for k, v in value.items() if k not in ("entity", "confidence")}
    return [without_ids(v) for v in value] if isinstance(value, list) else value


def check_explanations(home, draw, tally, live, number):
    """An entity's explanation is that of the run over all."""
    people = [row for row in live if row["kind"] == "person"]
    for row in draw.sample(people, 8):
        name = f"{row['source']}:{row['row']}:{row['mention']}"
        mine = json.loads(home.run("entity", "explain", name, "-C", "home", "--json"))
        theirs = json.loads(home.run("explain", f"linked{number}", name, "--json"))
        tally.check(
            without_ids(mine) == without_ids(theirs),
            f"live: round {number}: explanation of {name}",
            f"{json.dumps(without_ids(mine))[:1500]}\n{json.dumps(without_ids(theirs))[:1500]}",
        )
        shown = json.loads(home.run("entity", "show", name, "-C", "home", "--json"))
        told = {(m["source"], str(m["row"]), str(m["mention"])) for m in shown["mentions"]}
        same = {
            (r["source"], r["row"], r["mention"]) for r in live if r["entity"] == row["entity"]
        }
        tally.check(
            told == same and shown["entity"] == row["entity"],
            f"live: round {number}: entity show {name}",
            f"{sorted(told)}\n{sorted(same)}",
        )


def check_kind_changes(home, tally):
    """A row that named a person and names a company now: the person's id isn't the company's."""
    header, rows = home.read("council_tax")
    name = header.index("Liable Party")
    for row in rows[:40]:
        row[name] = "ABER FARM SUPPLIES LTD" if row[name].startswith("MR") else "MR J PRITCHARD"
    home.write("council_tax", header, rows)
    home.run("ingest", "council_tax", "-C", "home")
    check_round(home, tally, "of kinds")


def main():
    seed = int(os.environ.get("CANTREF_SEED") or time.time())
    rounds = int(os.environ.get("CANTREF_RUNS") or 3)
    print(f"CANTREF_SEED={seed}")
    draw = random.Random(seed)
    tally = Tally("picture")
    with tempfile.TemporaryDirectory(prefix="cantref-live-") as folder:
        home = Home(sys.argv[1], folder)
        try:
            home.begin()
            before = check_round(home, tally, 0)
            for number in range(1, rounds + 1):
                for source in draw.sample(list(SOURCES), len(SOURCES)):
                    home.change(draw, source)
                    home.run("ingest", source, "-C", "home")
                after = check_round(home, tally, number)
                check_ids(before, after, tally, number)
                check_explanations(home, draw, tally, after, number)
                before = after
            check_kind_changes(home, tally)
        except (RuntimeError, OSError, subprocess.TimeoutExpired) as failure:
            tally.fail("live", failure)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
