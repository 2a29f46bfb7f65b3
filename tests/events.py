#!/usr/bin/env python3
"""events.py PROGRAM - life events, told and detected, through the program.

1. A table of tellings: which are one event, and which are two.
2. Whom an event is about follows merges and splits; one who is sealed has none for others.
3. Triggers look at each change once, whatever is killed when: random extracts, runs killed at
   random writes, by a seed that is printed (CANTREF_SEED=N repeats a run, CANTREF_RUNS=N makes more).
4. Non-interference: under a purpose that may not use a source, triggers propose in a home that has
   the source what they propose in the home without it."""

import json
import os
import pty
import random
import shutil
import subprocess
import sys
import tempfile
import time

from home import Broken, Home, edit_table, systems, table_read, table_write
from moved_pack import PURPOSE, TRIGGER, make_pack, switch_on, with_moves
from tally import Tally

PEOPLE = 200
BARRED = "social_care"
UNDER = ("--purpose", PURPOSE)


def events(home, *words):
    return json.loads(home.run("event", "list", "--json", *UNDER, *words))["events"]


def told(home, subject, *words):
    out = home.run("event", "tell", "moved", "--subject", subject, "--told-by", "family", "--json", *UNDER, *words)
    return json.loads(out)


def id_of(home, row):
    return json.loads(home.run("view", row, "--json", *UNDER))["person"]["id"]


def make(program, folder, *sources):
    home = Home(program, folder)
    home.init("--example", "--people", str(PEOPLE))
    make_pack(program, folder)
    for source in sources or systems(home):
        home.run("ingest", source)
    return home


def copy(home, folder):
    shutil.copytree(home.folder, folder)
    return Home(home.program, folder)


# ---- one: the same event?

SAME = [
    # first, second (words of a telling; None: the trigger), one event?
    (["--happened", "2026-10-01"], ["--happened", "2026-10-20"], True),
    (["--happened", "2026-01-01"], ["--happened", "2026-10-01"], False),
    (["--happened", "2026-01-01"], ["--happened", "2026-04-01"], True),   # 90 days
    (["--happened", "2026-01-01"], ["--happened", "2026-04-02"], False),  # 91
    ([], ["--happened", "2026-10-01"], True),
    (["--answer", "wants_help=yes"], ["--answer", "wants_help=no"], False),
    (["--answer", "wants_help=yes"], [], True),
    (["--answer", "note=a"], ["--answer", "note=b"], True),  # not among same_when's
    (["--happened", "2026-11-01"], None, True),
    (None, ["--happened", "2026-11-01"], True),
    (None, ["--happened", "2026-01-01"], False),
    (None, None, True),
]


def tell_or_detect(home, words, draw, folder):
    if words is not None:
        return told(home, "council_tax:1", *words)["event"]
    moved = os.path.join(folder, f"{draw.randrange(10 ** 9)}.csv")
    delimiter, encoding, rows = table_read(systems(home)["council_tax"])
    rows[1][rows[0].index("Property Address")] = f"{draw.randrange(400)} NEW STREET, PORT TEGID"
    rows[1][rows[0].index("Liability Start")] = "01/11/2026"
    table_write(moved, delimiter, encoding, rows)
    home.run("ingest", "council_tax", moved)
    return None


def same_events(base, folder, tally, draw):
    wrong = []
    for number, (first, second, one) in enumerate(SAME):
        home = copy(base, os.path.join(folder, f"same{number}"))
        before = id_of(home, "council_tax:1")
        tell_or_detect(home, first, draw, folder)
        tell_or_detect(home, second, draw, folder)
        mine = [e for e in events(home) if before == e["subject"]]
        tellings = sum(len(e["tellings"]) for e in mine)
        if len(mine) != (1 if one else 2) or tellings != (1 if first is second is None else 2):
            wrong.append(f"{first}, {second}: {len(mine)} events, {tellings} tellings")
        shutil.rmtree(home.folder)
    tally.check(not wrong, "told twice, told and detected: one event or two", "\n".join(wrong))


