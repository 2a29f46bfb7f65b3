#!/usr/bin/env python3
"""view.py [COUNCIL] [--home FOLDER] [--page] - views of people in a home of a million records, under
data quality reviews, from the sources that these join: how long one takes, alone and with its leaf of
the audit log on disk. Writes its part of docs/benchmarks.md. --home: one that is there, linked, and
that nobody else has open, instead of making it from an example council; --page runs nothing."""

import json
import os
import re

from find import run
from harness import APPROVE, WORK, disturbance_lines, made_with, must_measure, table

VIEWS = os.path.join(WORK, "views")
PURPOSE, SOURCE, COUNT, TARGET_P99_MS, TARGET_CPU = "data_quality_review", "council_tax", 5000, 20, 1.2
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
    for way in ("plain", "audited", "plain", "audited"):
        print(way, flush=True)
        cost = must_measure([VIEWS, home, PURPOSE, SOURCE, str(COUNT), way])
        found["ways"][way] = json.loads(cost["out"])
        found["wall_s"] += cost["wall_s"]
        found["others_s"] += cost["others_s"]
    return found


def part_lines(found):
    ways = found["ways"]
    yield "Written by `./do bench view`. One caller; people drawn at random from council tax, each view from the"
    yield "sources that data quality reviews join, with whom records name and who is at the address. Audited: its"
    yield "leaf is on disk before the next. The second of two rounds of each."
    yield ""
    yield f"{found['made_with']}."
    yield ""
    rows = [
        [way, f"{w['p50_ms']:.2f}", f"{w['p99_ms']:.1f}", f"{w['most_ms']:.0f}",
         f"{w['views'] / w['seconds']:,.0f}", f"{1000 * w['cpu_s'] / w['views']:.2f}"]
        for way, w in ways.items()
    ]  # fmt: skip
    yield from table(["", "p50 ms", "p99 ms", "most ms", "views/s", "ms of processor a view"], rows)
    p99 = ways["audited"]["p99_ms"]
    times = (ways["audited"]["cpu_s"] / ways["audited"]["views"]) / (ways["plain"]["cpu_s"] / ways["plain"]["views"])
    yield f"99 of 100 audited views within {p99:.1f} ms, asked {TARGET_P99_MS} ms: {'met' if p99 <= TARGET_P99_MS else 'missed'}."
    yield f"With its audit a view costs {times:.2f} times the processor, asked {TARGET_CPU}: {'met' if times <= TARGET_CPU else 'missed'}."
    yield f"The largest person had {ways['plain']['largest']} mentions."
    yield ""
    yield from disturbance_lines([("viewing", found)])


if __name__ == "__main__":
    run("view", "Views", measure, part_lines)
