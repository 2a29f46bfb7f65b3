#!/usr/bin/env python3
"""peers.py [SET...] [--no-million] [--resume] [--page] - the best tools beside Cantref: the same
sets, the same machine, one after another.

Splink and GoldenMatch come from PyPI into an environment of their own under build/bench; where that
can't be had, their rows say "not run". On each set Cantref, Splink and GoldenMatch run in turn, each
in a process of its own; what they answer is scored by score_rows.py. For the example councils the
peers' tables are made by council_for_peers.py first, and its time is added to theirs.

Results are kept; the part of docs/benchmarks.md is written from what is kept. SET runs that set
alone; --no-million leaves out the council of a million rows; --resume leaves out sets that have a
result already; --page runs nothing."""

import os
import re
import subprocess
import sys
import time

from harness import BENCH, COUNCILS, LABELLED, PROGRAM, WORK, count_rows, disturbance_lines
from harness import figure, keep, kept, made_with, measure, prepare, prepare_labelled, score_rows
from harness import sources, table, write_part

PINNED = {"splink": "5.0.0", "goldenmatch": "3.22.0"}
ENVIRONMENT = os.path.join(WORK, "peers_environment")
PYTHON = os.path.join(ENVIRONMENT, "bin", "python")
MILLION = "council_1m"
SETS = LABELLED + ["council_100k", MILLION]
LIMIT_S = 20 * 60  # for one tool on one set
TOOLS = ["Cantref", "Splink", "GoldenMatch"]
# GoldenMatch, given all columns, configures itself to find almost nothing (F1 .04 at 10^5 rows; .08
# with names, birth date, address, telephone and e-mail): it gets the table on which it does best.
PEERS_TABLE = {"Splink": "people.csv", "GoldenMatch": "names.csv"}
DEMOS = {
    "historical_50k": "settings of its demo of this set",
    "febrl1": "settings of its demo of febrl3",
    "febrl4": "settings of its demo of this set",
    "fake_1000": "settings of its demo of this set",
}
COLUMNS = ["set", "tool", "F1", "precision", "recall", "B3 F1", "exact", "wall s", "×"]
COLUMNS += ["CPU s", "×", "peak MB", "×", "how"]


