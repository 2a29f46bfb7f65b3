#!/usr/bin/env python3
"""trouble.py PROGRAM - what goes wrong around a home: a full disk, a home that can't be written to,
several programs at once, a clock that is set back, keys and databases that are another's, damaged,
cut off, or no such thing.

Whatever it is, the command ends with one line that says what is wrong and what to do, and nothing is
lost: once it is put right, the home holds what it held, or what the command gives. A byte that is
flipped need not be found by every command, but no command may crash, or lose what it didn't touch.

CANTREF_SEED replays a run; CANTREF_FLIPS: how many databases have bytes flipped (default 24)."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from holding import Holding
from home import Broken, Home, edit_table, systems, table_read, table_write
from tally import Tally

PEOPLE, TIME_MAX_S, DAY = 200, 120, 86400
NOBODY = 65534
STATUSES = (65, 66, 71, 73, 74, 77)  # data, no such file, machine, in the way, disk, not allowed

ORDERED = {
    "a version ends before it begins": "SELECT count(*) FROM record_version WHERE known_to < "
    "known_from",
    "a version begins before the one before it ends": "SELECT count(*) FROM record_version v JOIN "
    "record_version w ON w.record = v.record AND w.version = v.version + 1 WHERE w.known_from < "
    "v.known_to",
    "somebody left before coming": "SELECT count(*) FROM membership_past WHERE ended < began",
    "somebody came before leaving": "SELECT count(*) FROM membership m JOIN membership_past p ON "
    "p.record = m.record AND p.number = m.number WHERE m.began < p.ended",
    "a decision was undone before it was made": "SELECT count(*) FROM decision WHERE undone < at",
    "an extract ended before it began": "SELECT count(*) FROM extract WHERE ended < begun",
    "an erasure ended before it began": "SELECT count(*) FROM erasure WHERE ended < begun",
}


class Skipped(Exception):
    """It can't be tried here."""


class Bench:
    def __init__(self, program, folder, draw):
        self.program, self.folder, self.draw = os.path.abspath(program), folder, draw
        built = os.path.dirname(self.program)
        self.kill, self.clock = (os.path.join(built, n) for n in ("kill_nth.so", "set_clock.so"))
        self.base = self.make("base")
        self.next = self.next_extract()
        self.held = Holding(self.base)
        self.gives = self.after("ingest", "housing", self.next, "--shrink-max", "1")
        with self.base.database() as db:
            self.ids = [row[0] for row in db.execute(
                "SELECT e.id FROM entity e JOIN membership m USING (entity) WHERE e.kind = 0 "
                "GROUP BY e.entity HAVING count(*) > 1 ORDER BY e.entity LIMIT 2")]
        db.close()

    def make(self, name):
        home = Home(self.program, os.path.join(self.folder, name))
        home.init("--example", "--people", str(PEOPLE))
        home.run("ingest", "--all")
        home.run("model", "train")
        home.run("model", "adopt")
        return home

    def next_extract(self):
        delimiter, encoding, rows = table_read(systems(self.base)["housing"])
        rows[1:] = edit_table(self.draw, rows[1:], [], 0.5)
        path = os.path.join(self.folder, "next.csv")
        table_write(path, delimiter, encoding, rows)
        return path

    def copy(self, name="copy"):
        home = Home(self.program, os.path.join(self.folder, name))
        shutil.rmtree(home.folder, ignore_errors=True)
        shutil.copytree(self.base.folder, home.folder)
        return home

    def after(self, *words):
        home = self.copy()
        home.run(*words)
        return Holding(home)

    def run(self, home, *words, user=None, **environment):
        """Exit status, and what was said on standard error."""
        done = subprocess.run(
            [self.program, *words, "-C", home.folder],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
            user=user,
            timeout=TIME_MAX_S,
            check=False,
        )
        return done.returncode, done.stderr.decode("utf-8", "replace")

    def refused(self, home, words, says=(), statuses=STATUSES, **how):
        """One line, and why; what is wrong with that, as a list."""
        status, said = self.run(home, *words, **how)
        name = " ".join(words[:2])
        if status not in statuses:
            return [f"{name}: exit status {status}: {said[-300:]}"]
        if len(said.splitlines()) != 1:
            return [f"{name}: not one line: {said[-600:]}"]
        return [] if not says or any(s in said for s in says) else [f"{name}: says {said.strip()}"]

    def ingest(self):
        return ["ingest", "housing", self.next, "--shrink-max", "1"]

    def commands(self):
        """Those that use a home, each in its way."""
        out = os.path.join(self.folder, "out")
        shutil.rmtree(out, ignore_errors=True)
        if os.path.exists(out + ".backup"):
            os.unlink(out + ".backup")
        return [
            ["status"],
            ["entity", "show", self.ids[0]],
            ["entity", "decisions"],
            ["export", "-o", out],
            ["backup", out + ".backup"],
            ["model", "list"],
            ["retention"],
            ["entity", "merge", self.ids[0], self.ids[1], "--as", "ann"],
            self.ingest(),
        ]

    def is_as_before(self, home):
        now = Holding(home)
        return [] if now == self.held else [f"the home holds something else: {now.differs(self.held)}"]


