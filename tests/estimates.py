#!/usr/bin/env python3
"""estimates.py PROGRAM ERRORS [NAME...] - is what a run claims of itself, without labels, true?

Makes tables on which such claims go wrong easily (few columns, common names, next to no matches, two
kinds of people in one file …), each with its truth, from a seed; links them with default settings; and
holds the claims to the truth. A run may also say that it can't tell, or that its claims may be off: that
passes only on the tables where that is so. Then ERRORS, the program bench/errors, holds the
probabilities of single pairs to the truth, in ten bins."""

import collections
import csv
import json
import os
import random
import subprocess
import sys
import tempfile

from tally import Tally

OFF_MAX = 0.02  # between claimed and true
SEED = int(os.environ.get("CANTREF_SEED", "5"))

GIVEN = """Aled Amy Anna Ben Bethan Carys Chloe Dafydd Daniel David Elin Emily Emma Ffion Gareth George
Gwen Hannah Harry Huw Ian Jack James Jane Jessica John Karen Katie Laura Lewis Lowri Lucy Mair Margaret
Mark Mary Megan Michael Nia Oliver Owen Paul Peter Rachel Rhian Rhys Robert Ruth Sarah Sian Sophie Steven
Susan Thomas Tomos William Zoe Alun Andrew Angharad Brian Catrin Dylan Eirlys Elwyn Geraint Glenys Hywel
Idris Iwan Llinos Mererid Nerys Olwen Sioned Tegwen Trefor Wyn""".split()
FAMILY_ENDS = "son ton ley ford wood field well worth man er bridge by ham land hurst more".split()
FAMILY_STEMS = """Ash Bar Black Bren Brook Burn Carl Chad Clay Cole Crom Dal Den East Eld Fair Farn Ferr
Gar Glen Graf Green Hal Hart Hay Hol Hunt Ken Kirk Lang Lin Long Mar Mel Mill Mor Nor Oak Old Pen Pick Ray
Red Rock Row Sand Shel Stan Stock Sut Thorn Wal War West White Whit Win Wood York""".split()
COMMON = "Jones Davies Williams Evans Thomas Roberts Lewis Hughes Morgan Griffiths".split()
STREETS = "High,Church,Station,Mill,Park,Chapel,Bridge,New,School,Castle,Green,Well,Hill,Farm".split(",")
TOWNS = "Aberwen,Brynmor,Castell,Dinas,Efail,Felin,Glanrhyd,Hendre".split(",")
PUNJABI_GIVEN = """Amandeep Baljit Charanjit Daljit Gurpreet Harjit Inderjit Jaswinder Kuldeep Lakhbir
Manjit Navdeep Parminder Rajinder Satnam Tejinder Surinder Sukhdev Mandeep Harpreet""".split()
PUNJABI_FAMILY = "Singh Kaur Gill Sidhu Dhillon Sandhu Grewal Brar Dhaliwal Mann".split()
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class People:
    """People to be drawn, each a dict of what a table may hold of one."""

    def __init__(self, rng, given=None, family=None, years=(1930, 2005)):
        self.rng, self.years = rng, years
        self.given = given or GIVEN
        self.family = family or [a + b for a in FAMILY_STEMS for b in FAMILY_ENDS]

    def skewed(self, values):
        """The first are commoner: as one over the rank and a little."""
        return values[int(len(values) ** self.rng.random()) - 1]

    def one(self):
        rng = self.rng
        day = (rng.randint(*self.years), rng.randint(1, 12), rng.randint(1, 28))
        area = rng.randint(1, 40)
        return {
            "given": self.skewed(self.given),
            "family": self.skewed(self.family),
            "born": "%04d-%02d-%02d" % day,
            "house": str(rng.randint(1, 120)),
            "street": rng.choice(STREETS) + " " + rng.choice(["Street", "Road", "Lane", "Close"]),
            "town": TOWNS[area % len(TOWNS)],
            "postcode": "LL%d %d%s%s"
            % (area, rng.randint(1, 9), rng.choice("ABDEFGHJ"), rng.choice("LNPQRSTU")),
            "phone": "07%09d" % rng.randrange(10**9),
        }


