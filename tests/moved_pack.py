"""moved_pack.py - a pack for tests: somebody moved, with a trigger on an address that changed and one
on a date that has its day; and extracts in which people move."""

import os
import subprocess

from home import table_read, table_write

PURPOSE = "council_tax_billing"
TRIGGER = "moved/other_address"

EVENT = """event: moved
title: {en: "Somebody moved", cy: "Symudodd rhywun"}
subject: person
told_by: [self, family, staff]
sensitivity: ordinary
languages: [en, cy]
questions:
  - question: wants_help
    text: {en: "Is help wanted?", cy: "A oes eisiau help?"}
    type: yes_no
  - question: note
    text: {en: "Anything else?", cy: "Unrhyw beth arall?"}
    type: text
same_when: {within_days: 90, answers: [wants_help]}
"""

REGISTER = """then: {task: customer_service}
register:
  description: "Compares an address with the one before."
  owner: "Council Tax manager"
  alternatives: "Reading change reports."
  human_oversight: "An officer confirms each."
  risks: "A corrected address is taken for a move."
  impact_assessment: "DPIA-1"
"""

OTHER_ADDRESS = """trigger: other_address
title: {en: "An address changed", cy: "Newidiodd cyfeiriad"}
event: moved
purpose: council_tax_billing
on: record
sources: [council_tax]
condition: record.change = "changed" and record.address != before.address
date: record.since
confidence: 0.8
reason: {en: "The account has another address.", cy: "Mae cyfeiriad arall ar y cyfrif."}
"""

LONG_THERE = """trigger: long_there
title: {en: "Two years there", cy: "Dwy flynedd yno"}
event: moved
purpose: council_tax_billing
on: day
day: {of: since, plus: 2 years}
condition: household.size >= 1 or today > date("2000-01-01")
confidence: 0.5
reason: {en: "Two years.", cy: "Dwy flynedd."}
"""


def make_pack(program, home):
    """In the home's folder, as a council would."""
    folder = os.path.join(home, "packs", "moved")
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    subprocess.run([program, "pack", "new", folder], check=True, stdout=subprocess.DEVNULL)
    os.makedirs(os.path.join(folder, "triggers"), exist_ok=True)
    for name, text in (
        ("event.yaml", EVENT),
        ("triggers/other_address.yaml", OTHER_ADDRESS + REGISTER),
        ("triggers/long_there.yaml", LONG_THERE + REGISTER),
    ):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


def switch_on(run, trigger=TRIGGER):
    """run: a function of words of a command."""
    run("trigger", "dry-run", trigger, "--from", "2020-01-01", "--to", "2030-01-01")
    run("trigger", "on", trigger, "--why", "a test")


def with_moves(extract, path, draw, share):
    """The council tax extract again, with new addresses for a share of its accounts."""
    delimiter, encoding, rows = table_read(extract)
    address, postcode = rows[0].index("Property Address"), rows[0].index("Post Code")
    uprn, since = rows[0].index("UPRN"), rows[0].index("Liability Start")
    homes = [[row[address], row[postcode], row[uprn]] for row in rows[1:]]
    for row in rows[1:]:
        if draw.random() < share:  # to where somebody lived: a street that is there
            row[address], row[postcode], row[uprn] = draw.choice(homes)
            row[since] = "01/11/2026"
    table_write(path, delimiter, encoding, rows)
    return path
