#!/usr/bin/env python3
"""access.py PROGRAM - purposes, gateways and staff of a home, through the program: two people for
what opens data, an edited purpose that refuses, an approval that can't be written by hand, a review
date that is past, and who asks.

Who asks is the real user of the process. As root, the test runs the program as another real user
(the effective one stays root's, who owns the home); as anybody else that part is skipped, and said."""

import json
import os
import pwd
import re
import subprocess
import sys
import tempfile

from tally import Tally

PURPOSE = "purposes/council_tax_billing.yaml"


class Home:
    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *arguments, user=None, environment=None):
        """(status, standard output, standard error)"""
        become = None
        if user is not None:
            uid = pwd.getpwnam(user).pw_uid
            become = lambda: os.setresuid(uid, os.geteuid(), os.geteuid())
        done = subprocess.run(
            [self.program, *arguments, "-C", self.folder],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=dict(os.environ, **(environment or {})), preexec_fn=become, timeout=120, text=True,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    def edit(self, name, pattern, text):
        with open(self.path(name), encoding="utf-8") as file:
            before = file.read()
        after, found = re.subn(pattern, lambda _: text, before, count=1, flags=re.M)
        assert found, f"{name}: nothing like {pattern}"
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(after)

    def usable(self, purpose):
        status, out, said = self.run("purpose", "show", purpose, "--json")
        assert status == 0, said
        return json.loads(out)["usable"]


def person(login, roles):
    return (
        f"people:\n  - login: {login}\n    name: {login}\n    department: housing\n"
        f"    teams: [housing_options]\n    roles: [{roles}]\n"
    )


def one_person(home, tally):
    """What a person alone can do, and can't."""
    status, out, _ = home.run("check")
    tally.check(status == 0 and "all is well" in out, "a new home is well", out)
    tally.check(home.usable("council_tax_billing"), "what is shipped may be used")
    home.edit(PURPOSE, r"^# A purpose", "# Our purpose")
    tally.check(home.usable("council_tax_billing"), "a comment needs no approval")
    home.edit(PURPOSE, r"birth_date: age_band", "birth_date: full")
    status, out, _ = home.run("check")
    tally.check(
        status == 65 and "0 of 2 people have approved it" in out, "an edited purpose is told", out
    )
    tally.check(not home.usable("council_tax_billing"), "an edited purpose refuses")
    status, out, _ = home.run("purpose", "approve", "council_tax_billing")
    tally.check(status == 0 and "1 of 2" in out, "the first approval", out)
    tally.check(not home.usable("council_tax_billing"), "one approval is not enough")
    status, _, said = home.run("purpose", "approve", "council_tax_billing")
    tally.check(status == 73 and "somebody else" in said, "the same person again", said)
    other = {"USER": "daemon", "LOGNAME": "daemon", "SUDO_USER": "daemon", "USERNAME": "daemon"}
    status, _, said = home.run("purpose", "approve", "council_tax_billing", environment=other)
    tally.check(status == 73, "the environment makes nobody else", said)
    status, _, said = home.run("purpose", "approve", "no_such")
    tally.check(status == 66, "a purpose that isn't there", said)


def forged(home, tally):
    """A second approval written by hand: the first one's, in another name."""
    with open(home.path("approvals.yaml"), encoding="utf-8") as file:
        before = file.read()
    last = before[before.rindex("  - of:") :]
    with open(home.path("approvals.yaml"), "a", encoding="utf-8") as file:
        file.write(re.sub(r"who: .*", "who: daemon", last))
    tally.check(not home.usable("council_tax_billing"), "an approval by hand counts for nothing")
    with open(home.path("approvals.yaml"), "w", encoding="utf-8") as file:
        file.write(before)


def staff_waits(home, tally):
    """What staff.yaml newly gives: to daemon and games, by one hand."""
    status, out, _ = home.run("check")
    tally.check(status == 65 and "0 of 2 people have approved it as it is" in out, "a new clerk is told", out)
    status, out, _ = home.run("staff", "show")
    tally.check("not approved: roles: information_governance" in out, "and shown", out)
    tally.check(home.run("staff", "check")[0] == 65, "staff check says that it waits")
    for user, why in (("daemon", "whom the change alone gives the role, first"), ("games", "without the role"),
                      ("bin", "nobody")):  # fmt: skip
        status, _, said = home.run("staff", "approve", user=user)
        tally.check(status == 77 and said.count("\n") == 1, f"staff approved by: {why}", said)
    status, _, said = home.run("purpose", "approve", "council_tax_billing", user="daemon")
    tally.check(status == 77, "a role that waits approves nothing", said)
    tally.check(home.run("staff", "approve")[0] == 0, "the one who governs approves first")
    tally.check(home.run("staff", "approve")[0] == 73, "and not twice")
    tally.check(home.run("staff", "approve", user="daemon")[0] == 0, "then a second")
    tally.check(home.run("staff", "check")[0] == 0, "staff is approved")
    before = os.path.getsize(home.path("staff.yaml"))
    tally.check(os.path.getsize(home.path("staff.approved.yaml")) == before, "and kept as it is")


def source_waits(home, tally):
    """A source is used by nobody until two have approved what it is."""
    extract = os.path.join(os.path.dirname(home.folder), "tenants.csv")
    with open(extract, "w", encoding="utf-8") as file:
        file.write("Ref,Name,Address,Postcode\nR1,Sian Evans,1 Mill Street,SA15 1AA\n")
    status, out, said = home.run("source", "add", "tenants", extract, "--key", "Ref", "--category", "housing")
    tally.check(status == 0 and "cantref source approve tenants" in out, "a source is added", out + said)

    def joined():
        return json.loads(home.run("purpose", "show", "data_quality_review", "--json")[1])["joined"]

    tally.check(joined() == [], "a new source is used by no purpose")
    status, out, _ = home.run("check")
    tally.check("0 of 2 people have approved its category" in out, "and that is told", out)
    for user, expected in ((None, 0), (None, 73), ("games", 77), ("daemon", 0)):
        tally.check(joined() == [], "one approval is not enough")
        status, _, said = home.run("source", "approve", "tenants", user=user)
        tally.check(status == expected, f"approved by {user}", said)
    tally.check(joined() == [["tenants"]], "two have approved it")
    for pattern, text, same in (
        (r"^schedule: .*", "schedule: hourly", True),
        (r"^category: housing", "category: electoral_register", False),
        (r"^category: electoral_register", "category: housing", True),
        (r"role: address", "role: ignore", False),
    ):
        home.edit("sources/tenants.yaml", pattern, text)
        tally.check((joined() == [["tenants"]]) == same, f"{text}: {'no' if same else 'needs'} approval", joined())
    tally.check(home.run("source", "approve", "nothing")[0] == 66, "a source that isn't there")


def two_people(home, tally):
    home.edit("staff.yaml", r"^people:\n", person("daemon", "information_governance"))
    home.edit("staff.yaml", r"^people:\n", person("games", "benefit_assessor"))
    staff_waits(home, tally)
    for user, expected, why in (("bin", 77, "who isn't staff"), ("games", 77, "who may not approve")):
        status, _, said = home.run("purpose", "approve", "council_tax_billing", user=user)
        tally.check(status == expected and said.count("\n") == 1, why, said)
    root = pwd.getpwuid(0).pw_name
    status, out, said = home.run(
        "purpose", "approve", "council_tax_billing", "--json", user="daemon",
        environment={"USER": root, "LOGNAME": root},
    )  # fmt: skip
    tally.check(status == 0 and json.loads(out)["approved"], "the second person", out + said)
    tally.check(home.usable("council_tax_billing"), "two have approved it")
    home.edit("gateways.yaml", r"purposes: \[school_admissions\]",
              "purposes: [school_admissions, council_tax_billing]")  # fmt: skip
    status, out, _ = home.run("check")
    tally.check(status == 65 and "gateway approve schools_and_addresses" in out, "an edited gateway", out)
    for user in (None, "daemon"):
        status, _, said = home.run("gateway", "approve", "schools_and_addresses", user=user)
        tally.check(status == 0, f"a gateway approved by {user or 'the first'}", said)
    tally.check(home.run("check")[0] == 0, "all is approved again")
    home.edit(PURPOSE, r"^review: .*", "review: 2020-01-01")
    for user in (None, "daemon"):
        home.run("purpose", "approve", "council_tax_billing", user=user)
    status, out, _ = home.run("check")
    tally.check(
        status == 65 and re.search(r"council_tax_billing\.yaml:\d+:1: its review was due", out),
        "past its review a purpose stops, loudly", out,
    )  # fmt: skip
    tally.check(not home.usable("council_tax_billing"), "past its review a purpose refuses")


def nobody_administers_all(home, tally):
    with open(home.path("staff.yaml"), encoding="utf-8") as file:
        before = file.read()
    login = re.search(r"administrators: \[(\S+)\]", before)[1]
    with open(home.path("staff.yaml"), "w", encoding="utf-8") as file:
        file.write(before.replace("administrators: []", f"administrators: [{login}]"))
    status, out, _ = home.run("check")
    tally.check(
        status == 65 and "one person would administer every department" in out,
        "nobody administers everything", out,
    )  # fmt: skip
    status, _, said = home.run("purpose", "list")
    tally.check(status == 65 and said.count("\n") == 1, "nothing is read while staff is wrong", said)


def main():
    tally = Tally("access")
    with tempfile.TemporaryDirectory(prefix="cantref-access-") as folder:
        home = Home(sys.argv[1], os.path.join(folder, "home"))
        subprocess.run(
            [home.program, "init", home.folder, "--nation", "wales"],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        one_person(home, tally)
        forged(home, tally)
        if os.geteuid() == 0:
            two_people(home, tally)
            source_waits(home, tally)
        else:
            tally.skip("two people", "only root can be two")
        nobody_administers_all(home, tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
