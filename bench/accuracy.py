#!/usr/bin/env python3
"""accuracy.py [SET...] [--million] - what `cantref link` gets wrong, and why.

Runs build/bench/errors on the labelled sets and on example councils of some 10^4 and 10^5 rows; with
--million on one of 10^6 too. Without SET docs/accuracy.md is written: counts and comparison patterns
reach it by this command only, and no value of any table does."""

import json
import os
import subprocess
import sys

from harness import LABELLED, PROGRAM, ROOT, WORK, prepare, prepare_labelled, sources, table
from harness import version

ERRORS = os.path.join(ROOT, "build", "bench", "errors")
PAGE = os.path.join(ROOT, "docs", "accuracy.md")
COUNCIL_SETS = ["council_10k", "council_100k"]
MILLION = "council_1m"
CLAIM_OFF_MAX = 0.02  # how far a claim may be from the truth
UNTOLD_ROWS_MAX = 1_000  # only below so many rows may a run say that it can't tell
PATTERNS_SHOWN = 8
ORACLE_CLASSES, ORACLE_CANDIDATES = 2, 4  # places in right_by_oracle

# In the order of the table; kinds of cases.csv that are not named here come after them.
HARD_KINDS = {
    "twins": "twins",
    "father_and_son": "father and son of one name",
    "namesakes": "namesakes elsewhere",
    "moved": "moved",
    "married": "married",
    "moved_and_married": "moved and married",
    "joint_account": "joint account",
    "duplicate": "duplicate within a system",
}