def path_in(home, *names):
    return os.path.join(home.folder, *names)


DATABASE = ("data", "cantref.db")


def overwrite(path, data, at=None):
    with open(path, "wb" if at is None else "r+b") as file:
        file.seek(at or 0)
        file.write(data)


def content(path):
    with open(path, "rb") as file:
        return file.read()


# ---- the tests: each gives a list of what is wrong ----


def full_disk(bench):
    wrong = []
    works = {
        "ingest": bench.ingest(),
        "erase": ["erase", bench.ids[0]],
        "merge": ["entity", "merge", *bench.ids, "--as", "ann"],
        "train": ["model", "train"],
        "backup": ["backup", os.path.join(bench.folder, "full.backup")],
        "export": ["export", "-o", os.path.join(bench.folder, "full")],
    }
    for name, words in works.items():
        after = bench.after(*words)
        shutil.rmtree(os.path.join(bench.folder, "full"), ignore_errors=True)
        for path in ("full.backup", "count"):
            if os.path.exists(os.path.join(bench.folder, path)):
                os.unlink(os.path.join(bench.folder, path))
        count = os.path.join(bench.folder, "count")
        bench.run(bench.copy(), *words, LD_PRELOAD=bench.kill, KILL_COUNT=count)
        writes = int(content(count))
        for at in sorted(bench.draw.sample(range(1, writes + 1), min(writes, 6))):
            for path in ("full", "full.backup"):
                made = os.path.join(bench.folder, path)
                shutil.rmtree(made) if os.path.isdir(made) else os.path.exists(made) and os.unlink(made)
            home = bench.copy()
            status, said = bench.run(home, *words, LD_PRELOAD=bench.kill, KILL_FULL="1",
                                     KILL_WRITE=str(at))
            where = f"{name}, full at write {at} of {writes}"
            if status == 0:
                # The last writes only tidy up.
                if Holding(home) != after:
                    wrong.append(f"{where}: status 0, and it is not done")
                continue
            if status not in (71, 73, 74) or len(said.splitlines()) != 1 or (
                    "space" not in said and "full" not in said):
                wrong.append(f"{where}: status {status}: {said[-400:]}")
            if not Holding(home).is_between(bench.held, after):
                wrong.append(f"{where}: something is lost or doubled")
            if name in ("ingest", "export", "backup"):
                home.run(*words)
                if Holding(home) != after:
                    wrong.append(f"{where}: run again, not what one run gives")
            home.check_laws(some_gone=name == "erase")
    return wrong


def read_only(bench):
    """Those that only look, too: SQLite shares its log with others through a file."""
    home = bench.copy()
    user = NOBODY if os.geteuid() == 0 else None
    for root, folders, names in os.walk(home.folder, topdown=False):
        for path in [os.path.join(root, n) for n in names + folders] + [root]:
            if user is not None:
                os.chown(path, user, -1)
            os.chmod(path, 0o500 if os.path.isdir(path) else 0o400)
    if user is not None:
        os.chmod(bench.folder, 0o711)
    wrong = []
    try:
        for words in bench.commands():
            wrong += bench.refused(home, words, ("can't be written", "can't be made", "Permission",
                                                 "permission"), user=user)
    except PermissionError as refused:
        raise Skipped("this system lets nobody become another user") from refused
    finally:
        for root, folders, names in os.walk(home.folder):
            os.chmod(root, 0o700)
            for name in names:
                os.chmod(os.path.join(root, name), 0o600)
    return wrong + bench.is_as_before(home)


def several_at_once(bench):
    """Each is done, or refused in one line; what was done is there."""
    home = bench.copy()
    processes = [(words, home.start(*words)) for words in [
        bench.ingest(), ["entity", "merge", *bench.ids, "--as", "ann"], ["retention"],
        bench.ingest(), ["status"], ["model", "train"]]]
    wrong, done = [], []
    for words, process in processes:
        said = process.communicate(timeout=TIME_MAX_S)[1].decode("utf-8", "replace")
        if process.returncode == 0:
            done.append(words[0])
        elif process.returncode != 73 or len(said.splitlines()) != 1 or "at work" not in said:
            wrong.append(f"{words[0]}: {process.returncode}: {said[-300:]}")
    if not set(done) - {"status"}:
        wrong.append("none of them got the home")
    home.run(*bench.ingest())
    now = Holding(home)
    if now.versions != bench.gives.versions:
        wrong.append("other records stand")
    if bool(now.decisions) != ("entity" in done):
        wrong.append("the merge was acknowledged and is not there, or the other way round")
    home.check_laws()
    home.check_is_batch()
    return wrong


