#!/usr/bin/env python3
"""live.py [COUNCIL] [--no-peer] [--page] - a home of a million records: its first load, then records
one at a time and many at once, with Splink's own live matching beside it. Some rows of the largest
keyed source are held back, to arrive later. Writes its part of docs/benchmarks.md. --page runs
nothing; COUNCIL is one of the example councils, council_1m unless named."""

import csv
import json
import os
import random
import re
import shutil
import subprocess
import sys

import peers
from harness import APPROVE, BENCH, COUNCILS, PROGRAM, WORK, count_rows, keep, kept, made_with
from harness import must_measure, prepare_council, source_name, sources, table, write_part

HOME = os.path.join(WORK, "live_home")
EXTRACTS = os.path.join(WORK, "live_extracts")
ONE_BY_ONE_PROGRAM = os.path.join(WORK, "one_by_one")
SOURCE = "electoral_roll"  # the largest that has a key
ONE_BY_ONE, AT_ONCE = 3000, 20000
PEER_CALLS = 30


def hold_back(path, folder):
    """The rows of a table in three files: first, then ONE_BY_ONE, then AT_ONCE (fewer of a small
    table)."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        lines = file.read().splitlines(keepends=True)
    header, rows = lines[0], lines[1:]
    later = random.Random(1).sample(range(len(rows)), min(ONE_BY_ONE + AT_ONCE, len(rows) // 4))
    singly = set(later[: min(ONE_BY_ONE, len(later) // 2)])
    at_once = set(later) - singly
    for name, keep_row in (
        ("first.csv", lambda i: i not in singly and i not in at_once),
        ("singly.csv", lambda i: i in singly),
        ("at_once.csv", lambda i: i in at_once),
    ):
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as out:
            out.write(header)
            out.writelines(row for i, row in enumerate(rows) if keep_row(i))


def make_home(council):
    shutil.rmtree(HOME, ignore_errors=True)
    shutil.rmtree(EXTRACTS, ignore_errors=True)
    os.makedirs(EXTRACTS)
    must_measure([PROGRAM, "init", HOME, "--name", "Bench", "--nation", "wales"])
    for path in sources(council):
        name = source_name(path)
        if name == SOURCE:
            hold_back(path, EXTRACTS)
            path = os.path.join(EXTRACTS, "first.csv")
        must_measure([PROGRAM, "source", "add", name, path, "-C", HOME])
    definition = os.path.join(HOME, "sources", SOURCE + ".yaml")
    with open(definition, encoding="utf-8") as file:
        text = file.read()
    with open(definition, "w", encoding="utf-8") as file:
        file.write(re.sub(r"^delivery: snapshot", "delivery: changes", text, flags=re.MULTILINE))
    must_measure([APPROVE, HOME])


def step(found, name, command):
    print(name, flush=True)
    cost = must_measure(command)
    found[name] = {key: cost[key] for key in ("wall_s", "cpu_s", "peak_mb", "others_s")}
    return cost["out"]


def folder_bytes(name):
    folder = os.path.join(HOME, name)
    return sum(os.path.getsize(os.path.join(folder, file)) for file in os.listdir(folder))


def measure_home(council):
    found = {"made_with": made_with()}
    make_home(council)
    step(found, "ingest", [PROGRAM, "ingest", "--all", "-C", HOME])
    step(found, "train", [PROGRAM, "model", "train", "-C", HOME])
    step(found, "adopt", [PROGRAM, "model", "adopt", "-C", HOME])
    found["records"] = sum(count_rows(path) for path in sources(council) if SOURCE not in path)
    found["records"] += count_rows(os.path.join(EXTRACTS, "first.csv"))
    found["data_bytes"], found["key_bytes"] = folder_bytes("data"), folder_bytes("keys")
    singly = os.path.join(EXTRACTS, "singly.csv")
    found["singly"] = json.loads(step(found, "one", [ONE_BY_ONE_PROGRAM, HOME, SOURCE, singly, str(ONE_BY_ONE)]))
    at_once = os.path.join(EXTRACTS, "at_once.csv")
    said = json.loads(
        step(found, "many", [PROGRAM, "ingest", SOURCE, at_once, "-C", HOME, "--json"])
    )
    found["at_once"] = said["ingested"][0]
    said = json.loads(step(found, "same", [PROGRAM, "model", "compare", "-C", HOME, "--json"]))
    found["is_batch"] = said["unchanged"] == said["entities_before"] == said["entities_after"]
    shutil.rmtree(HOME)
    return found


def measure_peer(name, council):
    """What Splink's own calls take, on the same records prepared for it; None: no registry."""
    versions = peers.environment()
    if not versions:
        return None
    folder = os.path.join(WORK, name + "_for_peers")
    must_measure([sys.executable, os.path.join(BENCH, "council_for_peers.py"), council, folder])
    script = os.path.join(BENCH, "peer_splink_live.py")
    people = os.path.join(folder, "people.csv")
    print("Splink", flush=True)
    done = subprocess.run(
        [peers.PYTHON, script, people, str(PEER_CALLS)], check=False, stdout=subprocess.PIPE, text=True
    )
    if done.returncode != 0:
        return {"failed": True, "version": versions.get("splink")}
    return {**json.loads(done.stdout.splitlines()[-1]), "version": versions.get("splink")}


