#!/usr/bin/env python3
"""kill.py PROGRAM [--cycles N] - every command that writes, killed (-9) again and again.

A cycle copies a home, runs one command on it, and kills that: after a random time, or at its nth
write, sync, renaming or removal, at times with half of a write done, at times as a power cut does,
which loses what was not synced (kill_nth.so beside PROGRAM; SQLite's own files in
src/record/home_fault_test.c). Some are killed a second time while they mend. Then: what a command
that ended had done is there; of one that was killed each record is as before or as after; the
command, run again, gives what one run gives; the database is whole and its laws hold (home.py). What
one run gives is checked once: the picture is that of linking all records at once. Outside of a home
(link, export, backup): the file or folder is whole or not there.

The seed is printed; CANTREF_SEED=N repeats all cycles, CANTREF_CYCLE=K only that one."""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from holding import Holding
from home import Broken, Home, edit_table, systems, table_read, table_write
from moved_pack import PURPOSE, make_pack, switch_on, with_moves
from tally import Tally

CYCLES, PEOPLE, SHOWN_MAX, TIME_MAX_S = 300, 260, 5, 300
DAY = 86400
KEPT = ("council.yaml", "sources", "extracts", ".gitignore")  # what is not lost in a fire


class Work:
    """A command on a home. words: what is run, HOME standing for the home; base: the name of the home
    that it begins with; keys: standard input; once: it must not be done twice; makes: the file or
    folder that it leaves beside the home."""

    def __init__(self, words, base="base", keys=b"", once=False, makes=None):
        self.words, self.base, self.keys = words, base, keys
        self.once, self.makes = once, makes
        self.writes = self.seconds = self.before = self.after = self.made = None

    @property
    def name(self):
        return " ".join(word for word in self.words[:2] if word[0] not in "-/")


def hash_of(path):
    """Of what a file holds, or all files of a folder but those that tell the time."""
    hashed = hashlib.sha256()
    paths = [path]
    for root, folders, names in os.walk(path):
        folders.sort()
        paths += [os.path.join(root, n) for n in sorted(names)]
    for one in paths:
        if os.path.isfile(one) and os.path.basename(one) in ("entities.csv", "links.csv", "golden.csv"):
            with open(one, "rb") as file:
                hashed.update(one[len(path):].encode() + file.read())
    return hashed.hexdigest()


