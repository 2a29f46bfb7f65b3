#!/usr/bin/env python3
"""erasure.py PROGRAM - what a home keeps is sealed, what is erased stays erased, what is restored is whole.

Canary values are written into every column of every source, and looked for in all that the program
leaves behind but the extracts themselves: database, write-ahead log of a killed program, keys,
backups, settings, temporary files, all that was printed.

CANTREF_SEED replays a run; CANTREF_KILLS: how many erasures are killed (default 20)."""

import csv
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

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "web"))
from moved_pack import make_pack  # noqa: E402
from tally import Tally  # noqa: E402
from web_client import Browser, Served  # noqa: E402

TIME_MAX_S = 120
PEOPLE = 400
# One person as each system has them. Well formed, so that every field is understood and kept.
PERSON = {
    "forename": "Zephyrine",
    "surname": "Quarmbyxx",
    "day": "17", "month": "3", "year": "1931",
    "phone": "01632 960999",
    "email": "zephyrine.quarmbyxx@example.org",
    "nino": "QQ987654C",
    "nhs": "999 123 4560",
}
LOOKED_FOR = [
    "zephyrine", "quarmbyxx", "quarmby", "zqcanary", "01632 960999", "01632960999", "1632960999",
    "qq987654c", "9991234560", "999 123 4560", "1931-03-17", "17/03/1931",
]


def cell_of(header):
    """The person's value for a column, by the words of its header; None: a word of its own."""
    h = header.lower()
    p = PERSON
    date = f"{p['day']}/0{p['month']}/{p['year']}"
    for words, value in [
        (("joint", "parent 2"), ""),
        (("parent 1 name",), "Mrs Other Personne"),
        (("parent 1",), ""),
        (("birth day",), p["day"]),
        (("birth month",), p["month"]),
        (("birth year",), p["year"]),
        (("date of birth", "dob"), date),
        (("start", "opened"), "1/2/2020"),
        (("end", "attainment", "middle", "known as", "flat", "property name"), ""),
        (("forename", "enwau"), p["forename"]),
        (("surname", "cyfenw"), p["surname"]),
        (("liable party",), f"MRS {p['forename']} {p['surname']}".upper()),
        (("title",), "Mrs"),
        (("ni number",), p["nino"]),
        (("nhs",), p["nhs"]),
        (("tel", "phone"), p["phone"]),
        (("mail",), p["email"]),
        (("post", "cod post"), "CY9 9ZZ"),
        (("address 1", "road", "street", "property address", "home address"), "77 Zqcanary Road"),
    ]:
        if any(word in h for word in words):
            return value
    return None


class Home:
    def __init__(self, program, folder, tally):
        self.program, self.folder, self.tally = os.path.abspath(program), folder, tally
        self.home = os.path.join(folder, "home")
        self.temporary = os.path.join(folder, "tmp")
        os.makedirs(self.temporary)
        self.environment = dict(os.environ, TMPDIR=self.temporary, SQLITE_TMPDIR=self.temporary)
        self.captured = b""

    def start(self, *words):
        return subprocess.Popen(
            [self.program, *words], cwd=self.folder, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )

    def run(self, *words, status=0):
        process = self.start(*words)
        out, _ = process.communicate(timeout=TIME_MAX_S)
        self.captured += out
        if process.returncode != status:
            raise RuntimeError(f"cantref {' '.join(words)}: status {process.returncode}\n"
                               + out.decode("utf-8", "replace"))
        return out.decode("utf-8", "replace")

    def run_killed(self, after_s, *words):
        """True: it was killed before it had ended."""
        process = self.start(*words)
        time.sleep(after_s)
        killed = process.poll() is None
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate(timeout=TIME_MAX_S)
        self.captured += out
        return killed

    def ask(self, sql, *values, home=None):
        path = os.path.join(home or self.home, "data", "cantref.db")
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
            rows = db.execute(sql, values).fetchall()
        db.close()
        return rows

    def places_of_canaries(self):
        """Files, and what was printed, that hold any of the values."""
        found = []
        for root, folders, files in os.walk(self.folder):
            if os.path.basename(root) == "extracts":
                folders[:] = []
                continue
            for name in files:
                with open(os.path.join(root, name), "rb") as file:
                    found += self.values_in(os.path.join(root, name), file.read())
        return found + self.values_in("what was printed", self.captured)

    @staticmethod
    def values_in(name, data):
        data = data.lower()
        return [f"{name}: {value}" for value in LOOKED_FOR if value.encode() in data]


