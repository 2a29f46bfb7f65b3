#!/usr/bin/env python3
"""scale.py [COUNCIL...] [--long] [--page] - how cost grows: `cantref link` on example councils of
some 10^4, 10^5 and 10^6 rows, and with --long of 10^7 (a minute or two to make, 2 GB of disk, which
are given back).

Results are kept; the part of docs/benchmarks.md is written from what is kept. COUNCIL measures that
one alone; --page runs nothing."""

import json
import math
import os
import subprocess
import sys

from harness import COUNCILS, PROGRAM, WORK, count_rows, figure, keep, kept, results_lines
from harness import made_with, must_measure, prepare, sources, write_part

LONG = "council_10m"
ROUNDS = 3  # of which the quickest counts: what else the machine does only ever adds
ROUND_ROWS_MAX = 2_000_000  # a larger one is run once
COLUMNS = ["set", "rows", "wall s", "CPU s", "µs a row", "peak MB", "bytes a row", "F1"]


def link(name):
    folder = prepare(name, None)
    tables = sources(folder)
    rows = sum(map(count_rows, tables))
    out = os.path.join(WORK, name + "_linked")
    command = [PROGRAM, "link", *tables, "-o", out, "--json"]
    rounds = ROUNDS if rows <= ROUND_ROWS_MAX else 1
    costs = [must_measure(command) for _ in range(rounds)]
    told = must_measure(command + ["--truth", os.path.join(folder, "truth.csv")])
    if name == LONG:
        subprocess.run(["rm", "-rf", folder, out], check=True)
    return {
        "rows": rows,
        "wall_s": min(cost["wall_s"] for cost in costs),
        "cpu_s": min(cost["cpu_s"] for cost in costs),
        "peak_mb": min(cost["peak_mb"] for cost in costs),
        "others_s": min(costs, key=lambda cost: cost["wall_s"])["others_s"],
        "scores": json.loads(told["out"]).get("truth") or {},
        "made_with": made_with(),
    }


def exponent(points):
    """The slope of a straight line by least squares through (log x, log y)."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    mean_x = sum(x for x, _ in logs) / len(logs)
    mean_y = sum(y for _, y in logs) / len(logs)
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum(
        (x - mean_x) ** 2 for x, _ in logs
    )


def row_of(name, found):
    return [
        name,
        f"{found['rows']:,}",
        f"{found['wall_s']:.2f}",
        f"{found['cpu_s']:.2f}",
        f"{1e6 * found['cpu_s'] / found['rows']:.1f}",
        f"{found['peak_mb']:,.0f}",
        f"{found['peak_mb'] * 2**20 / found['rows']:,.0f}",
        figure(found["scores"], "f1"),
    ]


def growth_lines(results):
    """The exponents, beside what n·log n would give on the same rows."""
    rows = [found["rows"] for found in results.values()]
    n_log_n = exponent([(n, n * math.log(n)) for n in rows])
    grown = {
        key: exponent([(found["rows"], found[key]) for found in results.values()])
        for key in ("wall_s", "cpu_s", "peak_mb")
    }
    yield (
        f"From {min(rows):,} to {max(rows):,} rows, by least squares on the logarithms: wall time "
        f"grows as n^{grown['wall_s']:.3f}, CPU time as n^{grown['cpu_s']:.3f}, peak memory as "
        f"n^{grown['peak_mb']:.3f}; n·log n on these rows is n^{n_log_n:.3f}, so that CPU time "
        f"grows {'no faster' if grown['cpu_s'] <= n_log_n else 'faster'} than n·log n. The smallest "
        "council is too short a run to keep every core at work, and the time of starting is part "
        "of it."
    )


def splink_lines(results):
    """Beside Splink on the same million rows, where both were measured."""
    found = (kept("peers_council_1m") or {}).get("tools", {}).get("Splink")
    own = results.get("council_1m")
    if not found or not own or "wall_s" not in found:
        yield "Splink on the million rows: not run."
    elif found["status"] == "ok":
        yield (
            f"On the million rows Splink takes {found['wall_s'] / own['wall_s']:.0f} times as long "
            f"({found['wall_s']:.0f} s), {found['cpu_s'] / own['cpu_s']:.0f} times the CPU time and "
            f"{found['peak_mb'] / own['peak_mb']:.1f} times the memory."
        )
    else:
        yield f"Splink on the million rows: {found['note']}."


def part_lines(results):
    yield "Written by `./do bench scale` (`--long` for ten million rows). The quickest of three runs of"
    yield "each example council but the largest, which is run once. A mention is what F1 is about, as in the"
    yield "first part."
    yield ""
    yield from results_lines(results, COLUMNS, row_of)
    if len(results) > 1:
        yield from growth_lines(results)
        yield ""
    yield from splink_lines(results)


def main():
    flags = {a for a in sys.argv[1:] if a.startswith("--")}
    wanted = [a for a in sys.argv[1:] if not a.startswith("--")]
    unknown = [a for a in wanted if a not in COUNCILS] or sorted(flags - {"--long", "--page"})
    if unknown:
        sys.exit(f"no {unknown[0]}; there are: {', '.join(COUNCILS)}, --long, --page")
    os.makedirs(WORK, exist_ok=True)
    if "--page" not in flags:
        print("  ".join(f"{cell:>12}" for cell in COLUMNS))
        for name in wanted or COUNCILS:
            if name != LONG or "--long" in flags or name in wanted:
                found = link(name)
                keep("scale_" + name, found)
                print("  ".join(f"{cell:>12}" for cell in row_of(name, found)), flush=True)
    results = {name: kept("scale_" + name) for name in COUNCILS}
    results = {name: found for name, found in results.items() if found}
    if not results:
        sys.exit("nothing was measured yet")
    for line in growth_lines(results) if len(results) > 1 else []:
        print(line)
    write_part("Scale", part_lines(results))


if __name__ == "__main__":
    main()
