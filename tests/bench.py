#!/usr/bin/env python3
"""bench.py - what scores and words the benchmarks (bench/*.py), on answers known by hand. Runs no
benchmark and needs no network."""

import csv
import math
import os
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(1, os.path.join(ROOT, "bench"))

import council_for_peers  # noqa: E402
import harness  # noqa: E402
import peers  # noqa: E402
import scale  # noqa: E402
import score_rows  # noqa: E402
from tally import Tally  # noqa: E402

# Five rows: a, a, a, b, b. The answer puts the third with b.
TRUTH = {("x", 1): "a", ("x", 2): "a", ("x", 3): "a", ("x", 4): "b", ("x", 5): "b"}
ANSWER = {("x", 1): 1, ("x", 2): 1, ("x", 3): 2, ("x", 4): 2, ("x", 5): 2}

NAMES = {
    "MR J & MRS S EVANS": ("j", "", "evans"),
    "MR ADAM MARKS": ("adam", "", "marks"),
    "WYNNE, L MR": ("l", "", "wynne"),
    "MR N JONES AND MRS M REID JONES": ("n", "", "jones"),
    "EXORS OF THE LATE MRS M PROSSER": ("m", "", "prosser"),
    "MISS LISA M O'LEARY": ("lisa", "m", "o'leary"),
    "THE OCCUPIER": ("", "", ""),
    "BIRCH PROPERTIES LTD": ("", "", "birch properties ltd"),
}


def close(a, b):
    return math.isclose(a, b, abs_tol=1e-9)


def scoring(tally):
    found = score_rows.score(TRUTH, ANSWER)
    tally.check(found["true_pairs"] == 4 and found["found_pairs"] == 4, "pairs counted")
    tally.check(close(found["precision"], 0.5) and close(found["recall"], 0.5), "pairwise")
    # Precision of B3: 1, 1, 1/3, 2/3, 2/3; recall 2/3, 2/3, 1/3, 1, 1: both 11/15.
    tally.check(close(found["b3"], 11 / 15), "B-cubed")
    tally.check(found["exact"] == 0, "no cluster exact")
    whole = score_rows.score(TRUTH, TRUTH)
    tally.check(whole["f1"] == whole["b3"] == whole["exact"] == 1, "the truth scores 1")
    alone = score_rows.score(TRUTH, {})
    tally.check(alone["precision"] == 1 and alone["recall"] == 0, "rows not named are alone")


def first_named(tally):
    """Of a row of a council the person counts whom it names first, or nobody."""
    lines = [
        ("source", "row", "mention", "person", "household", "property"),
        ("tax", 1, 1, "P1", "H1", "D1"),
        ("tax", 1, 2, "P2", "H1", "D1"),
        ("tax", 2, 1, "O7", "", "D2"),
        ("tax", 3, 1, "", "", "D3"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "truth.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)
        found = score_rows.truth_of(path)
        tally.check(found == {("tax", 1): "P1"}, "the first person of a row", str(found))
        with open(path, "w", encoding="utf-8", newline="") as file:
            rows = [
                ("source", "row", "kind", "entity"),
                ("t", 1, "property", "D"),
                ("t", 1, "person", "P"),
            ]
            csv.writer(file).writerows(rows)
        found = score_rows.entities_of(path)
        tally.check(found == {("t", 1): "P"}, "a person stands before a property", str(found))


def pages(tally):
    page = harness.page_with_part("", "Scale", ["old"])
    page = harness.page_with_part(page, "Peers beside it", ["beside", ""])
    page = harness.page_with_part(page, "Scale", ["new"])
    tally.check("beside" in page and "new" in page, "parts stay")
    tally.check("old" not in page, "a part is replaced")
    tally.check(page.index("beside") < page.index("new"), "parts have an order")
    tally.check(harness.page_with_part(page, "Scale", ["new"]) == page, "writing twice is the same")


def result(tools):
    made = {"rows": 5, "versions": {}, "made_with": "x", "day": "2000-01-01"}
    return {"tools": tools, **made}


def peers_part(tally):
    own = {"status": "ok", "note": "", "wall_s": 2, "cpu_s": 2, "peak_mb": 10}
    own["scores"] = {"f1": 0.9, "precision": 0.9, "recall": 0.9, "b3": 0.9, "exact": 0.9}
    slow = {**own, "wall_s": 5, "scores": {**own["scores"], "f1": 0.75}}
    missing = {"status": "not run", "note": "not run: no registry"}
    tools = {"Cantref": own, "Splink": slow, "GoldenMatch": missing}
    text = "\n".join(peers.part_lines({"febrl1": result(tools)}))
    tally.check("| 5.00 | 2.5 |" in text, "ratio to Cantref")
    tally.check("not run: no registry" in text, "a peer that did not run has its row")
    tally.check("febrl1 +0.1500" in text, "gap to the better peer")
    said = peers.last_words("Traceback\n  File /a/b.py\nError: no /a/b | c\n")
    tally.check(said == "Error: no …   c", "failures are told without paths", said)


def growth(tally):
    rows = [10**4, 10**5, 10**6]
    tally.check(close(scale.exponent([(n, 3 * n**1.5) for n in rows]), 1.5), "the exponent")


def names(tally):
    for text, parts in NAMES.items():
        found = council_for_peers.name_parts(text)
        tally.check(found == parts, f"peers' names: {text}", str(found))


def main():
    tally = Tally("benchmark tools")
    for test in (scoring, first_named, pages, peers_part, growth, names):
        test(tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
