#!/usr/bin/env python3
"""purposes.py PROGRAM - what people may find and see under a purpose, through the program.

1. Without a purpose, under an unknown one, without its role: exit status 77, one sentence, a leaf in
   the audit log. Each purpose's own fields, at its own detail, under ids of its own.
2. Non-interference: a home in which a source was connected answers, under every purpose that may not
   use it, byte for byte what the home without it answers: find, view, counts, refusals. Random
   councils, purposes, questions and changes of the barred source, by a seed that is printed
   (CANTREF_SEED=N repeats a run, CANTREF_RUNS=N makes more). So does whoever decides there who is one
   and who are two: looks, merges, splits and what is taken back.
3. Nothing is shown when the log can't be written; whatever was shown is in a log that
   cantref-verify finds whole; no name that was shown is in it."""

import contextlib
import datetime
import difflib
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

from home import approve, edit_table, systems, table_read, table_write
from tally import Tally

BARRED = "social_care"


@contextlib.contextmanager
def checking(tally, name):
    try:
        yield
        tally.ok()
    except AssertionError as wrong:
        tally.fail(name, wrong)


class Home:
    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder

    def run(self, *words, status=0):
        done = subprocess.run(
            [self.program, *words, "-C", self.folder],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=300,
        )
        if status is not None and done.returncode != status:
            raise AssertionError(
                f"cantref {' '.join(words)}: exit status {done.returncode}, not {status}: "
                f"{done.stderr.decode()[-500:]}"
            )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def edit(self, name, pattern, text):
        with open(self.path(name), encoding="utf-8") as file:
            before = file.read()
        after, found = re.subn(pattern, text, before, count=1, flags=re.M)
        assert found, f"{name}: nothing like {pattern}"
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(after)

    def leaves(self):
        done = subprocess.run(
            [self.program + "-verify", self.path("data/log"), "--key", self.path("keys/log.pub"), "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
        )
        assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
        return json.loads(done.stdout)


def give_roles(home, staff):
    """Whoever runs the test has every role and team again, as in an example that was just made."""
    with open(home.path("staff.yaml"), "w", encoding="utf-8") as file:
        file.write(staff)


def make(program, folder, people):
    home = Home(program, folder)
    subprocess.run(
        [home.program, "init", folder, "--example", "--people", str(people)],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return home


def purposes_without(home, source_category):
    """Purposes that may be asked here and do not use that category of source."""
    found = []
    for name in sorted(os.listdir(home.path("purposes"))):
        with open(home.path("purposes", name), encoding="utf-8") as file:
            text = file.read()
        if "own_record: true" not in text and source_category not in re.search(
            r"^sources: \[(.*?)\]$", text, re.M | re.S
        )[1]:
            found.append(name.removesuffix(".yaml"))
    return found


def ids_of(home, purpose, text):
    _, out, _ = home.run("find", text, "--purpose", purpose, "--case", "C1", "--json")
    return [person["id"] for person in json.loads(out)["people"]]


# ---- one: refused, shown


def refused(home, tally):
    with checking(tally, "refused: no purpose, an unknown one, no role: 77, one sentence, a leaf each"):
        before = home.leaves()["leaves"] if os.path.exists(home.path("data/log")) else 0
        for words, rule in (
            (["view", "council_tax:1"], "no_purpose"),
            (["find", "evans"], "no_purpose"),
            (["view", "council_tax:1", "--purpose", "curiosity"], "unknown_purpose"),
            (["find", "evans", "--purpose", "adult_social_care_assessment"], "no_case"),
        ):
            _, out, said = home.run(*words, status=77)
            assert out == "" and said.count("\n") == 1 and rule in said, said
        assert home.leaves()["leaves"] == before + 4
    with checking(tally, "refused: a source that the purpose does not use is nobody, as is a wrong id"):
        _, _, barred = home.run("view", "social_care:1", "--purpose", "council_tax_billing", status=66)
        _, _, wrong = home.run("view", "7K3Q-9M2X-H4TD-0A1C", "--purpose", "council_tax_billing", status=66)
        assert barred == wrong, (barred, wrong)


def shown(home, tally):
    with checking(tally, "shown: a purpose's own fields, at its own detail, under its own ids"):
        texts = {}
        for purpose in ("council_tax_billing", "adult_social_care_assessment", "homelessness_duty"):
            source = {"council_tax_billing": "council_tax", "homelessness_duty": "housing"}.get(
                purpose, "social_care"
            )
            _, out, _ = home.run("view", f"{source}:3", "--purpose", purpose, "--case", "C1", "--json")
            view = json.loads(out)
            texts[purpose] = view
            _, again, _ = home.run("view", view["person"]["id"], "--purpose", purpose, "--case", "C1", "--json")
            assert again == out, "its id leads elsewhere"
            home.run("view", view["person"]["id"], "--purpose", "data_quality_review", status=66)
        fields = {p: {f["category"] for f in v["person"]["fields"]} for p, v in texts.items()}
        assert "nhs_number" not in fields["council_tax_billing"], fields
        for view in texts.values():
            for field in view["person"]["fields"]:
                assert field["values"] and all(v["sources"] for v in field["values"]), field


def as_it_was(home, tally):
    with checking(tally, "shown: what was known on an earlier day, not what is known now"):
        path = home.path("extracts", "council_tax.csv")
        delimiter, encoding, rows = table_read(path)
        with sqlite3.connect(home.path("data/cantref.db")) as db:
            db.execute("UPDATE record_version SET known_from = known_from - 864000")
        db.close()
        column = next(c for c, name in enumerate(rows[0]) if "name" in name.lower() or "party" in name.lower())
        before, rows[7][column] = rows[7][column], "MRS OLWEN TESTAMENT"
        table_write(path, delimiter, encoding, rows)
        home.run("ingest", "council_tax")
        ask = ["view", "council_tax:7", "--purpose", "council_tax_billing", "--json"]
        day = datetime.date.today() - datetime.timedelta(days=5)
        now, then = (home.run(*ask, *more)[1] for more in ([], ["--at", day.isoformat()]))
        assert "MRS OLWEN TESTAMENT" in now and before not in now, now
        assert "MRS OLWEN TESTAMENT" not in then and before in then, then
        _, none, _ = home.run(*ask, "--at", "2001-01-01")
        assert json.loads(none)["person"]["fields"] == [], none
        home.run(*ask, "--at", "yesterday", status=64)


# ---- two: non-interference


def questions(draw, tables, purpose):
    """Things to ask, drawn from every system's rows, barred ones too."""
    asked = []
    for name, rows in tables.items():
        for _ in range(3):
            row = draw.choice(rows[1:])
            words = [w for cell in row for w in re.findall(r"[\w']+", cell) if len(w) > 2]
            if words:
                asked.append(["find", *draw.sample(words, min(2, len(words))), "--json"])
        asked.append(["view", f"{name}:{draw.randint(1, len(rows) + 2)}", "--json"])
    return [[*words, "--purpose", purpose, "--case", f"C{draw.randint(1, 9)}"] for words in asked]


def difference(words, one, other):
    lines = [str(one[0]) + "\n" + one[1] + one[2], str(other[0]) + "\n" + other[1] + other[2]]
    told = difflib.unified_diff(*(text.splitlines() for text in lines), "without", "with", lineterm="", n=1)
    return "\n".join([f"cantref {' '.join(words)}", *told])


def same_answers(without, with_it, draw, tables, tally, what, category="adult_social_care"):
    with checking(tally, f"non-interference: {what}"):
        for purpose in purposes_without(without, category):
            for words in questions(draw, tables, purpose):
                one = without.run(*words, status=None)
                other = with_it.run(*words, status=None)
                assert one == other, difference(words, one, other)
                people = json.loads(one[1])["people"] if one[0] == 0 and words[0] == "find" else []
                for person in people[:2]:
                    view = ["view", person["id"], "--purpose", purpose, "--case", "C1"]
                    one, other = without.run(*view, status=None), with_it.run(*view, status=None)
                    assert one == other and one[0] == 0, difference(view, one, other)


def decide(home, draw, row):
    """Something about a barred record itself: it is another than those it is with; or, when it is by
    itself, the same as somebody. (A merge of larger entities would be a decision about permitted
    records, which their purposes may know of.)"""
    status, out, _ = home.run("entity", "show", row, "--json", status=None)
    if status != 0:
        return
    shown = json.loads(out)
    if len(shown["mentions"]) > 1:
        home.run("entity", "split", shown["entity"], row, status=None)
        return
    other = f"{draw.choice(['council_tax', 'housing'])}:{draw.randint(1, 30)}"
    status, out, _ = home.run("entity", "show", other, "--json", status=None)
    if status == 0 and json.loads(out)["entity"] != shown["entity"]:
        home.run("entity", "merge", shown["entity"], json.loads(out)["entity"], status=None)


def decide_alike(without, with_it, draw, tables):
    """The same looks and decisions in both, of records that may be known of; the answers are equal."""
    rows = [f"{name}:{row}" for name in ("council_tax", "housing") for row in range(1, len(tables[name]))]
    made = []

    def both(*words):
        one, other = without.run(*words, status=None), with_it.run(*words, status=None)
        assert one == other, difference(words, one, other)
        return json.loads(one[1]) if one[0] == 0 and one[1].startswith("{") else None

    def look(row):
        return both("entity", "show", row, "--json")

    for _ in range(8):
        one, other = look(draw.choice(rows)), look(draw.choice(rows))
        if one is None or other is None:
            continue
        at = [f"{m['source']}:{m['row']}" for m in one["mentions"]]
        if len(at) > 1:
            done = both("entity", "split", one["entity"], draw.choice(at), "--json")
        else:
            done = both("entity", "merge", one["entity"], other["entity"], "--json")
        made += [done["decision"]] if done else []
        for found in (done["entity"], done["other"]) if done else ():
            look(found)
        look(one["entity"])
        look(other["entity"])
    both("entity", "undo", str(draw.choice(made or [1])))
    return made


def non_interference(program, folder, draw, tally, hidden):
    """hidden: the barred source is of a category that data quality reviews, too, may not know of; else
    they decide about it."""
    category = "electoral_register" if hidden else "adult_social_care"
    without = make(program, os.path.join(folder, "without"), draw.randint(300, 700))
    paths = systems(without)
    tables = {name: table_read(path)[-1] for name, path in paths.items()}
    with_it = Home(program, os.path.join(folder, "with"))
    with open(without.path("staff.yaml"), encoding="utf-8") as file:
        staff = file.read()
    # The one that never had the barred source: all gone, and a model that never saw it.
    for name in ("data", "keys", "purposes"):
        shutil.rmtree(without.path(name))
    for name in ("gateways.yaml", "staff.yaml", "approvals.yaml", "staff.approved.yaml"):
        os.remove(without.path(name))
    without.edit(f"sources/{BARRED}.yaml", "^category: .*$", f"category: {category}")
    without.run("purpose", "ship")
    give_roles(without, staff)
    approve(without.program, without.folder)
    for name in tables:
        if name != BARRED:
            without.run("ingest", name)
    without.run("model", "train")
    without.run("model", "adopt")
    shutil.copytree(without.folder, with_it.folder)
    os.remove(without.path("sources", BARRED + ".yaml"))
    with_it.run("ingest", BARRED)
    same_answers(without, with_it, draw, tables, tally, "a source is connected", category)
    # Its rows change, people decide about it, and it says of others what only it knows.
    delimiter, encoding, rows = table_read(paths[BARRED])
    path = os.path.join(folder, "changed.csv")
    table_write(path, delimiter, encoding, [rows[0], *edit_table(draw, rows[1:], [], 0.3)])
    with_it.run("ingest", BARRED, path, "--shrink-max", "1")
    if hidden:
        with checking(tally, "non-interference: looking and deciding, of those who may be known of"):
            decide_alike(without, with_it, draw, tables)
    else:
        for row in draw.sample(range(1, len(rows) // 2), 12):
            decide(with_it, draw, f"{BARRED}:{row}")
    same_answers(without, with_it, draw, tables, tally, "it changes, and people decide", category)


# ---- three: the log


def logged(home, tally):
    with checking(tally, "logged: nothing is shown when the log can't be written"):
        os.rename(home.path("keys/log.key"), home.path("keys/log.key.away"))
        _, out, _ = home.run("view", "council_tax:1", "--purpose", "council_tax_billing", status=None)
        os.rename(home.path("keys/log.key.away"), home.path("keys/log.key"))
        assert out == "", out
    with checking(tally, "logged: what was shown is in a log that is whole, and no name is in it"):
        before = home.leaves()["leaves"]
        _, out, _ = home.run("view", "council_tax:5", "--purpose", "council_tax_billing", "--json")
        names = [
            value["text"]
            for field in json.loads(out)["person"]["fields"]
            if field["category"] in ("name", "address")
            for value in field["values"]
        ]
        assert home.leaves()["leaves"] == before + 1
        for folder, _, files in os.walk(home.path("data")):
            for name in files:
                with open(os.path.join(folder, name), "rb") as file:
                    content = file.read()
                for text in names:
                    assert text.encode() not in content, f"{name} holds a name"


def main():
    tally = Tally("purposes")
    seed = int(os.environ.get("CANTREF_SEED") or random.SystemRandom().randrange(1 << 31))
    runs = int(os.environ.get("CANTREF_RUNS") or 1)
    print(f"CANTREF_SEED={seed}")
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="cantref-purposes-") as folder:
        home = make(sys.argv[1], os.path.join(folder, "home"), 500)
        shown(home, tally)
        refused(home, tally)
        logged(home, tally)
        as_it_was(home, tally)
        for run in range(runs):
            place = os.path.join(folder, f"run{run}")
            for hidden in (False, True):
                os.makedirs(os.path.join(place, str(hidden)))
                non_interference(sys.argv[1], os.path.join(place, str(hidden)), draw, tally, hidden)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
