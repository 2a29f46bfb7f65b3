#!/usr/bin/env python3
"""view.py [COUNCIL] [--home FOLDER] [--page] - views of people in a home of a million records, under
data quality reviews, from the sources that these join: how long one takes, alone and with its leaf of
the audit log on disk, and how many a second sixteen callers get. Writes its part of docs/benchmarks.md. --home: one that is there, linked, and
that nobody else has open, instead of making it from an example council; --page runs nothing."""

import json
import os
import re

from find import run
from harness import APPROVE, WORK, disturbance_lines, made_with, must_measure, table

VIEWS = os.path.join(WORK, "views")
PURPOSE, SOURCE = "data_quality_review", "council_tax"
WAYS = [(1, "plain", 5000), (1, "audited", 5000), (16, "plain", 10000), (16, "audited", 10000)]
TARGET_P99_MS, TARGET_CPU, TARGET_RATE = 20, 1.2, 5000
CATEGORIES = {
    "council_tax": "council_tax",
    "electoral_roll": "electoral_register",
    "housing": "housing",
    "schools": "schools",
    "social_care": "adult_social_care",
}


def say_what_sources_are(home):
    for name, category in CATEGORIES.items():
        path = os.path.join(home, "sources", name + ".yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if not re.search("^category:", text, re.M):
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"category: {category}\n{text}")
    must_measure([APPROVE, home])


def measure(home):
    say_what_sources_are(home)
    found = {"made_with": made_with(), "ways": {}, "wall_s": 0, "others_s": 0}
    for callers, way, count in WAYS + WAYS:
        print(way, callers, flush=True)
        cost = must_measure([VIEWS, home, PURPOSE, SOURCE, str(count), str(callers), way])
        found["ways"][f"{way} {callers}"] = json.loads(cost["out"])
        found["wall_s"] += cost["wall_s"]
        found["others_s"] += cost["others_s"]
    return found


def processor_ms(way):
    return 1000 * way["cpu_s"] / way["views"]


def verdict(met):
    return "met" if met else "missed"


def part_lines(found):
    ways = found["ways"]
    yield "Written by `./do bench view`. People drawn at random from council tax, each view a question of its own,"
    yield "from the sources that data quality reviews join, with whom records name and who is at the address."
    yield "Audited: its leaf is on disk before the caller asks the next. Many callers share a picture a core. The"
    yield "second of two rounds of each."
    yield ""
    yield f"{found['made_with']}."
    yield ""
    rows = [
        [str(w["callers"]), name.split()[0], f"{w['p50_ms']:.2f}", f"{w['p99_ms']:.1f}", f"{w['most_ms']:.0f}",
         f"{w['views'] / w['seconds']:,.0f}", f"{processor_ms(w):.2f}"]
        for name, w in ways.items()
    ]  # fmt: skip
    head = ["callers", "", "p50 ms", "p99 ms", "most ms", "views/s", "ms of processor a view"]
    yield from table(head, rows)
    p99, many = ways["audited 1"]["p99_ms"], ways["audited 16"]
    times = processor_ms(many) / processor_ms(ways["plain 16"])
    rate = many["views"] / many["seconds"]
    yield f"99 of 100 audited views within {p99:.1f} ms, asked {TARGET_P99_MS} ms: {verdict(p99 <= TARGET_P99_MS)}."
    yield f"16 callers get {rate:,.0f} audited views a second, asked {TARGET_RATE:,}: {verdict(rate >= TARGET_RATE)}."
    yield f"With its audit a view of theirs costs {times:.2f} times the processor, asked {TARGET_CPU}: {verdict(times <= TARGET_CPU)}."
    yield f"The largest person had {many['largest']} mentions."
    yield ""
    yield from disturbance_lines([found])


if __name__ == "__main__":
    run("view", "Views", measure, part_lines)
