#!/usr/bin/env python3
"""inward.py PROGRAM - what other systems send, through the program.

1. A table of messages: the answer to each, and that what is refused has no effect.
2. Signed with the new secret or the old; a secret that others can read.
3. What becomes of each kind: whom a telling is about, what waits, which row stands.
4. Deliveries shuffled, repeated, cut off in their transfer and killed at random writes give what each
   of them once, in order, gives: by a seed that is printed (CANTREF_SEED=N repeats a run,
   CANTREF_RUNS=N makes more). A telling killed at each of its writes, and sent again, is one.
5. Canaries: nothing that was sent is readable in what the home keeps, nor in what was printed."""

import base64
import hashlib
import hmac
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

from home import Home, approve, systems, table_read
from moved_pack import PURPOSE, make_pack
from tally import Tally

PEOPLE = 200
PARTNER = "housing_association"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
UNDER = ("--purpose", PURPOSE)
TOLD, CONFIRMED, RECORDS = "uk.cantref.told.moved.v1", "uk.cantref.confirmed.v1", "uk.cantref.records.v1"
STRUCTURED = "application/cloudevents+json"
SETTINGS = f"""inward:
  {PARTNER}:
    secret_file: keys/{PARTNER}.inward
    old_secret_file: keys/{PARTNER}.inward.old
    purpose: {PURPOSE}
    on_behalf_of: LOGIN
    told_by: family
    sources: [housing]
"""