def clock_set_back(bench):
    """A day back between two commands, and a day more, and forward again."""
    home, wrong = bench.copy(), []
    works = [
        (0, bench.ingest()),
        (-1, ["ingest", "housing"]),
        (-1, ["entity", "merge", *bench.ids, "--as", "ann"]),
        (-2, ["entity", "undo", "1", "--as", "ann"]),
        (-2, bench.ingest()),
        (-3, ["erase", bench.ids[1]]),
        (-3, ["retention"]),
        (0, ["ingest", "housing"]),
    ]
    for days, words in works:
        words = words + (["--shrink-max", "1"] if words[-1] == "housing" else [])
        status, said = bench.run(home, *words, LD_PRELOAD=bench.clock,
                                 CLOCK_AHEAD=str(days * DAY + (10 if days == 0 else 0)))
        if status != 0:
            wrong.append(f"{days} days, {words[0]}: {status}: {said[-300:]}")
        with home.database() as db:
            for name, sql in ORDERED.items():
                count = db.execute(sql).fetchone()[0]
                if count:
                    wrong.append(f"after {' '.join(words[:2])} {days} days: {name}: {count}")
        db.close()
    home.check_laws(some_gone=True)
    home.check_is_batch()
    return wrong


def other_keys(bench):
    wrong = []
    other = bench.make("other")
    others = {
        "another home's council.key": ("council.key",),
        "another home's keys": ("council.key", "values.db"),
        "another home's values.db": ("values.db",),
    }
    for name, files in others.items():
        home = bench.copy()
        for file in files:
            shutil.copy(path_in(other, "keys", file), path_in(home, "keys", file))
        for words in bench.commands():
            if words[0] not in ("status",) and words[:2] != ["entity", "decisions"]:
                wrong += [f"{name}: {w}" for w in bench.refused(home, words, ("key", "keys"), (65, 66))]
        for file in files:
            shutil.copy(path_in(bench.base, "keys", file), path_in(home, "keys", file))
        wrong += [f"{name}: {w}" for w in bench.is_as_before(home)]
    for name, data in [("cut off", content(path_in(bench.base, "keys", "council.key"))[:60]),
                       ("empty", b""), ("no key", b"hello\n")]:
        home = bench.copy()
        overwrite(path_in(home, "keys", "council.key"), data)
        wrong += [f"{name}: {w}" for w in bench.refused(home, bench.ingest(), ("council.key",), (65,))]
    for gone in ("council.key", "values.db"):
        home = bench.copy()
        os.unlink(path_in(home, "keys", gone))
        wrong += [f"no {gone}: {w}" for w in bench.refused(home, bench.ingest(), (gone,), (66,))]
    return wrong