def typo(rng, text):
    at = rng.randrange(len(text)) if text else 0
    kind = rng.randrange(4)
    letter = rng.choice("0123456789" if text[at : at + 1].isdigit() else LETTERS)
    if not text or kind == 0:
        return text[:at] + letter + text[at:]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + letter + text[at + 1 :]
    return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]


def written(rng, person, errors):
    """A record of a person: cells go missing, are mistyped, and now and then people move."""
    row = dict(person)
    for name in row:
        if rng.random() < errors:
            row[name] = "" if rng.random() < 0.3 else typo(rng, row[name])
    if rng.random() < errors:
        elsewhere = People(rng).one()
        for name in ("house", "street", "town", "postcode"):
            row[name] = elsewhere[name]
    return row


class Made:
    """Sources being made: rows by source, and who each row is."""

    def __init__(self, columns):
        self.columns, self.sources = columns, collections.defaultdict(list)

    def add(self, source, person, row):
        self.sources[source].append((person, [row[name] for name in self.columns]))

    def write(self, folder, rng):
        paths = []
        truth = open(os.path.join(folder, "truth.csv"), "w", encoding="utf-8", newline="")
        with truth:
            to_truth = csv.writer(truth)
            to_truth.writerow(["source", "row", "truth"])
            for source, rows in sorted(self.sources.items()):
                rng.shuffle(rows)
                paths.append(os.path.join(folder, source + ".csv"))
                with open(paths[-1], "w", encoding="utf-8", newline="") as file:
                    to_file = csv.writer(file)
                    to_file.writerow(self.columns)
                    for number, (person, cells) in enumerate(rows, 1):
                        to_file.writerow(cells)
                        to_truth.writerow([source, number, person])
        return paths


ALL = ["given", "family", "born", "house", "street", "town", "postcode", "phone"]


def two_sources(rng, columns=None, count=2000, shared=0.4, errors=0.06, people=None, change=None):
    """Two sources that share some of their people. change(row) writes a row in its own way."""
    made = Made(columns or ALL)
    people = people or People(rng)
    for number in range(count):
        person = people.one()
        both = rng.random() < shared
        for source in ("a", "b") if both else (rng.choice("ab"),):
            row = written(rng, person, errors)
            made.add(source, number, change(row) if change else row)
    return made


def dates_as_years(row):
    return {**row, "born": row["born"][:4]}


def with_constant(row):
    return {**row, "council": "Cantref"}


def with_copy(row):
    return {**row, "surname_again": row["family"]}


def one_role_dominates(rng):
    """A number that all but decides, beside names that are often wrong."""
    people = People(rng, family=COMMON)
    make = people.one
    people.one = lambda: {**make(), "nhs": "%010d" % rng.randrange(10**10)}
    return two_sources(rng, ["given", "family", "nhs"], errors=0.1, people=people)


def two_kinds(rng):
    """Pupils, of whom a row each year is kept, and landlords, of whom there is one row."""
    made = Made(ALL)
    pupils = People(rng, years=(2006, 2018))
    landlords = People(rng, family=COMMON, years=(1930, 1990))
    for number in range(800):
        person = pupils.one()
        for _ in range(rng.randint(1, 4)):
            row = written(rng, person, 0.04)
            made.add("pupils", number, {**row, "phone": ""})
    for number in range(800, 2000):
        person = landlords.one()
        both = rng.random() < 0.2
        for source in ("pupils", "landlords") if both else ("landlords",):
            row = written(rng, person, 0.12)
            made.add(source, number, {**row, "born": "" if source == "landlords" else row["born"]})
    return made


def two_customs(rng):
    """Half of the people have names of another nation: few family names, one for each sex."""
    made = Made(ALL)
    here, there = People(rng), People(rng, PUNJABI_GIVEN, PUNJABI_FAMILY)
    for number in range(2400):
        person = (here if number % 2 else there).one()
        for source in ("a", "b") if rng.random() < 0.4 else (rng.choice("ab"),):
            made.add(source, number, written(rng, person, 0.07))
    return made