def verdict(figure, target, form, at_most=True):
    met = figure <= target if at_most else figure >= target
    return f"{form.format(target)}: {'met' if met else 'missed'}"


def part_lines(found):
    records, singly = found["records"], found["singly"]
    load_s = sum(found[key]["wall_s"] for key in ("ingest", "train", "adopt"))
    peak = max(found[key]["peak_mb"] for key in ("ingest", "train", "adopt"))
    rate = found["at_once"]["rows"] / found["at_once"]["seconds"]
    each = found["data_bytes"] / records
    yield "Written by `./do bench live`. A home of the example council's five systems; some rows of"
    yield f"{SOURCE} arrive after the model was adopted, first one at a time, each read from a file of its own,"
    yield "compared with what stands, linked and on disk before the next, then many in one file."
    yield ""
    yield f"{found['made_with']}. {records:,} records before."
    yield ""
    rows = [
        ["one record, half of them within", f"{singly['p50_ms']:.2f} ms",
         verdict(singly["p50_ms"], 2, "{} ms")],
        ["one record, 99 of 100 within", f"{singly['p99_ms']:.2f} ms",
         verdict(singly["p99_ms"], 10, "{} ms")],
        ["many at once", f"{rate:,.0f} records/s", verdict(rate, 3000, "{:,}", False)],
        ["first load: ingest, train, adopt", f"{load_s:,.0f} s",
         verdict(load_s / records * 1e6, 300, "{} s a million")],
        ["its peak of memory", f"{peak:,.0f} MB", verdict(peak, 1536, "{:,} MB")],
        ["database", f"{each:,.0f} bytes a record", verdict(each, 1536, "{:,}")],
        ["keys, in a file of their own", f"{found['key_bytes'] / records:,.0f} bytes a record", "–"],
        ["same picture as linking all at once", "yes" if found["is_batch"] else "NO", "yes"],
    ]
    yield from table(["", "measured", "asked"], rows)
    steps = [(key, found[key]) for key in ("ingest", "train", "adopt")]
    yield "First load: " + ", ".join(
        f"{key} {cost['wall_s']:.0f} s ({cost['cpu_s']:.0f} s of processor, {cost['peak_mb']:,.0f} MB)"
        for key, cost in steps
    ) + "."
    yield ""
    peer = found.get("peer")
    if not peer:
        yield "Splink was not run: no registry, or not wanted."
    elif peer.get("failed"):
        yield f"Splink {peer['version']} failed on the same records."
    else:
        yield (
            f"Splink {peer['version']} on the same records, in memory and not durable, by the settings that "
            f"`./do bench peers` has: `predict_between` of one new record and all others {peer['find_ms']:,.0f} "
            f"ms, {peer['find_ms'] / singly['p50_ms']:,.0f} times as long; `score_pair` of two "
            f"{peer['compare_ms']:,.0f} ms (medians of {PEER_CALLS})."
        )
    yield ""


def main():
    arguments = sys.argv[1:]
    names = [name for name in arguments if name in COUNCILS]
    if set(arguments) - set(COUNCILS) - {"--page", "--no-peer"} or len(names) > 1:
        sys.exit(f"--page, --no-peer, or one of {', '.join(COUNCILS)}")
    if "--page" not in arguments:
        os.makedirs(WORK, exist_ok=True)
        name = names[0] if names else "council_1m"
        council = prepare_council(name)
        found = measure_home(council)
        if "--no-peer" not in arguments:
            found["peer"] = measure_peer(name, council)
        keep("live", found)
    found = kept("live")
    if not found:
        sys.exit("nothing was measured yet")
    print("\n".join(part_lines(found)))
    write_part("Live", part_lines(found))


if __name__ == "__main__":
    main()
