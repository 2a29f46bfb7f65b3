#!/usr/bin/env python3
"""mustache.py [--page] - pages from templates a second on one core: a table of 200 rows, beside
npm's mustache where npm can get it. Runs build/bench/mustache_speed; writes its part of
docs/benchmarks.md. --page runs nothing."""

import json
import os
import shutil
import statistics
import subprocess
import sys

from harness import BENCH, WORK, keep, kept, made_with, write_part

PROGRAM = os.path.join(WORK, "mustache_speed")
FOLDER = os.path.join(WORK, "mustache")
PEER, PEER_VERSION = os.path.join(BENCH, "mustache_peer.js"), "4.2.0"
ROUNDS, SECONDS, TARGET = 5, 1, 10_000


def run_json(command):
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def has_peer():
    """npm's mustache, installed once; False, and a word, where it can't be had."""
    if os.path.isdir(os.path.join(FOLDER, "node_modules", "mustache")):
        return True
    if shutil.which("node") is None or shutil.which("npm") is None:
        print("No peer: node and npm are not installed.")
        return False
    done = subprocess.run(
        ["npm", "install", "--prefix", FOLDER, "--ignore-scripts", "--no-audit", "--no-fund"]
        + ["--silent", f"mustache@{PEER_VERSION}"]
    )
    if done.returncode != 0:
        print("No peer: npm could not get mustache.")
    return done.returncode == 0


def one_round(peer):
    found = run_json([PROGRAM, str(SECONDS), FOLDER])
    if peer:
        found["peer"] = run_json(["node", PEER, str(SECONDS), FOLDER])["pages"]
    return found


def rates(found, name):
    return [one[name] for one in found["rounds"] if name in one]


def part_lines(found):
    yield "Written by `./do bench mustache` (bench/mustache_speed.c). One core; the templates read once, strict; a page of"
    yield f"{found['rounds'][0]['bytes']:,} bytes with a table of 200 rows and five columns; seconds are the processor's own."
    yield f"{len(found['rounds'])} rounds of {SECONDS} s each. The peer's page is the same, byte for byte, but for what it escapes"
    yield "without need. The program's own page has the same rows, by templates/layout and components/table, in"
    yield f"{found['rounds'][0]['carried_bytes']:,} bytes."
    yield ""
    yield f"{found['made_with']}."
    yield ""
    yield "| What | Pages a second, median | Least to most | Target |"
    yield "|---|---|---|---|"
    rows = [
        ("the same model, over and over", "pages"),
        ("the model built anew for each", "built"),
        ("the program's own table and layout, the same model", "carried"),
        ("the program's own, the model built anew for each", "carried_built"),
        (f"npm mustache {PEER_VERSION}, the same model", "peer"),
    ]
    for what, name in rows:
        measured = rates(found, name)
        if measured:
            median = statistics.median(measured)
            held = name in ("pages", "carried")
            met = f"{TARGET:,}: {'met' if median >= TARGET else 'missed'}" if held else "–"
            yield f"| {what} | {median:,.0f} | {min(measured):,} to {max(measured):,} | {met} |"


def main():
    if set(sys.argv[1:]) - {"--page"}:
        sys.exit("nothing, or --page")
    if "--page" not in sys.argv[1:]:
        os.makedirs(FOLDER, exist_ok=True)
        peer = has_peer()
        rounds = [one_round(peer) for _ in range(ROUNDS)]
        keep("mustache", {"rounds": rounds, "made_with": made_with()})
    found = kept("mustache")
    if not found:
        sys.exit("nothing was measured yet")
    lines = list(part_lines(found))
    print("\n".join(lines[lines.index("") :]))
    write_part("Templates", lines)
    print(f"{statistics.median(rates(found, 'pages')):.0f} pages/s")


if __name__ == "__main__":
    main()
