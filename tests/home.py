"""home.py - a council's home for tests: its commands, and the laws that its database keeps whatever
happened to it."""

import csv
import glob
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess

TIME_MAX_S = 600
IN_USE = "(SELECT CAST(CAST(value AS TEXT) AS INTEGER) FROM about WHERE name = 'model')"

# Each gives 0.
LAWS = {
    "versions are numbered without a gap": "SELECT count(*) FROM record r WHERE (SELECT count(*) "
    "FROM record_version v WHERE v.record = r.record) <> (SELECT max(version) FROM record_version "
    "v WHERE v.record = r.record)",
    "only the last version stands": "SELECT count(*) FROM record_version v WHERE known_to IS NULL "
    "AND EXISTS (SELECT 1 FROM record_version w WHERE w.record = v.record AND w.version > "
    "v.version)",
    "mentions are of standing records": "SELECT count(*) FROM mention m WHERE NOT EXISTS (SELECT 1 "
    "FROM record_version v WHERE v.record = m.record AND v.known_to IS NULL)",
    "standing records have mentions": "SELECT count(*) FROM record_version v WHERE known_to IS "
    "NULL AND NOT EXISTS (SELECT 1 FROM mention m WHERE m.record = v.record) AND NOT EXISTS (SELECT "
    "1 FROM hidden_record h WHERE h.record = v.record)",
    "the sealed are in no picture": "SELECT count(*) FROM mark k JOIN mention m ON m.record = "
    "k.record AND m.number = k.number WHERE k.what = 1 AND k.lifted IS NULL",
    "hidden records have no mentions": "SELECT count(*) FROM hidden_record h JOIN mention m ON "
    "m.record = h.record",
    "mentions are of the model in use": f"SELECT count(*) FROM mention WHERE model <> {IN_USE}",
    "nodes are of the model in use": f"SELECT count(*) FROM node WHERE model <> {IN_USE}",
    "blocks are of the model in use": f"SELECT count(*) FROM block WHERE model <> {IN_USE}",
    "nodes have mentions": "SELECT count(*) FROM node n WHERE NOT EXISTS (SELECT 1 FROM mention m "
    "WHERE m.node = n.node)",
    "edges go both ways": "SELECT count(*) FROM edge e WHERE NOT EXISTS (SELECT 1 FROM edge b "
    "WHERE b.node = e.other AND b.other = e.node AND b.score = e.score)",
    "edges have nodes": "SELECT count(*) FROM edge e WHERE NOT EXISTS (SELECT 1 FROM node n WHERE "
    "n.node = e.node)",
    "blocks have nodes": "SELECT count(*) FROM block b WHERE NOT EXISTS (SELECT 1 FROM node n "
    "WHERE n.node = b.node)",
    "linked mentions are somebody's": "SELECT count(*) FROM mention m WHERE m.node <> 0 AND NOT "
    "EXISTS (SELECT 1 FROM membership b WHERE b.record = m.record AND b.number = m.number)",
    "members are mentions": "SELECT count(*) FROM membership b WHERE NOT EXISTS (SELECT 1 FROM "
    "mention m WHERE m.record = b.record AND m.number = b.number)",
    "ids are of one kind": "SELECT count(*) FROM membership b JOIN entity e ON e.entity = b.entity "
    "JOIN mention m ON m.record = b.record AND m.number = b.number JOIN node n ON n.node = m.node "
    "WHERE n.kind <> e.kind",
    "who was merged has no members": "SELECT count(*) FROM membership b JOIN entity e ON e.entity "
    "= b.entity WHERE e.merged_into IS NOT NULL",
    "the feed has no gap": "SELECT ifnull(max(change), 0) - count(*) FROM change",
    "one entry of the feed a version": "SELECT (SELECT count(*) FROM change WHERE subject = "
    "'record' AND what IN ('added', 'changed')) - (SELECT count(*) FROM record_version)",
    "one version of an event stands": "SELECT count(*) FROM event e WHERE (SELECT count(*) FROM "
    "event_version v WHERE v.event = e.event AND v.ended IS NULL) <> 1",
    "versions of events are numbered without a gap": "SELECT count(*) FROM event e WHERE (SELECT "
    "count(*) FROM event_version v WHERE v.event = e.event) <> (SELECT max(version) FROM "
    "event_version v WHERE v.event = e.event)",
    "one answer of a name stands": "SELECT count(*) FROM (SELECT 1 FROM event_answer WHERE until IS "
    "NULL GROUP BY event, name HAVING count(*) > 1)",
    "a trigger tells of an event once": "SELECT count(*) FROM (SELECT 1 FROM event_telling WHERE "
    "kind = 'detected' GROUP BY event, trigger_name HAVING count(*) > 1)",
    "events were told or detected": "SELECT count(*) FROM event e WHERE NOT EXISTS (SELECT 1 FROM "
    "event_telling t WHERE t.event = e.event)",
    "who said something is somebody": "SELECT count(*) FROM contact_statement s WHERE NOT EXISTS (SELECT 1 FROM "
    "contact_mention m WHERE m.statement = s.statement)",
    "offers of help that are open have not ended": "SELECT count(*) FROM help_offer WHERE (state = 'open') <> (ended "
    "IS NULL)",
    "foreign keys": "SELECT count(*) FROM pragma_foreign_key_check",
}
# Not of a home in which retention or an erasure has taken something away.
LAWS_UNTIL_GONE = ("versions are numbered without a gap", "one entry of the feed a version")