def withdrawn(base, folder, tally, draw):
    home = copy(base, os.path.join(folder, "withdrawn"))
    event = told(home, "council_tax:1", "--happened", "2026-11-01")["event"]
    home.run("event", "withdraw", event, "--why", "it was a mistake", *UNDER)
    tell_or_detect(home, None, draw, folder)
    tally.check(events(home) == [], "what was withdrawn isn't proposed again", events(home))
    log = home.run("my", "council_tax:1", "--json")
    tally.check('"by_trigger": true' in log and "life_event" in log, "a resident is told that a program looked", log)
    again = told(home, "council_tax:1", "--happened", "2026-11-01")
    tally.check(not again["again"] and again["event"] != event, "told after that it is another", again)
    home.run("pack", "shadow", "on", "moved", "--why", "first look")
    shadow = told(home, "council_tax:1", "--happened", "2026-11-01")
    tally.check(not shadow["again"], "in shadow it is an event of its own", shadow)
    mine = [e["shadow"] for e in events(home)]
    tally.check(sorted(mine) == [False, True], "and marked so", mine)
    shutil.rmtree(home.folder)


CLOSED = [
    # words of the one that is closed, words of the next, one event?
    (["--known", "2024-03-01"], [], False),
    (["--known", "2024-03-01"], ["--known", "2024-05-01"], True),
    (["--known", "2024-03-01", "--happened", "2024-02-01"], [], False),
    (["--known", "2024-03-01"], ["--happened", "2026-10-01"], False),
    (["--happened", "2026-01-01"], ["--happened", "2026-02-01"], True),
]


def closed(base, folder, tally, draw):
    """What has ended meets nothing of long after, also where nobody said on which day it happened."""
    wrong = []
    for number, (first, second, one) in enumerate(CLOSED):
        home = copy(base, os.path.join(folder, f"closed{number}"))
        event = told(home, "council_tax:1", *first)["event"]
        home.run("event", "confirm", event, *UNDER)
        home.run("event", "close", event, *UNDER)
        after = told(home, "council_tax:1", *second)
        if after["again"] != one or (after["event"] == event) != one:
            wrong.append(f"{first}, closed, {second}: {after}")
        shutil.rmtree(home.folder)
    tally.check(not wrong, "closed, and told once more: one event or two", "\n".join(wrong))
    home = copy(base, os.path.join(folder, "closed"))
    event = told(home, "council_tax:1", "--known", "2024-03-01")["event"]
    home.run("event", "withdraw", event, "--why", "it was a mistake", *UNDER)
    tell_or_detect(home, None, draw, folder)
    found = [e["event"] for e in events(home)]
    tally.check(len(found) == 1 and event not in found, "withdrawn long ago: what comes now is another", found)
    shutil.rmtree(home.folder)


def asked(base, folder, tally):
    """On a terminal each question is asked until its answer is one."""
    home = copy(base, os.path.join(folder, "asked"))
    words = ["event", "tell", "moved", "--subject", "council_tax:1", "--told-by", "self", *UNDER, "-C", home.folder]
    child, terminal = pty.fork()
    if child == 0:
        os.execv(home.program, [home.program, *words])
    said = b""
    for answer in (b"perhaps\n", b"yes\n", b"nothing more\n"):
        said += until(terminal, b"> ")
        os.write(terminal, answer)
    said += until(terminal, None)
    os.waitpid(child, 0)
    os.close(terminal)
    shown = [(a["question"], a["answer"]) for e in events(home) for a in e["answers"]]
    tally.check(b"it is yes or no" in said, "on a terminal: asked again", said.decode())
    tally.check(shown == [("wants_help", "yes"), ("note", "nothing more")], "on a terminal: answers", shown)
    shutil.rmtree(home.folder)


def until(terminal, end):
    """What it says up to a prompt, or to its end."""
    said = b""
    try:
        while end is None or not said.endswith(end):
            more = os.read(terminal, 4096)
            if not more:
                break
            said += more
    except OSError:  # it has ended
        pass
    return said


# ---- two: whom it is about


def two_of_one(home):
    """Rows of council tax that are one person under the purpose; or None."""
    seen = {}
    for row in range(1, home.standing("council_tax") + 1):
        name = id_of(home, f"council_tax:{row}")
        if name in seen:
            return seen[name], row
        seen[name] = row
    return None