def twins_only(rng):
    """Every family has twins: they share all but the given name."""
    made = Made(ALL)
    people = People(rng)
    for number in range(0, 1600, 2):
        first = people.one()
        second = {**first, "given": people.skewed([g for g in GIVEN if g != first["given"]])}
        for at, person in ((number, first), (number + 1, second)):
            for source in ("a", "b") if rng.random() < 0.5 else (rng.choice("ab"),):
                made.add(source, at, written(rng, person, 0.05))
    return made


def five_each(rng):
    made = Made(ALL)
    people = People(rng)
    for number in range(500):
        person = people.one()
        for _ in range(5):
            made.add("a", number, written(rng, person, 0.1))
    return made


def sequential_ids(rng):
    """A number that each source gives its rows as they come: the same number is nobody."""
    made = two_sources(rng, errors=0.08)
    made.columns = ["id"] + ALL
    for rows in made.sources.values():
        rows[:] = [(person, [str(at)] + cells) for at, (person, cells) in enumerate(rows, 1)]
    return made


NAMES_DATE = ["given", "family", "born"]
# Each makes its tables from random numbers. In the order of the list of suspects.
TABLES = {
    "ordinary": two_sources,
    "few columns": lambda rng: two_sources(rng, NAMES_DATE),
    "names only": lambda rng: two_sources(rng, ["given", "family"]),
    "common names": lambda rng: two_sources(rng, people=People(rng, family=COMMON)),
    "few columns, common names": lambda rng: two_sources(
        rng, NAMES_DATE, people=People(rng, family=COMMON)
    ),
    "few columns, common names, few matches": lambda rng: two_sources(
        rng, NAMES_DATE, shared=0.03, count=3000, people=People(rng, family=COMMON)
    ),
    "few matches": lambda rng: two_sources(rng, shared=0.025, count=3000),
    "no matches": lambda rng: two_sources(rng, shared=0),
    "no matches, few columns": lambda rng: two_sources(rng, NAMES_DATE, shared=0),
    "nearly all match": lambda rng: two_sources(rng, shared=0.97, count=1500),
    "one role dominates": one_role_dominates,
    "two kinds of people": two_kinds,
    "two nations' names": two_customs,
    "a constant column": lambda rng: two_sources(rng, ALL + ["council"], change=with_constant),
    "a column twice": lambda rng: two_sources(rng, ALL + ["surname_again"], change=with_copy),
    "twins only": twins_only,
    "every row five times": five_each,
    "heavy errors": lambda rng: two_sources(rng, errors=0.25),
    "years only": lambda rng: two_sources(rng, change=dates_as_years),
    "years only, few columns": lambda rng: two_sources(rng, NAMES_DATE, change=dates_as_years),
    "sequential ids": sequential_ids,
}


# Here a run may say that it can't tell, or that its claims may be off: there are two things to compare at
# most, or hardly any matches, or "matches" that aren't the same people.
MAY_DOUBT = {
    "few columns",
    "names only",
    "few columns, common names",
    "few columns, common names, few matches",
    "few matches",
    "no matches",
    "no matches, few columns",
    "one role dominates",
    "twins only",
    "years only, few columns",
}
# And here it must: the claims would be worth nothing.
MUST_DOUBT = {"names only", "twins only", "no matches", "few columns, common names, few matches"}
# F1 that must be reached however little there is to compare: the class of matches must not drift.
F1_LEAST = {
    "few columns": 0.95,
    "few columns, common names": 0.9,
    "few columns, common names, few matches": 0.8,
    "one role dominates": 0.9,
}

# What single pairs may be misjudged by, in ten bins: of all candidates (the expected calibration error),
# and of as many as there are true pairs.
CALIBRATION_OFF_MAX, MISJUDGED_MAX = 0.01, 0.08
SYSTEMS = ["council_tax", "electoral_roll", "social_care", "schools", "housing"]


