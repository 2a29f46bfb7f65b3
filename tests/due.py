#!/usr/bin/env python3
"""due.py PROGRAM - cantref ingest --due, over days that the program is told (set_clock.so beside it):
what is due is taken in once, one that fails stops no other, what was missed is made up for."""

import calendar
import json
import os
import subprocess
import sys
import tempfile
import time

from tally import Tally

COLUMNS = "Ref,Forename,Surname\n"
ZONE = "GMT0BST,M3.5.0/1,M10.5.0/2"


class Council:
    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder
        self.home = os.path.join(folder, "home")
        self.clock = os.path.join(os.path.dirname(self.program), "set_clock.so")
        self.run("2026-11-20 12:00", "init", self.home)
        os.mkdir(os.path.join(self.home, "extracts"))

    def run(self, at, *words):
        """Exit status, standard output and error; at a time of Greenwich."""
        seconds = calendar.timegm(time.strptime(at, "%Y-%m-%d %H:%M"))
        done = subprocess.run(
            [self.program, *words, *([] if words[0] == "init" else ["-C", self.home])],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "LD_PRELOAD": self.clock, "CLOCK_AT": str(seconds), "TZ": ZONE},
            timeout=60, check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def extract(self, name):
        return os.path.join(self.home, "extracts", f"{name}.csv")

    def source(self, name, schedule):
        with open(self.extract(name), "w", encoding="utf-8") as file:
            file.write(COLUMNS + "P1,Sian,Evans\nP2,Emrys,Jones\n")
        self.run("2026-11-20 12:00", "source", "add", name, self.extract(name), "--key", "Ref")
        path = os.path.join(self.home, "sources", f"{name}.yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("schedule: by hand", f"schedule: {schedule}"))

    def due(self, at):
        """Which were taken in, which failed, the exit status."""
        status, out, _ = self.run(at, "ingest", "--due", "--json")
        said = json.loads(out)
        return [s["source"] for s in said["ingested"]], [s["source"] for s in said["failed"]], status

    def state(self, at, name):
        sources = json.loads(self.run(at, "status", "--json")[1])["sources"]
        source = next(s for s in sources if s["source"] == name)
        return source["due"], source["late"], source["due_since"], source["due_next"]


def run_days(council, tally):
    def expect(what, is_so, should):
        tally.check(is_so == should, f"due: {what}", f"{is_so}, not {should}")

    status, out, _ = council.run("2026-11-20 12:00", "ingest", "--due")
    expect("without sources", (status, out), (0, "Nothing is due: no source has a schedule.\n"))
    council.source("hand", "by hand")
    council.source("night", "daily at 02:30")
    council.source("week", "weekly on monday at 06:00")
    council.source("hour", "hourly")
    expect("what never was, but by hand", council.due("2026-11-20 12:10"),
           (["hour", "night", "week"], [], 0))
    expect("nothing at once again", council.due("2026-11-20 12:20"), ([], [], 0))
    status, out, said = council.run("2026-11-20 12:20", "ingest", "--due")
    expect("what is next", (status, out, said),
           (0, "Nothing is due. Next: hour, 2026-11-20 13:00 UTC.\n", ""))
    expect("the hour", council.due("2026-11-20 13:00"), (["hour"], [], 0))
    expect("the next", council.state("2026-11-20 13:00", "night"),
           (False, False, None, "2026-11-21T02:30:00Z"))
    expect("by hand", council.state("2026-11-20 13:00", "hand"), (False, False, None, None))
    expect("the night, not yet", council.due("2026-11-21 02:29"), (["hour"], [], 0))
    expect("the night", council.due("2026-11-21 02:30"), (["night"], [], 0))
    expect("Monday, of which two nights were missed", council.due("2026-11-23 06:00"),
           (["hour", "night", "week"], [], 0))

    os.rename(council.extract("hour"), council.extract("hour") + ".away")
    expect("one fails, the others go on", council.due("2026-11-24 02:35"), (["night"], ["hour"], 66))
    status, out, said = council.run("2026-11-24 02:40", "ingest", "--due")
    expect("it is tried again, and told of", (status, len(said.splitlines()),
           said.startswith("cantref ingest --due: hour: ")), (66, 1, True))
    expect("it is late", council.state("2026-11-24 02:40", "hour"),
           (True, True, "2026-11-23T07:00:00Z", "2026-11-24T03:00:00Z"))
    expect("status says so", "since 2026-11-23 07:00 UTC, late: cantref ingest --due" in
           council.run("2026-11-24 02:40", "status")[1], True)
    os.rename(council.extract("hour") + ".away", council.extract("hour"))
    expect("it is back", council.due("2026-11-24 02:45"), (["hour"], [], 0))

    expect("in summer, by the clock on the wall", council.due("2027-06-01 01:30"),
           (["hour", "night", "week"], [], 0))
    expect("and not at half past two of Greenwich", council.due("2027-06-01 01:40"), ([], [], 0))
    expect("a clock that was set ahead, and back", council.due("2027-05-01 12:00"),
           (["hour", "night", "week"], [], 0))
    expect("and nothing at once again", council.due("2027-05-01 12:10"), ([], [], 0))
    for words in (["ingest", "--due", "hand"], ["ingest", "--due", "--all"], ["ingest"]):
        expect(" ".join(words), council.run("2027-05-01 12:00", *words)[0], 64)


def main():
    tally = Tally("due")
    with tempfile.TemporaryDirectory(prefix="cantref-due-") as folder:
        run_days(Council(sys.argv[1], folder), tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
