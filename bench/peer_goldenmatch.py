#!/usr/bin/env python3
"""peer_goldenmatch.py SET ANSWER FILE... - run GoldenMatch 3 on one set with zero configuration, in
the environment that peers.py makes, and write ANSWER: source,row,entity. It is given the files and
nothing else; the rows of all files are numbered from 0, in the order of the files."""

import csv
import os
import sys

import goldenmatch


def count_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def main():
    _, answer, *paths = sys.argv[1:]
    found = goldenmatch.dedupe(*paths)
    rows = [
        (os.path.splitext(os.path.basename(path))[0], row + 1)
        for path in paths
        for row in range(count_rows(path))
    ]
    with open(answer, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["source", "row", "entity"])
        for entity, cluster in found.clusters.items():
            out.writerows(rows[row] + (entity,) for row in cluster["members"])


if __name__ == "__main__":
    main()
