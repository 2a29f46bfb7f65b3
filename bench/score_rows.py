#!/usr/bin/env python3
"""score_rows.py SET ENTITIES [ROWS] - score an answer against the truth, row by row, the same way
for every tool. Prints one JSON object.

SET/truth.csv tells who each row is (source,row,truth); of an example council, where a row may name
several (source,row,mention,person,…), a row is the person whom it names first, and rows that name
an organisation, an estate or nobody first are left out. ENTITIES is source,row,entity[,kind]: the
first person of a row stands for it, or else the first of any kind. A row that ENTITIES does not
name is by itself. ROWS, of a table that was put together from several, tells which row of which
source each of its rows was: line N is source,row of its row N."""

import csv
import json
import sys
from collections import Counter


def truth_of(path):
    """{(source, row): who}, unlabelled rows left out."""
    found = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["source"], int(row["row"]))
            if "truth" in row:
                found[key] = row["truth"]
            elif row["mention"] == "1" and row["person"].startswith("P"):
                found[key] = row["person"]
    return {key: who for key, who in found.items() if who}


def entities_of(path):
    found = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key, kind = (row["source"], int(row["row"])), row.get("kind") or "person"
            if key not in found or (kind == "person" and found[key][0] != "person"):
                found[key] = (kind, row["entity"])
    return {key: entity for key, (_, entity) in found.items()}


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        return [(source, int(row)) for source, row in lines]


def pairs(counts):
    return sum(n * (n - 1) // 2 for n in counts.values())


def harmonic(a, b):
    return 2 * a * b / (a + b) if a + b else 0.0


def score(truth, entities):
    """Pairwise precision, recall and F1 (a pair missed by blocking is missed), B-cubed F1, share of
    true clusters found exactly."""
    answer = {key: entities.get(key, ("alone", key)) for key in truth}
    true, found = Counter(truth.values()), Counter(answer.values())
    both = Counter((truth[key], answer[key]) for key in truth)
    right, true_pairs, found_pairs = pairs(both), pairs(true), pairs(found)
    precision = right / found_pairs if found_pairs else 1.0
    recall = right / true_pairs if true_pairs else 1.0
    b3_precision = sum(n * n / found[entity] for (_, entity), n in both.items()) / len(truth)
    b3_recall = sum(n * n / true[who] for (who, _), n in both.items()) / len(truth)
    exact = sum(n == true[who] == found[entity] for (who, entity), n in both.items())
    return {
        "rows": len(truth),
        "true_pairs": true_pairs,
        "found_pairs": found_pairs,
        "precision": precision,
        "recall": recall,
        "f1": harmonic(precision, recall),
        "b3": harmonic(b3_precision, b3_recall),
        "exact": exact / len(true),
    }


def main():
    entities = entities_of(sys.argv[2])
    if len(sys.argv) > 3:
        rows = rows_of(sys.argv[3])
        entities = {rows[row - 1]: entity for (_, row), entity in entities.items()}
    print(json.dumps(score(truth_of(f"{sys.argv[1]}/truth.csv"), entities)))


if __name__ == "__main__":
    main()
