#!/usr/bin/env python3
"""audit_log.py PROGRAM - what the audit log tells, through the program: a resident reads who looked
(cantref my), in both languages, and takes a proof home that cantref-verify checks; information
governance reads the log and finds planted misuse (cantref audit, watch), whose findings are closed;
details are destroyed by the council's rule.

Who asks is the real user of the process. As root, the test runs the program as other real users, who
are made staff; as anybody else what needs two people is skipped, and said."""

import csv
import json
import os
import pwd
import re
import sqlite3
import subprocess
import sys
import tempfile

from home import approve
from tally import Tally

OFFICER = "games"  # a council tax officer, with a record of their own
GOVERNOR = "daemon"  # of information governance
CASE = ["--case", "IG-1"]
STEP = 13  # each so many-th byte of a proof is flipped
OLD = 1_500_000_000  # July 2017


class Home:
    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder
        self.built = os.path.dirname(self.program)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *words, user=None, at=None):
        """(status, standard output, standard error)"""
        become, environment = None, dict(os.environ)
        if user is not None and os.geteuid() == 0:
            uid = pwd.getpwnam(user).pw_uid
            become = lambda: os.setresuid(uid, os.geteuid(), os.geteuid())
        if at is not None:
            environment.update(
                LD_PRELOAD=os.path.join(self.built, "set_clock.so"), CLOCK_AT=str(at)
            )
        done = subprocess.run(
            [self.program, *words, "-C", self.folder],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=environment, preexec_fn=become, timeout=300, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    def json(self, *words, **more):
        status, out, said = self.run(*words, "--json", **more)
        assert status == 0, said
        return json.loads(out)

    def verify(self, *words):
        done = subprocess.run(
            [os.path.join(self.built, "cantref-verify"), *words, "--key", self.path("keys/log.pub")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def edit(self, name, pattern, text):
        with open(self.path(name), encoding="utf-8") as file:
            before = file.read()
        after, found = re.subn(pattern, lambda _: text, before, count=1, flags=re.M)
        assert found, f"{name}: nothing like {pattern}"
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(after)

    def accounts(self):
        with open(self.path("extracts/council_tax.csv"), encoding="utf-8-sig") as file:
            return list(csv.DictReader(file))

    def view(self, row, *words, purpose="council_tax_billing", **more):
        return self.run("view", f"council_tax:{row}", "--purpose", purpose, *words, **more)


def staff(login, team, roles, department, record=None):
    records = f'    records: ["council_tax:{record}"]\n' if record else ""
    return (
        f"people:\n  - login: {login}\n    name: The {login}\n    department: {department}\n"
        f"    teams: [{team}]\n    roles: [{roles}]\n{records}"
    )


def single(accounts):
    """Rows, from 1, that name one person."""
    return [
        row for row, a in enumerate(accounts, 1)
        if re.fullmatch(r"M(R|RS|S|ISS) [A-Z]+ [A-Z]+", a["Liable Party"]) and a["Post Code"]
    ]  # fmt: skip


def entries(home, row, *words):
    return home.json("my", f"council_tax:{row}", *words)["entries"]


def test_told(home, tally, row, other):
    home.view(row)
    status, out, said = home.run("my", f"council_tax:{row}")
    tally.check(status == 0 and "Council tax billing" in out, "a view is told", out + said)
    tally.check("Local Government Finance Act 1992" in " ".join(out.split()), "and under what law", out)
    tally.check("ouncil tax officer" in out, "and by which role", out)
    me = pwd.getpwuid(os.getuid()).pw_name
    tally.check(not re.search(rf"\b{me}\b", out), "and by nobody’s name", out)
    surname = home.accounts()[row - 1]["Liable Party"].split()[-1]
    tally.check(surname.lower() not in out.lower(), "and with no value of anybody", out)
    status, out, _ = home.run("my", f"council_tax:{row}", "--language", "cy")
    tally.check(
        status == 0 and "Bilio’r dreth gyngor" in out and "tasg gyhoeddus y cyngor" in out
        and "Swyddog treth gyngor" in out and "Who" not in out, "in Welsh", out,
    )  # fmt: skip
    tally.check("y cofnod hwn o bwy a edrychodd" in out, "that the log was read is told, too", out)
    tally.check(entries(home, other) == [], "another’s log is empty")
    found = entries(home, row)
    newest = [e["entry"] for e in found]
    tally.check(newest == sorted(newest, reverse=True), "the newest first", str(newest))
    shown = next(e for e in found if e["purpose"] == "council_tax_billing")
    tally.check("address" in shown["fields"] and shown["kind"] == "shown", "which kinds of data", shown)
    status, _, said = home.run("my", "council_tax:9999999")
    tally.check(status == 66, "nobody of that row", said)


def test_related(home, tally):
    """Of two who share an account each is told, and nothing of the other."""
    accounts = home.accounts()
    row = next(
        r for r, a in enumerate(accounts, 1)
        if re.fullmatch(r"MR [A-Z] [A-Z]+ & MRS [A-Z] [A-Z]+", a["Liable Party"])
    )  # fmt: skip
    view = home.json("view", f"council_tax:{row}", "--purpose", "council_tax_billing")
    if not view["related"]:
        tally.skip("related", "this purpose shows nobody else")
        return
    before = [e["entry"] for e in entries(home, row)]
    out = home.run("my", f"council_tax:{row}", "--json")[1]
    tally.check(before and view["related"][0]["id"] not in out, "who was shown along is not named", out)


def test_refused(home, tally, row):
    home.view(row, purpose="housing_benefit_and_reduction")  # without its case
    refused = [e for e in entries(home, row) if e["kind"] == "refused"]
    tally.check(
        len(refused) == 1 and refused[0]["rule"] == "no_case" and refused[0]["fields"] == [],
        "a refusal is told", refused,
    )  # fmt: skip
    out = home.run("my", f"council_tax:{row}")[1]
    tally.check("it was asked for and refused" in out, "as a refusal", out)


def test_export(home, tally, row, other):
    status, _, said = home.run("export", "-o", home.path("run/out"))
    tally.check(status == 0, "an export", said)
    for who in (row, other):
        found = [e for e in entries(home, who) if e["everybody"]]
        tally.check(len(found) == 1 and found[0]["purpose"] == "data_quality_review",
                    "an export is in everybody’s log", found)  # fmt: skip
    out = home.run("my", f"council_tax:{other}")[1]
    tally.check("an export of all records" in out, "and told as such", out)


def test_break_glass(home, tally):
    status, _, said = home.run(
        "view", "social_care:3", "--purpose", "adult_social_care_assessment",
        "--break-glass", "found at the door of Mrs Lewis", user=OFFICER,
    )  # fmt: skip
    tally.check(status == 0, "the glass is broken", said)
    found = home.json("my", "social_care:3")["entries"]
    out = home.run("my", "social_care:3")[1]
    tally.check(any(e["kind"] == "break_glass" for e in found) and "In an emergency" in out,
                "a broken glass is told", out)  # fmt: skip
    tally.check("Lewis" not in out, "without its reason, which may name others", out)


def test_investigation(home, tally, row):
    """Of a purpose that is an investigation the person learns the month alone."""
    home.edit("purposes/council_tax_billing.yaml", r"^case_required: false", "case_required: false\ninvestigation: true")
    for user in (None, GOVERNOR):
        status, _, said = home.run("purpose", "approve", "council_tax_billing", user=user)
        tally.check(status == 0, "an investigation is approved", said)
    before = len(entries(home, row))
    status, _, said = home.view(row)
    tally.check(status == 0, "an investigation looks", said)
    log = home.json("my", f"council_tax:{row}")
    # one more: the log that was read before
    tally.check(len(log["entries"]) == before + 1, "and is not told", log)
    tally.check([m["count"] for m in log["sealed"]] == [1], "but counted", log["sealed"])
    month, review = log["sealed"][0]["month"], log["sealed"][0]["review"]
    months = [12 * int(m[:4]) + int(m[5:]) for m in (month, review)]
    tally.check(months[1] - months[0] == 6, "with when it is reviewed", log["sealed"])
    out = home.run("my", f"council_tax:{row}")[1]
    tally.check("Not told here" in out and "to be reviewed in" in out, "in words", out)
    home.edit("purposes/council_tax_billing.yaml", r"^investigation: true\n", "")
    for user in (None, GOVERNOR):
        home.run("purpose", "approve", "council_tax_billing", user=user)


def test_proof(home, tally, row, other):
    shown = next(e for e in entries(home, row) if e["purpose"] == "council_tax_billing")
    file = home.path("run/entry.tlog-proof")
    number = str(shown["entry"])
    status, out, said = home.run("my", f"council_tax:{row}", "--proof", number, "-o", file)
    tally.check(status == 0, "a proof is written", out + said)
    status, out = home.verify("--proof", file)
    tally.check(status == 0 and f"Leaf {number} is in the log" in out and "council_tax_billing" in out
                and "address" in out, "and holds", out)  # fmt: skip
    me = pwd.getpwuid(os.getuid()).pw_name
    with open(file, "rb") as opened:
        good = opened.read()
    tally.check(me not in out and me.encode() not in good, "without the name of who looked", out)
    missed = []
    for at in range(0, len(good), STEP):
        with open(file, "wb") as opened:
            opened.write(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        if home.verify("--proof", file)[0] != 65:
            missed.append(at)
    tally.check(not missed, "a proof with a byte flipped is refused", missed)
    with open(file, "wb") as opened:
        opened.write(good[:-40])
    tally.check(home.verify("--proof", file)[0] == 65, "a proof cut short is refused")
    status, _, said = home.run("my", f"council_tax:{other}", "--proof", number, "-o", file + ".other")
    tally.check(status == 66 and not os.path.exists(file + ".other"), "of another’s entry none", said)


def neighbours(accounts, own):
    postcode = accounts[own - 1]["Post Code"]
    return [r for r in single(accounts) if r != own and accounts[r - 1]["Post Code"] == postcode]


def test_watch(home, tally, own, strangers):
    accounts = home.accounts()
    near = neighbours(accounts, own)[:4]
    for row in strangers[:30]:
        home.view(row)  # everybody's usual work, by somebody else
    for row in strangers[30:33] + near:
        status, _, said = home.view(row, user=OFFICER)
        tally.check(status == 0, "the officer looks", said)
    status, _, said = home.view(own, user=OFFICER)
    tally.check(status == 77 and "own_record" in said, "their own record is refused", said)
    refused = [e for e in entries(home, own) if e["rule"] == "own_record"]
    tally.check(len(refused) == 1, "and that is told", refused)
    with open(home.path("watch.yaml"), "w", encoding="utf-8") as file:
        file.write(f'famous: ["council_tax:{accounts[strangers[31] - 1]["Account Ref"]}"]\nbulk_people: 25\n')
    status, out, said = home.run("watch", *CASE, user=GOVERNOR)
    tally.check(status == 0, "watching", said)
    found = home.json("watch", *CASE, user=GOVERNOR)["findings"]
    by = {(f["rule"], f["who"]): f for f in found}
    finding = by.get(("neighbours", OFFICER))
    tally.check(finding is not None and finding["people"] == len(near), "neighbours are found", out)
    me = pwd.getpwuid(os.getuid()).pw_name
    tally.check(("family", OFFICER) in by, "who tries their own record is found", out)
    tally.check(("famous", OFFICER) in by, "one of the famous is found", out)
    tally.check(("bulk", me) in by, "bulk is found", out)
    tally.check(("neighbours", me) not in by and ("bulk", OFFICER) not in by, "and nobody else", out)
    names = {a["Liable Party"].split()[-1].title() for a in accounts if len(a["Liable Party"].split()[-1]) > 3}
    said = [name for name in names if re.search(rf"\b{name}\b", out)]
    tally.check(not said, "no resident is named", said)
    leaves = [e["leaf"] for e in finding["evidence"]]
    leaf = home.json("audit", "show", str(leaves[0]), *CASE, user=GOVERNOR)
    tally.check(leaf["who"] == OFFICER and len(leaves) == len(near), "evidence is in the log", leaf)
    close_findings(home, tally, finding, near)
    with open(home.path("watch.yaml"), "a", encoding="utf-8") as file:
        file.write("bulk: 3\n")
    status, out, _ = home.run("check")
    tally.check(status == 65 and re.search(r"watch\.yaml:3:1: ", out), "watch.yaml is checked", out)
    os.remove(home.path("watch.yaml"))


def close_findings(home, tally, finding, near):
    def is_open():
        found = home.json("watch", *CASE, user=GOVERNOR)["findings"]
        return finding["id"] in [f["id"] for f in found]

    why = ["--why", "on duty, the manager says", *CASE]
    status, _, said = home.run("watch", "close", finding["id"], *why, user=OFFICER)
    tally.check(status == 77, "who isn’t of information governance closes nothing", said)
    status, _, said = home.run("watch", "seen", finding["id"], *why, user=GOVERNOR)
    tally.check(status == 0 and is_open(), "seen is still open", said)
    status, out, said = home.run("watch", "close", finding["id"], *why, user=GOVERNOR)
    tally.check(status == 0 and not is_open(), "closed", out + said)
    every = home.json("watch", "--all", *CASE, user=GOVERNOR)["findings"]
    kept = next(f for f in every if f["id"] == finding["id"])
    tally.check(kept["decided"] == "closed" and kept["why"] == why[1] and kept["decided_by"] == GOVERNOR,
                "and kept with its reason", kept)  # fmt: skip
    home.view(near[0], user=OFFICER)
    tally.check(is_open(), "what goes on is open again")
    bulk = [f for f in every if f["rule"] == "bulk"][0]
    status, _, said = home.run("watch", "close", bulk["id"], *why)
    tally.check(status == 77, "nobody closes what is about them", said)


def test_audit(home, tally, row):
    listed = home.json("audit", "list", "--who", OFFICER, *CASE, user=GOVERNOR)
    tally.check(listed["found"] > 0 and {leaf["who"] for leaf in listed["leaves"]} == {OFFICER},
                "the log by who", listed)  # fmt: skip
    status, out, said = home.run("audit", "list", user=GOVERNOR)
    tally.check(status == 77, "without a case it isn’t listed", out + said)
    status, out, said = home.run("audit", "list", *CASE, user=OFFICER)
    tally.check(status == 77 and out == "", "nor to others", out + said)
    found = home.json("audit", "search", f"council_tax:{row}", *CASE, user=GOVERNOR)
    tally.check(found["found"] > 0, "the log of a person", found)
    own = [e["purpose"] for e in entries(home, row)]
    tally.check("information_governance_audit" in own, "which the person is told", own)
    newest = home.json("audit", "list", "--limit", "1", *CASE, user=GOVERNOR)["leaves"][0]
    tally.check(newest["purpose"] == "residents_own_view", "each look is a leaf", newest)


def test_forget(home, tally, row):
    listed = home.json("audit", "list", "--limit", "1", *CASE, user=GOVERNOR)["leaves"][0]
    status, _, said = home.run("audit", "forget", listed["time"][:7], *CASE, user=GOVERNOR)
    tally.check(status == 73 and "log_retention_months" in said, "this month is kept", said)
    before = entries(home, row)
    tally.check(before[-1]["time"].startswith("2017-07"), "a look years ago is told", before)
    status, _, said = home.run("audit", "forget", "--due", *CASE, user=OFFICER)
    tally.check(status == 77, "others destroy nothing", said)
    status, out, said = home.run("audit", "forget", "--due", *CASE, user=GOVERNOR)
    tally.check(status == 0 and "2017-07" in out, "what is due is destroyed", out + said)
    log = home.json("my", f"council_tax:{row}")
    tally.check(not any(e["time"].startswith("2017") for e in log["entries"])
                and log["details_destroyed"] > 0, "and counted", log)  # fmt: skip
    status, out, _ = home.run("my", f"council_tax:{row}")
    tally.check("July 2017" in out, "in words", out)
    found = home.json("audit", "list", "--limit", "1000", *CASE, user=GOVERNOR)["leaves"]
    tally.check(any(leaf.get("rule") == "log_retention_months" for leaf in found), "as a leaf")
    status, out = home.verify(home.path("data/log"))
    tally.check(status == 0, "the log is whole", out)
    status, out, said = home.run("audit", "forget", "--due", *CASE, user=GOVERNOR)
    tally.check(status == 0 and "No month" in out, "it can be run again", out + said)


def change_accounts(home, change):
    path = home.path("extracts/council_tax.csv")
    with open(path, encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    rows = change(rows)
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    status, out, said = home.run("ingest", "council_tax")
    assert status == 0, out + said


def test_changed_hands(home, tally, row, other):
    """An account that comes to speak of somebody else, who is known already: looks of before are not
    told to them, but counted. One that is only called otherwise keeps its looks."""
    home.view(row)
    before = len([e for e in entries(home, row) if e["purpose"] == "council_tax_billing"])

    def give(rows):
        own, theirs = rows[row], rows[other]
        rows[row] = [own[0], *theirs[1:]]  # the account's own number, all else the other person's
        return rows

    change_accounts(home, give)
    log = home.json("my", f"council_tax:{row}")
    billing = [e for e in log["entries"] if e["purpose"] == "council_tax_billing"]
    tally.check(before > 0 and not billing, "looks at who had the account are not told", billing)
    tally.check(log["perhaps_of_others"] >= before, "but counted", log["perhaps_of_others"])


def gone_from(home):
    """Rows of one in council tax and in housing, and in nothing else, ever."""
    accounts = home.accounts()
    with open(home.path("extracts/electoral_roll.csv"), encoding="utf-8") as file:
        register = [line.upper() for line in file]
    with sqlite3.connect(home.path("data/cantref.db")) as db:
        found = db.execute(
            "SELECT m.entity, group_concat(s.name), count(DISTINCT m.record) FROM membership m "
            "JOIN record r ON r.record = m.record JOIN source s ON s.source = r.source "
            "JOIN entity e ON e.entity = m.entity WHERE NOT EXISTS (SELECT 1 FROM membership o "
            "WHERE o.record = m.record AND o.entity <> m.entity AND o.number = 1) GROUP BY m.entity "
            "HAVING count(*) = 2 AND count(DISTINCT m.record) = 2"
        ).fetchall()
        for entity, sources, _ in found:
            # whose name the register lacks at the postcode: nothing barred joins them later
            if sorted(sources.split(",")) == ["council_tax", "housing"]:
                rows = dict(db.execute(
                    "SELECT s.name, v.row_number FROM membership m JOIN record r ON r.record = "
                    "m.record JOIN source s ON s.source = r.source JOIN record_version v ON "
                    "v.record = m.record AND v.known_to IS NULL WHERE m.entity = ?", (entity,)
                ).fetchall())  # fmt: skip
                account = accounts[rows["council_tax"] - 1]
                surname = account["Liable Party"].split()[-1]
                if account["Post Code"] and not any(
                    surname in line and account["Post Code"] in line for line in register
                ):
                    return rows
    return None


def test_gone(home, tally):
    """A record that has gone from its source: looks at it are still told."""
    rows = gone_from(home)
    if rows is None:
        tally.skip("records that have gone", "nobody is in council tax and housing alone")
        return
    home.view(rows["council_tax"])
    before = home.json("my", f"housing:{rows['housing']}")
    tally.check(any(e["purpose"] == "council_tax_billing" for e in before["entries"]),
                "a look at another record of theirs is told", before)  # fmt: skip
    change_accounts(home, lambda all_rows: all_rows[: rows["council_tax"]] + all_rows[rows["council_tax"] + 1 :])
    log = home.json("my", f"housing:{rows['housing']}")
    tally.check(any(e["purpose"] == "council_tax_billing" for e in log["entries"])
                and "council_tax" not in log["sources"], "and when that record has gone", log)  # fmt: skip


def main():
    tally = Tally("audit log told")
    with tempfile.TemporaryDirectory(prefix="cantref-log-") as folder:
        home = Home(sys.argv[1], os.path.join(folder, "home"))
        done = subprocess.run(
            [home.program, "init", home.folder, "--example", "--people", "3000", "--nation", "wales"],
            stdout=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        tally.check(done.returncode == 0, "an example’s home")
        accounts = home.accounts()
        rows = single(accounts)
        own = next(r for r in rows if len(neighbours(accounts, r)) >= 4)
        near = set(neighbours(accounts, own)) | {own}
        strangers = [r for r in rows if r not in near]
        row, other = strangers[-1], strangers[-2]
        # A look of July 2017, before all others: the log's times go forward.
        status, _, said = home.view(row, at=OLD)
        tally.check(status == 0, "a look years ago", said)
        test_told(home, tally, row, other)
        test_related(home, tally)
        test_refused(home, tally, row)
        test_export(home, tally, row, other)
        test_proof(home, tally, row, other)
        if os.geteuid() == 0:
            home.edit("staff.yaml", r"^people:\n", staff(GOVERNOR, "information_governance",
                      "information_governance", "governance"))  # fmt: skip
            home.edit("staff.yaml", r"^people:\n", staff(OFFICER, "council_tax", "council_tax_officer",
                      "revenues", accounts[own - 1]["Account Ref"]))  # fmt: skip
            approve(home.program, home.folder)
            test_break_glass(home, tally)
            test_watch(home, tally, own, strangers)
            test_audit(home, tally, row)
            test_investigation(home, tally, row)
            test_forget(home, tally, row)
        else:
            tally.skip("watch, audit, investigations", "only root can be two")
        test_changed_hands(home, tally, strangers[-3], strangers[-4])
        test_gone(home, tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
