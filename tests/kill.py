#!/usr/bin/env python3
"""kill.py PROGRAM [--cycles N] - ingest and model adopt, killed (-9) again and again.

A cycle begins with a copy of a home, edits an extract at random, and kills the command that takes it
in, or that adopts another model: after a random time, or at its nth write, sync, renaming or removal,
at times with half of the write done (kill_nth.so beside PROGRAM). Some are killed a second time while
they mend. Then the command is run to its end, and: the database is whole; each row of the extract
stands once; the same extract again changes nothing; linking all records at once changes nothing; the
feed has neither gaps nor doubles. The seed is printed; CANTREF_SEED=N repeats all cycles,
CANTREF_CYCLE=K only that one."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from home import Broken, Home, edit_table, systems, table_read, table_write
from tally import Tally

CYCLES, PEOPLE, SHOWN_MAX = 60, 260, 5


class Trial:
    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder
        self.library = os.path.join(os.path.dirname(self.program), "kill_nth.so")
        self.base = Home(program, os.path.join(folder, "base"))
        self.base.init("--example", "--people", str(PEOPLE))
        self.files = sorted(systems(self.base))
        self.base.run("ingest", "--all")
        self.base.run("model", "train")
        self.base.run("model", "adopt")
        # Another model, which sees less, to go to and fro.
        self.base.edit_source("housing", "role: birth_year", "role: ignore")
        self.base.edit_source("electoral_roll", "role: given_name", "role: ignore")
        self.base.run("model", "train")
        self.names = [m["model"] for m in self.base.models()]
        self.other = next(m["model"] for m in self.base.models() if not m["in_use"])

    def killed(self, home, command, draw, writes, seconds):
        """Run and kill. Was it, or had it ended before?"""
        environment = dict(os.environ)
        by_write = draw.random() < 0.7
        at, half = draw.randint(1, max(writes, 1)), draw.random() < 0.5
        if by_write:
            environment.update(LD_PRELOAD=self.library, KILL_WRITE=str(at))
            if half:
                environment["KILL_HALF"] = "1"
        process = home.start(*command, env=environment)
        if not by_write:
            time.sleep(draw.random() * seconds)
            process.kill()
        said = process.communicate(timeout=300)[1]
        if process.returncode not in (0, -signal.SIGKILL):
            raise Broken(f"exit status {process.returncode}: {said.decode()[-300:]}")
        how = f"at write {at}{' half done' if by_write and half else ''}" if by_write else "by time"
        return process.returncode != 0, how

    def measure(self, home, command):
        """On a copy: how many writes there are, and how long it takes."""
        path = os.path.join(self.folder, "count")
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            copy = Home(self.program, os.path.join(folder, "home"))
            shutil.copytree(home.folder, copy.folder)
            began = time.monotonic()
            process = copy.start(
                *command, env=dict(os.environ, LD_PRELOAD=self.library, KILL_COUNT=path)
            )
            said = process.communicate(timeout=300)[1]
            if process.returncode != 0:
                raise Broken(f"undisturbed: {said.decode()[-300:]}")
            with open(path, encoding="ascii") as file:
                return int(file.read()), time.monotonic() - began

    def cycle(self, draw, folder):
        """How many kills hit."""
        home = Home(self.program, os.path.join(folder, "home"))
        shutil.copytree(self.base.folder, home.folder)
        adopts = draw.random() < 0.4
        name = draw.choice(self.files)
        file = os.path.join(home.folder, "extracts", f"{name}.csv")
        delimiter, encoding, rows = table_read(file)
        rows[1:] = edit_table(draw, rows[1:], [], draw.choice([0.1, 0.5, 0.9]))
        table_write(file, delimiter, encoding, rows)
        take = ["ingest", name, file, "--shrink-max", "1"]
        if adopts and draw.random() < 0.5:
            home.run(*take)
        command = ["model", "adopt", self.other] if adopts else take
        writes, seconds = self.measure(home, command)
        hits, how = 0, []
        for _ in range(1 + (draw.random() < 0.4)):
            hit, said = self.killed(home, command, draw, writes, seconds)
            hits += hit
            how.append(said)
        try:
            home.run(*command)
            home.run(*take)
            self.check(home, name, len(rows) - 1, adopts)
        except Broken as broken:
            raise Broken(f"{' '.join(command[:2])}, {', then '.join(how)}: {broken}") from broken
        return hits

    def check(self, home, name, rows, adopts):
        home.check_laws()
        if home.standing(name) != rows:
            raise Broken(f"{home.standing(name)} records of {name} stand, not {rows}")
        before = self.feed_end(home)
        file = os.path.join(home.folder, "extracts", f"{name}.csv")
        again = home.ingest(name, file)
        if again["same"] != rows or self.feed_end(home) != before:
            raise Broken(f"the same extract again: {again}")
        if adopts != next(m["in_use"] for m in home.models() if m["model"] == self.other):
            raise Broken("another model is in use")
        home.check_is_batch()

    @staticmethod
    def feed_end(home):
        with home.database() as db:
            return db.execute("SELECT max(change) FROM change").fetchone()[0]


def main():
    tally = Tally("killed")
    words = sys.argv[2:]
    cycles = int(words[words.index("--cycles") + 1]) if "--cycles" in words else CYCLES
    seed = int(os.environ.get("CANTREF_SEED") or time.time())
    only = os.environ.get("CANTREF_CYCLE")
    print(f"CANTREF_SEED={seed}")
    hits, wrong = 0, []
    with tempfile.TemporaryDirectory(prefix="cantref-kill-") as folder:
        trial = Trial(sys.argv[1], folder)
        for number in [int(only)] if only else range(cycles):
            place = os.path.join(folder, str(number))
            os.mkdir(place)
            try:
                hits += trial.cycle(random.Random(seed * 1000003 + number), place)
            except (Broken, OSError, subprocess.SubprocessError) as failure:
                wrong.append(f"CANTREF_CYCLE={number}: {failure}")
            shutil.rmtree(place)
    print(f"{cycles} cycles, {hits} kills")
    tally.check(not wrong, "killed: all is mended", "\n".join(wrong[:SHOWN_MAX]))
    tally.check(bool(only) or hits * 2 > cycles, "killed: most kills hit", f"{hits} of {cycles}")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
