#!/usr/bin/env python3
"""tenancy.py BUILD - two councils on one machine: a core each, and before both the nginx of
docs/production as it stands there, with names and certificates of their own.

Every surname in the one ends in "quillnorth", in the other in "quillsouth"; so does what is typed in,
and the councils' names. Each council's staff, and residents, then follow every link of every page that
they are shown. Nothing of the other council is on any page. What is the other's (paths with ids,
cookies, names in a search, codes to come back by) is answered as what was never there."""

import concurrent.futures
import csv
import glob
import html
import http.client
import io
import json
import os
import re
import secrets
import socket
import ssl
import subprocess
import sys
import tempfile
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from production import Councils  # noqa: E402
from tally import Tally  # noqa: E402
from web_client import Browser  # noqa: E402

PEOPLE = 200
PAGES_MAX = 250  # of one person's walk
SURNAMES = ("surname",)
OTHER = {"north": "south", "south": "north"}
PURPOSE, CASE = "bereavement_support", "B-17"
LEAVES = ("/sign-out",)  # links that end the walk


def canary(name):
    return f"quill{name}"


# ---- two councils ----


class Core:
    def __init__(self, build, folder, name):
        self.program, self.name = os.path.join(build, "cantref"), name
        self.home = os.path.join(folder, name, "home")
        self.run_folder = os.path.join(folder, name, "run")
        os.makedirs(self.run_folder)
        self.run("init", self.home, "--example", "--people", str(PEOPLE), home=False)
        self.mark()
        self.run("ingest", "--all", "--shrink-max", "1")
        self.ids = self.gather()

    def run(self, *arguments, home=True):
        where = ["-C", self.home] if home else []
        done = subprocess.run(
            [self.program, *arguments, *where], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"cantref {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def mark(self):
        """A canary in every surname, and in the council's name."""
        path = os.path.join(self.home, "council.yaml")
        with open(path, encoding="utf-8") as file:
            text = re.sub(r"(?m)^name: .*$", f"name: Council of {canary(self.name)}", file.read())
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        marked = 0
        for path in glob.glob(os.path.join(self.home, "extracts", "*.csv")):
            with open(path, encoding="latin-1", newline="") as file:
                text = file.read()
            delimiter = ";" if text.split("\n")[0].count(";") > 3 else ","
            rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
            places = [
                at for at, head in enumerate(rows[0]) if any(s in head.lower() for s in SURNAMES)
            ]
            for row in rows[1:]:
                for at in places:
                    if at < len(row) and row[at]:
                        row[at] += canary(self.name)
                        marked += 1
            if places:
                with open(path, "w", encoding="latin-1", newline="") as file:
                    csv.writer(file, delimiter=delimiter).writerows(rows)
        if marked < PEOPLE:
            raise RuntimeError("the example has no surnames any more")

    def gather(self):
        """Paths with ids of this council alone, by what they are of: entities, people under a
        purpose, an event."""
        paths, people = [], []
        with open(os.path.join(self.home, "extracts", "housing.csv"), encoding="latin-1") as file:
            rows = list(csv.reader(file))
        given, family = (
            next(at for at, head in enumerate(rows[0]) if head.endswith(end))
            for end in ("Forename", "Surname")
        )
        for number in range(1, 6):
            shown = json.loads(self.run("entity", "show", f"housing:{number}", "--json"))
            paths.append(f"/en/data/entities/{shown['entity']}")
            paths.append(f"/en/data/entities/{shown['entity']}/merge")
        for row in rows[1:12]:
            found = json.loads(
                self.run(
                    "find", row[given], row[family], "--purpose", PURPOSE, "--case", CASE, "--json"
                )
            )
            people += [person["id"] for person in found["people"][:1]]
        for person in sorted(set(people)):
            paths += [
                f"/en/purpose/{PURPOSE}/people/{person}{more}?case={CASE}"
                for more in ("", "/contact", "/tell", "/code")
            ]
        told = self.run(
            *("event", "tell", "bereavement", "--purpose", PURPOSE, "--case", CASE, "--json"),
            *("--subject", people[0], "--teller", f"a daughter of {canary(self.name)}"),
            *("--answer", "home_is=owned", "--answer", "adults_left=1"),
        )
        self.event = json.loads(told)["event"]
        paths += [
            f"/en/purpose/{PURPOSE}/events/{self.event}?case={CASE}",
            f"/en/purpose/{PURPOSE}/events/{self.event}/told?case={CASE}",
            f"/en/events/{self.event}",
            f"/en/events/{self.event}/copy",
        ]
        return paths

    def start(self):
        self.socket = os.path.join(self.run_folder, "core.sock")
        self.log = open(os.path.join(self.run_folder, "log"), "ab")
        self.process = subprocess.Popen(
            [
                *(self.program, "serve", "--core-only", "--socket", self.socket, "--json"),
                *("-C", self.home),
            ],
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        if not self.process.stdout.readline():
            raise RuntimeError("core does not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)
        self.process.stdout.close()
        self.log.close()


class Connection(http.client.HTTPConnection):
    """TLS to a council by its name, wherever that leads."""

    def __init__(self, port, certificate, name):
        super().__init__(f"{name}.example", port, timeout=60)
        self.certificate = certificate

    def connect(self):
        context = ssl.create_default_context(cafile=self.certificate)
        plain = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        self.sock = context.wrap_socket(plain, server_hostname=self.host)


class Visitor(Browser):
    def __init__(self, councils, name, language="en"):
        super().__init__(councils.port, language)
        self.name = name
        self.connection = Connection(councils.port, councils.certificates[name], name)

    def ask(self, method, path, body=None, headers=None):
        sent = {"Host": f"{self.name}.example", **(headers or {})}
        if "Origin" in sent:
            sent["Origin"] = f"https://{self.name}.example"
        return super().ask(method, path, body, sent)

    def page(self, path):
        """As a browser asks for it."""
        answer = self.ask("GET", path, headers={"Accept": "text/html"})
        if "location" in {key.lower() for key in answer.headers}:
            answer.text_of_location = answer.location
        return answer


# ---- following links ----


def links(text):
    found = re.findall(r'href="(/(?:en|cy)/[^"#]*)', text)
    return [html.unescape(link) for link in found]


def walk(visitor, starts):
    """Every page that can be reached by links: path to answer."""
    seen, waiting = {}, list(dict.fromkeys(starts))
    while waiting and len(seen) < PAGES_MAX:
        path = waiting.pop(0)
        if path in seen or any(leave in path for leave in LEAVES):
            continue
        answer = visitor.page(path)
        seen[path] = answer
        if answer.status == 303 and answer.location:
            waiting.append(answer.location)
        if answer.headers.get_content_type() == "text/html":
            waiting += [link for link in links(answer.text) if link not in seen]
    return seen


def people_of(councils, name):
    """A visitor for one of the staff of each kind, told apart by what they are led to; and one who
    is nobody."""
    kinds = set()
    listed = Visitor(councils, name).get("/sign-in/staff").model
    for person in listed["people"]:
        visitor = Visitor(councils, name).sign_in(person["login"])
        kind = tuple(homes_of(visitor))
        if kind not in kinds:
            kinds.add(kind)
            yield person["login"], visitor
    yield "anybody", Visitor(councils, name)


def homes_of(visitor):
    """Where somebody begins: what their navigation has, and what anybody has."""
    answer = visitor.get("/privacy")
    page = answer.model.get("page") or {}
    more = [item["href"] for item in page.get("navigation") or []]
    return ["/en/", "/cy/", "/en/tell", "/en/algorithms", "/en/return", "/en/me", *more]


def crawl(tally, councils, name):
    """All pages of all people of a council; what is shown, and whether it is its own."""
    pages = {}
    for login, visitor in people_of(councils, name):
        seen = walk(visitor, homes_of(visitor))
        pages[login] = seen
        own = other = 0
        for path, answer in seen.items():
            body = answer.body + repr(answer.headers.items()).encode()
            own += canary(name).encode() in body
            strange = canary(OTHER[name]).encode() in body
            other += strange
            tally.check(not strange, f"{name}, {login}: {path} has the other council in it")
            tally.check(answer.status < 500, f"{name}, {login}: {path}", f"status {answer.status}")
        print(f"  {name} {login}: {len(seen)} pages, {own} with its own in them")
        tally.check(own > 0, f"{name}, {login}: there was something to see", sorted(seen))
    return pages


# ---- what is the other's ----


SHAPES = (
    r"/data/entities/([^/?]+)",
    r"/events/([^/?]+)",
    r"/applications/([^/?]+)",
    r"/parked/([^/?]+)",
    r"/governance/audit/leaf/([^/?]+)",
    r"/governance/findings/([^/?]+)",
    r"/governance/requests/([^/?]+)",
    r"/sent/([^/?]+)",
    r"/people/([^/?]+)",
    r"/case/([^/?]+)",
    r"[?&]case=([^&]+)",
    r"/tasks/([^/?]+)",
)


def ids_in(path):
    return [found.span(1) for shape in SHAPES if (found := re.search(shape, path))]


def never(text):
    """As it might be, and isn't: other digits and letters in the same places."""
    swap = lambda c: (
        secrets.choice("0123456789")
        if c.isdigit()
        else secrets.choice("bcdfghjkmnpqrstvwxz") if c.islower() else c
    )
    other = text
    while other == text:
        other = "".join(map(swap, text))
    return other


def without(body, *texts):
    """A page without what was asked for, and what is of one request alone."""
    for text in texts:
        body = body.replace(text, "ID").replace(html.escape(text), "ID")
    body = re.sub(r'name="(csrf|idempotency_key)" value="[^"]*"', "", body)
    return re.sub(r'"(csrf|idempotency_key)": ?"[^"]*"', "", body)


def foreign_paths(own, others):
    """Paths with ids that only the other council has."""
    return sorted(
        path for path in others if path not in own and ids_in(path) and others[path].status == 200
    )


def force_ids(tally, councils, cores, name, pages):
    """Each of the other council's ids, under the same role here. What was there for its own staff
    is looked at first, so that there is something to hide."""
    tried = shown = 0
    for login, visitor in people_of(councils, OTHER[name]):
        answers = [visitor.page(path) for path in cores[OTHER[name]].ids]
        shown += sum(a.status == 200 and canary(OTHER[name]) in a.text for a in answers)
    tally.check(shown > 5, f"{OTHER[name]}: its own are shown to its own", shown)
    for login, visitor in people_of(councils, name):
        own = {path for seen in pages[name].values() for path in seen}
        paths = foreign_paths(own, pages[OTHER[name]].get(login, {}))
        for path in paths + [path for path in cores[OTHER[name]].ids if path not in own]:
            start, end = ids_in(path)[0]
            text = path[start:end]
            invented = never(text)
            answers = [visitor.page(path), visitor.page(path[:start] + invented + path[end:])]
            tried += 1
            alike = answers[0].status == answers[1].status and without(
                answers[0].text, text
            ) == without(answers[1].text, invented)
            detail = f"{[a.status for a in answers]}, asked also for {invented}"
            tally.check(alike, f"{name}, {login}: {path} is as what was never there", detail)
            strange = canary(OTHER[name]) in answers[0].text
            tally.check(not strange, f"{name}, {login}: {path} shows the other council")
    print(f"  {name}: {tried} of the other's ids forced, {shown} shown there")
    return tried


def force_cookies(tally, councils, name):
    """A session of the other council is one that never was."""
    login, there = next(people_of(councils, OTHER[name]))
    answers = []
    for cookie in (there.cookie, secrets.token_urlsafe(32)[: len(there.cookie)], None):
        here = Visitor(councils, name)
        here.cookie = cookie
        answers.append([here.page(path) for path in ("/en/data", "/en/governance")])
    seen = [
        [(a.status, a.location, without(a.text), sorted(a.headers.keys())) for a in row]
        for row in answers
    ]
    tally.check(seen[0] == seen[1], f"{name}: {login}'s session of the other council", seen)
    tally.check(
        all(status in (302, 303, 401, 403) for status, *_ in seen[0]),
        f"{name}: without a session of its own nobody is in",
        seen[0],
    )
    tally.check(there.page("/en/sign-out/staff").status == 200, "and there it is one still")


def force_tokens(tally, councils, name):
    """A form with the other council's token is refused as one with any."""
    login, there = next(people_of(councils, OTHER[name]))
    there.get("/sign-out/staff")
    statuses = []
    for token in (there.csrf, "x" * len(there.csrf)):
        here = Visitor(councils, name).sign_in(login)
        here.get("/sign-out/staff")
        statuses.append(here.post("/sign-out/staff", {}, csrf=token).status)
    tally.check(statuses[0] == statuses[1] and statuses[0] >= 400, "a token of the other", statuses)


def force_codes(tally, councils):
    """What was begun in the one can't be gone on with in the other."""
    for name in OTHER:
        teller = Visitor(councils, OTHER[name])
        teller.get("/tell/bereavement")
        begun = teller.post("/tell/bereavement")
        teller.get("/tell/bereavement/save")
        saved = teller.post("/tell/bereavement/save", {"check": "CF10 1AA"})
        tally.check(saved.status == 200, "an application is saved", (begun.status, saved.status))
        code = saved.model["code"]
        answers = []
        for council, tried in ((name, code), (name, never(code)), (OTHER[name], code)):
            visitor = Visitor(councils, council)
            visitor.get("/return")
            answer = visitor.post("/return", {"code": tried, "postcode": "CF10 1AA"})
            answers.append((answer.status, without(answer.text, tried)))
        tally.check(answers[0] == answers[1], f"{name}: a code of the other's is nobody's", answers)
        tally.check(answers[2][0] == 303, f"{OTHER[name]}: it is its own", answers[2])


def search(tally, councils):
    """Who is asked for by the other council's names is nobody; by its own, somebody."""
    for name in OTHER:
        for login, visitor in people_of(councils, name):
            counts = []
            for council in (OTHER[name], name):
                visitor.get(f"/purpose/{PURPOSE}/find?case={CASE}")
                answer = visitor.post(
                    f"/purpose/{PURPOSE}/find?case={CASE}",
                    {"words": f"Wendy Hughes{canary(council)}"},
                )
                counts.append((answer.status, len(re.findall(f"quill{council}", answer.text))))
                strange = [line for line in answer.text.split("\n") if canary(OTHER[name]) in line]
                shown = [line for line in strange if f"Hughes{canary(council)}" not in line]
                tally.check(not shown, f"{name}, {login}: found in the other council", shown)


def force_names(tally, councils):
    """By the name of one council there is no way to the other."""
    for name in OTHER:
        other = f"{OTHER[name]}.example"
        visitor = Visitor(councils, name)
        for headers in (
            {"X-Forwarded-Host": other},
            {"Forwarded": f"host={other}"},
            {"X-Original-URL": f"https://{other}/"},
            {"X-Host": other},
        ):
            answer = visitor.ask("GET", "/en/privacy", headers={"Accept": "text/html", **headers})
            good = canary(OTHER[name]) not in answer.text and canary(name) in answer.text
            tally.check(answer.status == 200 and good, f"{name} by {headers}", answer.status)
        for host in ("evil.example", f"{name}.example.evil", "127.0.0.1"):
            connection = Connection(councils.port, councils.certificates[name], name)
            try:
                connection.request("GET", "/en/privacy", headers={"Host": host})
                answer = connection.getresponse().read().decode()
            except (http.client.HTTPException, OSError):
                answer = ""
            tally.check("quill" not in answer, f"a name that is nobody's: {host}", answer[:200])
            connection.close()
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection(("127.0.0.1", councils.port), 10) as plain:
            context.wrap_socket(plain, server_hostname="evil.example").close()
            refused = False
    except ssl.SSLError:
        refused = True
    tally.check(refused, "TLS for a name that is nobody's")


def homes_apart(tally, cores):
    """Each core confined to its home: what Landlock was told, tried on the running process."""
    for name, core in cores.items():
        other = cores[OTHER[name]]
        with open(f"/proc/{core.process.pid}/status", encoding="utf-8") as file:
            status = dict(line.split(":\t", 1) for line in file if ":\t" in line)
        tally.check(status["Seccomp"].strip() == "2", f"{name}: its calls are confined")
        tally.check(status["NoNewPrivs"].strip() == "1", f"{name}: it gains no rights")
        fds = [
            os.readlink(f"/proc/{core.process.pid}/fd/{fd}")
            for fd in os.listdir(f"/proc/{core.process.pid}/fd")
        ]
        tally.check(not any(other.home in fd for fd in fds), f"{name}: no file of the other", fds)


def logs(tally, councils, cores, folder):
    """Nothing of anybody in what the programs write down."""
    names = [os.path.join(folder, "nginx", "error.log")] + [
        os.path.join(core.run_folder, "log") for core in cores.values()
    ]
    for path in names:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
        tally.check("quill" not in text, f"{os.path.basename(path)} has nobody in it", text[:300])
    return councils


def main():
    build = os.path.abspath(sys.argv[1])
    tally = Tally("tenancy")
    with tempfile.TemporaryDirectory(prefix="cantref-tenancy-") as folder:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            cores = dict(zip(OTHER, pool.map(lambda name: Core(build, folder, name), OTHER)))
        os.makedirs(os.path.join(folder, "nginx"))
        councils = Councils(
            os.path.join(folder, "nginx"),
            {name: core.run_folder for name, core in cores.items()},
            os.path.join(build, "assets"),
        )
        started = []
        try:
            for core in cores.values():
                core.start()
                started.append(core)
            said = councils.check()
            tally.check(not said, "nginx takes two councils", said)
            councils.start()
            pages = {name: crawl(tally, councils, name) for name in OTHER}
            tried = sum(force_ids(tally, councils, cores, name, pages) for name in OTHER)
            tally.check(tried > 20, "there were ids to force", tried)
            for name in OTHER:
                force_cookies(tally, councils, name)
                force_tokens(tally, councils, name)
            force_codes(tally, councils)
            search(tally, councils)
            force_names(tally, councils)
            homes_apart(tally, cores)
            logs(tally, councils, cores, folder)
        finally:
            councils.stop()
            for core in started:
                core.stop()
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