def environment():
    """{package: version} of what is installed in the peers' own environment; {} when the registry
    can't be reached."""
    wanted = [f"{name}=={version}" for name, version in PINNED.items()]
    if not os.path.isfile(PYTHON):
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
    listing = [PYTHON, "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check"]
    found = subprocess.run(listing, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    if not set(wanted) <= set(found):
        print(f"Installing into {os.path.relpath(ENVIRONMENT)}: {', '.join(wanted)}", flush=True)
        done = subprocess.run(
            [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted],
            check=False,
        )
        if done.returncode != 0:
            return {}
        found = subprocess.run(listing, check=True, stdout=subprocess.PIPE, text=True).stdout
        found = found.split()
    return dict(line.split("==") for line in found if "==" in line)


def together(first, then):
    """The cost of two commands, one after the other."""
    return {
        **then,
        "wall_s": first["wall_s"] + then["wall_s"],
        "cpu_s": first["cpu_s"] + then["cpu_s"],
        "peak_mb": max(first["peak_mb"], then["peak_mb"]),
        "others_s": first["others_s"] + then["others_s"],
        "prepared_s": first["wall_s"],
    }


def last_words(text):
    """The last line of what a program said of its failure, without paths."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = re.sub(r"\S*/\S+", "…", lines[-1]) if lines else "nothing said"
    return said.replace("|", " ")[:120]


def costs(found):
    keys = ("wall_s", "cpu_s", "peak_mb", "others_s", "prepared_s")
    return {key: found[key] for key in keys if key in found}


def run_cantref(name, folder):
    out = os.path.join(WORK, name + "_peers_cantref")
    found = measure([PROGRAM, "link", *sources(folder), "-o", out], LIMIT_S)
    return found, os.path.join(out, "entities.csv"), None


def run_peer(tool, name, folder):
    """Run one peer on one set: (cost, its answer, which row was which)."""
    answer = os.path.join(WORK, f"{name}_{tool.lower()}.csv")
    tables, rows, first = sources(folder), None, None
    if name in COUNCILS:
        home = os.path.join(WORK, name + "_for_peers")
        first = measure([sys.executable, os.path.join(BENCH, "council_for_peers.py"), folder, home])
        if first["status"] != "ok":
            return first, answer, rows
        tables, rows = [os.path.join(home, PEERS_TABLE[tool])], os.path.join(home, "rows.csv")
    script = os.path.join(BENCH, f"peer_{tool.lower()}.py")
    found = measure([PYTHON, script, name, answer, *tables], LIMIT_S)
    return (together(first, found) if first else found), answer, rows


def how(tool, name):
    if tool == "Cantref":
        return "no settings"
    prepared = "columns renamed, values prepared by hand; " if name in COUNCILS else ""
    if tool == "GoldenMatch":
        chosen = "columns chosen by hand; " if name in COUNCILS else ""
        return prepared + chosen + "zero configuration"
    return prepared + (
        DEMOS.get(name)
        or ("settings by hand" if name in COUNCILS else "by hand: the settings of febrl4")
    )


def run_tool(tool, name, folder, versions):
    """What is kept of one tool on one set."""
    if tool != "Cantref" and not versions:
        return {"status": "not run", "note": "not run: no registry"}
    runs = run_cantref(name, folder) if tool == "Cantref" else run_peer(tool, name, folder)
    found, answer, rows = runs
    kept_of = {"status": found["status"], "note": how(tool, name), **costs(found)}
    if found["status"] == "ok":
        kept_of["scores"] = score_rows(folder, answer, rows)
    elif found["status"] == "over":
        kept_of["note"] += f"; stopped after {LIMIT_S // 60} minutes"
    else:
        kept_of["note"] += f"; failed: {last_words(found['error'])}"
    if "RED config" in found["error"]:  # GoldenMatch's own word for it
        kept_of["note"] += "; it warns of its own configuration"
    return kept_of


def run_set(name, folder, versions):
    tools = {}
    for tool in TOOLS:
        print(f"{name}, {tool} …", file=sys.stderr, flush=True)
        tools[tool] = run_tool(tool, name, folder, versions)
        print("  ".join(row_of(name, tool, tools)), flush=True)
    keep(
        "peers_" + name,
        {
            "set": name,
            "rows": sum(map(count_rows, sources(folder))),
            "tools": tools,
            "versions": versions,
            "made_with": made_with(),
            "day": time.strftime("%Y-%m-%d"),
        },
    )


# ---- the page


def ratio(found, own, key):
    return f"{found[key] / own[key]:.1f}" if found.get(key) and own.get(key) else "–"


def number(found, key, form):
    return format(found[key], form) if key in found else "–"


def row_of(name, tool, tools):
    found, own = tools[tool], tools["Cantref"]
    scores = found.get("scores") or {}
    row = [name, tool]
    row += [figure(scores, key) for key in ("f1", "precision", "recall", "b3", "exact")]
    for key, form in (("wall_s", ".2f"), ("cpu_s", ".2f"), ("peak_mb", ",.0f")):
        row += [number(found, key, form), ratio(found, own, key)]
    return row + [found["note"]]


LEGEND = """Written by `./do bench peers`. On each set Cantref, Splink and GoldenMatch run one after
another, each alone, with as many threads as it takes by itself; × is how many times Cantref's. CPU
and peak memory are those of the process and of all below it.

F1, precision and recall are over pairs of rows after clustering, and pairs missed by blocking count
as missed; B3 is B-cubed; exact is the share of true clusters found exactly. All three are scored by
the same script (bench/score_rows.py). The peers' answers are about rows, and so is this truth: a
row of a council that names two people (a joint account, a pupil with parents) counts as the person
whom it names first, and rows that name an organisation, an estate or nobody first are left out, for
Cantref too. That is why its figures here differ from those above, which count every mention.

Splink has the settings of its own demos where it has a demo of the set or its like, and is cut at
.95 as they are. For the councils a person renamed the columns of five tables, took names apart and
made dates, addresses and numbers alike (bench/council_for_peers.py, whose running time counts as
theirs), and wrote Splink's settings in six attempts (bench/peer_splink.py), with the truth at hand to
choose the cut. GoldenMatch has no settings anywhere; for the councils it was given name, address
and postcode alone, since with all columns it finds next to nothing. Cantref has no settings, and
reads the five tables as they are.
"""


def gap(results):
    """How far Cantref is before the better peer, set by set."""
    for name, found in results.items():
        scores = {
            tool: row["scores"]["f1"] for tool, row in found["tools"].items() if row.get("scores")
        }
        peers = [value for tool, value in scores.items() if tool != "Cantref"]
        if peers and "Cantref" in scores:
            yield f"{name} {scores['Cantref'] - max(peers):+.4f}"


def part_lines(results):
    yield from LEGEND.splitlines()
    yield ""
    for made, names in grouped(results).items():
        yield f"{made} ({', '.join(names)})."
    yield ""
    yield from disturbance_lines([t for found in results.values() for t in found["tools"].values()])
    rows = [row_of(name, tool, found["tools"]) for name, found in results.items() for tool in TOOLS]
    head, *rest = table(COLUMNS, rows)
    yield head
    yield "|---|---|" + "---:|" * (len(COLUMNS) - 3) + "---|"
    yield from rest[1:]
    yield "F1 less that of the better peer: " + "; ".join(gap(results)) + "."
    missing = [name for name in SETS if name not in results]
    if missing:
        yield ""
        yield f"Not run: {', '.join(missing)}."


def grouped(results):
    """Sets by what they were made with."""
    found = {}
    for name, result in results.items():
        versions = result["versions"]
        peers = [
            f"{package} {versions[package]}"
            for package in ("splink", "duckdb", "goldenmatch", "numpy", "pyarrow")
            if package in versions
        ]
        made = result["made_with"] + (", ".join([""] + peers))
        found.setdefault(f"{made}, {result['day']}", []).append(name)
    return found


def main():
    arguments = sys.argv[1:]
    flags = {a for a in arguments if a.startswith("--")}
    wanted = [a for a in arguments if not a.startswith("--")]
    unknown = [name for name in wanted if name not in SETS] or sorted(
        flags - {"--no-million", "--resume", "--page"}
    )
    if unknown:
        sys.exit(f"no {unknown[0]}; there are: {', '.join(SETS)}, --no-million, --resume, --page")
    os.makedirs(WORK, exist_ok=True)
    if "--page" not in flags:
        versions = environment()
        labelled = prepare_labelled()
        for name in wanted or SETS:
            if "--no-million" in flags and name == MILLION:
                continue
            if "--resume" in flags and kept("peers_" + name):
                continue
            folder = prepare(name, labelled)
            if folder:
                run_set(name, folder, versions)
    results = {name: kept("peers_" + name) for name in SETS}
    results = {name: found for name, found in results.items() if found}
    if not results:
        sys.exit("nothing was measured yet")
    write_part("Peers beside it", part_lines(results))


if __name__ == "__main__":
    main()