class Broken(Exception):
    """Something that must hold doesn't."""


def table_read(path):
    """[delimiter, encoding, rows with the header first]"""
    with open(path, "rb") as file:
        raw = file.read()
    encoding = "utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
        text = raw.decode(encoding)
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    return delimiter, encoding, list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def table_write(path, delimiter, encoding, rows):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    with open(path, "wb") as file:
        file.write(out.getvalue().encode(encoding))


def approve(program, folder):
    """Two people approve all that the home has, as it is now (tests/approve_home.c)."""
    tool = os.path.join(os.path.dirname(os.path.abspath(program)), "approve_home")
    subprocess.run([tool, folder], check=True, stdin=subprocess.DEVNULL, timeout=TIME_MAX_S)


def join_all(program, folder):
    """Nothing may be joined with an electoral register; a test of the whole picture calls it something
    else, so that data quality reviews, and so exports, have all sources."""
    path = os.path.join(folder, "sources", "electoral_roll.yaml")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("category: electoral_register", "category: customer_contact"))
        approve(program, folder)


class Home:
    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder

    def start(self, *arguments, **more):
        return subprocess.Popen(
            [self.program, *arguments, "-C", self.folder],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **more,
        )

    def run(self, *arguments):
        """Its output; it must succeed."""
        process = self.start(*arguments)
        out, said = process.communicate(timeout=TIME_MAX_S)
        if process.returncode != 0:
            raise Broken(
                f"cantref {' '.join(arguments)}: exit status {process.returncode}: "
                f"{said.decode('utf-8', 'replace')[-600:]}"
            )
        return out.decode()

    def init(self, *options):
        subprocess.run(
            [self.program, "init", self.folder, *options],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=TIME_MAX_S,
        )
        join_all(self.program, self.folder)

    def forget(self):
        """The home as one of its sources alone would be: no records, no keys, no models, and what the
        program ships approved under the new keys."""
        for name in ("data", "keys", "purposes"):
            shutil.rmtree(os.path.join(self.folder, name))
        for name in ("gateways.yaml", "staff.yaml", "approvals.yaml", "staff.approved.yaml"):
            os.remove(os.path.join(self.folder, name))
        self.run("purpose", "ship")
        approve(self.program, self.folder)

    def ingest(self, name, path, *options):
        return json.loads(self.run("ingest", name, path, "--json", *options))["ingested"][0]

    def models(self):
        return json.loads(self.run("model", "list", "--json"))["models"]

    def edit_source(self, name, pattern, text):
        path = os.path.join(self.folder, "sources", f"{name}.yaml")
        with open(path, encoding="utf-8") as file:
            before = file.read()
        after, found = re.subn(pattern, text, before, count=1)
        if not found:
            raise Broken(f"sources/{name}.yaml: nothing like {pattern}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(after)
        approve(self.program, self.folder)

    def database(self):
        return sqlite3.connect(os.path.join(self.folder, "data", "cantref.db"))

    def standing(self, name):
        with self.database() as db:
            return db.execute(
                "SELECT count(*) FROM record r JOIN source s ON s.source = r.source JOIN "
                "record_version v ON v.record = r.record WHERE v.known_to IS NULL AND s.name = ?",
                (name,),
            ).fetchone()[0]

    def check_is_batch(self):
        """Live = batch: linking all records with the model in use changes nothing."""
        name = next(m["model"] for m in self.models() if m["in_use"])
        found = json.loads(self.run("model", "compare", name, "--json"))
        with self.database() as db:
            members = db.execute("SELECT count(*) FROM membership").fetchone()[0]
        if (
            found["merges"] or found["splits"] or found["mentions_moved"]
            or found["unchanged"] != found["entities_after"] or found["mentions"] != members
        ):
            del found["examples"]
            raise Broken(f"live is not batch: {found}, {members} members")
        return found

    def check_laws(self, some_gone=False):
        """some_gone: retention or an erasure has taken something away."""
        with self.database() as db:
            said = db.execute("PRAGMA integrity_check").fetchall()
            if said != [("ok",)]:
                raise Broken(f"integrity_check: {said[:5]}")
            for law, sql in LAWS.items():
                if some_gone and law in LAWS_UNTIL_GONE:
                    continue
                broken = db.execute(sql).fetchone()[0]
                if broken:
                    raise Broken(f"{law}: {broken}")
            self.check_feed(db)

    @staticmethod
    def check_feed(db):
        """Read from its beginning, it tells who is there: nobody comes twice or goes twice."""
        subjects = ("record", "entity", "mention", "property", "household")
        there = {subject: set() for subject in subjects}
        for number, subject, what, of, other in db.execute(
            "SELECT change, subject, what, number, other FROM change ORDER BY change"
        ):
            key = (of, other) if subject == "mention" else of
            known = there[subject]
            if what in ("added", "split"):
                if key in known:
                    raise Broken(f"feed, {number}: {subject} {key} {what}, and it was there")
                known.add(key)
            elif what == "deleted":  # by retention, long after it was withdrawn
                if key in known:
                    raise Broken(f"feed, {number}: {subject} {key} deleted, and it stood")
            elif key not in known:
                raise Broken(f"feed, {number}: {subject} {key} {what}, and it was not there")
            elif what in ("withdrawn", "merged"):
                known.discard(key)
        now = {
            "record": "SELECT record FROM record_version WHERE known_to IS NULL AND record NOT IN "
            "(SELECT record FROM hidden_record)",
            "entity": "SELECT DISTINCT entity FROM membership",
        }
        for subject, sql in now.items():
            held = {row[0] for row in db.execute(sql)}
            if held != there[subject]:
                raise Broken(f"feed: {len(held ^ there[subject])} of {subject} stand otherwise")


def systems(home):
    """The extracts of an example council, by source."""
    return {
        os.path.basename(path)[:-5]: os.path.join(
            home.folder, "extracts", os.path.basename(path)[:-5] + ".csv"
        )
        for path in sorted(glob.glob(os.path.join(home.folder, "sources", "*.yaml")))
    }


def edit_table(draw, rows, removed, share):
    """Rows (without the header) as a later extract might have them: some are gone, some gone before
    are back, some say something else, and the order is another. The first column stays: it may be
    the key."""
    rows = [list(row) for row in rows]
    draw.shuffle(rows)
    gone = int(len(rows) * share * draw.random())
    removed_now, rows = rows[:gone], rows[gone:]
    for _ in range(int(len(removed) * draw.random())):
        rows.append(removed.pop(draw.randrange(len(removed))))
    removed.extend(removed_now)
    for row in rows:
        if draw.random() > share:
            continue
        column = draw.randrange(1, len(row))
        way = draw.randrange(4)
        if way == 0:
            row[column] = ""
        elif way == 1:
            row[column] = row[column][:-1]
        else:
            row[column] = draw.choice(rows)[column]
    draw.shuffle(rows)
    return rows
