#!/usr/bin/env python3
"""process.py PROGRAM - what follows life events, through the program: journeys.

1. A death told, decided, done by teams, letters in a batch, an update for a source's system; a month
   played through; the event closed by its process.
2. A correction and a withdrawal: what waits is stopped, what left is put right. People who were told
   apart: the case is looked at anew.
3. A pack is upgraded: running cases go on, and are moved on purpose.
4. Nothing is addressed to somebody who died: queued letters, letters that wait for print, and whoever
   is named in free text.
5. A batch of letters that was cut off goes to a person. A worker killed at any time loses nothing.
6. Nothing of what people said, or of letters, is in clear in the files; all of it goes with a person.
7. What can't be told, or nobody confirms, is told a team until it says what became of it."""

import datetime
import glob
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from home import Broken, Home, systems
from tally import Tally

PURPOSE = "council_tax_billing"
CASE = ("--case", "T-1")
DEATHS = ("--purpose", "bereavement_support", *CASE)
MOVES = ("--purpose", PURPOSE)
DELIVERY = """letters:
  return_address: [Example Council, Civic Centre, Llanfedwen, CY5 5AA]
  telephone: 01632 960000
update:
  council_tax: write-back/council_tax
"""

PACK = """pack: moved
version: {version}
title: {{en: "A move", cy: "Symud"}}
about: {{en: "For tests.", cy: "Ar gyfer profion."}}
nation: both
purposes: [council_tax_billing]
facts: [event.date, event.known]
teams:
  customer_service: {{en: "Customer service", cy: "Gwasanaethau cwsmeriaid"}}
"""
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
  - question: friend
    text: {en: "Who helps?", cy: "Pwy sy’n helpu?"}
    type: person
same_when: {within_days: 90, answers: []}
"""
DUTIES = """duties:
  - duty: say_so
    title: {en: "Say that it was noted", cy: "Dweud ei fod wedi’i nodi"}
    text: {en: "The resident is told.", cy: "Dywedir wrth y preswylydd."}
    basis: charter
    nation: both
    owner: customer_service
    applies_when: event.known <= today
    clock: {starts: event.known, within: 10 working days}
    discharged_by: [letter]
"""
STEPS = """steps:
  - step: letter
    kind: letter
    title: {en: "Say that it was noted", cy: "Dweud ei fod wedi’i nodi"}
    team: customer_service
    for_duty: say_so
    letter: noted
    to: subject
    channel: {first: post, cannot: [phone, desk]}
    due: 5 working days
    undo: tell_team
    done_when: posted
    sending_suffices: true
  - step: letter_friend
    kind: letter
    title: {en: "Tell whoever helps", cy: "Dweud wrth bwy bynnag sy’n helpu"}
    team: customer_service
    when: answers.friend != null
    letter: noted
    to: friend
    channel: {first: post, cannot: [phone, desk]}
    due: 5 working days
    undo: tell_team
    done_when: posted
  - step: see_to_it
    kind: task
    title: {en: "See to the account", cy: "Gweld at y cyfrif"}
    team: customer_service
    asks: [wants_help]
    due: 10 working days
    undo: tell_team
    done_when: team_confirms
    confirmation: {en: "The account shows it.", cy: "Mae’r cyfrif yn ei ddangos."}
"""
MORE = """  - step: ring
    kind: task
    title: {en: "Ring", cy: "Ffonio"}
    team: customer_service
    due: 10 working days
    undo: nothing
    done_when: team_confirms
    confirmation: {en: "They were rung.", cy: "Fe’u ffoniwyd."}
"""
LETTER = """---
title: {title}
says_what_happened: true
---
Dear {{{{recipient.name}}}},