def errors_of(folder):
    """What the tool found out about one set, as it printed it."""
    command = [ERRORS, *sources(folder), "--truth", os.path.join(folder, "truth.csv")]
    cases = os.path.join(folder, "cases.csv")
    command += ["--cases", cases] if os.path.isfile(cases) else []
    done = subprocess.run(
        command + ["--oracles", "--json", "--top", str(PATTERNS_SHOWN)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    found = json.loads(done.stdout)
    found["claims"] = claims_of(folder)
    if sum(cause["pairs"] for cause in found["causes"]) != found["missed"] + found["merged"]:
        sys.exit(f"{folder}: the causes do not add up to the errors")
    return found


def claims_of(folder):
    """What the program claims of itself, and the truth of the same thing: people."""
    out = os.path.join(WORK, "claims_linked")
    command = [PROGRAM, "link", *sources(folder), "-o", out, "--json"]
    done = subprocess.run(
        command + ["--truth", os.path.join(folder, "truth.csv")],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    told = json.loads(done.stdout)
    truth = told["truth"].get("people") or told["truth"]
    return {
        "rows": told["rows"],
        "claimed": {key: told["estimated"][key] for key in ("precision", "recall")},
        "true": {key: truth[key] for key in ("precision", "recall")},
    }


# ---- tables


def share(part, whole):
    return f"{part / whole:.4f}" if whole else "–"


def percent(part, whole):
    return f"{100 * part / whole:.1f}%" if whole else "–"


def figure(value):
    return "–" if value is None else f"{value:.4f}"


def scores_table(found):
    head = ["set", "true pairs", "F1", "precision", "recall", "missed"]
    yield from table(
        head + ["false"],
        [
            [
                name,
                f"{f['true_pairs']:,}",
                figure(f["f1"]),
                figure(f["precision"]),
                figure(f["recall"]),
                f"{f['missed']:,}",
                f"{f['merged']:,}",
            ]
            for name, f in found.items()
        ],
    )


def claim_cells(claims, key):
    claimed, true = claims["claimed"][key], claims["true"][key]
    off = "–" if claimed is None else f"{claimed - true:+.4f}"
    return [figure(true), figure(claimed), off]


def claim_verdict(claims):
    claimed = claims["claimed"]
    if None in claimed.values():
        allowed = claims["rows"] < UNTOLD_ROWS_MAX
        return "says that it can't tell" + ("" if allowed else ", and should")
    off = {key: claimed[key] - claims["true"][key] for key in claimed}
    wrong = [key for key, value in off.items() if abs(value) > CLAIM_OFF_MAX]
    return "no: " + " and ".join(wrong) if wrong else "yes"


def claims_table(found):
    yield from table(
        ["set", "precision", "claimed", "off by", "recall", "claimed", "off by", "within .02"],
        [
            [name]
            + claim_cells(f["claims"], "precision")
            + claim_cells(f["claims"], "recall")
            + [claim_verdict(f["claims"])]
            for name, f in found.items()
        ],
    )
    kept_to = sum(claim_verdict(f["claims"]) == "yes" for f in found.values())
    yield f"Within .02 on {kept_to} of {len(found)} sets."
    yield ""


def oracles_table(found):
    given = [oracle["given"] for oracle in next(iter(found.values()))["oracles"]]
    yield from table(
        ["given, F1"] + list(found),
        [
            [name] + [figure(f["oracles"][place]["f1"]) for f in found.values()]
            for place, name in enumerate(given)
        ],
    )


def causes_table(found, merged):
    """Causes as the tool orders them, sets side by side."""
    totals = {name: f["merged" if merged else "missed"] for name, f in found.items()}
    by_cause = {}
    for name, f in found.items():
        for cause in f["causes"]:
            if cause["false"] == merged:
                by_cause.setdefault((cause["place"], cause["name"]), {})[name] = cause["pairs"]
    rows = [
        [cause]
        + [
            f"{counts[name]:,} ({percent(counts[name], total)})" if name in counts else "0"
            for name, total in totals.items()
        ]
        for (_, cause), counts in sorted(by_cause.items())
    ]
    rows.append(["all"] + [f"{total:,}" for total in totals.values()])
    yield from table(["cause"] + list(found), rows)


def blocking_table(found):
    head = ["set", "candidates", "true pairs met", "with paths", "missed, never met"]
    yield from table(
        head + ["would weigh over the cut", "in a block too large"],
        [
            [
                name,
                f"{f['blocking']['candidates']:,}",
                share(f["blocking"]["true_met"], f["true_pairs"]),
                share(f["blocking"]["true_with_paths"], f["true_pairs"]),
                f"{f['blocking']['missed']:,}",
                f"{f['blocking']['missed_over_cut']:,}",
                f"{f['blocking']['missed_in_big_block']:,}",
            ]
            for name, f in found.items()
        ],
    )


def levels_table(found):
    yield from table(
        ["feature", "level", "true pairs", "false pairs", "bits learnt", "true"],
        [
            [
                level["feature"],
                level["level"].rstrip(", "),
                f"{level['true']:,}",
                f"{level['false']:,}",
                f"{level['learnt_bits']:+.1f}",
                f"{level['true_bits']:+.1f}",
            ]
            for level in found["levels"]
        ],
    )


def shared_table(found):
    yield from table(
        ["parts in common", "missed pairs"],
        [[both["parts"], f"{both['pairs']:,}"] for both in found["blocking"]["missed_sharing"]],
    )


def kind_title(kind):
    return HARD_KINDS.get(kind, kind.replace("_", " "))


def hard_kinds_table(found):
    councils = {name: f for name, f in found.items() if f["hard_kinds"]}
    if not councils:
        return
    by_name = {
        name: {kind["kind"]: kind for kind in f["hard_kinds"]} for name, f in councils.items()
    }
    last = by_name[list(by_name)[-1]]
    order = [kind for kind in HARD_KINDS if kind in last]
    order += sorted(kind for kind in last if kind not in HARD_KINDS)
    oracles = {"m and u known": ORACLE_CLASSES, "candidates known": ORACLE_CANDIDATES}
    rows = []
    for kind in order:
        rows.append(
            [kind_title(kind), "together" if last[kind]["same"] else "apart"]
            + [
                (
                    f"{kinds[kind]['right']:,} of {kinds[kind]['pairs']:,} "
                    f"({percent(kinds[kind]['right'], kinds[kind]['pairs'])})"
                    if kind in kinds
                    else "–"
                )
                for kinds in by_name.values()
            ]
            + [
                percent(last[kind]["right_by_oracle"][place], last[kind]["pairs"])
                for place in oracles.values()
            ]
            + [cause_list(last[kind]["causes"])]
        )
    name = list(by_name)[-1]
    head = ["kind", "rightly"] + list(by_name)
    yield from table(head + [f"{oracle}, {name}" for oracle in oracles] + [f"wrong, {name}"], rows)


def calibration_table(found):
    rows = []
    for place in range(10):
        bins = [f["calibration"][place] for f in found.values()]
        rows.append(
            [f"{bins[0]['from']:.1f} – {bins[0]['to']:.1f}"]
            + [
                (
                    f"{b['predicted'] / b['pairs']:.3f} · {b['true'] / b['pairs']:.3f} ({b['pairs']:,})"
                    if b["pairs"]
                    else "–"
                )
                for b in bins
            ]
        )
    yield from table(["probability"] + list(found), rows)


def cause_list(causes):
    most_first = sorted(causes, key=lambda cause: -cause["pairs"])
    return ", ".join(f"{cause['name']} {cause['pairs']:,}" for cause in most_first) or "–"


def sources_table(found):
    yield from table(
        ["sources", "true pairs", "missed", "share", "false", "causes"],
        [
            [
                both["a"] if both["a"] == both["b"] else f"{both['a']}, {both['b']}",
                f"{both['true']:,}",
                f"{both['missed']:,}",
                percent(both["missed"], both["true"]),
                f"{both['merged']:,}",
                cause_list(both["causes"]),
            ]
            for both in found["sources"]
        ],
    )


def evidence(levels):
    """The levels that say something."""
    said = [
        f"{feature}: {level.rstrip(', ')}"
        for feature, level in levels.items()
        if level not in ("missing", "two sources")
    ]
    return "; ".join(said) or "nothing"


def patterns_table(found, merged):
    patterns = found["merged_patterns" if merged else "missed_patterns"]
    yield from table(
        ["levels of agreement", "pairs", "bits", "rare", "alike: true", "false", "causes"],
        [
            [
                evidence(p["levels"]),
                f"{p['pairs']:,}",
                f"{p['bits']:+.1f}",
                f"{p['rarity_bits']:+.1f}",
                f"{p['candidates_true']:,}",
                f"{p['candidates_false']:,}",
                cause_list([cause for cause in p["causes"] if cause["false"] == merged]),
            ]
            for p in patterns
        ],
    )


# ---- the page

INTRODUCTION = """# Accuracy: what is got wrong, and why

Written by `./do bench accuracy`, default settings, no labels used but to judge. Pairs are of
labelled mentions: people, in the example councils organisations and estates too. The truth is known
of five labelled sets, and of example councils made by `cantref example`.
"""

CLAIMS = """## Claims

What a run says of itself without labels, beside the truth; here both are of people alone. Held to
be honest: within .02. Only under 1,000 rows may it say that it can't tell.
"""

ORACLES = """## What is left to gain

F1 of the same candidate pairs, compared in the same way and resolved in the same way, when an
oracle gives away a part of the truth. *The cut*: the weights are the product's own, the cut is the
best of those tried. *m, u*: how often true and false candidates are at each level of each feature;
for one class of false pairs, or for as many kinds of coincidence as the product learns. *Odds of
each pattern*: features need not be independent; learnt on half of the people, used on the other
half. *Every candidate*: each is told to be right or wrong, so what is missing was lost by blocking
or resolving. What lies between the last two only new evidence can win.
"""

CAUSES = """## Causes

A true pair is missed when no key of blocking brought it (*a path exists*: other candidates of the
same person lead from one to the other), when it was met and its weight is not over the cut, or when
it is over the cut and resolving kept the two apart. *Not people*: the answer takes one of them for
an organisation, an estate or a row of no recognised kind, rightly or not; these are not followed.
"""

MERGED = """A false pair is in one entity when its own weight is over the cut, or when others chained the two
together.
"""

BLOCKING = """## Blocking

*Would weigh over the cut*: the comparison pattern weighs as much, had a key brought the pair.
"""

HARD = """## Hard kinds

Pairs of the example council that are easily got wrong; and how they would fare if the oracle gave
away m, u and the cut, or told of every candidate whether it is right.
"""

CALIBRATION = """## Calibration

Candidate pairs by the probability that the model gives them: mean probability · share that is true
(pairs).
"""

PATTERNS = """## Where the errors are

Levels of agreement, by how much harm their weights do: log2 of m to u as learnt, and among
candidates in truth. Then errors by comparison pattern, those with most errors first. *bits*: weight of the pattern; *rare*: what
term frequencies add on average; *alike*: all candidates with this pattern. What is missing on
either side is left out.
"""


def page_lines(found):
    yield from INTRODUCTION.splitlines() + [""]
    yield f"{version([PROGRAM, 'version'])}."
    yield ""
    yield from scores_table(found)
    yield from CLAIMS.splitlines() + [""]
    yield from claims_table(found)
    yield from ORACLES.splitlines() + [""]
    yield from oracles_table(found)
    yield from CAUSES.splitlines() + [""]
    yield from causes_table(found, False)
    yield from MERGED.splitlines() + [""]
    yield from causes_table(found, True)
    yield from BLOCKING.splitlines() + [""]
    yield from blocking_table(found)
    yield from HARD.splitlines() + [""]
    yield from hard_kinds_table(found)
    yield from CALIBRATION.splitlines() + [""]
    yield from calibration_table(found)
    yield from PATTERNS.splitlines() + [""]
    for name, f in found.items():
        if f["missed"] + f["merged"] == 0:
            continue
        yield from (f"### {name}", "")
        if len(f["sources"]) > 1:
            yield from sources_table(f)
        if f["levels"]:
            yield from ("Levels whose weights are furthest from the truth:", "")
            yield from levels_table(f)
        if f["blocking"]["missed"]:
            yield from ("What the missed pairs that never met have in common:", "")
            yield from shared_table(f)
        if f["missed"]:
            yield from (f"Missed, in {f['missed_pattern_count']:,} patterns:", "")
            yield from patterns_table(f, False)
        if f["merged"]:
            yield from (f"False, in {f['merged_pattern_count']:,} patterns:", "")
            yield from patterns_table(f, True)


def main():
    flags = {a for a in sys.argv[1:] if a.startswith("--")}
    wanted = [a for a in sys.argv[1:] if not a.startswith("--")]
    known = LABELLED + COUNCIL_SETS + [MILLION]
    unknown = [name for name in wanted if name not in known] or sorted(flags - {"--million"})
    if unknown:
        sys.exit(f"no {unknown[0]}; there are: {', '.join(known)}, --million")
    if "--million" not in flags and MILLION not in wanted:
        known.remove(MILLION)
    os.makedirs(WORK, exist_ok=True)
    labelled = prepare_labelled()
    found = {}
    for name in known:
        folder = prepare(name, labelled) if not wanted or name in wanted else None
        if folder:
            print(f"{name} …", file=sys.stderr, flush=True)
            found[name] = errors_of(folder)
    if not found:
        sys.exit("nothing to measure")
    text = "\n".join(page_lines(found)).rstrip("\n") + "\n"
    if wanted or labelled is None:
        print(text, end="")
        return
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(text)
    print("Written: docs/accuracy.md")


if __name__ == "__main__":
    main()
