#!/usr/bin/env python3
"""robust.py PROGRAM - the same people come out of worse tables.

The F1 of people stays within .01 when a fifth of the columns lose their header and when another
source of one junk row in a hundred comes along (noise, columns swapped, empty rows, other people's
languages). When there is a random half of the rows (its truth being that of the half) B-cubed F1 does,
and F1 of pairs stays within .02. On an example council and, where CANTREF_SHARED has them, on
labelled sets."""

import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile

from tally import Tally

OFF_MAX = 0.01  # of F1
# Pairs of a half are other pairs: of five records of a person, which are ten pairs that lead from one to
# the next, two or three are left, which are one pair or three. So F1 of pairs falls, with the model of
# the whole too, where B-cubed, in which every record counts alike, stays.
HALF_OFF_MAX = 0.02
HALF_ROWS_MIN = 1000  # under these a half is a matter of chance
SEED = int(os.environ.get("CANTREF_SEED", "3"))
PEOPLE = 20000
SYSTEMS = ["council_tax", "electoral_roll", "social_care", "schools", "housing"]
TRIALS = 3  # ways to choose the columns that lose their header
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OTHERS = "名前 山田太郎 東京都 Олексій Шевченко Київ محمد علي القاهرة Ελένη Αθήνα".split()


def read(path):
    """Rows of a table, whichever of the encodings and delimiters the example systems write."""
    with open(path, "rb") as file:
        raw = file.read()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    head = text.split("\n", 1)[0]
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=head.count)))


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