def other_databases(bench):
    """In the place of the database, and of that of the keys."""
    wrong = []
    foreign = os.path.join(bench.folder, "foreign.db")
    with sqlite3.connect(foreign) as db:
        db.execute("CREATE TABLE song (name TEXT)")
        db.execute("INSERT INTO song VALUES ('la')")
    db.close()
    data = content(path_in(bench.base, *DATABASE))
    for place in (DATABASE, ("keys", "values.db")):
        whole = content(path_in(bench.base, *place))
        for name, bad in [
            ("a foreign database", content(foreign)),
            ("text", b"Ref,Forename\n" * 1000),
            ("an empty file", b""),
            ("100 bytes of it", whole[:100]),
            ("half of it", whole[:len(whole) // 2]),
            ("a page and a half less", whole[:-6144]),
            ("the other one", data if place != DATABASE else
             content(path_in(bench.base, "keys", "values.db"))),
        ]:
            home = bench.copy()
            overwrite(path_in(home, *place), bad)
            for words in bench.commands():
                status, said = bench.run(home, *words)
                where = f"{name} as {place[1]}: {' '.join(words[:2])}"
                if status < 0 or status not in (0,) + STATUSES or (
                        status != 0 and len(said.splitlines()) != 1):
                    wrong.append(f"{where}: {status}: {said[-500:]}")
                elif status == 0 and words[0] in ("ingest", "backup"):
                    wrong.append(f"{where}: taken for a home's")
            if content(path_in(home, *place)) != bad:
                wrong.append(f"{name} as {place[1]}: it was written to")
    return wrong


def newer_database(bench):
    home = bench.copy()
    with home.database() as db:
        db.execute("INSERT INTO schema_version SELECT number + 1, 'later', taken_at, 1 FROM "
                   "schema_version ORDER BY number DESC LIMIT 1")
    db.close()
    wrong = []
    for words in bench.commands():
        if words[0] != "backup":
            wrong += bench.refused(home, words, ("newer program",), (73,))
    return wrong + bench.is_as_before(home)


def is_sound(path):
    try:
        with sqlite3.connect(f"file:{path}?immutable=1", uri=True) as db:
            said = db.execute("PRAGMA integrity_check").fetchall()
        db.close()
    except (sqlite3.Error, UnicodeDecodeError):  # what it says may hold bytes that were flipped
        return False
    return said == [("ok",)]


def flipped_bytes(bench):
    """One to twenty bytes, anywhere: found and told, or not met; never a crash. Put right, all is
    there."""
    wrong, found = [], 0
    for number in range(int(os.environ.get("CANTREF_FLIPS") or 24)):
        place = ("keys", "values.db") if number % 4 == 3 else DATABASE
        home = bench.copy()
        data = bytearray(content(path_in(home, *place)))
        for _ in range(bench.draw.choice([1, 4, 20])):
            data[bench.draw.randrange(len(data))] ^= 1 << bench.draw.randrange(8)
        overwrite(path_in(home, *place), bytes(data))
        if not is_sound(path_in(home, *place)) and bench.run(home, "check")[0] != 65:
            wrong.append(f"flip {number} in {place[1]}: cantref check finds nothing")
        for words in bench.commands():
            status, said = bench.run(home, *words)
            if status == 0:
                continue
            found += 1
            if status not in STATUSES or len(said.splitlines()) != 1:
                wrong.append(f"flip {number} in {place[1]}: {' '.join(words[:2])}: {status}: {said[-500:]}")
    if found == 0:
        wrong.append("no flipped byte was ever found")
    return wrong


def whole(path):
    with open(path, "rb") as file:
        return file.read()


def cut_off_log(bench):
    """Killed while it ingests, and the write-ahead log then loses its end, or has bytes flipped, or
    its index is garbage: whole transactions stay, and the next run gives what one run gives. A log
    of which a checkpoint has begun to copy pages into the database is left: the database needs it."""
    wrong, logs = [], 0
    for number in range(12):
        home = bench.copy()
        database = path_in(home, "data", "cantref.db")
        before = whole(database)
        process = home.start(*bench.ingest())
        time.sleep(bench.draw.uniform(0.005, 0.05))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=TIME_MAX_S)
        log = path_in(home, "data", "cantref.db-wal")
        if os.path.exists(log) and os.path.getsize(log) > 0 and whole(database) == before:
            logs += 1
            size = os.path.getsize(log)
            if number % 3 == 0:
                os.truncate(log, bench.draw.randrange(size))
            elif number % 3 == 1:
                overwrite(log, b"\xff" * 40, bench.draw.randrange(size))
            else:
                overwrite(path_in(home, "data", "cantref.db-shm"),
                          bench.draw.randbytes(bench.draw.choice([0, 100, 32768])))
        home.run("model", "list")
        home.check_laws()
        if not Holding(home).is_between(bench.held, bench.gives):
            wrong.append(f"log {number}: what is left is neither as before nor as after")
        home.run(*bench.ingest())
        now = Holding(home)
        if now != bench.gives:
            wrong.append(f"log {number}: not what one run gives: {now.differs(bench.gives)}")
    return wrong + ([] if logs else ["no log was ever left"])


TESTS = [full_disk, read_only, several_at_once, clock_set_back, other_keys, other_databases,
         newer_database, flipped_bytes, cut_off_log]


def main():
    seed = int(os.environ.get("CANTREF_SEED") or time.time())
    print(f"CANTREF_SEED={seed}")
    tally, names = Tally("trouble"), sys.argv[2:]
    with tempfile.TemporaryDirectory(prefix="cantref-trouble-") as folder:
        bench = Bench(sys.argv[1], folder, random.Random(seed))
        for test in TESTS:
            if names and test.__name__ not in names:
                continue
            bench.draw = random.Random(f"{seed} {test.__name__}")
            try:
                found = test(bench)
            except Skipped as why:
                tally.skip(f"trouble: {test.__name__}", why)
                continue
            except (Broken, OSError, sqlite3.Error, subprocess.SubprocessError) as failure:
                found = [repr(failure)]
            tally.check(not found, f"trouble: {test.__name__}", "\n".join(found[:20]))
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