def link(program, paths, truth, out):
    done = subprocess.run(
        [program, "link", *paths, "-o", out, "--truth", truth, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        return None, done.stderr
    return json.loads(done.stdout), done.stderr


def judge(name, said):
    """What is wrong with a run's claims ("" is nothing), and a line for people."""
    claimed, true = said["estimated"], said["truth"]["people"] or said["truth"]
    why = claimed["why"] or claimed["doubt"] or ""
    line = "true %.3f %.3f" % (true["precision"], true["recall"])
    off = 0
    if claimed["precision"] is None or claimed["recall"] is None:
        line += f", can't tell: {why}"
    else:
        off = max(abs(claimed[share] - true[share]) for share in ("precision", "recall"))
        line += ", claimed %.3f %.3f" % (claimed["precision"], claimed["recall"])
        line += f", off by {off:.3f}" + (f", may be off: {why}" if why else "")
    if true["f1"] < F1_LEAST.get(name, 0):
        return f"F1 {true['f1']:.3f}, under {F1_LEAST[name]}", line
    if claimed["precision"] is None and not why:
        return "claims nothing, and does not say why", line
    if why and name not in MAY_DOUBT:
        return "doubts itself where it could tell: " + why, line
    if not why and name in MUST_DOUBT:
        return "does not doubt itself: " + line, line
    return "" if off <= OFF_MAX or why else line, line


def check_tables(program, home, names, tally):
    for name in names:
        folder = os.path.join(home, name.replace(" ", "_"))
        os.mkdir(folder)
        rng = random.Random(f"{SEED} {name}")
        paths = TABLES[name](rng).write(folder, rng)
        out = os.path.join(folder, "linked")
        said, noise = link(program, paths, os.path.join(folder, "truth.csv"), out)
        if said is None:
            tally.fail(f"estimates: {name}", noise)
            continue
        wrong, line = judge(name, said)
        print(f"{name:40} {line}")
        tally.check(not wrong, f"estimates: {name}", wrong)


def check_calibration(errors, name, paths, truth, tally):
    done = subprocess.run(
        [errors, *paths, "--truth", truth, "--json"], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        tally.fail(f"calibration: {name}", done.stderr)
        return
    found = json.loads(done.stdout)
    bins = found["calibration"]
    print(f"calibration of {name}: probability, mean claimed, share true, pairs")
    for bin in bins:
        count = max(bin["pairs"], 1)
        print(
            "    %.1f %.3f %.3f %7d"
            % (bin["from"], bin["predicted"] / count, bin["true"] / count, bin["pairs"])
        )
    misjudged = sum(abs(bin["predicted"] - bin["true"]) for bin in bins)
    off = misjudged / max(sum(bin["pairs"] for bin in bins), 1)
    share = misjudged / max(found["true_pairs"], 1)
    print(f"    off by {off:.4f} of the candidates, {share:.4f} of the true pairs")
    tally.check(len(bins) == 10, f"calibration: {name}", "not ten bins")
    tally.check(off <= CALIBRATION_OFF_MAX, f"calibration: {name}, candidates", f"{off:.4f}")
    tally.check(share <= MISJUDGED_MAX, f"calibration: {name}, true pairs", f"{share:.4f}")


def main():
    program, errors = (os.path.abspath(path) for path in sys.argv[1:3])
    tally = Tally("estimates")
    print(f"CANTREF_SEED={SEED}")
    with tempfile.TemporaryDirectory(prefix="cantref-estimates-") as home:
        check_tables(program, home, sys.argv[3:] or list(TABLES), tally)
        council = os.path.join(home, "council")
        subprocess.run([program, "example", council, "--people", "12000"], check=True, stdout=subprocess.DEVNULL)
        paths = [os.path.join(council, system + ".csv") for system in SYSTEMS]
        truth = os.path.join(council, "truth.csv")
        said, noise = link(program, paths, truth, os.path.join(home, "linked"))
        wrong, line = judge("example council", said) if said else (noise, "")
        print(f"{'example council':40} {line}")
        tally.check(not wrong, "estimates: example council", wrong)
        check_calibration(errors, "example council", paths, truth, tally)
        heavy = os.path.join(home, "heavy_errors")
        if os.path.isdir(heavy):
            sources = [os.path.join(heavy, source + ".csv") for source in "ab"]
            truth = os.path.join(heavy, "truth.csv")
            check_calibration(errors, "heavy errors", sources, truth, tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