class Tables:
    """Sources by name, each a list of rows with its header first; and the truth."""

    def __init__(self, sources, truth):
        self.sources, self.truth = sources, truth

    def link(self, program, home):
        """The F1 of people, by pairs and B-cubed."""
        with tempfile.TemporaryDirectory(dir=home) as folder:
            paths = []
            for name, rows in sorted(self.sources.items()):
                paths.append(os.path.join(folder, name + ".csv"))
                write(paths[-1], rows)
            truth = os.path.join(folder, "truth_of_all.csv")
            write(truth, self.truth)
            out = os.path.join(folder, "linked")
            done = subprocess.run(
                [program, "link", *paths, "-o", out, "--truth", truth, "--json"],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode != 0:
                raise RuntimeError(done.stderr)
            found = json.loads(done.stdout)["truth"]
            found = found["people"] or found
            return found["f1"], found["b3_f1"]


def without_headers(tables, rng):
    """A fifth of the columns of each source, at least one, are called nothing any more."""
    sources = {}
    for name, rows in tables.sources.items():
        lost = rng.sample(range(len(rows[0])), max(1, len(rows[0]) // 5))
        head = ["" if at in lost else cell for at, cell in enumerate(rows[0])]
        sources[name] = [head] + rows[1:]
    return Tables(sources, tables.truth)


def noise(rng):
    return "".join(rng.choice(LETTERS + " ") for _ in range(rng.randint(1, 12)))


def with_junk(tables, rng):
    """One more source, as large as a hundredth of all rows, in the columns of one that is there."""
    model = tables.sources[sorted(tables.sources)[0]]
    junk = [model[0]]
    for number in range(max(5, sum(len(rows) - 1 for rows in tables.sources.values()) // 100)):
        width = len(model[0])
        kind = number % 4
        if kind == 0:
            junk.append([noise(rng) for _ in range(width)])
        elif kind == 1:
            row = list(rng.choice(model[1:]))
            rng.shuffle(row)
            junk.append(row)
        elif kind == 2:
            junk.append([""] * width)
        else:
            junk.append([rng.choice(OTHERS) for _ in range(width)])
    return Tables({**tables.sources, "junk": junk}, tables.truth)


def half(tables, rng):
    sources, place = {}, {}
    for name, rows in tables.sources.items():
        kept = [at for at in range(1, len(rows)) if rng.random() < 0.5]
        sources[name] = [rows[0]] + [rows[at] for at in kept]
        place.update({(name, str(at)): str(now) for now, at in enumerate(kept, 1)})
    truth = [tables.truth[0]]
    for source, row, *rest in tables.truth[1:]:
        if (source, row) in place:
            truth.append([source, place[source, row], *rest])
    return Tables(sources, truth)


def check(program, home, name, tables, tally):
    whole, whole_b3 = tables.link(program, home)
    print(f"{name}: F1 {whole:.4f}, B-cubed {whole_b3:.4f}")
    changes = [(f"a fifth without headers, {n}", without_headers, n) for n in range(TRIALS)]
    changes += [("junk", with_junk, 0)]
    if sum(len(rows) - 1 for rows in tables.sources.values()) >= 2 * HALF_ROWS_MIN:
        changes += [("half of the rows", half, 0), ("another half", half, 1)]
    for what, change, number in changes:
        changed = change(tables, random.Random(f"{SEED} {name} {what} {number}"))
        try:
            f1, b3 = changed.link(program, home)
        except RuntimeError as failure:
            tally.fail(f"robust: {name}, {what}", failure)
            continue
        print(f"    {what:28} {f1:.4f} {f1 - whole:+.4f}, {b3:.4f} {b3 - whole_b3:+.4f}")
        off_max = HALF_OFF_MAX if change is half else OFF_MAX
        same = abs(f1 - whole) <= off_max and abs(b3 - whole_b3) <= OFF_MAX
        tally.check(same, f"robust: {name}, {what}", f"{f1:.4f}, {whole:.4f}; {b3:.4f}, {whole_b3:.4f}")


def council(program, home):
    folder = os.path.join(home, "council")
    subprocess.run(
        [program, "example", folder, "--people", str(PEOPLE)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    sources = {name: read(os.path.join(folder, name + ".csv")) for name in SYSTEMS}
    return Tables(sources, read(os.path.join(folder, "truth.csv")))


def labelled(path, name, label, person):
    """A labelled file, its columns that tell the truth taken out."""
    rows = [[cell.strip() for cell in row] for row in read(path)]
    hidden = {rows[0].index(column) for column in label}
    bare = [[cell for at, cell in enumerate(row) if at not in hidden] for row in rows]
    at = rows[0].index(label[0])
    truth = [[name, str(number), person(row[at])] for number, row in enumerate(rows[1:], 1)]
    return bare, truth


def of_record(cell):
    return cell.split("-")[1]


def labelled_sets(shared):
    head = [["source", "row", "truth"]]
    data = os.path.join(shared, "data")
    path = os.path.join(data, "splink", "fake_1000.csv")
    rows, truth = labelled(path, "fake", ["cluster", "unique_id"], str)
    yield "fake_1000", Tables({"fake": rows}, head + truth)
    a, truth_a = labelled(os.path.join(data, "febrl", "dataset4a.csv"), "a", ["rec_id"], of_record)
    b, truth_b = labelled(os.path.join(data, "febrl", "dataset4b.csv"), "b", ["rec_id"], of_record)
    yield "febrl4", Tables({"a": a, "b": b}, head + truth_a + truth_b)
    path = os.path.join(data, "splink", "historical_50k.csv")
    rows, truth = labelled(path, "historical", ["cluster", "unique_id"], str)
    yield "historical_50k", Tables({"historical": rows}, head + truth)


def main():
    program = os.path.abspath(sys.argv[1])
    tally = Tally("robust")
    shared = os.environ.get("CANTREF_SHARED", "")
    print(f"CANTREF_SEED={SEED}")
    with tempfile.TemporaryDirectory(prefix="cantref-robust-") as home:
        check(program, home, "example council", council(program, home), tally)
        if not os.path.isdir(os.path.join(shared, "data", "splink")):
            tally.skip("robust: labelled sets", "CANTREF_SHARED has none")
            return tally.close()
        for name, tables in labelled_sets(shared):
            check(program, home, name, tables, tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