def follows(base, folder, tally):
    home = copy(base, os.path.join(folder, "follows"))
    rows = two_of_one(home)
    if rows is None:
        tally.fail("no account of the example is a person's second", "choose another size")
        return
    first, second = (f"council_tax:{row}" for row in rows)
    event = told(home, second, "--happened", "2026-10-01")["event"]
    at = lambda: json.loads(home.run("event", "show", event, "--json", *UNDER))["subject"]
    joined = at()
    tally.check(joined == id_of(home, first) == id_of(home, second), "about both rows' person", joined)
    whole = home.run("entity", "show", second).split(":")[0]
    home.run("entity", "split", whole, second, "--why", "two people")
    tally.check(id_of(home, first) != id_of(home, second), "split", "")
    tally.check(at() in (id_of(home, first), id_of(home, second)), "it follows one of the two", at())
    home.run("entity", "undo", "1")
    tally.check(at() == joined, "and the one again", at())
    name = home.run("entity", "show", second).split(":")[0]
    home.run("seal", name, "--ground", "refuge", "--team", "data", "--why", "x")
    staff = os.path.join(home.folder, "staff.yaml")
    with open(staff, encoding="utf-8") as file:
        text = file.read()
    tally.check(len(events(home)) == 1, "sealed: there for the team", events(home))
    with open(staff, "w", encoding="utf-8") as file:
        file.write(text.replace("registration, data, information_governance", "registration, information_governance"))
    hidden = home.start("event", "show", event, *UNDER)
    _, said = hidden.communicate(timeout=60)
    nobody = home.start("event", "show", "lusab-babad", *UNDER)
    _, none = nobody.communicate(timeout=60)
    tally.check((hidden.returncode, said) == (nobody.returncode, none), "sealed: for others as if none", said)
    tally.check(events(home) == [], "sealed: in no list", events(home))
    shutil.rmtree(home.folder)


def newest_leaf(home):
    return json.loads(home.run("audit", "list", "--limit", "1", "--case", "IG-1", "--json"))["leaves"][0]


def gone(program, folder, tally):
    """Whoever an event names has it in their log that it was read, also while no record of them stands."""
    home = make(program, os.path.join(folder, "gone"), "council_tax")
    rows_told = range(1, 6)
    for row in rows_told:
        told(home, f"council_tax:{row}")
    whole, less = systems(home)["council_tax"], os.path.join(folder, "gone.csv")
    delimiter, encoding, rows = table_read(whole)
    table_write(less, delimiter, encoding, rows[:1] + rows[1 + len(rows_told) :])
    home.run("ingest", "council_tax", less)
    listed = events(home)
    leaves = [newest_leaf(home)]
    event = next((e["event"] for e in listed if not e["subject"]), None)
    tally.check(event is not None, "an event of whom no record stands", listed)
    tally.check(leaves[0]["named"] == len(listed), "a list's leaf names them", leaves)
    home.run("event", "show", event, *UNDER)
    leaves.append(newest_leaf(home))
    home.run("event", "withdraw", event, "--why", "they are gone", *UNDER)
    leaves.append(newest_leaf(home))
    home.run("ingest", "council_tax", whole)
    again = next(e["subject"] for e in events(home, "--all") if e["event"] == event)
    row = next(f"council_tax:{row}" for row in rows_told if id_of(home, f"council_tax:{row}") == again)
    found = json.loads(home.run("audit", "search", row, "--case", "IG-1", "--json"))["leaves"]
    numbers = {leaf["leaf"] for leaf in found}
    tally.check(all(leaf["leaf"] in numbers for leaf in leaves), "and their own log has it", (again, leaves, found))
    shutil.rmtree(home.folder)


# ---- three: each change once


def what_came(home):
    """Events, tellings and how far the trigger is, without what differs from run to run."""
    with home.database() as db:
        tellings = db.execute(
            "SELECT e.record, e.version, m.record, m.number FROM event_evidence e JOIN event_telling t "
            "USING (telling) JOIN event_mention m ON m.event = t.event AND m.place = 0 ORDER BY 1, 2, 3"
        ).fetchall()
        position = db.execute("SELECT name, change, looked_at, proposed, cant_tell FROM trigger_position").fetchall()
        made = db.execute("SELECT count(*) FROM event").fetchone()
    db.close()
    return tellings, position, made


def run_killed(home, library, draw, words):
    """Again and again, until it ends by itself; how often it was killed."""
    kills = 0
    for attempt in range(40):
        last = 60 if attempt else 6  # the first is sure to come before the end
        environment = {**os.environ, "LD_PRELOAD": library, "KILL_WRITE": str(draw.randint(1, last))}
        environment[draw.choice(["KILL_HALF", "KILL_POWER", "KILL_NOTHING"])] = "1"
        done = subprocess.run(
            [home.program, *words, "-C", home.folder], env=environment, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=300,
        )
        if done.returncode == 0:
            return kills
        if done.returncode > 0:
            raise Broken(f"{words[0]}: {done.returncode}: {done.stderr.decode()[-300:]}")
        kills += 1
    home.run(*words)
    return kills


