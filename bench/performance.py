#!/usr/bin/env python3
"""performance.py [COUNCIL] [--page] - where the time of `cantref link` goes, stage by stage, and how
far each stage is from what the machine could do. Runs an example council (a million rows unless
another is named) and build/bench/bandwidth, keeps what they say, and writes docs/performance.md from
it; --page runs nothing. Only the million writes the page."""

import json
import os
import subprocess
import sys

from harness import COUNCILS, PROGRAM, ROOT, WORK, disturbance_lines, keep, kept, made_with
from harness import must_measure, prepare, sources, table

BANDWIDTH = os.path.join(WORK, "bandwidth")
PAGE = os.path.join(ROOT, "docs", "performance.md")
PAGE_SET = "council_1m"
ROUNDS = 3  # of which the quickest is told of
SMALL_SHARE = 0.02  # a stage below it isn't worth trying anything on
LOW_USE = 0.7  # of the cores: below it a stage counts as not parallel

# Kept by hand: what is known to be worth trying, by stage. A stage that is no longer among the
# dearest drops out of the page by itself.
TRY = {
    "Reading": "the scanner looks at a byte at a time outside quotes: compare 32 at once for "
    "delimiter, quote and line end, and look each cell up among the last few of its column first",
    "Understanding columns": "profile a sample of the distinct values, not all of them",
    "Standardising": "standardise each distinct value once and keep what came out beside it; "
    "values that only differ in case are one",
    "Reading names, dates and addresses": "only ever needs distinct values: check that no "
    "part is made that neither the plan nor a comparison asks for",
    "Grouping what is the same": "hash whole rows of ids, and sort by radix on the hash",
    "Choosing what to compare": "estimate a key's cost on a sample of its blocks before it is "
    "counted in full",
    "Comparing": "lay out what the commonest comparisons read side by side; fetch the second "
    "node's row ahead of its use; give up a pair as soon as it can't reach the cut",
    "Learning": "patterns are few: what is left is adding them up, so merge those that differ in "
    "levels of equal weight",
    "Comparing what keys left out": "skip components in which every pair was met already",
    "Finding components": "join nodes on all threads, or as pairs are gathered",
    "Resolving": "components are independent: hand the largest out first, so that no thread is "
    "left with one at the end",
    "Telling how good it is": "the cuts share all but their last joins: carry sums from one to the "
    "next",
    "Naming entities": "one pass over mentions in the order of their entity",
    "Writing": "files are independent of one another: one thread each, and numbers without printf",
}


def link(name):
    """The quickest run's manifest, and what it took from outside."""
    folder = prepare(name, None)
    out = os.path.join(WORK, name + "_linked")
    best = None
    for _ in range(ROUNDS):
        cost = must_measure([PROGRAM, "link", *sources(folder), "-o", out, "--json"])
        with open(os.path.join(out, "manifest.json"), encoding="utf-8") as file:
            manifest = json.load(file)
        if best is None or cost["wall_s"] < best["wall_s"]:
            best = {key: cost[key] for key in ("wall_s", "cpu_s", "peak_mb", "others_s")}
            best["steps"] = manifest["steps"]
            best["rows"] = manifest["counts"]["rows"]
            best["threads"] = manifest["settings"]["threads"]
            best["candidates"] = sum(
                m["candidate_pairs"] for m in json.loads(cost["out"])["models"]
            )
    return best