def extract_path(bench, source, home=None):
    return os.path.join(home or bench.home, "extracts", f"{source}.csv")


SOURCES = ["council_tax", "electoral_roll", "housing", "schools", "social_care"]


def read_extract(bench, source, home=None):
    """Its rows, and what is needed to write them again."""
    with open(extract_path(bench, source, home), "rb") as file:
        data = file.read()
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "cp1252"
    delimiter = ";" if source == "schools" else ","
    lines = data.decode(encoding).splitlines(keepends=True)
    return list(csv.reader(lines, delimiter=delimiter)), (delimiter, encoding)


def write_extract(bench, source, rows, form, home=None):
    delimiter, encoding = form
    with open(extract_path(bench, source, home), "w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


def add_canaries(bench):
    """At the end of each file: the person, and a row whose every cell is a word of its own."""
    for source in SOURCES:
        rows, form = read_extract(bench, source)
        person, words = [], []
        for c, header in enumerate(rows[0]):
            value = cell_of(header)
            person.append(value if value is not None else f"Zqcanary{source}{c}")
            words.append(f"Zqcanary{source}{c}x")
        write_extract(bench, source, rows + [person, words], form)


def canary_rows(bench, source):
    count = len(read_extract(bench, source)[0]) - 1
    return count - 1  # the person's, from 1


def canary_entities(bench, home=None):
    """Entities of the person's rows. In the one of the schools a parent, who stays, comes second."""
    ids = set()
    for source in SOURCES:
        rows = bench.ask(
            "SELECT e.id FROM record_version v JOIN record r USING (record) JOIN source s "
            "USING (source) JOIN membership m ON m.record = v.record JOIN entity e "
            "USING (entity) WHERE s.name = ? AND v.row_number = ? AND v.known_to IS NULL "
            "AND m.number = 1 AND e.kind = 0 AND (s.name <> 'schools' OR EXISTS (SELECT 1 FROM "
            "membership o WHERE o.record = v.record AND o.number = 2))",
            source, canary_rows(bench, source), home=home)
        ids.update(row[0] for row in rows)
    return sorted(ids)


def partition_of(bench, home):
    """Who belongs together, by source, identity of the record, and number of the mention."""
    groups = {}
    for entity, name, identity, number in bench.ask(
            "SELECT m.entity, s.name, r.identity, m.number FROM membership m JOIN record r "
            "USING (record) JOIN source s USING (source)", home=home):
        groups.setdefault(entity, set()).add((name, identity, number))
    return {frozenset(group) for group in groups.values()}


def standing(bench, home):
    return {row for row in bench.ask(
        "SELECT s.name, v.row_number FROM record_version v JOIN record r USING (record) "
        "JOIN source s USING (source) WHERE v.known_to IS NULL", home=home)}


def soundness(bench, home):
    """What must be true of any home."""
    bad = [row[0] for row in bench.ask("PRAGMA integrity_check", home=home) if row[0] != "ok"]
    for name, sql in [
        ("members without a mention", "SELECT count(*) FROM membership m WHERE NOT EXISTS (SELECT "
         "1 FROM mention k WHERE k.record = m.record AND k.number = m.number)"),
        ("linked mentions without an entity", "SELECT count(*) FROM mention m WHERE node <> 0 AND "
         "NOT EXISTS (SELECT 1 FROM membership b WHERE b.record = m.record AND b.number = "
         "m.number)"),
        ("nodes without a mention", "SELECT count(*) FROM node n WHERE NOT EXISTS (SELECT 1 FROM "
         "mention m WHERE m.node = n.node)"),
        ("blocks without a node", "SELECT count(*) FROM block b WHERE NOT EXISTS (SELECT 1 FROM "
         "node n WHERE n.node = b.node)"),
        ("edges without a node", "SELECT count(*) FROM edge e WHERE NOT EXISTS (SELECT 1 FROM node "
         "n WHERE n.node = e.other)"),
        ("erasures that have not ended", "SELECT count(*) FROM erasure WHERE ended IS NULL"),
        ("standing records without cells", "SELECT count(*) FROM record_version WHERE known_to IS "
         "NULL AND cells IS NULL"),
    ]:
        count = bench.ask(sql, home=home)[0][0]
        if count:
            bad.append(f"{count} {name}")
    return bad + stray_postings(bench, home)


def stray_postings(bench, home):
    """Words by which somebody would be found who isn't there (search_store.h has the form)."""
    there = set(bench.ask("SELECT model, record, number FROM mention", home=home))
    rows = bench.ask("SELECT model, first, postings FROM search", home=home)
    if not rows and bench.ask("SELECT 1 FROM mention WHERE node <> 0 LIMIT 1", home=home):
        return ["the index of words is empty"]
    stray = 0
    for model, record, postings in rows:
        numbers = iter(unpacked(postings))
        for number in numbers:
            record += number >> 3
            which = number >> 1 & 3
            stray += (model, record, which + 1 if which < 3 else next(numbers)) not in there
    return [f"{stray} words of the index without a mention"] if stray else []


def unpacked(data):
    """The numbers of pack.h."""
    value = shift = 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


# ---- the tests, each on the home that the one before has left ----


def make_home(bench, _):
    bench.run("init", "home", "--example", "--people", str(PEOPLE))
    add_canaries(bench)
    return bench.places_of_canaries()


def sealed_when_killed(bench, dice):
    """Ingest is killed again and again; its write-ahead log stays behind each time."""
    found = []
    for _ in range(12):
        bench.run_killed(dice.uniform(0.001, 0.06), "ingest", "--all", "-C", "home")
        found += bench.places_of_canaries()
    bench.run("ingest", "--all", "-C", "home")
    return found + bench.places_of_canaries()


def sealed_with_a_model(bench, _):
    bench.run("model", "train", "-C", "home")
    bench.run("model", "compare", "-C", "home", "--json")
    bench.run("model", "adopt", "-C", "home")
    return bench.places_of_canaries() + soundness(bench, bench.home)


def sealed_in_backups(bench, _):
    """Made while another program has the home, which waits for its lock."""
    with open(os.path.join(bench.home, "run", "lock"), "a") as lock:
        import fcntl
        fcntl.flock(lock, fcntl.LOCK_EX)
        bench.run("ingest", "--all", "-C", "home", status=73)
        bench.run("backup", "older.backup", "-C", "home")
        bench.run("backup", "--keys", "older.keys", "-C", "home")
    return bench.places_of_canaries()


def sealed_after_changes(bench, _):
    rows, form = read_extract(bench, "social_care")
    rows[-2] = ["0" + rows[-2][0][1:] if i < 0 else cell for i, cell in enumerate(rows[-2])]
    rows[-1] = [cell + "y" if i else cell for i, cell in enumerate(rows[-1])]
    write_extract(bench, "social_care", rows, form)
    bench.run("ingest", "social_care", "-C", "home")
    bench.run("status", "-C", "home")
    bench.run("check", "-C", "home", "--json")
    return bench.places_of_canaries()


def sealed_when_marked(bench, _):
    """What is said of a person who is sealed, restricted, held, or asks for something."""
    words = "zephyrine quarmbyxx of zqcanary road"
    name = canary_entities(bench)[0]
    bench.run("restrict", name, "--why", words, "-C", "home")
    bench.run("hold", name, "--until", "2099-01-01", "--why", words, "-C", "home")
    bench.run("requests", "add", "objection", name, "--detail", words, "-C", "home")
    bench.run("requests", "close", "1", "--outcome", words, "-C", "home")
    bench.run("view", "social_care:1", "--purpose", "homelessness_duty", "--break-glass", words,
              "-C", "home", status=66)
    bench.run("hold", name, "--lift", "-C", "home")
    bench.run("seal", name, "--ground", "refuge", "--team", "data", "--why", words, "-C", "home")
    bench.run("status", "-C", "home")
    found = bench.places_of_canaries() + soundness(bench, bench.home)
    if name in canary_entities(bench):
        found.append("the sealed person is there")
    bench.run("seal", name, "--lift", "-C", "home")
    if name not in canary_entities(bench):
        found.append("the person whose seal was lifted is not there")
    return found + bench.places_of_canaries() + soundness(bench, bench.home)


def sealed_when_told(bench, _):
    """What is said of a life event of theirs, in answers, reasons and by whom; and once they are
    erased nothing of it is left, nor that it was theirs."""
    words = "zephyrine quarmbyxx of zqcanary road, 01632 960999"
    under = ("--purpose", "council_tax_billing", "-C", "home")
    row = f"council_tax:{canary_rows(bench, 'council_tax')}"
    make_pack(bench.program, bench.home)
    bench.run("restrict", canary_entities(bench)[0], "--lift", "-C", "home")
    tell = ("event", "tell", "moved", "--subject", row, "--told-by", "family", "--teller", words)
    bench.run(*tell, "--answer", f"note={words}", "--happened", "2026-10-01", *under)
    event = bench.ask("SELECT id FROM event")[0][0]
    bench.run("event", "confirm", event, "--why", words, *under)
    bench.run("event", "correct", event, "--answer", f"note={words}!", "--why", words, *under)
    found = bench.places_of_canaries() + soundness(bench, bench.home)
    bench.run("backup", "told.backup", "-C", "home")
    copy = os.path.join(bench.folder, "copy")
    shutil.copytree(bench.home, copy)
    for name in canary_entities(bench, copy):
        bench.run("erase", name, "-C", "copy")
    left = bench.ask("SELECT (SELECT count(*) FROM event_answer WHERE name = 'note'), (SELECT count(*) FROM "
                     "event_mention), (SELECT count(*) FROM event_version)", home=copy)[0]
    if left[1:] != (0, 3):
        found.append(f"mentions and versions left of the event: {left[1:]}")
    shown = bench.run("event", "show", event, "--purpose", "council_tax_billing", "--json", "-C", "copy")
    if json.loads(shown)["subject"] or any(a["answer"] for a in json.loads(shown)["answers"]):
        found.append("the event still says something of them")
    found += soundness(bench, copy)
    os.remove(os.path.join(bench.folder, "told.backup"))
    shutil.rmtree(copy)
    return found + bench.places_of_canaries()


def sealed_when_reached(bench, _):
    """What they say of how they are reached, and what became of an offer; and once they are erased nothing of it is
    left; kept over a backup, and gone with its keys where an older one is put back."""
    words = "zephyrine quarmbyxx of zqcanary road, 01632 960999"
    under = ("--purpose", "council_tax_billing", "-C", "home")
    row = f"council_tax:{canary_rows(bench, 'council_tax')}"
    bench.run("contact", "set", row, "--say", "phone_value=01632 960999", "--say", f"email_value={PERSON['email']}",
              "--say", "post_value=77 Zqcanary Road, CY9 9ZZ", "--say", "preferred=phone", "--said-by", "other",
              "--sayer", words, *under)
    bench.run("contact", "help", row, "--offer", "device", *under)
    bench.run("contact", "help", row, "--closed", "1", "--note", words, *under)
    found = bench.places_of_canaries() + soundness(bench, bench.home)
    count = "SELECT (SELECT count(*) FROM contact_statement), (SELECT count(*) FROM contact_mention) > 0, (SELECT " \
            "count(*) FROM contact_value), (SELECT count(*) FROM help_offer)"
    if bench.ask(count) != [(1, 1, 4, 1)]:
        found.append(f"not kept: {bench.ask(count)}")
    bench.run("backup", "told.backup", "-C", "home")
    copy, fresh = os.path.join(bench.folder, "copy"), os.path.join(bench.folder, "fresh")
    shutil.copytree(bench.home, copy)
    names = canary_entities(bench, copy)
    for name in names:
        bench.run("erase", name, "-C", "copy")
    if bench.ask(count, home=copy) != [(0, 0, 0, 0)]:
        found.append(f"left after the erasure: {bench.ask(count, home=copy)}")
    found += soundness(bench, copy)
    os.makedirs(os.path.join(fresh, "keys"), mode=0o700)
    for name in ("council.yaml", "sources", "keys/council.key", "keys/values.db"):
        take = shutil.copytree if name == "sources" else shutil.copy
        take(os.path.join(copy, name), os.path.join(fresh, name))
    bench.run("restore", "told.backup", "fresh")
    bench.run("status", "-C", "fresh")
    left = bench.ask("SELECT (SELECT count(*) FROM contact_value), (SELECT count(*) FROM contact_statement WHERE "
                     "said_by IS NOT NULL), (SELECT count(*) FROM help_offer WHERE note IS NOT NULL)", home=fresh)
    if left != [(0, 0, 0)]:
        found.append(f"back with an older backup: {left}")
    os.remove(os.path.join(bench.folder, "told.backup"))
    shutil.rmtree(copy)
    shutil.rmtree(fresh)
    return found + bench.places_of_canaries()


def sealed_when_typed(bench, _):
    """What staff have typed in for them at a desk, and not sent: sealed, and none of it left once they are erased,
    though nobody who is signed in began it."""
    words = "zephyrine quarmbyxx of zqcanary road, 01632 960999"
    row = canary_rows(bench, "social_care")
    person = f"/purpose/adult_social_care_assessment/people/social_care:{row}/tell?case=C-1"
    with Served(bench.program, home=bench.home) as served:
        officer = Browser(served.port).sign_in("aled")
        officer.get(person)
        path = officer.post(person, {"type": "care", "channel": "desk", "spoken": "en"}).location[3:]
        officer.get(path)
        officer.post(path, {"act": "save", "seen": "1", "told_by": words, "reached": "01632 960999"})
    found = bench.places_of_canaries() + soundness(bench, bench.home)
    count = "SELECT (SELECT count(*) FROM application), (SELECT count(*) FROM application_mention) > 0, " \
            "(SELECT count(*) FROM application_entry WHERE text_key IS NOT NULL)"
    if bench.ask(count) != [(1, 1, 3)]:
        found.append(f"not kept: {bench.ask(count)}")
    copy = os.path.join(bench.folder, "copy")
    shutil.copytree(bench.home, copy, ignore=shutil.ignore_patterns("run"))
    for name in canary_entities(bench, copy):
        bench.run("erase", name, "-C", "copy")
    if bench.ask(count, home=copy) != [(0, 0, 0)]:
        found.append(f"left after the erasure: {bench.ask(count, home=copy)}")
    found += soundness(bench, copy)
    shutil.rmtree(copy)
    return found + bench.places_of_canaries()


def erased_whenever_killed(bench, dice):
    """Erasures of copies of the home, killed at any point: what was begun is ended."""
    failures = []
    kills = int(os.environ.get("CANTREF_KILLS") or 20)
    ids = canary_entities(bench)
    if not ids:
        return ["the person is nowhere before the erasure"]
    for i in range(kills):
        copy = os.path.join(bench.folder, "copy")
        shutil.copytree(bench.home, copy)
        for name in ids:
            bench.run_killed(dice.uniform(0.0005, 0.03), "erase", name, "-C", "copy")
        for name in canary_entities(bench, copy):  # those that were not begun
            bench.run("erase", name, "-C", "copy")
        bench.run("ingest", "--all", "-C", "copy")
        if canary_entities(bench, copy):
            failures.append(f"kill {i}: the person is there again")
        failures += [f"kill {i}: {what}" for what in soundness(bench, copy)]
        failures += bench.places_of_canaries()
        shutil.rmtree(copy)
    return failures


def erased_for_good(bench, _):
    """Erase, restore an older backup, ingest the full extract again: nobody is back."""
    failures = []
    before = len(standing(bench, bench.home))
    for name in canary_entities(bench):
        bench.run("erase", name, "-C", "home", "--json")
    failures += [f"still there: {name}" for name in canary_entities(bench)]
    after = standing(bench, bench.home)
    bench.run("ingest", "--all", "-C", "home")
    if standing(bench, bench.home) != after or len(after) >= before:
        failures.append("the next extract changed what stands")
    for keys in ["home", "older"]:  # of now; of then, beside a database of now
        fresh = os.path.join(bench.folder, "fresh")
        os.makedirs(os.path.join(fresh, "keys"), mode=0o700)
        shutil.copy(os.path.join(bench.home, "council.yaml"), fresh)
        shutil.copytree(os.path.join(bench.home, "sources"), os.path.join(fresh, "sources"))
        shutil.copytree(os.path.join(bench.home, "extracts"), os.path.join(fresh, "extracts"))
        shutil.copy(os.path.join(bench.home, "keys", "council.key"), os.path.join(fresh, "keys"))
        if keys == "home":
            shutil.copy(os.path.join(bench.home, "keys", "values.db"), os.path.join(fresh, "keys"))
            bench.run("restore", "older.backup", "fresh")
        else:
            bench.run("backup", "newer.backup", "-C", "home")
            bench.run("restore", "newer.backup", "fresh", "--keys", "older.keys")
        failures += [f"{keys}: {what}" for what in soundness(bench, fresh)]
        bench.run("ingest", "--all", "-C", "fresh")
        failures += [f"{keys}: {what}" for what in soundness(bench, fresh)]
        failures += [f"{keys}: back again: {name}" for name in canary_entities(bench, fresh)]
        if standing(bench, fresh) != after:
            failures.append(f"{keys}: other records stand")
        if partition_of(bench, fresh) != partition_of(bench, bench.home):
            failures.append(f"{keys}: others belong together")
        failures += bench.places_of_canaries()
        shutil.rmtree(fresh)
    return failures


def restored_is_linked(bench, dice):
    """Keys of a random part are lost: what is left is linked as if the rest had never come."""
    failures = []
    for _ in range(4):
        lost = os.path.join(bench.folder, "lost")
        other = os.path.join(bench.folder, "other")
        shutil.copytree(bench.home, lost)
        shutil.copytree(bench.home, other)
        path = os.path.join(lost, "keys", "values.db")
        keys = [row[0] for row in bench.ask("SELECT value_key FROM record_version WHERE value_key "
                                            "IS NOT NULL UNION SELECT value_key FROM mention")]
        share = dice.choice([0.01, 0.05, 0.3])
        with sqlite3.connect(path) as db:
            db.executemany("DELETE FROM value_key WHERE number = ?",
                           [(key,) for key in keys if dice.random() < share])
        db.close()
        open(os.path.join(lost, "data", "restored"), "w").close()
        bench.run("ingest", "council_tax", "--shrink-max", "1", "-C", "lost", os.devnull, status=65)
        stood = standing(bench, lost)
        for source in SOURCES:
            rows, form = read_extract(bench, source)
            kept = [row for number, row in enumerate(rows) if number == 0 or
                    (source, number) in stood]
            write_extract(bench, source, kept, form, other)
            bench.run("ingest", source, "--shrink-max", "1", "-C", "other")
        failures += soundness(bench, lost)
        if partition_of(bench, lost) != partition_of(bench, other):
            failures.append(f"share {share}: others belong together")
        bench.run("ingest", "--all", "-C", "lost")
        if partition_of(bench, lost) != partition_of(bench, bench.home):
            failures.append(f"share {share}: after the next extracts others belong together")
        failures += soundness(bench, lost)
        shutil.rmtree(lost)
        shutil.rmtree(other)
    return failures


TESTS = [make_home, sealed_when_killed, sealed_with_a_model, sealed_in_backups,
         sealed_after_changes, sealed_when_marked, sealed_when_told, sealed_when_reached,
         sealed_when_typed, erased_whenever_killed, erased_for_good, restored_is_linked]


def main():
    seed = int(os.environ.get("CANTREF_SEED") or time.time())
    print(f"CANTREF_SEED={seed}")
    tally = Tally("erasure")
    with tempfile.TemporaryDirectory(prefix="cantref-store-") as folder:
        bench, dice = Home(sys.argv[1], folder, tally), random.Random(seed)
        for test in TESTS:
            try:
                found = test(bench, dice)
            except (RuntimeError, OSError, sqlite3.Error, subprocess.TimeoutExpired) as failure:
                found = [str(failure)]
            tally.check(not found, f"store: {test.__name__}", "\n".join(found[:20]))
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
