#!/usr/bin/env python3
"""connect.py PROGRAM - sources that are no file: the newest of a folder, databases through their
drivers, services over HTTP; and all that goes wrong with them.

The databases are real: SQLite, and a PostgreSQL that is started here on a free port of this machine,
in a folder of its own, and stopped at the end. Whatever goes wrong must be told in one line, within
its time, without the password and without a cell, and must change nothing in the home."""

import glob
import hashlib
import http.server
import json
import os
import pwd
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from tally import Tally

PASSWORD = "pa;ss}w'rd 77"
TOKEN = "token-4711"
TIME_MAX_S = 120
COLUMNS = ["id", "first", "surname", "born"]
PEOPLE = [
    (n, f"Siân{n}", ["Jones", 'O"Neill, jr', "Ŵyn 😀"][n % 3], f"19{n % 60 + 30}-02-{n % 28 + 1:02}")
    for n in range(1, 101)
]


class Bench:
    """A home with one source, people, whose connector is set anew for each case."""

    def __init__(self, program, folder, tally):
        self.program, self.folder, self.tally = os.path.abspath(program), folder, tally
        self.home = os.path.join(folder, "home")
        self.table = os.path.join(folder, "people.csv")
        # Drivers as Debian sets them up, but for the log that PostgreSQL's leaves in /tmp.
        self.environment = dict(os.environ, ODBCSYSINI=folder)
        with open("/etc/odbcinst.ini", encoding="utf-8") as file:
            drivers = file.read().replace("CommLog=1", "CommLog=0")
        with open(os.path.join(folder, "odbcinst.ini"), "w", encoding="utf-8") as file:
            file.write(drivers)
        with open(self.table, "w", encoding="utf-8") as file:
            file.write("id,first,surname,born\n")
            for person in PEOPLE[:3]:
                file.write("{},{},Jones,{}\n".format(person[0], person[1], person[3]))
        self.run("init", self.home)
        self.run("source", "add", "people", self.table, "-C", self.home, "--key", "id")
        self.definition = os.path.join(self.home, "sources", "people.yaml")
        with open(self.definition, encoding="utf-8") as file:
            head, rest = file.read().split("connector:\n", 1)
            self.parts = head, rest[rest.index("#") :]

    def run(self, *arguments, expected=0):
        done = subprocess.run(
            [self.program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=TIME_MAX_S,
            env=self.environment,
            text=True,
        )
        if expected is not None and done.returncode != expected:
            raise RuntimeError(f"{arguments}: exit status {done.returncode}: {done.stderr}")
        return done

    def connect(self, **connector):
        with open(self.definition, "w", encoding="utf-8") as file:
            file.write(self.parts[0] + "connector:\n")
            for key, value in connector.items():
                file.write(f"  {key}: {json.dumps(value, ensure_ascii=False)}\n")
            file.write(self.parts[1])

    def ingest(self, *options, expected=0):
        done = self.run("ingest", "people", "-C", self.home, "--json", *options, expected=expected)
        return json.loads(done.stdout)["ingested"][0] if expected == 0 else done

    def state(self):
        """What the home holds: its database and keys."""
        names = sorted(glob.glob(self.home + "/data/cantref.db") + glob.glob(self.home + "/keys/*"))
        database = sqlite3.connect(f"file:{self.home}/data/cantref.db?mode=ro", uri=True)
        digest = hashlib.sha256("\n".join(database.iterdump()).encode()).hexdigest()
        database.close()
        return digest, [os.path.basename(n) for n in names], os.listdir(self.home + "/run")

    def takes(self, name, counts, *options):
        got = self.ingest(*options)
        got = {key: got[key] for key in counts}
        self.tally.check(got == counts, name, f"{got}, not {counts}")

    def refuses(self, name, status, said, *options, within=20):
        """One line that says it, in time; the home is as it was; nothing personal, no password."""
        before, start = self.state(), time.monotonic()
        done = self.ingest(*options, expected=None)
        took = time.monotonic() - start
        wrong = []
        if done.returncode != status:
            wrong.append(f"exit status {done.returncode}, not {status}")
        if said not in done.stderr or done.stderr.count("\n") != 1:
            wrong.append(f"it doesn't say: {said}")
        if took > within:
            wrong.append(f"it took {took:.1f} s")
        if any(word in done.stderr for word in (PASSWORD, "ss}w", TOKEN, "Siân", "CANARY")):
            wrong.append("it tells a secret")
        if self.state() != before:
            wrong.append("the home has changed")
        self.tally.check(not wrong, name, "\n".join([*wrong, done.stderr, done.stdout]))


def folders(bench):
    folder = os.path.join(bench.home, "extracts", "people")
    os.makedirs(folder)
    for number, (name, changed, count) in enumerate(
        [("p_1.csv", 1000, 10), ("p_2.csv", 3000, 12), ("p_3.csv", 2000, 11), ("q.csv", 9000, 1)]
    ):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("id,first,surname,born\n")
            file.writelines(f"{p[0]},{p[1]},Jones,{p[3]}\n" for p in PEOPLE[:count])
        os.utime(path, (changed, changed))
    bench.connect(kind="folder", path="extracts/people", pattern="p_*.csv")
    bench.takes("folder: the newest that fits", {"rows": 12, "added": 12})
    bench.takes("folder: again", {"rows": 12, "added": 0, "same": 12})
    bench.connect(kind="folder", path="extracts/people", pattern="*.xml")
    bench.refuses("folder: none fits", 66, "no file here fits")
    bench.connect(kind="folder", path="extracts/nowhere", pattern="*")
    bench.refuses("folder: not there", 66, "can't be read")


# ---- databases ----


def fill(execute, mark):
    """The table of people in a database; `mark` is what stands for a parameter."""
    for person in PEOPLE:
        execute(f"INSERT INTO people VALUES ({', '.join([mark] * 4)})", person)


def sqlite(bench):
    path = os.path.join(bench.folder, "people.db")
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE people (id INTEGER, first TEXT, surname TEXT, born DATE)")
    fill(database.execute, "?")
    database.commit()
    connection = f"Driver=SQLite3;Database={path}"
    ordered = "SELECT * FROM people ORDER BY id"
    bench.connect(kind="odbc", connection=connection, query=ordered)
    bench.takes("SQLite: a query", {"rows": 100, "same": 4, "rejected": 0})
    bench.takes("SQLite: again", {"rows": 100, "same": 100, "rejected": 0})
    first, second = "extracts/whole.csv", os.path.join(bench.home, "extracts/whole.csv")
    with open(second, "w", encoding="utf-8") as file:
        file.write("id,first,surname,born\n")
        for row in PEOPLE:
            file.write(",".join('"' + str(v).replace('"', '""') + '"' for v in row) + "\n")
    bench.connect(kind="file", path=first)
    bench.takes("SQLite: every value is as it is in the database", {"rows": 100, "same": 100})
    long = "x" * 300000
    database.execute("INSERT INTO people VALUES (200, ?, NULL, NULL)", (long,))
    database.execute("INSERT INTO people VALUES (201, x'00ff41', 'two\nlines', 1.5)")
    database.commit()
    bench.connect(kind="odbc", connection=connection, query=ordered)
    bench.takes("SQLite: long, empty and of two lines", {"rows": 102, "added": 2, "rejected": 0})
    bench.connect(kind="odbc", connection=connection, query="SELECT * FROM people WHERE id < 5")
    bench.refuses("SQLite: lost too much", 65, "shrink")
    bench.connect(kind="odbc", connection=connection, query="SELECT * FROM people WHERE id < 0")
    bench.refuses("SQLite: no row", 65, "shrink")
    bench.connect(kind="odbc", connection=connection, query="SELECT * FROM nobody")
    bench.refuses("SQLite: no such table", 65, "no such table")
    bench.connect(kind="odbc", connection=connection, query="SELECT 1 AS other")
    bench.refuses("SQLite: a column is missing", 65, "query of")
    bench.connect(kind="odbc", connection=connection, query="DELETE FROM people")
    bench.refuses("SQLite: no query", 65, "gives no table")
    left = database.execute("SELECT count(*) FROM people").fetchone()[0]
    bench.tally.check(left == 102, "SQLite: what a query changes is not kept", left)
    database.close()


def children():
    """Connectors' children of this session."""
    done = subprocess.run(
        ["pgrep", "-s", "0", "-f", "connector-child"], stdout=subprocess.PIPE, text=True, check=False
    )
    return done.stdout.split()


def killed(bench):
    """The child of a program that is killed is gone too."""
    program = subprocess.Popen(
        [bench.program, "ingest", "people", "-C", bench.home],
        stderr=subprocess.DEVNULL,
        env=bench.environment,
    )
    for _ in range(100):
        time.sleep(0.05)
        if children():
            break
    began = children()
    program.kill()
    program.wait()
    for _ in range(100):
        time.sleep(0.05)
        if not children():
            break
    bench.tally.check(began and not children(), "killed: its child is gone too", children())


def drivers(bench):
    """Drivers as they should not be: each is a library whose loading does it."""
    bench.connect(kind="odbc", dsn="no_such_source", query="SELECT 1")
    bench.refuses("driver: no such data source", 66, "no such data source")
    bench.connect(kind="odbc", connection="Driver=/nowhere/libnone.so", query="SELECT 1")
    bench.refuses("driver: missing", 66, "isn't installed")
    bad = {
        "crashes": ("signal(SIGSEGV, SIG_DFL); *(volatile int *)0 = 1;", 71, "crashed (signal 11)"),
        "ends": ("_exit(0);", 71, "ended without an answer"),
        "hangs": ("for (;;) sleep(1);", 65, "had not answered within 2 s"),
        "hangs, deaf": (
            "for (int s = 1; s < 32; s++) signal(s, SIG_IGN); for (;;) sleep(1);",
            65,
            "had not answered within 2 s",
        ),
        "eats memory": (
            "for (;;) { char *p = malloc(1 << 24); if (!p) abort(); memset(p, 1, 1 << 24); }",
            71,
            "crashed (signal 6)",
        ),
        "writes": (
            'char b[4096] = "CANARY"; while (write(3, b, 4096) > 0) {} abort();',
            71,
            "crashed (signal 6)",
        ),
        "babbles": ('write(4, "CANARY", 6); sleep(60);', 71, "crashed"),
        "prints": ('puts("CANARY"); fputs("CANARY", stderr);', 66, ""),
    }
    for name, (body, status, said) in bad.items():
        if "asan" in bench.program and name == "eats memory":
            continue  # addresses aren't bounded there
        source = os.path.join(bench.folder, "driver.c")
        library = os.path.join(bench.folder, f"driver_{name.replace(' ', '_').replace(',', '')}.so")
        with open(source, "w", encoding="utf-8") as file:
            file.write("#include <signal.h>\n#include <stdio.h>\n#include <stdlib.h>\n")
            file.write("#include <string.h>\n#include <unistd.h>\n")
            file.write(f"__attribute__((constructor)) static void loaded(void) {{ {body} }}\n")
        subprocess.run(
            ["gcc", "-w", "-shared", "-fPIC", source, "-o", library], check=True, timeout=60
        )
        bench.connect(kind="odbc", connection=f"Driver={library}", query="SELECT 1")
        bench.refuses(f"driver: {name}", status, said, "--wait-max", "2", "--size-max", "8")
    bench.tally.check(not children(), "drivers: no child is left", children())


class Postgres:
    """A server of its own, as a user who is not root, since it refuses root."""

    def __init__(self, folder):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
        if not found:
            raise RuntimeError("no PostgreSQL: apt-get install postgresql")
        self.bin = os.path.dirname(found[-1])
        self.data = os.path.join(folder, "postgres")
        os.mkdir(self.data)
        self.user = None
        if os.getuid() == 0:
            self.user = pwd.getpwnam("postgres")
            os.chmod(folder, 0o711)
            os.chown(self.data, self.user.pw_uid, self.user.pw_gid)
        with open(os.path.join(folder, "word"), "w", encoding="utf-8") as file:
            file.write(PASSWORD + "\n")
        os.chmod(file.name, 0o644)
        self.do(
            "initdb", "-D", self.data, "-U", "owner", "--pwfile", file.name, "-A", "scram-sha-256",
            "-E", "UTF8", "--locale", "C", "-N",
        )  # fmt: skip
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.server = subprocess.Popen(
            [
                self.bin + "/postgres", "-D", self.data, "-p", str(self.port), "-h", "127.0.0.1",
                "-k", "", "-F",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self.identity(),
        )  # fmt: skip
        for _ in range(200):
            if self.ask("SELECT 1", check=False) == 0:
                return
            time.sleep(0.1)
        self.close()
        raise RuntimeError("PostgreSQL didn't start")

    def identity(self):
        return {} if self.user is None else {"user": self.user.pw_uid, "group": self.user.pw_gid}

    def do(self, program, *arguments):
        subprocess.run(
            [os.path.join(self.bin, program), *arguments],
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=TIME_MAX_S,
            cwd="/",
            **self.identity(),
        )

    def ask(self, text, check=True):
        return subprocess.run(
            [
                self.bin + "/psql", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-U", "owner",
                "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-f", "-",
            ],
            input=text,
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=None if check else subprocess.DEVNULL,
            env=dict(os.environ, PGPASSWORD=PASSWORD),
            check=check,
            timeout=TIME_MAX_S,
        ).returncode  # fmt: skip

    def close(self):
        if self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)
            try:
                self.server.wait(20)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()


def postgres(bench):
    server = Postgres(bench.folder)
    try:
        postgres_cases(bench, server)
    finally:
        server.close()


def postgres_cases(bench, server):
    secret = os.path.join(bench.home, "keys", "people.password")
    with open(secret, "w", encoding="utf-8") as file:
        file.write(PASSWORD + "\n")
    os.chmod(secret, 0o600)
    connection = (
        f"Driver=PostgreSQL Unicode;Server=127.0.0.1;Port={server.port};Database=postgres;UID=owner"
    )

    def query(text, word="keys/people.password", connection=connection):
        bench.connect(kind="odbc", connection=connection, query=text, password_file=word)

    rows = ",\n".join("(%d, '%s', '%s', '%s')" % person for person in PEOPLE)
    server.ask(
        "CREATE TABLE people (id integer, first text, surname varchar(40), born date);"
        f"INSERT INTO people VALUES {rows};"
    )
    everyone = "SELECT * FROM people"
    query(everyone + " UNION ALL VALUES (200, 'x', NULL, NULL::date), (201, 'x', NULL, NULL)")
    bench.takes("PostgreSQL: a query", {"rows": 102, "rejected": 0})
    query(everyone + " ORDER BY id")
    bench.takes("PostgreSQL: values are SQLite's", {"rows": 100, "same": 100, "withdrawn": 2})
    # Values of other kinds are as the database itself writes them.
    query(
        "SELECT '300' AS id, '12345678901234567890.10' AS first, '00ff41' AS surname, "
        "'2001-02-03' AS born"
    )
    bench.takes("PostgreSQL: text", {"rows": 1, "added": 1}, "--shrink-max", "1")
    query(
        "SELECT 300 AS id, 12345678901234567890.10::numeric AS first, "
        "'\\x00ff41'::bytea AS surname, '2001-02-03'::date AS born"
    )
    bench.takes("PostgreSQL: numbers, bytes and dates", {"rows": 1, "same": 1})
    query(
        "SELECT 300 AS id, 0.5::float8 AS first, true AS surname, "
        "'2001-02-03 14:05:06.25'::timestamp AS born"
    )
    bench.takes("PostgreSQL: other kinds", {"rows": 1, "changed": 1})
    query(
        "SELECT '300' AS id, '0.5' AS first, '1' AS surname, '2001-02-03 14:05:06.25' AS born"
    )
    bench.takes("PostgreSQL: other kinds as text", {"rows": 1, "same": 1})
    query(
        "SELECT 300 AS id, repeat('Ŵ😀', 40000) AS first, 'x' AS surname, NULL::date AS born"
    )
    bench.takes("PostgreSQL: a long text", {"rows": 1, "changed": 1, "rejected": 0})
    query(
        "SELECT 300 AS id, repeat('Ŵ😀', 20000) || repeat('Ŵ😀', 20000) AS first, "
        "'x'::char(1) AS surname, NULL::date AS born"
    )
    bench.takes("PostgreSQL: the same long text", {"rows": 1, "same": 1})
    query(everyone)
    bench.takes("PostgreSQL: all again", {"rows": 100, "added": 100}, "--shrink-max", "1")
    query(everyone + " WHERE id <= 100", word="keys/none")
    bench.refuses("PostgreSQL: no password file", 66, "password")
    os.chmod(secret, 0o644)
    query(everyone)
    bench.refuses("PostgreSQL: others can read the password", 77, "chmod 600")
    os.chmod(secret, 0o600)
    bench.environment["PEOPLE_WORD"] = "wrong-word"
    bench.connect(
        kind="odbc", connection=connection, query=everyone, password_environment="PEOPLE_WORD"
    )
    bench.refuses("PostgreSQL: wrong password", 77, "doesn't take this user and password")
    bench.environment["PEOPLE_WORD"] = PASSWORD
    bench.takes("PostgreSQL: the password from the environment", {"rows": 100, "same": 100})
    query("SELECT nothing FROM people")
    bench.refuses("PostgreSQL: bad query", 65, 'column "nothing" does not exist')
    query("SELECT 'CANARY'::integer AS id")
    bench.refuses("PostgreSQL: a value that can't be", 65, "SQLSTATE")
    query("SELECT 1, pg_sleep(60)")
    before = bench.state()
    killed(bench)
    after = bench.state()
    bench.tally.check(
        after[0] == before[0], "killed: the database is as it was", f"{before}\n{after}"
    )
    query(everyone)
    bench.takes("killed: the next run goes as ever", {"rows": 100, "same": 100})
    query("SELECT 1, pg_sleep(60)")
    bench.refuses("PostgreSQL: sleeps", 65, "had not answered within 2 s", "--wait-max", "2")
    query("SELECT n, CASE WHEN n > 1000 THEN pg_sleep(0.1) END FROM generate_series(1, 2000) n")
    bench.refuses(
        "PostgreSQL: dawdles", 65, "had not sent all within 3 s", "--time-max", "3"
    )
    query("SELECT n AS id, repeat('CANARY', 20) AS first, '' AS surname, NULL AS born "
          "FROM generate_series(1, 100000000) n")  # fmt: skip
    bench.refuses("PostgreSQL: floods", 65, "more than 8 MiB", "--size-max", "8", within=30)
    query("CREATE TABLE made AS SELECT 1")
    bench.refuses("PostgreSQL: writes", 65, "", within=30)
    bench.tally.check(
        server.ask("SELECT * FROM made", check=False) != 0, "PostgreSQL: what it wrote is not kept"
    )
    query(everyone, connection=connection.replace(str(server.port), "1"))
    bench.refuses("PostgreSQL: not there", 66, "can't be reached")
    query("SELECT id, first, surname, born, pg_sleep(0.05) FROM people")
    threading.Timer(1.5, server.server.kill).start()
    bench.refuses("PostgreSQL: dies midway", 71, "went away")


# ---- services ----


class Service(http.server.BaseHTTPRequestHandler):
    asked = []

    def log_message(self, *_):
        pass

    def answer(self, body, status=200, **headers):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        asked = {k: v[0] for k, v in urllib.parse.parse_qs(url.query).items()}
        Service.asked.append((url.path, asked))
        people = [dict(zip(COLUMNS, person)) for person in PEOPLE]
        at = int(asked.get("after", "0 &?").split(" ")[0])
        try:
            getattr(self, "do_" + url.path.strip("/"), self.do_none)(people, at)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def do_none(self, _people, _at):
        self.answer({}, 404)

    def do_list(self, people, _):
        self.answer(people)

    def do_pages(self, people, at):
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.answer({}, 401)
        following = f"{at + 30} &?" if at + 30 < len(people) else None
        page = {"data": {"people": people[at : at + 30]}, "meta": {"next": following}}
        self.answer(json.dumps(page, indent=1).encode())

    def do_sparse(self, people, _):
        self.answer([{"id": 500, "born": None, "surname": {}}, dict(people[0], id="1")])

    def do_numbers(self, _people, _at):
        self.answer(b'[\n{"id": 12345678901234567890 , "first":1.10,\n"surname":"x","born":null}]\n')

    def do_endless(self, people, at):
        self.answer({"items": people, "next": at + 1})

    def do_same(self, people, _):
        self.answer({"items": people, "next": "same"})

    def do_empty_endless(self, _people, at):
        self.answer({"items": [], "next": at + 1})

    def do_empty(self, _people, _at):
        self.answer([])

    def do_page(self, _people, _at):
        self.answer(b"<html>CANARY</html>")

    def do_object(self, people, _at):
        self.answer({"people": people})

    def do_texts(self, _people, _at):
        self.answer(["CANARY"])

    def do_fails(self, _people, _at):
        self.answer({"why": "CANARY"}, 500)

    def do_moved(self, _people, _at):
        self.answer({}, 302, Location="/list")

    def do_slow(self, _people, _at):
        time.sleep(8)
        self.answer([])

    def do_drips(self, _people, _at):
        self.send_response(200)
        self.end_headers()
        for _ in range(80):
            self.wfile.write(b"[")
            self.wfile.flush()
            time.sleep(0.1)

    def do_large(self, _people, _at):
        self.send_response(200)
        self.end_headers()
        for _ in range(200):
            self.wfile.write(b" " * (1 << 20))

    def do_breaks(self, _people, _at):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'[{"id": 1')

    def do_deep(self, _people, _at):
        self.answer(b"[" * 100000)


