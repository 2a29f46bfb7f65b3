#!/usr/bin/env python3
"""contacts.py PROGRAM - how people are reached, through the program.

1. What was said follows merges and splits: joined, the newest of their own word stands; parted, each has
   their own again.
2. Purposes share what was said to the council, as far as they use a record that it was said of and show
   what it is about; what was said for one purpose alone no other knows.
3. Non-interference: what is shown in a home that has a barred source is what is shown without it.
4. Who is sealed is nobody; everybody's own log tells that it was shown and changed.
5. Figures by place are right, and none is under five."""

import json
import os
import random
import re
import shutil
import sqlite3
import sys
import tempfile
import time

from home import Broken, Home, systems, table_read, table_write
from tally import Tally

PEOPLE = 200
TAX = ("--purpose", "council_tax_billing")
BENEFIT = ("--purpose", "housing_benefit_and_reduction", "--case", "HB-1")
HOMELESS = ("--purpose", "homelessness_duty", "--case", "HO-1")
CARE = ("--purpose", "blue_badge", "--case", "BB-1")  # uses social care, and neither tax nor housing
BEREAVED = ("--purpose", "bereavement_support", "--case", "BE-1")
BARRED = "social_care"


def make(program, folder, *sources):
    home = Home(program, folder)
    home.init("--example", "--people", str(PEOPLE))
    for source in sources or systems(home):
        home.run("ingest", source)
    return home


def copy(home, folder):
    shutil.copytree(home.folder, folder)
    return Home(home.program, folder)


def say(home, who, *items, under=TAX, more=()):
    words = [word for item in items for word in ("--say", item)]
    home.run("contact", "set", who, *words, *more, *under)


def shown(home, who, under=TAX):
    return json.loads(home.run("contact", "show", who, "--json", *under))


def fails(home, *words):
    """Exit status and what was said."""
    process = home.start(*words)
    out, said = process.communicate(timeout=60)
    return process.returncode, said.decode(), out.decode()


def id_of(home, who, under=TAX):
    return shown(home, who, under)["person"]


def two_people(home):
    """Two rows of council tax that are two people, who have no other."""
    rows = [f"council_tax:{row}" for row in range(1, home.standing("council_tax") + 1)]
    ids = {}
    for row in rows:
        status, _, out = fails(home, "contact", "show", row, "--json", *TAX)
        if status == 0:
            ids.setdefault(json.loads(out)["person"], []).append(row)
    alone = [rows[0] for rows in ids.values() if len(rows) == 1]
    return alone[0], alone[1]


def follows(base, folder, tally):
    home = copy(base, os.path.join(folder, "follows"))
    one, two = two_people(home)
    say(home, one, "preferred=phone", "sms=will_not", more=("--said", "2026-10-01"))
    say(home, two, "preferred=post", more=("--said", "2026-11-01"))
    say(home, two, "preferred=desk", more=("--said-by", "other", "--sayer", "a son"))
    tally.check(shown(home, two)["preferred"] == "post", "their own word stands before another's", "")
    names = [home.run("entity", "show", row).split(":")[0] for row in (one, two)]
    home.run("entity", "merge", *names, "--why", "a maiden name")
    joined = [shown(home, row) for row in (one, two)]
    tally.check(joined[0] == joined[1], "joined: one person", joined)
    tally.check(joined[0]["preferred"] == "post", "joined: the newest of their own word stands", joined[0])
    tally.check(joined[0]["channels"]["sms"]["state"] == "will_not", "joined: a wish of either stands", joined[0])
    say(home, one, "email=cannot no_device")
    home.run("contact", "help", two, "--offer", "device", *TAX)
    again = json.loads(home.run("contact", "help", one, "--offer", "device", "--json", *TAX))
    tally.check(not again["new"], "one offer of a kind is open", again)
    home.run("entity", "undo", "1")
    parted = [shown(home, row) for row in (one, two)]
    tally.check([p["preferred"] for p in parted] == ["phone", "post"], "parted: each has their own", parted)
    tally.check([p["channels"]["sms"]["state"] for p in parted] == ["will_not", "can"], "parted: and their wishes", "")
    tally.check(
        [p["channels"]["email"]["state"] for p in parted] == ["cannot", "can"],
        "parted: what was said meanwhile is of whom it was said of", parted,
    )
    tally.check(sum(len(p["help"]) for p in parted) == 1, "parted: an offer is one person's", parted)
    for row in (one, two):
        home.run("contact", "help", row, "--offer", "device", *TAX)
    parted = [[o["state"] for o in shown(home, row)["help"]] for row in (one, two)]
    tally.check(parted == [["open"], ["open"]], "parted: one of a kind each", parted)
    home.check_laws()
    shutil.rmtree(home.folder)


