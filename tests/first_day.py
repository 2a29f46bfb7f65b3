#!/usr/bin/env python3
"""first_day.py PROGRAM [--times] - docs/first-day.md as it is written: each of its commands is run, in a
folder of its own, and must say what stands under it (… stands for anything); what its readers do in a
browser is done between, at the comments that say so.

Ann is whoever runs this. Ben is another real user, daemon, which only root can start a command as:
without root the page is followed up to there, and that is said. --times: the seconds of each part."""

import os
import pwd
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "web"))
from sign import enrol, step_now  # noqa: E402
from tally import Tally  # noqa: E402
from web_client import Browser, Served  # noqa: E402

PAGE = os.path.join(HERE, "..", "docs", "first-day.md")
BEN = "daemon"
LOOKS, LOOK_S = 300, 0.2
TASKS = "/purpose/garden_waste/tasks"
SIAN = {
    "the-language": {"answer": "en"}, "the-teller": {"answer": "self"}, "the-name": {"answer": "Sian Evans"},
    "the-birth-date": {"date-day": "14", "date-month": "3", "date-year": "1961"},
    "the-address": {"answer": "1 Mill Street\nCY1 1AA"}, "was_out": {"answer": "yes"},
    "the-way-to-reach": {"answer": "07700 900101"},
}  # fmt: skip


# ---- the page ----


def commands_of(block):
    """[(command, lines of what it says)]; a here-document belongs to its command."""
    commands, ends = [], None
    for line in block:
        if ends is not None:
            commands[-1][0].append(line)
            ends = None if line == ends else ends
        elif line.startswith("$ "):
            commands.append(([line[2:]], []))
            opened = re.search(r"<<'?(\w+)'?$", line)
            ends = opened[1] if opened else None
        else:
            commands[-1][1].append(line)
    return [("\n".join(command), said) for command, said in commands]


def steps_of(text):
    """What the page has one do, in its order: (kind, what, lines that are said)."""
    steps, block, comment, skip = [], None, "", False
    for line in text.splitlines():
        if block is not None:
            if line == "```":
                steps += [] if skip else [("run", *each) for each in commands_of(block)]
                block, skip = None, False
            else:
                block.append(line)
        elif line == "```console":
            block = []
        elif line.startswith("## "):
            steps.append(("part", line[3:], []))
        elif comment := re.fullmatch(r"<!-- (not run|in a browser|stop)(?:: (.*))? -->", line):
            skip = skip or comment[1] == "not run"
            steps += [] if comment[1] == "not run" else [(comment[1], comment[2], [])]
    return steps


def is_said(expected, said):
    pattern = "".join(
        r"(?:.*\n)*?" if line == "…" else ".*?".join(re.escape(part) for part in line.split("…")) + r"\n"
        for line in expected
    )
    return re.fullmatch(pattern, said) is not None


# ---- those who follow it ----