We have noted your move, as of {{{{today}}}}.
"""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def make_pack(folder, version=1, steps=STEPS):
    pack = os.path.join(folder, "packs", "moved")
    write(os.path.join(pack, "pack.yaml"), PACK.format(version=version))
    write(os.path.join(pack, "event.yaml"), EVENT)
    write(os.path.join(pack, "duties.yaml"), DUTIES)
    write(os.path.join(pack, "process.yaml"), steps)
    for language, title in (("en", "We have noted your move"), ("cy", "Rydym wedi nodi eich symud")):
        write(os.path.join(pack, "letters", f"noted.{language}.md"), LETTER.format(title=title))


def make(program, folder):
    home = Home(program, folder)
    home.init("--example", "--people", "200")
    for source in systems(home):
        home.run("ingest", source)
    make_pack(folder)
    write(os.path.join(folder, "delivery.yaml"), DELIVERY)
    os.makedirs(os.path.join(folder, "write-back", "council_tax"))
    return home


def copy(home, folder):
    shutil.copytree(home.folder, folder)
    return Home(home.program, folder)


def day(number):
    """So many days from today: the program's days are the machine's, but for --day."""
    return (datetime.date.today() + datetime.timedelta(days=number)).isoformat()


def work(home, on=None):
    home.run("work", "--until-idle", *(("--day", on) if on else ()))


def tasks(home, under):
    return json.loads(home.run("task", "list", "--json", *under))["tasks"]


def process(home, event, under, place=-1):
    return json.loads(home.run("process", "show", event, "--json", *under))["processes"][place]


def stage(home, event, step, under, place=-1):
    return next(s["stage"] for s in process(home, event, under, place)["steps"] if s["step"] == step)


def duty(home, event, name, under):
    return next(d["state"] for d in process(home, event, under)["duties"] if d["duty"] == name)


def told(home, pack, subject, under, *words):
    out = home.run("event", "tell", pack, "--subject", subject, "--told-by", "family", "--json", *under, *words)
    return json.loads(out)["event"]


def status(home, event, under):
    return json.loads(home.run("event", "show", event, "--json", *under))["status"]


def person(home, row, under):
    return json.loads(home.run("view", row, "--json", *under))["person"]["id"]


def waiting(home):
    return json.loads(home.run("letter", "list", "--json"))["waiting"]


def name_of(home, row, under):
    fields = json.loads(home.run("view", row, "--json", *under))["person"]["fields"]
    field = next(f for f in fields if f["category"] == "name")
    return field["values"][0]["text"]


# ---- one: a death


def death(base, folder, tally):
    home = copy(base, os.path.join(folder, "death"))
    event = told(
        home, "bereavement", "council_tax:1", DEATHS, "--happened", day(-8), "--known", day(-1),
        "--answer", "home_is=owned", "--answer", "adults_left=0",
        "--teller", "Siân Quillfeather, 1 High Street, Porth Tegid CY1 2AB, 01632 960999",
    )
    work(home, day(0))
    tally.check(not waiting(home), "before a death is confirmed nothing is composed")
    decision = next(t for t in tasks(home, DEATHS) if t["step"] == "confirm_death" and t["what"] == "task")
    refused = home.start("task", "decide", str(decision["task"]), "confirmed", *DEATHS)
    refused.communicate()
    tally.check(refused.returncode == 64, "a decision needs a reason", refused.returncode)
    home.run("task", "decide", str(decision["task"]), "confirmed", "--because", "PINKERTON'S LETTER", *DEATHS)
    work(home, day(0))
    tally.check(status(home, event, DEATHS) == "acted_on", "a decision confirms the event")
    letters = waiting(home)
    tally.check(len(letters) >= 1, "a letter waits for print", letters)
    rows = glob.glob(os.path.join(home.folder, "write-back", "council_tax", "*.csv"))
    tally.check(len(rows) == 1, "an update is in the source's file", rows)
    with open(rows[0], encoding="utf-8") as file:
        header = file.readline().strip()
    tally.check(header == "key,composed,about,event.date", "with the facts that the step names alone", header)
    tally.check(stage(home, event, "letter_what_happens_next", DEATHS) == "queued", "it has not left")
    home.run("letter", "batch")
    tally.check(stage(home, event, "letter_what_happens_next", DEATHS) == "done", "it has, with its batch")
    tally.check(duty(home, event, "tell_what_happens_next", DEATHS) == "discharged", "its duty is discharged")
    ledger = home.run("duty", "ledger", event, *DEATHS)
    tally.check("discharged (1)" in ledger, "and so it is in the ledger", ledger)
    home.run("letter", "batch", "confirm", "1")
    play_month(home, event, tally)
    shutil.rmtree(home.folder)


def play_month(home, event, tally):
    under = DEATHS
    done = next(t for t in tasks(home, under) if t["step"] == "pause_recovery" and t["what"] == "task")
    home.run("task", "done", str(done["task"]), "--because", "nothing is due", *under)
    tally.check(stage(home, event, "pause_recovery", under) == "done", "a team's task is done")
    for days in (4, 11, 22, 38):
        work(home, day(days))
    said = tasks(home, under)
    late = [t for t in said if t["reason"] == "late" and t["escalated"]]
    tally.check(late, "what was not done in time is escalated", said[:3])
    again = tasks(home, under)
    work(home, day(38))
    tally.check(len(again) == len(tasks(home, under)), "a day that has come comes once")
    for _ in range(3):
        home.run("duty", "discharge", event, next(
            d["duty"] for d in process(home, event, under)["duties"] if d["state"] in ("started", "cannot_tell")
        ), "--because", "somebody else keeps it", *under)
    kept = [d for d in process(home, event, under)["duties"] if d["state"] == "discharged"]
    tally.check(len(kept) >= 4, "somebody discharges a duty, with a reason", kept)
    log = home.run("audit", "list", "--limit", "400", "--case", "IG-1", "--json")
    tally.check("cantref work" in log and f"event:{event}" in log, "each look is in the log", log[:300])
    show = home.run("task", "show", str(next(t for t in tasks(home, under))["task"]), *under)
    tally.check(len(show) > 0, "a task is shown")


# ---- two: taken back


def taken_back(base, folder, tally):
    home = copy(base, os.path.join(folder, "back"))
    event = told(home, "moved", "council_tax:1", MOVES, "--answer", "friend=Ann Hughes, 3 Low Road, Trefor CY1 3ZZ")
    work(home)
    tally.check(len(waiting(home)) == 2, "two letters wait", waiting(home))
    home.run("event", "correct", event, "--answer", "friend=", "--why", "nobody helps", *MOVES)
    work(home)
    tally.check(stage(home, event, "letter_friend", MOVES) == "stopped", "a correction stops what waits")
    tally.check(stage(home, event, "letter", MOVES) == "queued", "and nothing else")
    batch = json.loads(home.run("letter", "batch", "--json"))
    tally.check(batch["letters"] == 1 and batch["stopped"] == 1, "the batch leaves it out", batch)
    home.run("event", "withdraw", event, "--why", "nobody moved", *MOVES)
    work(home)
    tally.check(stage(home, event, "see_to_it", MOVES) == "stopped", "a withdrawal stops tasks")
    told_back = [t for t in tasks(home, MOVES) if t["reason"] == "taken_back"]
    tally.check(any(t["step"] == "letter" for t in told_back), "of what left a team is told", told_back)
    closed = told_back[0]["task"]
    home.run("task", "close", str(closed), "--because", "rung", *MOVES)
    tally.check(closed not in [t["task"] for t in tasks(home, MOVES)], "and closes it")
    other = told(home, "moved", "council_tax:2", MOVES)
    work(home)
    home.run("event", "correct", other, "--subject", person(home, "council_tax:9", MOVES), "--why", "another", *MOVES)
    work(home)
    tally.check(process(home, other, MOVES, 0)["withdrawn"], "about somebody else: what was begun is taken back")
    tally.check(stage(home, other, "letter", MOVES, 1) == "queued", "and begun anew")
    shutil.rmtree(home.folder)


def undone_merge(base, folder, tally):
    """Two rows that people say are one, and then not: the case wants a look, as an amendment."""
    home = copy(base, os.path.join(folder, "merge"))
    event = told(home, "moved", "council_tax:1", MOVES)
    work(home)
    home.run("entity", "merge", "council_tax:1", "council_tax:9", "--why", "one person")
    with home.database() as db:
        before = db.execute("SELECT count(*) FROM event_recall").fetchone()[0]
    work(home)
    home.run("entity", "undo", decision_of(home), "--why", "two after all")
    work(home)
    with home.database() as db:
        amends = db.execute("SELECT count(*) FROM event_recall WHERE what = 'amend' AND taken IS NOT NULL").fetchone()[0]
    tally.check(amends > before, "after an undone merge the case is looked at as amended", amends)
    tally.check(stage(home, event, "letter", MOVES) == "queued", "and what holds still goes on")
    shutil.rmtree(home.folder)


def decision_of(home):
    with home.database() as db:
        return str(db.execute("SELECT max(decision) FROM decision").fetchone()[0])


# ---- three: another version of the pack


def upgraded(base, folder, tally):
    home = copy(base, os.path.join(folder, "upgrade"))
    event = told(home, "moved", "council_tax:1", MOVES, "--known", day(-365))
    work(home)
    make_pack(home.folder, 2, STEPS.replace("step: see_to_it", "step: see_to_account") + MORE)
    home.run("ingest", "council_tax")
    work(home)
    steps = [s["step"] for s in process(home, event, MOVES)["steps"]]
    tally.check("ring" not in steps, "a running case keeps the version that it began with", steps)
    shown = home.run("process", "migrate", "moved", *MOVES)
    tally.check("--apply" in shown, "what would change is shown", shown)
    tally.check(refused_with(home, 66, "process", "migrate", "mvoed", *MOVES), "a pack that there isn't is told")
    notes = home.start("check").communicate()
    tally.check("of the pack bereavement are none of staff.yaml" in str(notes), "and teams that nobody is of", notes)
    home.run("process", "migrate", "moved", "--apply", *MOVES)
    work(home)
    tally.check(stage(home, event, "ring", MOVES) == "open", "moved, a step that is new begins")
    tally.check(stage(home, event, "letter", MOVES) == "queued", "one that was begun goes on")
    steps = [s["step"] for s in process(home, event, MOVES)["steps"]]
    tally.check("see_to_it" not in steps, "one that is no more is gone", steps)
    left = [t for t in tasks(home, MOVES) if t["step"] == "see_to_it"]
    tally.check(not left, "and so is its task", left)
    shutil.rmtree(home.folder)


# ---- four: nobody who died is written to


def no_distress(base, folder, tally):
    home = copy(base, os.path.join(folder, "distress"))
    dead = person(home, "council_tax:1", MOVES)
    event = told(home, "moved", "council_tax:1", MOVES)
    name = name_of(home, "council_tax:1", MOVES)
    other = told(home, "moved", "council_tax:9", MOVES, "--answer", f"friend={name}, 3 Low Road, Trefor")
    work(home)
    tally.check(len(waiting(home)) == 3, "letters wait", waiting(home))
    died = told(
        home, "bereavement", "council_tax:1", DEATHS, "--happened", day(-8),
        "--answer", "home_is=owned", "--answer", "adults_left=0",
    )
    home.run("event", "confirm", died, *DEATHS)
    tally.check(stage(home, event, "letter", MOVES) == "open", "confirmed: the queued letter to them goes to a team")
    told_of = [t for t in tasks(home, MOVES) if t["reason"] == "died" and t["event"] == event]
    tally.check(told_of, "which is told why", tasks(home, MOVES))
    batch = json.loads(home.run("letter", "batch", "--json"))
    tally.check(batch["stopped"] == 2, "neither it, nor one that names them in free text, is printed", batch)
    tally.check(stage(home, other, "letter_friend", MOVES) == "stuck", "of that a team is told, too")
    tally.check(stage(home, other, "letter", MOVES) == "done", "others' letters leave")
    later = told(home, "moved", "council_tax:1", MOVES, "--happened", day(-331))
    work(home)
    tally.check(stage(home, later, "letter", MOVES) == "open", "nor is anything begun later sent to them", dead)
    parked = json.loads(home.run("outbox", "list", "--json"))["parked"]
    found = {p["step"]: p["reason"] for p in parked}
    tally.check("died" in found.get("letter_friend", ""), "what is parked is listed, with its reason", parked)
    stuck = next(p["delivery"] for p in parked if p["step"] == "letter_friend")
    home.run("outbox", "stop", str(stuck), "--because", "rung")
    tally.check(stage(home, other, "letter_friend", MOVES) == "done", "and a person settles it")
    shutil.rmtree(home.folder)


# ---- five: cut off


def cut_off(base, folder, tally):
    home = copy(base, os.path.join(folder, "cut"))
    event = told(home, "moved", "council_tax:1", MOVES)
    work(home)
    home.run("letter", "batch")
    with home.database() as db:  # as it is when the program is killed before it noted that it is done
        db.execute("UPDATE letter_batch SET state = 'handing'")
    db.close()
    again = home.start("letter", "batch", "confirm", "1")
    again.communicate()
    tally.check(again.returncode == 73, "a batch that was cut off is not confirmed", again.returncode)
    listed = json.loads(home.run("letter", "list", "--json"))["batches"]
    tally.check(listed[0]["state"] == "handing", "it is listed", listed)
    home.run("letter", "batch", "settle", "1", "--printed")
    home.run("letter", "batch", "confirm", "1")
    tally.check(stage(home, event, "letter", MOVES) == "done", "a person says that it was printed")
    shutil.rmtree(home.folder)


def killed(base, folder, tally, draw):
    home = copy(base, os.path.join(folder, "killed"))
    events = [told(home, "moved", f"council_tax:{row}", MOVES) for row in (1, 5, 9, 13, 17, 21)]
    for _ in range(int(os.environ.get("CANTREF_RUNS") or 12)):
        running = home.start("work", "--until-idle", "--workers", "3")
        time.sleep(draw.uniform(0.02, 0.6))
        running.send_signal(signal.SIGKILL)
        running.communicate()
    with home.database() as db:  # leases end in two minutes; a test doesn't wait
        db.execute("UPDATE action SET lease_until = 0, wakes = 0 WHERE state IN ('leased', 'going')")
    db.close()
    work(home)
    with home.database() as db:
        letters = db.execute("SELECT count(*), count(DISTINCT action) FROM letter").fetchone()
    stages = [stage(home, event, "letter", MOVES) for event in events]
    tally.check(letters == (len(events), len(events)), "killed at any time: each letter is there, once", letters)
    tally.check(set(stages) == {"queued"}, "and waits for print", stages)
    home.check_laws()
    running = home.start("work")
    time.sleep(1)
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=60)
    tally.check(running.returncode == 0, "SIGTERM ends it", running.returncode)
    shutil.rmtree(home.folder)


# ---- six: nothing in clear


def in_clear(base, folder, tally):
    home = copy(base, os.path.join(folder, "clear"))
    told(
        home, "moved", "council_tax:1", MOVES, "--answer", "friend=Zebedee Quackenbush, 9 Canary Row, Trefor CY1 3ZZ",
    )
    work(home)
    task = next(t for t in tasks(home, MOVES) if t["step"] == "see_to_it")
    home.run("task", "done", str(task["task"]), "--because", "CANARYREASON", "--answer", "wants_help=yes", *MOVES)
    found = []
    for path in glob.glob(os.path.join(home.folder, "data", "**"), recursive=True):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                text = file.read().lower()
            found += [f"{path}: {word}" for word in (b"quackenbush", b"canary", b"%pdf") if word in text]
    tally.check(not found, "nothing that was said, and no letter, is in clear in data/", "\n".join(found))
    shown = home.run("task", "show", str(task["task"]), *MOVES)
    tally.check("CANARYREASON" in shown, "a reason is shown to whoever may see the task", shown)
    days = home.start("work", "--once", "--day", day(34))
    days.communicate()
    tally.check(days.returncode == 0, "days are played through in an example home")
    with open(os.path.join(home.folder, "council.yaml"), encoding="utf-8") as file:
        council = file.read()
    write(os.path.join(home.folder, "council.yaml"), council.replace("example: true\n", ""))
    days = home.start("work", "--once", "--day", day(34))
    days.communicate()
    tally.check(days.returncode == 77, "and in no other", days.returncode)
    shutil.rmtree(home.folder)


# ---- seven: no silence


def refused_with(home, status, *arguments):
    process = home.start(*arguments)
    process.communicate()
    return process.returncode == status


def told_of(home, reason, event):
    return [t for t in tasks(home, MOVES) if t["reason"] == reason and t["event"] == event]


def unclear(base, folder, tally):
    home = copy(base, os.path.join(folder, "unclear"))
    make_pack(home.folder, 1, STEPS.replace("answers.friend != null", "answers.wants_help"))
    friend = ("--answer", "friend=Ann Hughes, 3 Low Road, Trefor CY1 3ZZ")
    event = told(home, "moved", "council_tax:1", MOVES, *friend)
    work(home)
    said = told_of(home, "unclear", event)
    tally.check(len(said) == 1, "whether a step is taken can't be told: a team is told", said)
    task = str(said[0]["task"])
    closed = ("task", "close", task, *MOVES)
    tally.check(refused_with(home, 64, *closed), "it is not closed without a word")
    tally.check(refused_with(home, 64, "task", "done", task, *MOVES), "done says what became of it")
    home.run("task", "close", task, "--answer", "friend=Ann Hughes, 3 Low Road, Trefor CY1 3ZZ", *MOVES)
    work(home)
    tally.check(told_of(home, "unclear", event), "what is found out beside it doesn't end it")
    home.run("task", "close", task, "--answer", "wants_help=no", *MOVES)
    work(home)
    tally.check(not told_of(home, "unclear", event), "found out: it ends by itself")
    tally.check(stage(home, event, "letter_friend", MOVES) == "waiting", "and the step is not taken")
    again = tasks(home, MOVES)[0]
    home.run("task", "done", str(again["task"]), "--answer", "wants_help=no", *MOVES)
    tally.check(stage(home, event, "see_to_it", MOVES) == "done", "the same answer again is no mistake")
    home.run("letter", "batch")
    shown = home.run("process", "show", event, *MOVES)
    tally.check("See to the account (see_to_it): done · on" in shown, "steps are shown by their titles", shown)
    tally.check(process(home, event, MOVES)["status"] == "ended", "nothing is left to be done")
    tally.check(status(home, event, MOVES) == "closed", "and the event is closed, though nobody had to confirm it")
    other = told(home, "moved", "council_tax:9", MOVES, *friend)
    work(home)
    task = str(told_of(home, "unclear", other)[0]["task"])
    home.run("task", "done", task, "--because", "rung", *MOVES)
    tally.check(stage(home, other, "letter_friend", MOVES) == "done", "a team may have seen to it")
    third = told(home, "moved", "council_tax:17", MOVES, *friend)
    work(home)
    task = str(told_of(home, "unclear", third)[0]["task"])
    home.run("task", "close", task, "--because", "no friend is to be told", *MOVES)
    tally.check(stage(home, third, "letter_friend", MOVES) == "stopped", "or say that it is not taken")
    shutil.rmtree(home.folder)


def unconfirmed(base, folder, tally):
    home = copy(base, os.path.join(folder, "unconfirmed"))
    posted = "done_when: posted\n    sending_suffices: true"
    make_pack(home.folder, 1, STEPS.replace(posted, "done_when: recipient_confirms"))
    event = told(home, "moved", "council_tax:1", MOVES)
    for days in (2, 16, 37, 65, 93):
        work(home, day(days))
        if waiting(home):
            home.run("letter", "batch", "--day", day(days))
    said = told_of(home, "unconfirmed", event)
    tally.check(len(said) == 1, "after reminders a team is told that nobody confirms it", said)
    task = str(said[0]["task"])
    closed = ("task", "close", task, "--because", "seen", *MOVES)
    tally.check(refused_with(home, 73, *closed), "nor is that closed while it is so")
    home.run("task", "done", task, "--because", "they said so on the phone", *MOVES)
    tally.check(stage(home, event, "letter", MOVES) == "done", "a team says that it was confirmed")
    tally.check(duty(home, event, "say_so", MOVES) == "discharged", "and the duty is discharged")
    shutil.rmtree(home.folder)


def channels(base, folder, tally):
    """What says what happened goes by no channel that others read; who can't use post is rung, and
    offered help; a field without a value is no hole."""
    home = copy(base, os.path.join(folder, "channels"))
    pack = os.path.join(home.folder, "packs", "moved", "letters")
    who = person(home, "council_tax:1", MOVES)
    home.run("contact", "set", who, "--say", "preferred=email", "--say", "email_value=who@example.org", *MOVES)
    event = told(home, "moved", "council_tax:1", MOVES)
    work(home)
    tally.check(len(waiting(home)) == 1, "who prefers e-mail gets a letter that says what happened by post", waiting(home))
    tally.check(stage(home, event, "letter", MOVES) == "queued", "and the step has not left")
    other = person(home, "council_tax:9", MOVES)
    home.run("contact", "set", other, "--say", "post=cannot sight", "--say", "phone_value=01632 960123", *MOVES)
    rung = told(home, "moved", "council_tax:9", MOVES)
    work(home)
    step = next(s for s in process(home, rung, MOVES)["steps"] if s["step"] == "letter")
    tally.check(step["stage"] == "open" and step["channel"] == "phone", "who can't read post is rung by a team", step)
    shown = home.run("contact", "show", other, *MOVES)
    with home.database() as db:
        offers = db.execute("SELECT count(*) FROM help_offer").fetchone()[0]
    tally.check(offers == 1, "and help is offered", shown)
    for language in ("en", "cy"):
        path = os.path.join(pack, f"noted.{language}.md")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        write(path, text + "\n{{answers.friend}} helps you, since {{event.date}}.\n")
    holed = told(home, "moved", "council_tax:5", MOVES)
    work(home)
    parked = json.loads(home.run("outbox", "list", "--json"))["parked"]
    tally.check(len(parked) == 1 and "answers.friend" in parked[0]["reason"], "a hole parks it, and says which", parked)
    hidden = copy(home, os.path.join(folder, "hidden"))
    hidden.run("seal", "council_tax:5", "--ground", "refuge", "--team", "adult_care", "--why", "moves")
    staff = os.path.join(hidden.folder, "staff.yaml")
    with open(staff, encoding="utf-8") as file:  # who runs this is of that team no more
        said = file.read()
    write(staff, said.replace("benefits, adult_care,", "benefits,"))
    kept = json.loads(hidden.run("outbox", "list", "--json"))["parked"]
    tally.check(kept == [], "of one who is sealed it is not told", kept)
    again = ("outbox", "retry", str(parked[0]["delivery"]))
    tally.check(refused_with(hidden, 66, *again), "nor is there anything of that number")
    shutil.rmtree(hidden.folder)
    told_of = [t for t in tasks(home, MOVES) if t["reason"] == "stuck" and t["event"] == holed]
    tally.check(len(told_of) == 1, "and a team is told")
    home.run("event", "correct", holed, "--answer", "friend=Ann Hughes", "--happened", day(-27), "--why", "found", *MOVES)
    home.run("outbox", "retry", str(parked[0]["delivery"]))
    work(home)
    tally.check(stage(home, holed, "letter", MOVES) == "queued", "filled, it is tried again, and waits for print")
    blind = person(home, "council_tax:17", MOVES)
    home.run("contact", "set", blind, "--say", "format=braille", *MOVES)
    touched = told(home, "moved", "council_tax:17", MOVES)
    work(home)
    tally.check(stage(home, touched, "letter", MOVES) == "stuck", "what is wanted in braille goes to a person, not to print")
    shutil.rmtree(home.folder)


def erased(base, folder, tally):
    """Somebody is erased while a letter to them waits: it goes with them, and nothing is left over."""
    home = copy(base, os.path.join(folder, "erased"))
    event = told(home, "moved", "council_tax:1", MOVES, "--answer", "friend=Ann Hughes, 3 Low Road, Trefor CY1 3ZZ")
    work(home)
    task = next(t for t in tasks(home, MOVES) if t["step"] == "see_to_it")
    home.run("task", "done", str(task["task"]), "--because", "seen to", *MOVES)
    entity = json.loads(home.run("entity", "show", "council_tax:1", "--json"))["entity"]
    home.run("erase", entity)
    with home.database() as db:
        left = db.execute(
            "SELECT (SELECT count(*) FROM letter), (SELECT count(*) FROM action_content), "
            "(SELECT count(*) FROM action WHERE ended IS NULL)"
        ).fetchone()
    db.close()
    tally.check(left == (0, 0, 0), "who is erased: letters, what was composed and tasks go", left)
    work(home)
    batch = json.loads(home.run("letter", "batch", "--json"))
    tally.check(batch["letters"] == 0, "and nothing is printed", batch)
    home.check_laws(True)
    tally.check(not [t for t in tasks(home, MOVES) if t["event"] == event], "and no team is asked")
    shutil.rmtree(home.folder)


def main():
    tally = Tally("process")
    program = os.path.abspath(sys.argv[1])
    seed = int(os.environ.get("CANTREF_SEED") or time.time())
    print(f"CANTREF_SEED={seed}")
    with tempfile.TemporaryDirectory(prefix="cantref-process-") as folder:
        base = make(program, os.path.join(folder, "base"))
        parts = {
            "death": death, "taken_back": taken_back, "undone_merge": undone_merge, "upgraded": upgraded,
            "no_distress": no_distress, "cut_off": cut_off, "in_clear": in_clear, "erased": erased,
            "unclear": unclear, "unconfirmed": unconfirmed, "channels": channels,
            "killed": lambda b, f, t: killed(b, f, t, random.Random(seed)),
        }
        for name, part in parts.items():
            if len(sys.argv) < 3 or name in sys.argv[2:]:
                try:
                    part(base, folder, tally)
                except (Broken, StopIteration, KeyError, IndexError, subprocess.SubprocessError, sqlite3.Error) as error:
                    tally.fail(name, repr(error))
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