def in_both(home):
    """A row of housing whose person has an account of council tax, too, under the benefit's purpose."""
    taxed = {}
    for source in ("council_tax", "housing"):
        for row in range(1, home.standing(source) + 1):
            status, _, out = fails(home, "contact", "show", f"{source}:{row}", "--json", *BENEFIT)
            who = json.loads(out)["person"] if status == 0 else None
            if source == "council_tax":
                taxed[who] = f"council_tax:{row}"
            elif who in taxed and who is not None:
                return f"housing:{row}", taxed[who]
    raise Broken("nobody of the example is in housing and in council tax")


def shared(base, folder, tally):
    home = copy(base, os.path.join(folder, "shared"))
    rent, tax = in_both(home)
    say(home, tax, "preferred=phone", "email_value=ann@example.org", "post=cannot reading")
    tally.check(shown(home, rent, BENEFIT)["preferred"] == "phone", "shared where the record is used", "")
    tally.check(shown(home, rent, HOMELESS)["preferred"] is None, "not where it is not", "")
    tally.check(shown(home, tax, BEREAVED)["preferred"] == "phone", "shared with a purpose that shows phones", "")
    text = json.dumps(shown(home, tax, BEREAVED))
    tally.check("ann@example.org" not in text, "but no e-mail address where it shows none", text)
    status, said, _ = fails(home, "contact", "set", tax, "--say", "email_value=b@example.org", *BEREAVED)
    tally.check(status == 77 and "email_value" in said, "nor may it keep one", said)
    say(home, rent, "preferred=visit", under=BENEFIT)
    tally.check(shown(home, rent, HOMELESS)["preferred"] == "visit", "of all their records under the purpose", "")
    tally.check(shown(home, tax)["preferred"] == "visit", "of all their records under the purpose", "")
    say(home, rent, "phone_value=07700 900999", under=HOMELESS, more=("--this-purpose-only",))
    tally.check(shown(home, rent, HOMELESS)["channels"]["phone"]["value"] == "+447700900999", "said for one", "")
    text = json.dumps(shown(home, rent, BENEFIT))
    tally.check("900999" not in text, "no other purpose knows what was said for one alone", text)
    care = ("--purpose", "information_governance_audit", "--case", "IG-1")
    status, said, _ = fails(home, "contact", "show", tax, *care)
    tally.check(status == 77 or status == 66, "a purpose that reaches nobody", (status, said))
    found = json.loads(home.run("my", tax, "--json"))
    tally.check("contact_preference" in json.dumps(found), "their own log has it", found)
    shutil.rmtree(home.folder)


SAYINGS = ["preferred=phone", "email=cannot no_device", "sms=will_not", "post=cannot sight", "written=cy", "format=braille"]


def all_shown(home, under, source):
    found = []
    for row in range(1, home.standing(source) + 1):
        found.append(fails(home, "contact", "show", f"{source}:{row}", "--json", *under))
    found.append(home.run("contact", "review", "--within", "3000", "--json", *under))
    found.append(home.run("contact", "measures", "--json", *under))
    return found


def no_interference(program, folder, tally, draw):
    without = make(program, os.path.join(folder, "without"), "council_tax", "housing")
    with_it = copy(without, os.path.join(folder, "with"))
    with_it.run("ingest", BARRED)
    rows = [f"council_tax:{row}" for row in range(1, without.standing("council_tax") + 1)]
    for row in draw.sample(rows, 12):
        item, under = draw.choice(SAYINGS), draw.choice([TAX, BENEFIT])
        if fails(without, "contact", "show", row, *under)[0] == 0:
            for home in (without, with_it):
                say(home, row, item, under=under)
    for row in draw.sample(range(1, with_it.standing(BARRED) + 1), 12):
        if fails(with_it, "contact", "show", f"{BARRED}:{row}", *CARE)[0] == 0:
            say(with_it, f"{BARRED}:{row}", draw.choice(SAYINGS), under=CARE)
    for under, source in ((TAX, "council_tax"), (BENEFIT, "housing")):
        tally.check(
            all_shown(without, under, source) == all_shown(with_it, under, source),
            f"under {under[1]} nothing tells that {BARRED} is connected", "",
        )
    shutil.rmtree(without.folder)
    shutil.rmtree(with_it.folder)