class Day:
    def __init__(self, program, folder, tally):
        self.folder, self.tally = folder, tally
        os.symlink(os.path.dirname(os.path.abspath(program)), os.path.join(folder, "build"))
        self.logins = {"ann": pwd.getpwuid(os.getuid()).pw_name, "ben": BEN}
        self.codes, self.browsers, self.served, self.event = {}, {}, None, None
        self.kept = ""

    def named(self, text):
        return re.sub(r"\b(ann|ben)\b", lambda name: self.logins[name[1]], text)

    def run(self, command, expected):
        """Does the command say what the page says?"""
        if " serve " in command:
            self.served = Served(os.path.join(self.folder, "build", "cantref"), os.path.join(self.folder, "home"))
            self.served.start()
            self.tally.ok()
            return
        status = 0
        expected = [self.named(line) for line in expected]
        if expected and (ends := re.fullmatch(r"\(exit status (\d+)\)", expected[-1])):
            status = int(ends[1])
            expected.pop()
        done = subprocess.run(
            ["bash", "-c", "sudo() { \"$@\"; }\n" * (os.geteuid() == 0) + self.kept + self.named(command)],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False,
        )  # fmt: skip
        if command.startswith("id=$("):
            self.kept = self.named(command) + "\n"  # for the next command, as a shell keeps it
        if name := re.search(r"account add (\w+)", command):
            self.codes[name[1]] = done.stdout.split("\n")[0]
        self.tally.check(
            done.returncode == status and is_said(expected, done.stdout), command.split("\n")[0],
            f"exit status {done.returncode}\n{done.stdout}",
        )  # fmt: skip

    def stop(self):
        if self.served is not None:
            self.served.stop()
            self.served = None

    # What is done in a browser, by the words of the page's comments.

    def both_sign_in(self):
        for name in ("ann", "ben"):
            browser, _, answer = enrol(self.served, self.codes[name], self.logins[name], step_now())
            self.tally.check(answer.status == 303, f"{name} signs in for the first time", answer.text)
            self.browsers[name] = browser

    def ben_approves(self):
        ben = self.browsers["ben"]
        self.tally.check(ben.get("/governance").status == 200, "what waits for Ben")
        for path in ("sources/council_tax", "sources/housing", "sources/garden", "purposes/garden_waste"):
            page = ben.get(f"/governance/{path}")
            self.tally.check(page.status == 200 and page.model["may_approve"], f"Ben reads {path}", page.text)
            answer = ben.post(f"/governance/{path}/approve")
            self.tally.check(answer.status == 303, f"Ben approves {path}", answer.text)
            page = ben.get(f"/governance/{path}")
            self.tally.check(page.model["is_approved"], f"{path} is approved", page.text)

    def what_each_sees(self):
        anybody = Browser(self.served.port)
        for name, browser, path, status in (
            ("Ben", self.browsers["ben"], "/data", 403),
            ("Ben", self.browsers["ben"], TASKS, 403),
            ("Ann", self.browsers["ann"], "/data", 200),
            ("Ann", self.browsers["ann"], TASKS, 200),
            ("anybody", anybody, "/tell", 200),
            ("anybody", anybody, "/data", 401),
        ):
            answer = browser.get(path)
            self.tally.check(answer.status == status, f"{name}: {path}", f"{answer.status}\n{answer.text[:500]}")

    def a_resident_tells(self):
        sian = self.browsers["sian"] = Browser(self.served.port)
        sian.get("/tell/garden_missed")
        answer = sian.post("/tell/garden_missed")
        while answer.status == 303 and "/answer/" in answer.location:
            path = answer.location.removeprefix("/en")
            sian.get(path)
            answer = sian.post(path, SIAN[path.rsplit("/", 1)[1]])
        self.tally.check(answer.status == 303 and answer.location.endswith("/applies"), "all is asked", answer.text)
        owed = [duty["title"] for duty in sian.get("/tell/garden_missed/applies").model["owed"]]
        self.tally.check(owed == ["Come back for it"], "what applies is told", owed)
        sian.get("/tell/garden_missed/check")
        answer = sian.post("/tell/garden_missed/send")
        self.tally.check(answer.status == 303 and "/sent/" in answer.location, "it is sent", answer.text)
        self.event = "/events/" + answer.location.rsplit("/", 1)[1]
        self.follow("Being done")

    def follow(self, tag):
        """What has to be done is looked at beside the pages: soon, not at once."""
        for _ in range(LOOKS):
            answer = self.browsers["sian"].get(self.event)
            steps = [(step["title"], step["tag"]["text"]) for step in answer.model["steps"]]
            if steps == [("Send the lorry back", tag)]:
                break
            time.sleep(LOOK_S)
        self.tally.check(steps == [("Send the lorry back", tag)], f"the resident sees: {tag}", answer.text)

    def ann_does_it(self):
        again = self.browsers["ann"]
        again.port = self.served.port
        again.connection = Browser(self.served.port).connection
        found = re.findall(rf"{TASKS}/\d+", again.get(TASKS).text)
        self.tally.check(len(set(found)) == 1, "one task waits for Ann's team", found)
        again.get(found[0])
        answer = again.post(found[0], {"act": "done"})
        self.tally.check(answer.status == 303, "Ann says that it is done", answer.text)

    def the_resident_follows(self):
        self.follow("Done")


def follow(day, steps, times):
    began, part = time.monotonic(), None
    for kind, what, said in [*steps, ("part", None, [])]:
        if kind == "part":
            if times and part is not None:
                print(f"{time.monotonic() - began:6.1f} s  {part}")
            began, part = time.monotonic(), what
        elif kind == "run":
            if what.startswith("sudo ") and os.geteuid() != 0:
                day.tally.skip(what, "only root can be another user: the rest of the page is not followed")
                return
            day.run(what, said)
        elif kind == "stop":
            day.stop()
        else:
            getattr(day, re.sub(r"\W+", "_", what.lower()))()


def main():
    tally = Tally("first day")
    with open(PAGE, encoding="utf-8") as file:
        steps = steps_of(file.read())
    with tempfile.TemporaryDirectory(prefix="cantref-day-") as folder:
        day = Day(sys.argv[1], folder, tally)
        try:
            follow(day, steps, "--times" in sys.argv[2:])
        finally:
            day.stop()
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