def signature(secret, message, at, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{message}.{at}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def message_of(event, message=None, content_type=STRUCTURED, at=0, secret=SECRET, extra=(), body=None):
    """An HTTP message; at: seconds from now."""
    body = json.dumps(event, ensure_ascii=False).encode() if body is None else body
    message = message or "msg_" + event["id"]
    at += int(time.time())
    head = [f"Content-Type: {content_type}", f"webhook-id: {message}", f"webhook-timestamp: {at}",
            f"webhook-signature: {signature(secret, message, at, body)}", *extra]
    return "\r\n".join(["POST /in HTTP/1.1", *head]).encode() + b"\r\n\r\n" + body


def event_of(number, kind, data, **more):
    return {"specversion": "1.0", "id": str(number), "source": "/ha", "type": kind, "data": data, **more}


def send(home, message, partner=PARTNER, environment=None):
    """The answer; None: it was killed."""
    done = subprocess.run(
        [home.program, "receive", "--partner", partner, "--json", "-C", home.folder], input=message,
        env=environment, check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
    )
    if done.returncode < 0:
        return None
    return json.loads(done.stdout)


def inbox(home):
    return json.loads(home.run("inbox", "list", "--limit", "1000", "--json", *UNDER))["inbox"]


def events(home):
    return json.loads(home.run("event", "list", "--all", "--json", *UNDER))["events"]


def write(path, text, mode=0o600):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def make(program, folder):
    home = Home(program, folder)
    home.init("--example", "--people", str(PEOPLE))
    make_pack(program, folder)
    for source in ("council_tax", "housing"):
        home.run("ingest", source)
    housing = os.path.join(folder, "sources", "housing.yaml")
    with open(housing, encoding="utf-8") as file:
        text = file.read()
    text = text.replace("delivery: snapshot", "delivery: changes\ndeletion: {column: Gone, value: D}")
    write(housing, text.rstrip() + "\n      - column: Gone\n        role: ignore\n", 0o644)
    approve(program, folder)
    other = os.path.join(folder, "packs", "elsewhere")  # of another purpose
    subprocess.run([program, "pack", "new", other], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(other, "pack.yaml"), encoding="utf-8") as file:
        text = file.read()
    write(os.path.join(other, "pack.yaml"), text.replace(PURPOSE, "blue_badge"), 0o644)
    login = subprocess.run(["id", "-un"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    write(os.path.join(folder, "delivery.yaml"), SETTINGS.replace("LOGIN", login), 0o644)
    write(os.path.join(folder, "keys", f"{PARTNER}.inward"), SECRET + "\n")
    write(os.path.join(folder, "keys", f"{PARTNER}.inward.old"), OLD_SECRET + "\n")
    return home


def copy(home, folder):
    shutil.copytree(home.folder, folder)
    return Home(home.program, folder)


def people_of(home):
    """Whom a name and a postcode tell apart: rows of council tax."""
    _, _, rows = table_read(systems(home)["council_tax"])
    head = rows[0]
    name, postcode = head.index("Liable Party"), head.index("Post Code")
    found = {}
    for row in rows[1:]:
        words = row[name].split()
        if len(words) == 3 and words[1].isalpha() and row[postcode]:
            found.setdefault((words[2], row[postcode]), []).append({"name": " ".join(words[1:]), "postcode": row[postcode]})
    return [of[0] for of in found.values() if len(of) == 1]


def row_of(home, person):
    _, _, rows = table_read(systems(home)["council_tax"])
    name, postcode = rows[0].index("Liable Party"), rows[0].index("Post Code")
    found = [n for n, row in enumerate(rows) if row[name].endswith(person["name"]) and row[postcode] == person["postcode"]]
    return f"council_tax:{found[0]}"


def housing_rows(home):
    _, _, rows = table_read(systems(home)["housing"])
    return [dict(zip(rows[0], row)) for row in rows[1:]]


# ---- one: a table


def deep(levels):
    return json.loads("[" * levels + "]" * levels)


def table(base, folder, tally):
    home = copy(base, os.path.join(folder, "table"))
    good = event_of("good", CONFIRMED, {"outcome": "done"}, subject="lusab-babad/tell")
    other = dict(good, data={"outcome": "refused", "reason": "moved away"})
    binary = ["ce-specversion: 1.0", "ce-id: msg_binary", "ce-source: /ha", f"ce-type: {CONFIRMED}",
              "ce-subject: lusab-babad/tell"]
    done = b'{"outcome": "done"}'
    webhook = json.dumps({"type": CONFIRMED, "timestamp": "2026-11-28T09:00:00Z", "data": {"outcome": "done"}}).encode()

    def confirmed(number, data, **more):
        return message_of(event_of(number, CONFIRMED, data, **{"subject": "lusab-babad/b", **more}))

    cases = [
        # what, message, partner, status, words of the answer
        ("a confirmation", message_of(good), PARTNER, 202, '"accepted": 1'),
        ("again, signed anew", message_of(good, at=5), PARTNER, 202, '"accepted": 1'),
        ("again, in another message", message_of(good, message="msg_x"), PARTNER, 202, '"accepted": 1'),
        ("its id for something else", message_of(other, message="msg_y"), PARTNER, 409, "id of its own"),
        ("its message for something else", message_of(dict(other, id="z"), message="msg_good"), PARTNER, 409, "webhook-id"),
        ("another secret", message_of(dict(good, id="1"), secret=SECRET.replace("M", "N")), PARTNER, 401, "signed"),
        ("another partner", message_of(dict(good, id="1")), "nobody", 401, "signed"),
        ("sent long ago", message_of(dict(good, id="1"), at=-301), PARTNER, 401, "webhook-timestamp"),
        ("sent from the future", message_of(dict(good, id="1"), at=320), PARTNER, 401, "webhook-timestamp"),
        ("a changed body", message_of(dict(good, id="1")).replace(b"done", b"gone"), PARTNER, 401, "signed"),
        ("a cut body", message_of(dict(good, id="1"))[:-3], PARTNER, 401, "signed"),
        ("no signature", message_of(dict(good, id="1")).replace(b"webhook-signature", b"x"), PARTNER, 400, "webhook-signature"),
        ("two ids", message_of(dict(good, id="1"), extra=["webhook-id: msg_2"]), PARTNER, 400, "twice"),
        ("no end of the headers", b"Content-Type: a/b\r\n", PARTNER, 400, "empty line"),
        ("another format", message_of(dict(good, id="1"), content_type="application/cloudevents+avro"), PARTNER, 415, "JSON"),
        ("no event", message_of(dict(good, id="1"), content_type="text/plain"), PARTNER, 400, "no CloudEvent"),
        ("another version", message_of(dict(good, id="1", specversion="0.3")), PARTNER, 400, "specversion"),
        ("a name twice", message_of(good, message="msg_1", body=b'{"a":1,"a":2}'), PARTNER, 400, "twice"),
        ("nested too deep", confirmed("1", {"a": deep(40)}), PARTNER, 413, "deep"),
        ("too large", confirmed("1", {"a": "x" * 300000}), PARTNER, 413, "bytes"),
        ("no type of ours", message_of(dict(good, id="t", type="com.example")), PARTNER, 422, "type"),
        ("no pack of ours", message_of(dict(good, id="u", type="uk.cantref.told.wedding.v1")), PARTNER, 422, "kind of event"),
        ("a pack of another purpose", message_of(dict(good, id="v", type="uk.cantref.told.elsewhere.v1")), PARTNER, 422, "purpose"),
        ("no subject", confirmed("w", {"outcome": "done"}, subject="a b"), PARTNER, 422, "subject"),
        ("a subject that is none of ours", confirmed("w2", {"outcome": "done"}, subject="john/smith"), PARTNER, 422, "subject"),
        ("no outcome", confirmed("x", {"outcome": "perhaps"}), PARTNER, 422, "outcome"),
        ("refused without a reason", confirmed("y", {"outcome": "refused"}), PARTNER, 422, "reason"),
        ("binary", message_of({}, message="msg_binary", content_type="application/json", extra=binary, body=done), PARTNER, 202, "1"),
        ("binary, an id that isn't signed", message_of({}, message="msg_b", content_type="application/json", extra=binary, body=done), PARTNER, 400, "ce-id"),
        ("a webhook", message_of({}, message="msg_plain", content_type="application/json", body=webhook), PARTNER, 422, "subject"),
        ("an empty batch", message_of({}, message="msg_e", content_type="application/cloudevents-batch+json", body=b"[]"), PARTNER, 202, '"accepted": 0'),
        ("a batch of which one is refused",
         message_of([event_of("b1", CONFIRMED, {"outcome": "done"}, subject="lusab-babad/b"), event_of("b2", CONFIRMED, {}, subject="lusab-babad/b")],
                    message="msg_batch", content_type="application/cloudevents-batch+json"), PARTNER, 422, "event 2 of the batch"),
        ("rows of another source", message_of(event_of("r1", RECORDS, {"source": "council_tax", "rows": []}, time="2026-11-28T09:00:00Z")), PARTNER, 422, "agreed"),
        ("rows at no time", message_of(event_of("r2", RECORDS, {"source": "housing", "rows": []})), PARTNER, 422, "time"),
        ("rows without a key", message_of(event_of("r3", RECORDS, {"source": "housing", "rows": [{"Tel No": "1"}]}, time="2026-11-28T09:00:00Z")), PARTNER, 422, "key"),
    ]
    for what, message, partner, status, words in cases:
        answer = send(home, message, partner)
        body = json.loads(answer["body"])
        right = answer["status"] == status and words in answer["body"]
        right = right and (status == 202 or (body["status"] == status and "problem" in answer["media_type"]))
        tally.check(right, f"receive: {what}", answer)
    taken = sorted(i["about"] for i in inbox(home) if i["outcome"] == "taken")
    tally.check(taken == ["lusab-babad/b", "lusab-babad/tell", "lusab-babad/tell"], "what was refused has no effect", inbox(home))
    again = next(i for i in inbox(home) if i["type"] == CONFIRMED and i["again"])
    tally.check(again["again"] == 2, "how often it came", again)
    # Made right, what was refused is taken under the same id.
    answer = send(home, confirmed("x", {"outcome": "done"}))
    tally.check(answer["status"] == 202, "what was refused may be mended", answer)
    shutil.rmtree(home.folder, ignore_errors=True)


def secrets(base, folder, tally):
    home = copy(base, os.path.join(folder, "secrets"))
    event = event_of("s1", CONFIRMED, {"outcome": "done"}, subject="lusab-babad/b")
    tally.check(send(home, message_of(event, secret=OLD_SECRET))["status"] == 202, "the old secret, while there are two")
    os.chmod(os.path.join(home.folder, "keys", f"{PARTNER}.inward"), 0o644)
    answer = send(home, message_of(event))
    tally.check(answer["status"] == 503 and "chmod" not in answer["body"], "a secret that others can read", answer)
    shutil.rmtree(home.folder, ignore_errors=True)


# ---- three: what becomes of it


def becomes(base, folder, tally):
    home = copy(base, os.path.join(folder, "becomes"))
    person = people_of(home)[0]
    told = {"subject": person, "happened": "2026-11-01", "answers": {"wants_help": True, "note": "by phone"}, "told_by": "Ann"}
    first = send(home, message_of(event_of("1", TOLD, told)))
    nobody = send(home, message_of(event_of("2", TOLD, dict(told, subject={"name": "Zed Quarmbyxx", "postcode": "CY1 1AA"}))))
    tally.check(first == nobody, "the answer doesn't say whether somebody is known", (first, nobody))
    both = {bool(e["subject"]): e for e in events(home)}
    tally.check(len(both) == 2 and both[True]["happened"] == "2026-11-01", "one of somebody, one of nobody", both)
    leaf = json.loads(home.run("audit", "list", "--limit", "100", "--case", "IG-1", "--json"))["leaves"]
    tally.check(any(e["system"] == f"partner:{PARTNER}" and e["named"] == 1 for e in leaf), "under the partner's name", leaf)
    log = home.run("my", row_of(home, person), "--json")
    tally.check(f'"partner": "{PARTNER}"' in log and "life_event" in log, "a resident is told by whom it was told", log)
    numbers = {i["about"]: i["number"] for i in inbox(home)}
    shown = json.loads(home.run("inbox", "show", str(numbers[both[False]["event"]]), "--json", *UNDER))
    tally.check("Quarmbyxx" in shown["said"], "whom it meant, for a person to see to", shown)
    shown = json.loads(home.run("inbox", "show", str(numbers[both[True]["event"]]), "--json", *UNDER))
    tally.check(shown["said"] == "", "nothing is kept of one who was found", shown)
    home.run("event", "correct", both[False]["event"], "--subject", both[True]["subject"], "--why", "found", *UNDER)
    send(home, message_of(event_of("3", CONFIRMED, {"outcome": "done"}, subject="lusab-babad/b")))
    shown = json.loads(home.run("inbox", "show", str(numbers[both[False]["event"]]), "--json", *UNDER))
    tally.check(shown["said"] == "", "nor of one who has been found", shown)
    other = home.run("inbox", "list", "--json", "--purpose", "data_quality_review")
    tally.check(json.loads(other)["inbox"] == [], "under its purpose alone", other)

    row = housing_rows(home)[0]
    for number, (minute, phone) in enumerate([(2, "01632 960111"), (1, "01632 960222"), (3, "01632 960333")]):
        event = event_of(f"r{number}", RECORDS, {"source": "housing", "rows": [dict(row, **{"Tel No": phone})]},
                         time=f"2026-11-28T09:0{minute}:00Z")
        tally.check(send(home, message_of(event))["status"] == 202, "rows are taken")
    with home.database() as db:
        versions = db.execute("SELECT max(version) FROM record_version GROUP BY record ORDER BY 1 DESC LIMIT 1").fetchone()
    db.close()
    tally.check(versions == (3,), "what is older and comes later changes nothing", versions)
    home.check_laws()
    shutil.rmtree(home.folder, ignore_errors=True)


# ---- four: any order, any number, any crash


def drawn(home, draw):
    """Messages that don't depend on each other's order: [content type, event or batch, message id]."""
    people, rows, all_of = people_of(home), housing_rows(home), []
    for number, person in enumerate(draw.sample(people, 6)):
        data = {"subject": person if number else {"name": "Zed Quarmbyxx"}, "happened": f"2026-10-{number + 10}",
                "answers": {"wants_help": draw.choice(["yes", "no"]), "note": f"note {number}"}}
        all_of.append(event_of(f"e{number}", TOLD, data))
    for number in range(4):
        data = draw.choice([{"outcome": "done"}, {"outcome": "refused", "reason": "not ours"}])
        all_of.append(event_of(f"c{number}", CONFIRMED, data, subject=f"lusab-babad/step{number}"))
    picked = draw.sample(rows, 3)
    for number in range(8):
        row = dict(draw.choice(picked), **{"Tel No": f"01632 9600{draw.randint(10, 99)}"})
        if draw.random() < 0.2:
            row["Gone"] = "D"
        time_of = f"2026-11-28T09:0{draw.randint(0, 3)}:00.{draw.randint(0, 9)}Z"
        all_of.append(event_of(f"r{number}", RECORDS, {"source": "housing", "rows": [row]}, time=time_of))
    draw.shuffle(all_of)
    batch = [all_of.pop() for _ in range(3)]
    return [(STRUCTURED, e, "msg_" + e["id"]) for e in all_of] + [("application/cloudevents-batch+json", batch, "msg_batch")]


def state(home):
    with home.database() as db:
        records = db.execute(
            "SELECT r.identity, v.content FROM record r JOIN record_version v USING (record) WHERE v.known_to IS NULL ORDER BY 1"
        ).fetchall()
        waits = db.execute("SELECT count(*) FROM inbound WHERE outcome <> 'taken'").fetchone()
        rows = db.execute("SELECT row_key, mark FROM inbound_row ORDER BY 1").fetchall()
        confirmed = db.execute("SELECT about, done FROM inbound WHERE kind = 'confirmation' ORDER BY 1").fetchall()
        count = db.execute("SELECT kind, count(*) FROM inbound GROUP BY kind ORDER BY 1").fetchall()
    db.close()
    told = sorted(
        (e["subject"] or "", e["happened"], len(e["tellings"]), json.dumps(e["answers"], sort_keys=True)) for e in events(home)
    )
    return {"records": records, "waits": waits, "rows": rows, "confirmed": confirmed, "count": count, "told": told}


def deliver(home, sent, draw, library):
    """Shuffled, repeated, cut, killed; then each until it is taken."""
    kills, tries = 0, [one for one in sent for _ in range(draw.randint(1, 3))]
    draw.shuffle(tries)
    for content_type, event, message in tries:
        whole = message_of(event, message=message, content_type=content_type)
        if draw.random() < 0.2:
            send(home, whole[: draw.randint(0, len(whole) - 1)])
        if draw.random() < 0.5:
            environment = {**os.environ, "LD_PRELOAD": library, "KILL_WRITE": str(draw.randint(1, 200))}
            environment[draw.choice(["KILL_HALF", "KILL_POWER", "KILL_NOTHING"])] = "1"
            kills += send(home, whole, environment=environment) is None
        else:
            send(home, whole)
    answers = []
    for content_type, event, message in draw.sample(sent, len(sent)):
        answers.append(send(home, message_of(event, message=message, content_type=content_type)))
    return kills, [a for a in answers if a["status"] != 202]


def any_order(base, folder, tally, seed):
    library = os.path.join(os.path.dirname(base.program), "kill_nth.so")
    kills = 0
    for number in range(int(os.environ.get("CANTREF_RUNS") or 3)):
        draw = random.Random(seed * 1000003 + number)
        sent = drawn(base, draw)
        calm, hit = copy(base, os.path.join(folder, "calm")), copy(base, os.path.join(folder, "hit"))
        for content_type, event, message in sent:
            send(calm, message_of(event, message=message, content_type=content_type))
        killed, wrong = deliver(hit, sent, draw, library)
        kills += killed
        tally.check(not wrong, f"run {number}: each is taken in the end", wrong)
        expected, found = state(calm), state(hit)
        for part in expected:
            tally.check(found[part] == expected[part], f"run {number}: {part} as once in order", f"{found[part]}\nand not\n{expected[part]}")
        hit.check_laws()
        shutil.rmtree(calm.folder)
        shutil.rmtree(hit.folder)
    tally.check(kills > 0, "something was killed", kills)


def every_write(base, folder, tally):
    """A telling killed at each of its writes, and sent again: one event each."""
    library = os.path.join(os.path.dirname(base.program), "kill_nth.so")
    home, sent = copy(base, os.path.join(folder, "writes")), 0
    counted = os.path.join(folder, "count")
    send(home, message_of(event_of("w0", TOLD, {})), environment={**os.environ, "LD_PRELOAD": library, "KILL_COUNT": counted})
    with open(counted, encoding="utf-8") as file:
        writes = int(file.read())
    for number in range(1, writes + 1):
        event = event_of(f"w{number}", TOLD, {"answers": {"note": f"note {number}"}})
        killed = send(home, message_of(event), environment={**os.environ, "LD_PRELOAD": library, "KILL_WRITE": str(number), "KILL_HALF": "1"})
        sent += killed is None
        send(home, message_of(event))
    found = events(home)
    tally.check(len(found) == writes + 1 and all(len(e["tellings"]) == 1 for e in found), "killed at each write: one effect each", (len(found), writes))
    with home.database() as db:
        begun = db.execute("SELECT count(*), count(DISTINCT event) FROM process").fetchone()
    db.close()
    tally.check(begun == (writes + 1, writes + 1), "and a process of each has begun, once", begun)
    tally.check(sent > writes / 2, "most were killed", (sent, writes))
    home.check_laws()
    shutil.rmtree(home.folder, ignore_errors=True)


# ---- five: canaries

CANARIES = ["zqcanary", "1931-03-17", "cy9 9zz", "01632 960999", "9991234560"]


def canaries(base, folder, tally):
    home = copy(base, os.path.join(folder, "canaries"))
    subject = {"name": "Zed Zqcanary", "birth_date": "1931-03-17", "postcode": "CY9 9ZZ", "phone": "01632 960999", "nhs_number": "9991234560"}
    row = dict(housing_rows(home)[0], **{"Main Tenant Surname": "Zqcanary", "Tel No": "01632 960999"})
    sent = [
        event_of("Zqcanary 1", TOLD, {"subject": subject, "answers": {"note": "Zqcanary"}, "told_by": "Zqcanary"}),
        event_of("2", CONFIRMED, {"outcome": "refused", "reason": "Zqcanary moved"}, subject="lusab-babad/b", source="/zqcanary"),
        event_of("3", RECORDS, {"source": "housing", "rows": [row]}, time="2026-11-28T09:00:00Z"),
        event_of("4", CONFIRMED, {"outcome": "refused", "reason": ""}, subject="Zqcanary 4"),
        event_of("5", "zqcanary", {"a": "Zqcanary"}),
        event_of("6", TOLD, {"subject": subject, "answers": {"zqcanary": "1"}}),
        event_of("7", TOLD, {"zqcanary": subject}),
    ]
    printed = b""
    for number, event in enumerate(sent):
        path = os.path.join(folder, "message")
        with open(path, "wb") as file:
            file.write(message_of(event, message=f"msg_{number}"))
        done = subprocess.run([home.program, "receive", "--partner", PARTNER, path, "-C", home.folder], check=False, capture_output=True)
        printed += done.stdout + done.stderr
        os.remove(path)
    printed += home.run("inbox", "list", *UNDER).encode()
    found = [c for c in CANARIES if c.encode() in printed.lower()]
    for root, _, files in os.walk(home.folder):
        for name in files:
            if os.path.basename(root) == "extracts":
                continue
            with open(os.path.join(root, name), "rb") as file:
                held = file.read().lower()
            found += [f"{name}: {c}" for c in CANARIES if c.encode() in held]
    tally.check(not found, "what was sent is nowhere readable", found)
    with home.database() as db:
        kept = db.execute("SELECT count(*) FROM inbound WHERE detail IS NOT NULL").fetchone()
    db.close()
    tally.check(kept == (2,), "but kept: of whom nobody was found, and why it won't be done", kept)
    shutil.rmtree(home.folder, ignore_errors=True)


def main():
    tally = Tally("inward")
    program = os.path.abspath(sys.argv[1])
    seed = int(os.environ.get("CANTREF_SEED") or time.time())
    print(f"CANTREF_SEED={seed}")
    with tempfile.TemporaryDirectory(prefix="cantref-inward-") as folder:
        base = make(program, os.path.join(folder, "base"))
        table(base, folder, tally)
        secrets(base, folder, tally)
        becomes(base, folder, tally)
        any_order(base, folder, tally, seed)
        every_write(base, folder, tally)
        canaries(base, folder, tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