class Trial:
    def __init__(self, program, folder, draw):
        self.program, self.folder = os.path.abspath(program), folder
        self.library = os.path.join(os.path.dirname(self.program), "kill_nth.so")
        self.bases = {}
        base = self.make_base()
        self.works = self.make_works(base, draw)

    # ---- what the cycles begin with ----

    def home_at(self, name):
        self.bases[name] = Home(self.program, os.path.join(self.folder, name))
        return self.bases[name]

    def copy_base(self, name, base):
        shutil.copytree(base.folder, self.home_at(name).folder)
        return self.bases[name]

    def make_base(self):
        base = self.home_at("base")
        base.init("--example", "--people", str(PEOPLE))
        self.copy_base("new", base).forget()
        base.run("ingest", "--all")
        base.run("model", "train")
        base.run("model", "adopt")
        row = self.row_of_two(base)
        base.run("entity", "split", self.id_of(base, row), row, "--as", "ann")
        # Another model, which sees less, to go to and fro.
        base.edit_source("housing", "role: birth_year", "role: ignore")
        base.edit_source("electoral_roll", "role: given_name", "role: ignore")
        base.run("model", "train")
        aged = self.copy_base("aged", base)
        half = self.edited(aged, "council_tax", random.Random(1), 0.5)
        aged.run("ingest", "council_tax", half, "--shrink-max", "1")
        with aged.database() as db:
            db.execute(f"UPDATE record_version SET known_from = known_from - 3000 * {DAY}, "
                       f"known_to = known_to - 3000 * {DAY}")
        db.close()
        told = self.copy_base("told", base)
        make_pack(self.program, told.folder)
        switch_on(told.run)
        told.run("event", "tell", "moved", "--subject", self.person(told, 0), "--told-by", "self", "--answer",
                 "wants_help=yes", "--purpose", PURPOSE)
        self.moved = with_moves(systems(told)["council_tax"], os.path.join(self.folder, "moved.csv"), random.Random(2), 0.2)
        behind = self.copy_base("behind", told)
        behind.run("trigger", "off", "moved/other_address", "--why", "to be behind")
        behind.run("ingest", "council_tax", self.moved)
        with behind.database() as db:  # as if it had been on all the while, and not run yet
            db.execute("DELETE FROM trigger_decision WHERE state = 'off'")
        db.close()
        burnt = self.copy_base("burnt", base)
        burnt.run("backup", os.path.join(self.folder, "db.backup"))
        burnt.run("backup", "--keys", os.path.join(self.folder, "keys.backup"))
        shutil.rmtree(os.path.join(burnt.folder, "data"))
        os.unlink(os.path.join(burnt.folder, "keys", "values.db"))
        return base

    @staticmethod
    def ask(home, sql):
        with home.database() as db:
            row = db.execute(sql).fetchone()
        db.close()
        return row[0]

    def row_of_two(self, home):
        return self.ask(home, """SELECT s.name || ':' || v.row_number FROM membership m
            JOIN record r USING (record) JOIN source s USING (source)
            JOIN record_version v ON v.record = m.record AND v.known_to IS NULL
            WHERE (SELECT count(*) FROM membership o WHERE o.entity = m.entity) > 2 AND m.number = 1
            ORDER BY m.entity, m.record""")

    def person(self, home, place):
        """A row of council tax whose first mention is a person's."""
        return self.ask(home, f"""SELECT 'council_tax:' || v.row_number FROM record r JOIN source s USING (source)
            JOIN record_version v ON v.record = r.record AND v.known_to IS NULL
            JOIN mention m ON m.record = r.record JOIN node n ON n.node = m.node AND n.kind = 0
            WHERE s.name = 'council_tax' AND m.number = 1 ORDER BY r.record LIMIT 1 OFFSET {place}""")

    def event_of(self, home):
        return self.ask(home, "SELECT id FROM event ORDER BY event")

    def id_of(self, home, row):
        return home.run("entity", "show", row).split(":")[0]

    def edited(self, home, name, draw, share):
        """A later extract of a source, in a file of its own."""
        delimiter, encoding, rows = table_read(systems(home)[name])
        rows[1:] = edit_table(draw, rows[1:], [], share)
        path = os.path.join(self.folder, f"{name}-{draw.randrange(10 ** 9)}.csv")
        table_write(path, delimiter, encoding, rows)
        return path

    def make_works(self, base, draw):
        lone = """SELECT e.id FROM entity e JOIN membership m USING (entity) WHERE e.kind = 0
            GROUP BY e.entity HAVING count(*) = 1 ORDER BY e.entity """
        left, right = self.ask(base, lone + "ASC"), self.ask(base, lone + "DESC")
        row = self.row_of_two(base)
        other = next(m["model"] for m in base.models() if not m["in_use"])
        tables = [systems(base)["housing"], systems(base)["social_care"]]
        works = [
            Work(["init", "HOME"], None),
            Work(["ingest", "--all"], "new"),
            Work(["link", *tables, "-o", "HOME/../out"], makes="out"),
            Work(["export", "-o", "HOME/../out"], makes="out"),
            Work(["review", "--as", "cai"], keys=b"sq", once=True),
            Work(["entity", "merge", left, right, "--as", "ann"], once=True),
            Work(["entity", "split", self.id_of(base, row), row, "--as", "ann"], once=True),
            Work(["entity", "undo", "1", "--as", "bob"], once=True),
            Work(["seal", self.id_of(base, row), "--ground", "refuge", "--team", "data"], once=True),
            Work(["erase", self.id_of(base, row)], once=True),
            Work(["backup", "HOME/../out"], makes="out"),
            Work(["backup", "--keys", "HOME/../out"], makes="out"),
            Work(["restore", os.path.join(self.folder, "db.backup"), "HOME", "--keys",
                  os.path.join(self.folder, "keys.backup")], "burnt"),
            Work(["model", "train"], once=True),
            Work(["model", "adopt", other]),
            Work(["retention"], "aged"),
            Work(["trigger", "run"], "behind"),
            Work(["ingest", "council_tax", self.moved], "told"),
            Work(["event", "tell", "moved", "--subject", self.person(base, 1), "--told-by", "self", "--answer",
                  "wants_help=no", "--purpose", PURPOSE], "told", once=True),
            Work(["event", "confirm", self.event_of(self.bases["told"]), "--why", "seen", "--purpose", PURPOSE],
                 "told", once=True),
            Work(["event", "withdraw", self.event_of(self.bases["told"]), "--why", "x", "--purpose", PURPOSE],
                 "told", once=True),
        ]
        for name in systems(base):
            for share in (0.1, 0.9):
                path = self.edited(base, name, draw, share)
                works.append(Work(["ingest", name, path, "--shrink-max", "1"]))
        for work in works:
            self.undisturbed(work)
        return works

    # ---- one command ----

    def copy(self, work, place):
        home = Home(self.program, os.path.join(place, "home"))
        if work.base is not None:
            shutil.copytree(self.bases[work.base].folder, home.folder)
        return home

    def start(self, work, home, **environment):
        words = [word.replace("HOME", home.folder) for word in work.words]
        if os.path.exists(os.path.join(home.folder, "keys", "values.db")) and words[0] == "restore":
            words = words[:3]  # the keys were put back before the kill: refused, and told so
        if words[0] not in ("init", "link", "restore"):
            words += ["-C", home.folder]
        process = subprocess.Popen(
            [self.program, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
        )
        process.stdin.write(work.keys)
        process.stdin.close()
        process.stdin = None
        return process

    def run(self, work, home, **environment):
        process = self.start(work, home, **environment)
        _, said = process.communicate(timeout=TIME_MAX_S)
        if process.returncode != 0:
            raise Broken(f"{work.name}: {process.returncode}: {said.decode()[-300:]}")

    def undisturbed(self, work):
        """What one run gives, how long it takes, and how much it writes."""
        path = os.path.join(self.folder, "count")
        with tempfile.TemporaryDirectory(dir=self.folder) as place:
            home = self.copy(work, place)
            work.before = Holding(self.bases[work.base]) if work.base not in (None, "new", "burnt") else None
            began = time.monotonic()
            self.run(work, home, LD_PRELOAD=self.library, KILL_COUNT=path)
            work.seconds = time.monotonic() - began
            with open(path, encoding="ascii") as file:
                work.writes = int(file.read())
            self.finish(work, home)
            work.after = self.held(home)
            if work.makes:
                work.made = hash_of(os.path.join(place, work.makes))
            if work.base not in (None, "new"):
                home.check_is_batch()
        if work.base == "burnt" and work.after != Holding(self.bases["base"]):
            raise Broken("what was restored is not what was backed up")

    def held(self, home):
        path = os.path.join(home.folder, "data", "cantref.db")
        return Holding(home) if os.path.exists(path) else None

    def finish(self, work, home):
        """After the command has ended well."""
        if work.words[0] == "backup":
            self.check_backup(work, home)
        if work.base is None:
            home.run("check")

    def check_backup(self, work, home):
        """What the backup holds, put back, is what the home holds."""
        fresh = Home(self.program, home.folder + "-fresh")
        os.makedirs(os.path.join(fresh.folder, "keys"), mode=0o700)
        for name in KEPT:
            kept = os.path.join(home.folder, name)
            if os.path.isdir(kept):
                shutil.copytree(kept, os.path.join(fresh.folder, name))
            else:
                shutil.copy(kept, fresh.folder)
        shutil.copy(os.path.join(home.folder, "keys", "council.key"), os.path.join(fresh.folder, "keys"))
        made = os.path.join(os.path.dirname(home.folder), work.makes)
        database, keys = os.path.join(self.folder, "db.backup"), os.path.join(self.folder, "keys.backup")
        database, keys = (database, made) if "--keys" in work.words else (made, keys)
        subprocess.run([self.program, "restore", database, fresh.folder, "--keys", keys], check=True,
                       stdout=subprocess.DEVNULL, timeout=TIME_MAX_S)
        if Holding(fresh) != Holding(home):
            raise Broken("the backup holds something else than the home")

    # ---- a cycle ----

    def killed(self, work, home, draw):
        """Was it, or had it ended before? And how."""
        environment, how = {}, "by time"
        by_write = draw.random() < 0.8
        if by_write:
            at = draw.randint(1, work.writes)
            way = draw.choice(["", "KILL_HALF", "KILL_POWER"])
            environment = {"LD_PRELOAD": self.library, "KILL_WRITE": str(at), **({way: "1"} if way else {})}
            how = f"at write {at} of {work.writes} {way}"
        process = self.start(work, home, **environment)
        if not by_write:
            time.sleep(draw.random() * work.seconds)
            process.kill()
        said = process.communicate(timeout=TIME_MAX_S)[1]
        if process.returncode not in (0, -signal.SIGKILL):
            raise Broken(f"exit status {process.returncode}: {said.decode()[-300:]}")
        return process.returncode != 0, how

    def is_done(self, work, home, left):
        """Need it not be run again?"""
        if work.words[0] == "backup":
            return os.path.exists(os.path.join(os.path.dirname(home.folder), work.makes))
        if work.words[0] == "init":
            done = home.start("check").wait(timeout=TIME_MAX_S) == 0
            if not done and os.path.exists(home.folder):
                shutil.rmtree(home.folder)  # half made, and nothing in it yet: as init says
            return done
        if work.words[0] == "restore":
            return left is not None
        return work.once and left == work.after

    def look(self, work, home, ended):
        """After a kill."""
        path = os.path.join(home.folder, "data", "cantref.db")
        if work.base in (None, "new", "burnt") and not os.path.exists(path):
            return None
        home.run("model", "list")  # opened to write, which ends what was begun
        left = Holding(home)
        if work.before is not None and not left.is_between(work.before, work.after):
            raise Broken("what is left is neither as before nor as after")
        if ended and work.base not in ("new", None) and left != work.after:
            raise Broken(f"it had ended, and is not there: {left.differs(work.after)}")
        return left

    def cycle(self, number, draw, place):
        """How many kills hit."""
        work = self.works[number % len(self.works)]
        home = self.copy(work, place)
        hits, hows = 0, []
        try:
            for _ in range(1 + (draw.random() < 0.3)):
                hit, how = self.killed(work, home, draw)
                hits += hit
                hows.append(how)
                left = self.look(work, home, not hit)
                self.check_made(work, place)
                if self.is_done(work, home, left):
                    break
            else:
                self.run(work, home)
            self.finish(work, home)
            self.check(work, home, place)
        except Broken as broken:
            raise Broken(f"{work.name}, {', then '.join(hows)}: {broken}") from broken
        return hits

    @staticmethod
    def check_made(work, place):
        path = os.path.join(place, work.makes or "")
        if work.makes and os.path.exists(path) and hash_of(path) != work.made:
            raise Broken(f"{work.makes} is there, and not whole")

    def check(self, work, home, place):
        self.check_made(work, place)
        if work.after is None:
            return
        home.check_laws(some_gone=work.words[0] in ("retention", "erase"))
        now = Holding(home)
        if work.base == "new":  # with other keys nothing has the name that it had
            same = (len(now.versions), sorted(map(len, now.partition))) == (
                len(work.after.versions), sorted(map(len, work.after.partition)))
            if not same:
                raise Broken("another number of records or entities stands")
        elif now != work.after:
            raise Broken(f"not what one run gives: {now.differs(work.after)}")


def main():
    tally = Tally("killed")
    words = sys.argv[2:]
    cycles = int(words[words.index("--cycles") + 1]) if "--cycles" in words else CYCLES
    seed = int(os.environ.get("CANTREF_SEED") or time.time())
    only = os.environ.get("CANTREF_CYCLE")
    print(f"CANTREF_SEED={seed}")
    hits, wrong = 0, []
    with tempfile.TemporaryDirectory(prefix="cantref-kill-") as folder:
        trial = Trial(sys.argv[1], folder, random.Random(seed))
        for number in [int(only)] if only else range(cycles):
            place = os.path.join(folder, str(number))
            os.mkdir(place)
            try:
                hits += trial.cycle(number, random.Random(seed * 1000003 + number), place)
            except (Broken, OSError, subprocess.SubprocessError) as failure:
                wrong.append(f"CANTREF_CYCLE={number}: {failure}")
            shutil.rmtree(place)
    print(f"{cycles} cycles, {hits} kills")
    tally.check(not wrong, "killed: all is mended", "\n".join(wrong[:SHOWN_MAX]))
    tally.check(bool(only) or hits * 2 > cycles, "killed: most kills hit", f"{hits} of {cycles}")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