def bandwidth():
    done = subprocess.run([BANDWIDTH], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


# ---- figures of a step


def share_of_wall(step, found):
    return step["seconds"] / found["wall_s"]


def use_of_cores(step, found):
    return (
        step["processor_seconds"] / (step["seconds"] * found["threads"]) if step["seconds"] else 0
    )


def share_of_bandwidth(step, found):
    if not step.get("bytes") or not step["seconds"]:
        return None
    return step["bytes"] / step["seconds"] / found["bandwidth"]["bytes_per_second"]


def row_of(step, found):
    count, bytes_moved = step.get("count"), step.get("bytes")
    moved = share_of_bandwidth(step, found)
    return [
        step["name"],
        f"{step['seconds']:.2f}",
        f"{100 * share_of_wall(step, found):.1f}%",
        f"{step['processor_seconds']:.2f}",
        f"{100 * use_of_cores(step, found):.0f}%",
        f"{count:,} {step['unit']}" if count else "–",
        f"{1e9 * step['processor_seconds'] / count:,.0f}" if count else "–",
        f"{bytes_moved / step['seconds'] / 1e9:.2f}" if moved is not None else "–",
        f"{100 * moved:.1f}%" if moved is not None else "–",
    ]


def rest_row(found):
    """What no step counts: starting, ending, freeing."""
    wall = found["wall_s"] - sum(step["seconds"] for step in found["steps"])
    cpu = found["cpu_s"] - sum(step["processor_seconds"] for step in found["steps"])
    share = f"{100 * wall / found['wall_s']:.1f}%"
    return ["starting, freeing", f"{wall:.2f}", share, f"{cpu:.2f}"] + ["–"] * 5


def total_row(found):
    use = found["cpu_s"] / (found["wall_s"] * found["threads"])
    return [
        "all",
        f"{found['wall_s']:.2f}",
        "100%",
        f"{found['cpu_s']:.2f}",
        f"{100 * use:.0f}%",
        f"{found['rows']:,} rows",
        f"{1e9 * found['cpu_s'] / found['rows']:,.0f}",
        "–",
        "–",
    ]


# ---- what to try next


def findings(found):
    """Sentences that follow from the figures alone."""
    dear = [s for s in found["steps"] if share_of_wall(s, found) >= SMALL_SHARE]
    dearest = sorted(dear, key=lambda step: -step["seconds"])
    names = ", ".join(f"{s['name']} ({100 * share_of_wall(s, found):.0f}%)" for s in dearest[:3])
    half = sum(share_of_wall(step, found) for step in dearest[:3])
    yield f"- Three stages are {100 * half:.0f}% of the time: {names}."
    idle = {s["name"]: s["seconds"] * (1 - use_of_cores(s, found)) for s in dear}
    worst = max(idle, key=idle.get)
    gain = ", ".join(
        f"{s['name']} {100 * use_of_cores(s, found):.0f}%"
        for s in dearest
        if use_of_cores(s, found) < LOW_USE
    )
    yield (
        f"- Cores stand idle longest in {worst}: {idle[worst]:.2f} s of the run would be gone, were "
        f"all of its work shared evenly. Below {100 * LOW_USE:.0f}% of the cores: {gain or 'none'}."
    )
    every = sum(max(0.0, value) for value in idle.values())
    yield (
        f"- Were every stage perfectly parallel, the run would take some {found['wall_s'] - every:.2f} "
        f"s instead of {found['wall_s']:.2f}; more than that only less work can win."
    )
    told = [s for s in dear if share_of_bandwidth(s, found) is not None]
    if told:
        far = min(told, key=lambda step: share_of_bandwidth(step, found))
        near = max(told, key=lambda step: share_of_bandwidth(step, found))
        yield (
            f"- Furthest from what memory could deliver is {far['name']} "
            f"({100 * share_of_bandwidth(far, found):.1f}%): it computes, or waits for single cache "
            + (
                f"lines. Nearest is {near['name']} ({100 * share_of_bandwidth(near, found):.1f}%)."
                if near is not far
                else "lines. No other of weight tells what it moves."
            )
        )
    untold = [step["name"] for step in dear if not step.get("count")]
    if untold:
        yield f"- Stages that tell of no work yet (`progress_work`): {', '.join(untold)}."


def suggestions(found):
    dearest = sorted(found["steps"], key=lambda step: -step["seconds"])
    for step in dearest:
        if share_of_wall(step, found) >= SMALL_SHARE and step["name"] in TRY:
            yield f"- {step['name']} ({step['seconds']:.2f} s): {TRY[step['name']]}."


READING = """How to read it:

- *wall s*, *share*: time by the clock, and its share of the whole run.
- *CPU s*: processor time of all threads; *cores*: its share of what the cores could have given in
  that time. 100% is perfectly parallel; half of that, on two cores, is one thread.
- *work*: what the stage counted of itself; *CPU ns each*: processor time for one of them.
- *GB/s*: the memory that the stage read and wrote at least, were each byte touched once, by the
  clock; *of memory*: the share of what the machine can move. A stage near 100% can only be made
  faster by touching less. One that is far from it computes, or waits for the next cache line.
- –: the stage does not tell.
"""


def page_lines(found):
    yield "# Performance: where the time goes"
    yield ""
    yield "Written by `./do bench performance`; only *what to try next* has a list kept by hand, in"
    yield "bench/performance.py. One run of `cantref link` on an example council, default settings, the"
    yield f"quickest of {ROUNDS}."
    yield ""
    yield f"{found['made_with']}."
    yield ""
    rate = found["bandwidth"]["bytes_per_second"] / 1e9
    yield (
        f"{found['rows']:,} rows in {found['wall_s']:.2f} s: "
        f"{found['rows'] / found['wall_s']:,.0f} rows a second on {found['threads']} threads, "
        f"{found['cpu_s']:.2f} s of processor time, {found['peak_mb']:,.0f} MB at the peak "
        f"({found['peak_mb'] * 2**20 / found['rows']:,.0f} bytes a row); {found['candidates']:,} "
        f"pairs were compared. Memory moves {rate:.1f} GB/s with "
        f"{found['bandwidth']['threads']} threads (the triad of STREAM, bench/bandwidth.c)."
    )
    yield ""
    yield from disturbance_lines([found])
    head = ["stage", "wall s", "share", "CPU s", "cores", "work", "CPU ns each", "GB/s"]
    rows = [row_of(step, found) for step in found["steps"]]
    yield from table(head + ["of memory"], rows + [rest_row(found), total_row(found)])
    yield from READING.splitlines()
    yield ""
    yield "## What to try next"
    yield ""
    yield "What the figures say:"
    yield ""
    yield from findings(found)
    yield ""
    yield "What the code suggests, dearest stage first:"
    yield ""
    yield from suggestions(found)


def main():
    flags = {a for a in sys.argv[1:] if a.startswith("--")}
    wanted = [a for a in sys.argv[1:] if not a.startswith("--")] or [PAGE_SET]
    if flags - {"--page"} or len(wanted) > 1 or wanted[0] not in COUNCILS:
        sys.exit(f"one of {', '.join(COUNCILS)}, or --page")
    name = wanted[0]
    if "--page" not in flags:
        os.makedirs(WORK, exist_ok=True)
        keep(
            "performance_" + name,
            {**link(name), "bandwidth": bandwidth(), "made_with": made_with()},
        )
    found = kept("performance_" + name)
    if not found:
        sys.exit("nothing was measured yet")
    text = "\n".join(page_lines(found)).rstrip("\n") + "\n"
    if name != PAGE_SET:
        print(text, end="")
        return
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(text)
    print("Written: docs/performance.md")


if __name__ == "__main__":
    main()
