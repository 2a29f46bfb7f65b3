#!/usr/bin/env python3
"""upkeep.py PROGRAM - a home does while it is served what else its clock would have commands do: a
source that has come due is taken in and linked, one that fails is said once and stops nothing, and
pages go on meanwhile."""

import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tally import Tally  # noqa: E402
from web_client import Browser, Served  # noqa: E402

PATIENCE_S = 90
ROWS = ["Ref,Full Name,Date of Birth,Address,Postcode"] + [
    f"L{i},Person{chr(65 + i % 26)}ton Example{i},{1 + i % 28:02}/0{1 + i % 9}/19{50 + i % 40},"
    f"{i} Made Up Road,CY5 5Q{chr(65 + i % 26)}"
    for i in range(60)
]


def schedule(served, name, says):
    path = os.path.join(served.home, "sources", name + ".yaml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("schedule: by hand", f"schedule: {says}"))


def add(served, name, rows):
    path = os.path.join(served.home, "extracts", name + ".csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    served.run("source", "add", name, path, "--key", "Ref", "--category", "housing")
    schedule(served, name, "daily at 02:30")
    return path


def add_again(served, name):
    with open(os.path.join(served.home, "extracts", name + ".csv"), "w", encoding="utf-8") as file:
        file.write("\n".join(ROWS) + "\n")


def records(served, name):
    told = json.loads(served.run("status", "--json"))
    return next((s.get("records") or 0 for s in told["sources"] if s["source"] == name), 0)


def wait_for(condition):
    until = time.monotonic() + PATIENCE_S
    while not condition() and time.monotonic() < until:
        time.sleep(0.3)
    return condition()


def main():
    tally = Tally("upkeep")
    served = Served(sys.argv[1])
    add(served, "library", ROWS)
    os.remove(add(served, "gone", ROWS))
    with served:
        browser = Browser(served.port)
        there = wait_for(lambda: records(served, "library") == len(ROWS) - 1)
        tally.check(there, "a source that is due is taken in", served.run("status", "--json"))
        tally.check(browser.get("/tell").status == 200, "pages go on")
        said = served.said()
        tally.check(said.count("gone.csv") == 1, "one that fails is said once", said)
        browser.sign_in("tomos")
        rows = {row["name"]: row for row in browser.get("/data").model["rows"]}
        told = rows["gone"]["failure"]
        tally.check("gone.csv" in told["message"], f"the data team is told why: {told}")
        tally.check(rows["library"]["failure"] is None, "of one that was taken in nothing is told")
        welsh = Browser(served.port, "cy").sign_in("tomos").get("/data").model["rows"]
        says = {row["schedule"] for row in welsh}
        tally.check(says == {"â llaw", "bob dydd am 02:30"}, f"when, in Welsh: {says}")
        add_again(served, "gone")
        taken = browser.post("/data/sources/gone/ingest")
        told = browser.get("/data/sources/gone").model["failure"]
        tally.check(taken.status == 303 and told is None, f"taken in by hand: {taken.status}, {told}")
        tally.check(served.process.poll() is None, "and stops nothing", said)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