def services(bench):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        service_cases(bench, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()


def service_cases(bench, base):
    bench.connect(kind="http", url=base + "/list")
    bench.takes("service: a list", {"rows": 100, "same": 100, "rejected": 0})
    token = os.path.join(bench.home, "keys", "people.token")
    with open(token, "w", encoding="utf-8") as file:
        file.write(TOKEN + "\n")
    os.chmod(token, 0o600)
    paged = {"url": base + "/pages?order=id", "items": "data.people", "cursor": "meta.next"}
    paged["cursor_parameter"] = "after"
    Service.asked.clear()
    bench.connect(kind="http", token_file="keys/people.token", **paged)
    bench.takes("service: pages", {"rows": 100, "same": 100})
    cursors = [asked.get("after") for _, asked in Service.asked]
    bench.tally.check(
        cursors == [None, "30 &?", "60 &?", "90 &?"]
        and all(asked["order"] == "id" for _, asked in Service.asked),
        "service: each page is asked for once",
        Service.asked,
    )
    bench.connect(kind="http", **paged)
    bench.refuses("service: no token", 77, "401")
    bench.connect(kind="http", url=base + "/sparse")
    bench.takes("service: items that leave out", {"rows": 2, "same": 1}, "--shrink-max", "1")
    bench.connect(kind="http", url=base + "/numbers")
    bench.takes("service: numbers", {"rows": 1, "added": 1}, "--shrink-max", "1")
    with open(bench.home + "/extracts/numbers.csv", "w", encoding="utf-8") as file:
        file.write("id,first,surname,born\n12345678901234567890,1.10,x,\n")
    bench.connect(kind="file", path="extracts/numbers.csv")
    bench.takes("service: numbers keep their digits", {"rows": 1, "same": 1})
    for url, status, said in [
        ("/empty", 65, "no item at all"),
        ("/page", 65, "no JSON"),
        ("/object", 65, "isn't a list"),
        ("/texts", 65, "isn't an object"),
        ("/deep", 65, "no JSON"),
        ("/fails", 71, "500"),
        ("/moved", 65, "no redirect is followed"),
        ("/nowhere", 66, "404"),
        ("/slow", 65, "had not answered within 2 s"),
        ("/drips", 65, "within 4 s"),
        ("/large", 65, "MiB"),
        ("/breaks", 71, "broke off"),
    ]:
        bench.connect(kind="http", url=base + url)
        bench.refuses(
            f"service: {url}", status, said, "--wait-max", "2", "--time-max", "4", "--size-max", "16"
        )
    cursor = {"items": "items", "cursor": "next", "cursor_parameter": "after"}
    for url, said in [
        ("/endless", "more than 4 MiB"),
        ("/empty_endless", "never end"),
    ]:
        bench.connect(kind="http", url=base + url, **cursor)
        bench.refuses(f"service: {url}", 65, said, "--size-max", "4", within=60)
    bench.connect(kind="http", url=base + "/same", items="items", cursor="next",
                  cursor_parameter="page")  # fmt: skip
    bench.refuses("service: its own cursor", 65, "its own cursor")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bench.connect(kind="http", url=f"http://127.0.0.1:{probe.getsockname()[1]}/")
        bench.refuses("service: not there", 66, "can't be reached")


def main():
    tally = Tally("connect")
    with tempfile.TemporaryDirectory(prefix="cantref-connect-") as folder:
        bench = Bench(sys.argv[1], folder, tally)
        for part in (folders, sqlite, drivers, postgres, services):
            try:
                part(bench)
            except (RuntimeError, OSError, subprocess.SubprocessError) as error:
                tally.fail(part.__name__, error)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