def exactly_once(base, folder, tally, seed):
    library = os.path.join(os.path.dirname(base.program), "kill_nth.so")
    kills, wrong = 0, []
    for number in range(int(os.environ.get("CANTREF_RUNS") or 4)):
        draw = random.Random(seed * 1000003 + number)
        path = with_moves(
            systems(base)["council_tax"], os.path.join(folder, f"moves{number}.csv"), draw, draw.uniform(0.02, 0.5)
        )
        calm, hit = copy(base, os.path.join(folder, "calm")), copy(base, os.path.join(folder, "hit"))
        calm.run("ingest", "council_tax", path)
        expected = what_came(calm)
        kills += run_killed(hit, library, draw, ["ingest", "council_tax", path])
        kills += run_killed(hit, library, draw, ["trigger", "run"])
        hit.run("trigger", "run")
        found = what_came(hit)
        if found != expected:
            wrong.append(f"run {number}: {found[1:]} and not {expected[1:]}, {len(found[0])} tellings of {len(expected[0])}")
        if not expected[0]:
            wrong.append(f"run {number}: nobody moved")
        hit.check_laws()
        shutil.rmtree(calm.folder)
        shutil.rmtree(hit.folder)
    tally.check(not wrong, "each change once, whatever is killed", "\n".join(wrong))
    tally.check(kills > 0, "something was killed", kills)


# ---- four: sources that a purpose may not use


def seen_events(home):
    return sorted(
        (e["subject"], e["happened"], len(e["tellings"]), e["tellings"][0]["reasons"]) for e in events(home, "--all")
    )


def no_interference(program, folder, tally, seed):
    wrong = []
    for number in range(int(os.environ.get("CANTREF_RUNS") or 2)):
        draw = random.Random(seed * 7919 + number)
        place = os.path.join(folder, f"apart{number}")
        without = make(program, place, "council_tax", "housing")
        switch_on(without.run)
        switch_on(without.run, "moved/long_there")
        with_it = copy(without, place + "-with")
        with_it.run("ingest", BARRED)
        for _ in range(3):
            path = with_moves(systems(without)["council_tax"], os.path.join(folder, "m.csv"), draw, draw.uniform(0.02, 0.3))
            delimiter, encoding, rows = table_read(systems(without)[BARRED])
            rows[1:] = edit_table(draw, rows[1:], [], 0.5)
            other = os.path.join(folder, "b.csv")
            table_write(other, delimiter, encoding, rows)
            with_it.run("ingest", BARRED, other, "--shrink-max", "1")
            for home in (without, with_it):
                home.run("ingest", "council_tax", path)
        if not seen_events(without):
            wrong.append(f"run {number}: nothing was proposed")
        if seen_events(without) != seen_events(with_it):
            wrong.append(f"run {number}: {len(seen_events(without))} events, {len(seen_events(with_it))} with {BARRED}")
        days = ["trigger", "dry-run", "moved/long_there", "--from", "2020-01-01", "--to", "2026-11-28", "--json"]
        tried = [json.loads(home.run(*days)) for home in (without, with_it)]
        for one in tried:
            del one["seconds"]
        if tried[0] != tried[1] or tried[0]["proposed"] == 0:
            wrong.append(f"run {number}: a trial tells that {BARRED} is connected")
        shutil.rmtree(without.folder)
        shutil.rmtree(with_it.folder)
    tally.check(not wrong, "triggers under a purpose see its sources alone", "\n".join(wrong))


def main():
    tally = Tally("events")
    program = os.path.abspath(sys.argv[1])
    seed = int(os.environ.get("CANTREF_SEED") or time.time())
    print(f"CANTREF_SEED={seed}")
    with tempfile.TemporaryDirectory(prefix="cantref-events-") as folder:
        base = make(program, os.path.join(folder, "base"))
        switch_on(base.run)
        same_events(base, folder, tally, random.Random(seed))
        withdrawn(base, folder, tally, random.Random(seed))
        closed(base, folder, tally, random.Random(seed))
        asked(base, folder, tally)
        gone(program, folder, tally)
        follows(base, folder, tally)
        exactly_once(base, folder, tally, seed)
        no_interference(program, folder, tally, seed)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