def sealed(base, folder, tally):
    home = copy(base, os.path.join(folder, "sealed"))
    one, _ = two_people(home)
    say(home, one, "email=cannot no_device")
    review = ("contact", "review", "--within", "3000", "--json", *TAX)
    tally.check(len(json.loads(home.run(*review))["review"]) == 1, "to be asked again", "")
    name, one = home.run("entity", "show", one).split(":")[0], id_of(home, one)
    home.run("seal", name, "--ground", "refuge", "--team", "data", "--why", "x")
    tally.check(shown(home, one)["channels"]["email"]["state"] == "cannot", "sealed: there for the team", "")
    staff = os.path.join(home.folder, "staff.yaml")
    with open(staff, encoding="utf-8") as file:
        text = file.read()
    with open(staff, "w", encoding="utf-8") as file:
        file.write(text.replace("registration, data, information_governance", "registration, information_governance"))
    hidden = fails(home, "contact", "show", one, *TAX)
    nobody = fails(home, "contact", "show", "0000-0000-0000-0000", *TAX)
    tally.check(hidden == nobody and hidden[0] == 66, "sealed: for others as if nobody", hidden)
    tally.check(json.loads(home.run(*review))["review"] == [], "sealed: in no list", "")
    shutil.rmtree(home.folder)


def figures(base, folder, tally):
    home = copy(base, os.path.join(folder, "figures"))
    truth = {}
    for row in range(1, home.standing("council_tax") + 1):
        status, _, out = fails(home, "contact", "show", f"council_tax:{row}", "--json", *TAX)
        if status != 0:
            continue
        one = json.loads(out)
        if one["statements"]:
            continue
        say(home, f"council_tax:{row}", "email=cannot no_device", "sms=will_not")
        address = one["channels"]["post"]["value"] or ""
        found = re.search(r"\b([A-Z]{1,2}\d[A-Z\d]?) *\d[A-Z]{2}$", address)
        place = found[1] if found else ""
        truth.setdefault(place, set()).add(one["person"])
    measures = json.loads(home.run("contact", "measures", "--json", *TAX))["measures"]
    tally.check(len(measures) == 2, "two kinds of figures", measures)
    small = sum(len(people) < 5 for people in truth.values())
    for figure in measures:
        for place, count in figure["places"].items():
            tally.check(count is None or (count >= 5 and count == len(truth[place])), f"{place}: {count}", truth.get(place))
        hidden = len(truth) - sum(count is not None for count in figure["places"].values())
        tally.check(hidden == 0 if small == 0 else hidden >= 2 or figure["all"] is None, "nothing by difference", figure)
    text = home.run("contact", "measures", *TAX)
    tally.check("email" not in text and "e-mail can't: no device" in text, "for people", text)
    shutil.rmtree(home.folder)


def retired(base, folder, tally):
    """What was said goes once no record speaks of them and the purpose's time is over; not before."""
    home = copy(base, os.path.join(folder, "retired"))
    one, two = two_people(home)
    for row in (one, two):
        say(home, row, "preferred=phone")
        home.run("contact", "help", row, "--offer", "device", *TAX)
    delimiter, encoding, rows = table_read(systems(home)["council_tax"])
    less = os.path.join(folder, "less.csv")
    table_write(less, delimiter, encoding, [row for i, row in enumerate(rows) if i != int(one.split(":")[1])])
    home.run("ingest", "council_tax", less)
    first = json.loads(home.run("retention", "--json"))["contacts"]
    with sqlite3.connect(os.path.join(home.folder, "data", "cantref.db")) as db:
        db.execute("UPDATE contact_statement SET at = 1")
        db.execute("UPDATE help_offer SET opened = 1")
    db.close()
    tried = json.loads(home.run("retention", "--dry-run", "--json"))["contacts"]
    gone = json.loads(home.run("retention", "--json"))["contacts"]
    with home.database() as db:
        left = db.execute("SELECT (SELECT count(*) FROM contact_statement), (SELECT count(*) FROM contact_value), "
                          "(SELECT count(*) FROM help_offer)").fetchone()
    db.close()
    tally.check((first, tried, gone, left) == (0, 2, 2, (1, 1, 1)), "kept for as long as it is to be", (first, tried, gone, left))
    shutil.rmtree(home.folder)


def main():
    tally = Tally("contacts")
    program = os.path.abspath(sys.argv[1])
    seed = int(os.environ.get("CANTREF_SEED") or time.time())
    print(f"CANTREF_SEED={seed}")
    with tempfile.TemporaryDirectory(prefix="cantref-contacts-") as folder:
        base = make(program, os.path.join(folder, "base"), "council_tax", "housing")
        follows(base, folder, tally)
        shared(base, folder, tally)
        sealed(base, folder, tally)
        retired(base, folder, tally)
        figures(base, folder, tally)
        no_interference(program, folder, tally, random.Random(seed))
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
