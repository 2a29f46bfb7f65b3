#!/usr/bin/env python3
"""deliver.py PROGRAM DELIVER_ONCE [CASE...] - what leaves the council, against receivers that do all
they can to be in the way: partners, a mail server, GOV.UK Notify, folders.

All of them are made here, on this machine: notify_standin.py from Notify's published interface,
smtp_standin.py, and servers of raw sockets. Each case tries deliveries one at a time with
DELIVER_ONCE, as a worker would, and looks at what arrived and at what was said of it. Nothing
secret and nothing personal may be in what is said; no try may take longer than its time."""

import base64
import concurrent.futures
import csv
import email
import email.policy
import glob
import hashlib
import hmac
import json
import os
import random
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import textwrap
import threading
import time

from notify_standin import Notify
from smtp_standin import MailServer
from tally import Tally

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD_SECRET = "whsec_" + base64.b64encode(b"an older secret of 32 bytes 4711").decode()
PASSWORD = "pa;ss}w'rd 77"
SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
NOTIFY_SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATES = {
    "email_template": "9d751e0e-f929-4891-82a1-a3e1c3c18ee3",
    "email_template_welsh": "9d751e0e-f929-4891-82a1-a3e1c3c18ee4",
    "sms_template": "f33517ff-2a88-4f6e-b855-c550268ce08a",
    "sms_template_welsh": "f33517ff-2a88-4f6e-b855-c550268ce08b",
}
CANARIES = [SECRET, SECRET[6:], OLD_SECRET[6:], PASSWORD, NOTIFY_SECRET, "CANARY", "canary@"]
DAY_S = 86400
TRY_MAX_S = 75


class Bench:
    """A home, and what tries deliveries in it."""

    def __init__(self, program, once, folder, tally):
        self.program, self.once = os.path.abspath(program), os.path.abspath(once)
        self.folder, self.tally, self.homes = folder, tally, 0
        self.lock = threading.Lock()

    def home(self, **settings):
        """A home of its own with this delivery.yaml (JSON is YAML)."""
        with self.lock:
            self.homes += 1
            path = os.path.join(self.folder, f"home{self.homes}")
        done = self.cantref("init", path, "--name", "Cyngor Ŵyl Council")
        assert done.returncode == 0, done.stderr
        home = Home(self, path)
        home.write("keys/secret", SECRET + "\n")
        home.write("keys/old", OLD_SECRET)
        home.write("keys/password", PASSWORD + "\n")
        home.write("keys/notify", f"test_key-{SERVICE}-{NOTIFY_SECRET}\n")
        home.settings(**settings)
        return home

    def cantref(self, *arguments, **more):
        return subprocess.run(
            [self.program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TRY_MAX_S,
            **more,
        )


class Home:
    def __init__(self, bench, path):
        self.bench, self.path, self.said = bench, path, ""

    def file(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text, mode=0o600):
        path = self.file(name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)

    def settings(self, **settings):
        self.write("delivery.yaml", json.dumps(settings, ensure_ascii=False))

    def deliver(self, **delivery):
        """The answer, or {"error": status}. Nothing secret is in what is said."""
        environment = dict(
            os.environ,
            http_proxy="http://127.0.0.1:9",
            https_proxy="http://127.0.0.1:9",
            ALL_PROXY="http://127.0.0.1:9",
        )
        given = {"key": "msg_1", "time": 1795858570, **delivery}
        done = subprocess.run(
            [self.bench.once, self.path],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            env=environment,
            timeout=TRY_MAX_S,
        )
        self.said += done.stdout + done.stderr
        if done.returncode != 0:
            return {"outcome": "error", "status": done.returncode, "reason": done.stderr, "wait_s": 0}
        return json.loads(done.stdout)

    def notice(self, party="board", **more):
        given = {
            "way": "notice",
            "party": party,
            "type": "uk.cantref.bereavement.tell.v1",
            "subject": "evt_1/tell",
            "data": '{"who":"CANARY Jones","nin":12345678901234567890}',
        }
        return self.deliver(**{**given, **more})


class Expect:
    """Collects what is wrong with one case; the case passes when nothing is."""

    def __init__(self, tally, name):
        self.tally, self.name, self.wrong = tally, name, []

    def __enter__(self):
        return self

    def that(self, good, what):
        if not good:
            self.wrong.append(what)

    def outcome(self, answer, outcome, said=""):
        self.that(
            answer["outcome"] == outcome and said in answer["reason"],
            f"{answer}, not {outcome} with {said!r}",
        )

    def __exit__(self, kind, value, trace):
        if kind is not None and issubclass(kind, Exception):
            self.wrong.append(f"{kind.__name__}: {value}")
        with lock:
            self.tally.check(not self.wrong, self.name, "\n".join(self.wrong))
        return kind is None or issubclass(kind, Exception)


lock = threading.Lock()


# ---- partners ----


class Receiver:
    """A server of raw sockets: reads a request, keeps it, then does as it is told."""

    def __init__(self, behave, tls=None, family=socket.AF_INET):
        self.behave, self.tls, self.requests, self.connections = behave, tls, [], 0
        self.listener = socket.socket(family)
        self.listener.bind(("127.0.0.1" if family == socket.AF_INET else "::1", 0))
        self.listener.listen(16)
        self.port = self.listener.getsockname()[1]
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            request = self.read(connection)
            if request is not None:
                self.requests.append(request)
                self.behave(connection, len(self.requests))
        except (OSError, ValueError):
            pass
        finally:
            connection.close()

    def read(self, connection):
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65536)
            if not more:
                return None
            data += more
        head, body = data.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        headers = {l.split(":", 1)[0].lower(): l.split(":", 1)[1].strip() for l in lines[1:]}
        while len(body) < int(headers.get("content-length", 0)):
            body += connection.recv(65536)
        return {"line": lines[0], "headers": headers, "body": body}

    def close(self):
        self.listener.close()


def answering(*texts):
    """Each request in turn gets the next text; the last one again and again."""

    def behave(connection, number):
        text = texts[min(number, len(texts)) - 1]
        connection.sendall(text.encode() if isinstance(text, str) else text)

    return behave


def status(code, *headers, body=""):
    lines = "".join(f"{h}\r\n" for h in headers)
    return f"HTTP/1.1 {code} Whatever\r\n{lines}Content-Length: {len(body)}\r\n\r\n{body}"


def endless(first, again, pause=0.0):
    def behave(connection, number):
        connection.sendall(first)
        for _ in range(100000):
            connection.sendall(again)
            time.sleep(pause)

    return behave


def hang(connection, number):
    time.sleep(60)


def partner(receiver, **more):
    return {"url": receiver.url, "secret_file": "keys/secret", "addresses": ["127.0.0.1"], **more}


def signed_with(request, secret):
    headers = request["headers"]
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + request["body"]
    made = hmac.new(base64.b64decode(secret[6:]), text, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}" in headers["webhook-signature"].split(" ")


def notice_is_whole(bench):
    with Expect(bench.tally, "notice: signed, whole, the same each time") as expect:
        receiver = Receiver(answering(status(503), status(204)))
        home = bench.home(
            partners={"board": partner(receiver, old_secret_file="keys/old")}, source="//x.gov.uk/c"
        )
        expect.outcome(home.notice(), "later", "503")
        time.sleep(1.1)
        expect.outcome(home.notice(), "left", "204")
        first, second = receiver.requests
        event = json.loads(second["body"])
        expect.that(first["body"] == second["body"], "the body is another one")
        for request in receiver.requests:
            expect.that(request["headers"]["webhook-id"] == "msg_1", "webhook-id")
            expect.that(signed_with(request, SECRET), "signature")
            expect.that(signed_with(request, OLD_SECRET), "signature of the old secret")
            age = time.time() - int(request["headers"]["webhook-timestamp"])
            expect.that(-2 < age < 60, "timestamp")
            expect.that("expect" not in request["headers"], "Expect")
        expect.that(
            first["headers"]["webhook-timestamp"] != second["headers"]["webhook-timestamp"],
            "the second try has the first one's time",
        )
        expect.that(
            second["headers"]["content-type"].startswith("application/cloudevents+json"), "type"
        )
        wanted = {
            "specversion": "1.0",
            "id": "msg_1",
            "source": "//x.gov.uk/c",
            "type": "uk.cantref.bereavement.tell.v1",
            "subject": "evt_1/tell",
            "time": "2026-11-28T09:36:10Z",
            "data": {"who": "CANARY Jones", "nin": 12345678901234567890},
        }
        expect.that({k: event.get(k) for k in wanted} == wanted, f"event {event}")
        quiet(expect, home)


def partners_example(bench):
    """What docs/deliveries.md shows to partners takes what is sent, and nothing that was changed."""
    with Expect(bench.tally, "notice: the example for partners takes it") as expect:
        page = os.path.join(os.path.dirname(__file__), "..", "docs", "deliveries.md")
        with open(page, encoding="utf-8") as file:
            code = re.search(r"```python\n(.*?)```", file.read(), re.S).group(1)
        shown = {}
        exec(compile(textwrap.dedent(code), page, "exec"), shown)
        receiver = Receiver(answering(status(204)))
        home = bench.home(partners={"board": partner(receiver)})
        expect.outcome(home.notice(), "left")
        sent = receiver.requests[0]
        expect.that(shown["is_ours"](SECRET, sent["headers"], sent["body"]), "it doesn't take it")
        expect.that(not shown["is_ours"](OLD_SECRET, sent["headers"], sent["body"]), "another secret")
        expect.that(not shown["is_ours"](SECRET, sent["headers"], sent["body"] + b" "), "another body")
        other = {**sent["headers"], "webhook-id": "msg_2"}
        expect.that(not shown["is_ours"](SECRET, other, sent["body"]), "another id")


def quiet(expect, home):
    for canary in CANARIES:
        expect.that(canary not in home.said, f"it says {canary}")


NOTICES = [
    # name, behaviour, outcome, said, wait
    ("200", answering(status(200, body="ok")), "left", "200", 0),
    ("202", answering(status(202)), "left", "202", 0),
    ("299", answering(status(299)), "left", "", 0),
    ("400", answering(status(400, body="CANARY")), "refused", "400", 0),
    ("401", answering(status(401)), "later", "signature", 0),
    ("403", answering(status(403)), "later", "signature", 0),
    ("404", answering(status(404)), "later", "url", 0),
    ("405", answering(status(405)), "later", "url", 0),
    ("408", answering(status(408)), "later", "408", 0),
    ("413", answering(status(413)), "refused", "413", 0),
    ("422", answering(status(422)), "refused", "422", 0),
    ("429", answering(status(429)), "later", "429", 0),
    ("429, in two minutes", answering(status(429, "Retry-After: 120")), "later", "429", 120),
    ("503, in ten years", answering(status(503, "Retry-After: 315360000")), "later", "", DAY_S),
    ("503, in 2^70 s", answering(status(503, "Retry-After: " + "9" * 30)), "later", "", DAY_S),
    ("503, long ago", answering(status(503, "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT")), "later", "", 0),
    ("503, in 2099", answering(status(503, "retry-after: Fri, 01 May 2099 00:00:00 GMT")), "later", "", DAY_S),
    ("503, nonsense", answering(status(503, "Retry-After: soon\x07")), "later", "", 0),
    ("503, negative", answering(status(503, "Retry-After: -5")), "later", "", 0),
    ("500", answering(status(500)), "later", "500", 0),
    ("999", answering(status(999)), "later", "", 0),
    ("answers twice: the first counts", answering(status(503) + status(200)), "later", "503", 0),
    ("answers twice, well first", answering(status(200) + status(410)), "left", "200", 0),
    ("closes at once", answering(""), "later", "no answer", 0),
    ("no HTTP", answering("hello there\r\n\r\n"), "later", "", 0),
    ("zeroes", answering(b"\0" * 5000), "later", "", 0),
    ("HTTP/0.9", answering("<html>ok</html>"), "later", "", 0),
    ("HTTP/9.9", answering("HTTP/9.9 200 OK\r\n\r\n"), "later", "", 0),
    ("half a status line", answering("HTTP/1.1 20"), "later", "", 0),
    ("headers that end midway", answering("HTTP/1.1 200 OK\r\nContent-Le"), "later", "", 0),
    ("length too long", answering("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nok"), "left", "", 0),
    ("length too short", answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nmuch more"), "left", "", 0),
    ("length too large to count", answering("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok"), None, "", 0),
    ("length of words", answering("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nok"), None, "", 0),
    ("length below nothing", answering("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok"), None, "", 0),
    ("chunks that lie", answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nok"), "left", "", 0),
    ("packed, and a bomb", answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x08zz"), "left", "", 0),
    ("floods the body", endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536), "left", "", 0),
    ("floods with a refusal", endless(b"HTTP/1.1 500 No\r\n\r\n", b"x" * 65536), "later", "500", 0),
    ("floods headers", endless(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"y" * 200 + b"\r\n"), "later", "", 0),
    ("one header without end", endless(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 65536), "later", "", 0),
    ("1xx without end", endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "later", "", 0),
    ("trickles a header", endless(b"HTTP/1.1 200 OK\r\nX: ", b"y", 0.3), "later", "", 0),
    ("trickles the body", endless(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"y", 0.3), "left", "", 0),
    ("hangs", hang, "later", "no answer", 0),
]


def one_notice(bench, name, behave, outcome, said, wait):
    with Expect(bench.tally, f"notice: {name}") as expect:
        receiver = Receiver(behave)
        home = bench.home(partners={"board": partner(receiver)})
        start = time.monotonic()
        answer = home.notice()
        took = time.monotonic() - start
        expect.outcome(answer, outcome or answer["outcome"], said)
        expect.that(answer["outcome"] in ("left", "later", "refused"), f"{answer}")
        expect.that(abs(answer["wait_s"] - wait) <= 2, f"{answer}: not {wait} s")
        expect.that(took < 30, f"{took:.0f} s")
        expect.that(receiver.connections == 1, f"{receiver.connections} connections")
        quiet(expect, home)
        receiver.close()


def redirects(bench):
    for code in (301, 302, 303, 307, 308):
        with Expect(bench.tally, f"notice: {code} is not followed") as expect:
            target = Receiver(answering(status(200)))
            receiver = Receiver(answering(status(code, f"Location: {target.url}")))
            home = bench.home(partners={"board": partner(receiver)})
            expect.outcome(home.notice(), "later", "no redirect is followed")
            expect.that(target.connections == 0, "it was followed")


def gone(bench):
    with Expect(bench.tally, "notice: 410, and nothing more until it is resumed") as expect:
        receiver = Receiver(answering(status(410), status(200)))
        home = bench.home(partners={"board": partner(receiver)})
        expect.outcome(home.notice(), "refused", "410")
        expect.outcome(home.notice(key="msg_2"), "refused", "410")
        expect.that(receiver.connections == 1, "it was sent to again")
        checked = bench.cantref("deliver", "check", "-C", home.path)
        expect.that("answered 410" in checked.stdout and checked.returncode == 0, checked.stdout)
        resumed = bench.cantref("deliver", "resume", "board", "-C", home.path)
        expect.that(resumed.returncode == 0, resumed.stderr)
        again = bench.cantref("deliver", "resume", "board", "-C", home.path)
        expect.that(again.returncode == 66, again.stderr)
        expect.outcome(home.notice(key="msg_3"), "left")


def not_set_up(bench):
    receiver = Receiver(answering(status(200)))
    board = partner(receiver)
    cases = [
        ("no delivery.yaml", None, "later", "no partner"),
        ("no such partner", {"partners": {"other": board}}, "later", "no partner"),
        ("disabled", {"partners": {"board": {**board, "disabled": True}}}, "refused", "disabled"),
        (
            "no secret",
            {"partners": {"board": {**board, "secret_file": "keys/none"}}},
            "later",
            "keys/none",
        ),
        (
            "a secret that others read",
            {"partners": {"board": {**board, "secret_file": "keys/open"}}},
            "later",
            "others can read",
        ),
        (
            "a secret that is none",
            {"partners": {"board": {**board, "secret_file": "keys/password"}}},
            "later",
            "whsec_",
        ),
    ]
    for name, settings, outcome, said in cases:
        with Expect(bench.tally, f"notice: {name}") as expect:
            home = bench.home(**(settings or {}))
            home.write("keys/open", SECRET, 0o644)
            if settings is None:
                os.unlink(home.file("delivery.yaml"))
            expect.outcome(home.notice(), outcome, said)
            quiet(expect, home)
    with Expect(bench.tally, "nothing is sent when not set up") as expect:
        expect.that(receiver.connections == 0, "it was")
    home = bench.home()
    for name, given in [
        ("a letter", {"way": "post"}),
        ("no key", {"way": "sms", "key": ""}),
        ("a key with a point", {"way": "sms", "key": "a.b"}),
        ("a key too long", {"way": "sms", "key": "a" * 64}),
        ("a body too long", {"way": "sms", "body": "a" * 262145}),
    ]:
        with Expect(bench.tally, f"refused as a mistake of the caller's: {name}") as expect:
            answer = home.deliver(**given)
            expect.that(answer.get("status") == 65, f"{answer}")
    for way in ("email", "sms", "update"):
        with Expect(bench.tally, f"not set up: {way}") as expect:
            expect.outcome(home.deliver(way=way, to="a@b.example", party="council_tax"), "later", "not set up")


def addresses(bench):
    """No connection is opened to an address that isn't public or listed."""
    four = Receiver(answering(status(200)))
    try:
        six = Receiver(answering(status(200)), family=socket.AF_INET6)
    except OSError as error:
        bench.tally.skip("addresses of IPv6", error)
        six = None
    port, port6 = four.port, six.port if six else 9
    cases = [
        (f"http://127.0.0.1:{port}/", {}),
        (f"http://localhost:{port}/", {}),
        (f"http://[::1]:{port6}/", {}),
        (f"https://127.0.0.1:{port}/", {}),
        (f"https://2130706433:{port}/", {}),
        (f"https://0x7f.1:{port}/", {}),
        (f"https://0177.0.0.1:{port}/", {}),
        (f"https://127.1:{port}/", {}),
        (f"https://0:{port}/", {}),
        (f"https://[::ffff:127.0.0.1]:{port}/", {}),
        (f"https://[::]:{port6}/", {}),
        (f"https://rebinds.example:{port}/", {"resolve": "127.0.0.1"}),
        (f"https://rebinds.example:{port6}/", {"resolve": "::1"}),
        (f"https://rebinds.example:{port}/", {"resolve": "169.254.169.254"}),
        (f"https://rebinds.example:{port}/", {"resolve": "10.0.0.1"}),
        (f"http://localhost:{port}/", {"addresses": ["10.1.2.3", "127.0.0.2"]}),
    ]
    for url, more in cases:
        if six is None and ("[" in url or more.get("resolve") == "::1"):
            continue
        with Expect(bench.tally, f"address: {url} {more}") as expect:
            home = bench.home(partners={"board": {"url": url, "secret_file": "keys/secret", **more}})
            answer = home.notice()
            expect.outcome(answer, "later", "not of the public internet")
    with Expect(bench.tally, "address: nothing was connected to") as expect:
        expect.that(four.connections + (six.connections if six else 0) == 0, "it was")
    with Expect(bench.tally, "address: listed ones are") as expect:
        listed = {"url": f"http://[::1]:{port6}/", "addresses": ["::1"]} if six else {}
        home = bench.home(
            partners={
                "board": partner(six or four, **listed),
                "name": partner(four, url=f"http://localhost:{port}/"),
            }
        )
        expect.outcome(home.notice(), "left")
        expect.outcome(home.notice("name"), "left")


class Certificates:
    """An authority of our own, and a certificate of a server from it."""

    def __init__(self, folder):
        self.folder = folder
        self.make("ca", "/CN=Test authority", None)
        self.make("other", "/CN=Other authority", None)
        self.make("server", "/CN=partner.example", "ca", "DNS:partner.example,DNS:localhost")

    def path(self, name):
        return os.path.join(self.folder, name)

    def make(self, name, subject, authority, names=""):
        key, cert = self.path(name + ".key"), self.path(name + ".pem")
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        command += ["-nodes", "-keyout", key, "-out", cert, "-days", "2", "-subj", subject]
        if authority:
            command += ["-CA", self.path(authority + ".pem"), "-CAkey", self.path(authority + ".key")]
            command += ["-addext", f"subjectAltName={names}", "-addext", "basicConstraints=CA:FALSE"]
        subprocess.run(command, check=True, capture_output=True)

    def server(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path("server.pem"), self.path("server.key"))
        return context


def tls(bench, certificates):
    receiver = Receiver(answering(status(200)), tls=certificates.server())
    board = {
        "url": f"https://partner.example:{receiver.port}/hook",
        "secret_file": "keys/secret",
        "resolve": "127.0.0.1",
        "addresses": ["127.0.0.1"],
    }
    ca, other = certificates.path("ca.pem"), certificates.path("other.pem")
    elsewhere = {**board, "url": board["url"].replace("partner.", "another.")}
    cases = [
        ("the authority is known", {"board": board}, ca, "left", ""),
        ("of another authority", {"board": board}, other, "later", "can't be reached"),
        ("of the system's authorities", {"board": board}, None, "later", "can't be reached"),
        ("of another name", {"board": elsewhere}, ca, "later", "can't be reached"),
    ]
    for name, partners, authorities, outcome, said in cases:
        with Expect(bench.tally, f"TLS: {name}") as expect:
            more = {"authorities": authorities} if authorities else {}
            home = bench.home(partners=partners, **more)
            expect.outcome(home.notice(), outcome, said)
    with Expect(bench.tally, "TLS: nothing was said to any other") as expect:
        expect.that(len(receiver.requests) == 1, f"{len(receiver.requests)}")
    with Expect(bench.tally, "TLS: a receiver that speaks none") as expect:
        plain = Receiver(answering(status(200)))
        home = bench.home(partners={"board": {**board, "url": f"https://partner.example:{plain.port}/"}})
        expect.outcome(home.notice(), "later", "can't be reached")
        expect.that(not plain.requests, "it was sent readably")


def proxy(bench):
    with Expect(bench.tally, "proxy: the council's is used, the environment's never") as expect:
        through = Receiver(answering(status(200)))
        home = bench.home(
            partners={"board": {"url": "http://localhost:9/x", "secret_file": "keys/secret"}},
            proxy=f"http://127.0.0.1:{through.port}",
        )
        expect.outcome(home.notice(), "left")
        expect.that(through.requests[0]["line"].startswith("POST http://localhost:9/x "), "line")
    for name, says in [("lets through, and closes", "200 go"), ("refuses", "403 no"), ("is gone", "410 gone")]:
        with Expect(bench.tally, f"proxy: one that {name} is no answer of the partner's") as expect:
            through = Receiver(answering(f"HTTP/1.1 {says}\r\nRetry-After: 77\r\n\r\n"))
            home = bench.home(
                partners={"board": {"url": "https://partner.example/x", "secret_file": "keys/secret"}},
                proxy=f"http://127.0.0.1:{through.port}",
            )
            expect.outcome(home.notice(), "later", "can't be reached")
            expect.that(through.requests[0]["line"].startswith("CONNECT partner.example:443 "), "line")


def child(bench):
    """The child inherits nothing, and ends with who started it."""
    with Expect(bench.tally, "the child: no environment, no files, gone with its parent") as expect:
        receiver = Receiver(hang)
        home = bench.home(partners={"board": partner(receiver)})
        given = {
            "way": "notice",
            "key": "msg_1",
            "party": "board",
            "type": "a.b.v1",
            "data": "{}",
            "time": 1,
        }
        parent = subprocess.Popen(
            [bench.once, home.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=dict(os.environ, TOKEN="CANARY"),
        )
        parent.stdin.write(json.dumps(given).encode())
        parent.stdin.close()
        deadline = time.monotonic() + 20
        while not receiver.requests and time.monotonic() < deadline:
            time.sleep(0.05)
        children = []
        for path in glob.glob("/proc/[0-9]*/stat"):
            try:
                with open(path, encoding="utf-8", errors="replace") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
                if int(fields[1]) == parent.pid:
                    children.append(int(path.split("/")[2]))
            except OSError:
                pass
        expect.that(len(children) == 1, f"children: {children}")
        for pid in children:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                expect.that(file.read() == b"cantref\0egress-child\0", "its arguments")
            if os.geteuid() == 0:
                with open(f"/proc/{pid}/environ", "rb") as file:
                    expect.that(file.read().strip(b"\0") == b"", "its environment")
                files = [os.readlink(f) for f in glob.glob(f"/proc/{pid}/fd/*")]
                strange = [f for f in files if not re.match(r"/memfd:|pipe:|socket:|/dev/null|anon", f)]
                expect.that(not strange, f"its files: {strange}")
        parent.kill()
        parent.wait()
        deadline = time.monotonic() + 5
        while any(os.path.exists(f"/proc/{pid}") for pid in children) and time.monotonic() < deadline:
            time.sleep(0.05)
        alive = [pid for pid in children if os.path.exists(f"/proc/{pid}")]
        expect.that(not alive, f"it lives on: {alive}")


# ---- e-mail ----

BODY = """# Beth sy'n digwydd nesaf

Annwyl **Siân** CANARY,

- ffoniwch *ni*
- neu [darllenwch](https://www.example.gov.uk/x)

.
.. dotiau
<script>alert(1)</script>

![llun](https://tracker.example/x.png) Ŵ 😀 """ + "hir " * 60


def letter_of(**more):
    given = {
        "way": "email",
        "to": "canary@resident.example",
        "title": "Eich cyfrif – Ŵyl 😀",
        "body": BODY,
        "language": "cy",
    }
    return {**given, **more}


def smtp_settings(server, **more):
    given = {
        "host": "localhost",
        "port": server.port,
        "security": "none",
        "from": "no-reply@council.example",
        "from_name": 'Cyngor "Ŵyl", Council',
        "reply_to": "contact@council.example",
        "addresses": ["127.0.0.1"],
    }
    return {"smtp": {**given, **more}}


def mail_is_whole(bench):
    with Expect(bench.tally, "e-mail: whole, in both forms, the same each time") as expect:
        server = MailServer(lambda s: "go on")
        home = bench.home(**smtp_settings(server))
        for _ in range(2):
            answer = home.deliver(**letter_of())
            expect.outcome(answer, "left")
            expect.that(answer["reference"] == "msg_1", answer["reference"])
        first, second = server.messages
        expect.that(first["data"] == second["data"], "the second try is another message")
        expect.that(first["to"] == ["canary@resident.example"], f"{first['to']}")
        expect.that(first["from"] == "no-reply@council.example", first["from"])
        expect.that(first["greeting"] == "council.example", first["greeting"])
        lines = first["data"].split(b"\r\n")
        expect.that(max(map(len, lines)) <= 78 and b"\n" not in b"".join(lines), "its lines")
        expect.that(all(c < 128 for c in first["data"]), "it is not ASCII")
        message = email.message_from_bytes(first["data"], policy=email.policy.default)
        wanted = {
            "subject": "Eich cyfrif – Ŵyl 😀",
            "to": "canary@resident.example",
            "message-id": "<msg_1@council.example>",
            "content-language": "cy",
            "auto-submitted": "auto-generated",
            "reply-to": "contact@council.example",
            "date": "Sat, 28 Nov 2026 09:36:10 +0000",
            "mime-version": "1.0",
        }
        for name, value in wanted.items():
            got = re.sub(r"^<(.*)>$", r"\1", str(message[name])) if name != "message-id" else str(message[name])
            expect.that(got == value, f"{name}: {message[name]!r}")
        sender = message["from"].addresses[0]
        expect.that(sender.display_name == 'Cyngor "Ŵyl", Council', sender.display_name)
        expect.that(sender.addr_spec == "no-reply@council.example", sender.addr_spec)
        parts = list(message.iter_parts())
        expect.that([p.get_content_type() for p in parts] == ["text/plain", "text/html"], "parts")
        text, html = (p.get_content().replace("\r\n", "\n") for p in parts)
        for piece in (
            "Beth sy'n digwydd nesaf\n-----------------------\n",
            "Annwyl Siân CANARY,",
            "- ffoniwch ni\n- neu darllenwch (https://www.example.gov.uk/x)\n",
            "Ŵ 😀",
            "hir " * 59 + "hir",
        ):
            expect.that(piece in text, f"the text lacks {piece!r}:\n{text}")
        for piece in (
            '<html lang="cy">',
            "<strong>Siân</strong>",
            '<a href="https://www.example.gov.uk/x">darllenwch</a>',
            "<em>ni</em>",
        ):
            expect.that(piece in html, f"the page lacks {piece!r}:\n{html}")
        for piece in ("<script", "<img", "tracker.example"):
            expect.that(piece not in html and piece not in text, f"it has {piece!r}")
        quiet(expect, home)


def mail_injection(bench):
    server = MailServer(lambda s: "go on")
    for name, given in [
        ("a subject of headers", {"title": "x\r\nBcc: evil@x.example\r\n\r\nbody"}),
        ("a subject of LF", {"title": "x\nBcc: evil@x.example"}),
        ("a subject of encoded words", {"title": "=?utf-8?B?DQpCY2M6IGE=?="}),
        ("a body of dots", {"body": "a\n.\nMAIL FROM:<a@b>\n.\n\n.\n"}),
        ("a body of parts", {"body": "--=_msg_1--\r\n--=_msg_1\r\nContent-Type: text/html\r\n\r\nx"}),
        ("a body of CR", {"body": "a\rb\r\nc\n\rd"}),
        ("a subject of 5,000 letters", {"title": "Ŵ" * 5000}),
        ("no body", {"body": ""}),
    ]:
        with Expect(bench.tally, f"e-mail: {name} makes no other message") as expect:
            home = bench.home(**smtp_settings(server))
            before = len(server.messages)
            expect.outcome(home.deliver(**letter_of(**given)), "left")
            expect.that(len(server.messages) == before + 1, "not one message")
            data = server.messages[-1]["data"]
            message = email.message_from_bytes(data, policy=email.policy.default)
            expect.that(message["bcc"] is None and len(message.keys()) == 10, f"{message.keys()}")
            expect.that(len(list(message.iter_parts())) == 2, "not two parts")
            if "subject" in name and "encoded" not in name:
                title = re.sub(r"[\r\n]", " ", given["title"])
                expect.that(str(message["subject"]) == title, f"{message['subject']!r}")
    for to in (
        "a@b.example\r\nRCPT TO:<evil@x.example>",
        "a@b.example>, <evil@x.example",
        "a@b.example evil@x.example",
        "Ŵ@b.example",
        "a@",
        "@b.example",
        "a b@c.example",
        '"a b"@c.example',
        "a" * 65 + "@b.example",
        "a@-b.example",
        "",
    ):
        with Expect(bench.tally, f"e-mail: to {to[:30]!r} is refused") as expect:
            home = bench.home(**smtp_settings(server))
            before = server.connections
            expect.outcome(home.deliver(**letter_of(to=to)), "refused", "address")
            expect.that(server.connections == before, "it was connected to")


# name, where it goes wrong, what is said there, outcome
MAILS = [
    ("greeting 554", "greet", "554 no", "later"),
    ("greeting 421", "greet", "421 busy", "later"),
    ("no SMTP", "greet", "HTTP/1.1 200 OK", "later"),
    ("closes at the greeting", "greet", None, "later"),
    ("EHLO refused", "ehlo", "550 go away", "later"),
    ("MAIL 451", "mail", "451 later", "later"),
    ("MAIL 550", "mail", "550 never", "refused"),
    ("RCPT 450, greylisted", "rcpt", "450 4.2.0 greylisted", "later"),
    ("RCPT 550", "rcpt", "550 5.1.1 no such canary@resident.example", "refused"),
    ("RCPT 550 in many lines", "rcpt", "550-no\r\n550-really\r\n550 no", "refused"),
    ("DATA 451", "data", "451 later", "later"),
    ("DATA 554", "data", "554 no valid recipients", "refused"),
    ("after the point 250", "end", "250 ok", "left"),
    ("after the point 451", "end", "451 later", "later"),
    ("after the point 552", "end", "552 too large", "refused"),
    ("after the point closes", "end", None, "uncertain"),
    ("after the point nonsense", "end", "what?", "uncertain"),
    ("closes at MAIL", "mail", None, "later"),
    ("closes at RCPT", "rcpt", None, "later"),
    ("closes at DATA", "data", None, "later"),
    ("closes at QUIT", "quit", None, "left"),
    ("after the point hangs", "end", "hang", "uncertain"),
    ("hangs at RCPT", "rcpt", "hang", "later"),
    ("trickles the greeting", "greet", "trickle", "later"),
    ("floods the greeting", "greet", "flood", "later"),
]


def one_mail(bench, name, stage, say, outcome):
    with Expect(bench.tally, f"e-mail: {name}") as expect:
        server = MailServer(lambda s: say if s == stage else "go on")
        home = bench.home(**smtp_settings(server))
        start = time.monotonic()
        answer = home.deliver(**letter_of())
        expect.outcome(answer, outcome)
        expect.that(time.monotonic() - start < 70, "it took too long")
        quiet(expect, home)


def mail_cut_off(bench):
    """Whoever sends is killed: nobody knows whether the message left, so it isn't sent again."""
    for stage in ("end", "rcpt"):
        with Expect(bench.tally, f"e-mail: killed while the server is silent at {stage}") as expect:
            said = {stage: "hang"}
            server = MailServer(lambda s: said.get(s, "go on"))
            home = bench.home(**smtp_settings(server))
            given = json.dumps({"key": "msg_1", "time": 1795858570, **letter_of()})
            parent = subprocess.Popen([bench.once, home.path], stdin=subprocess.PIPE, text=True)
            parent.stdin.write(given)
            parent.stdin.close()
            deadline = time.monotonic() + 20
            while server.silent == 0 and time.monotonic() < deadline:
                time.sleep(0.05)
            parent.kill()
            parent.wait()
            said.clear()
            expect.outcome(home.deliver(**letter_of()), "uncertain", "cut off")
            expect.that(server.connections == 1, "it was sent again")
            expect.outcome(home.deliver(**letter_of()), "left")  # somebody has decided to
            expect.that(not os.listdir(home.file("data/mail")), "a mark is left")
    with Expect(bench.tally, "e-mail: whatever comes of a try, no mark is left") as expect:
        for say, outcome in (("451 later", "later"), ("550 no", "refused"), (None, "uncertain")):
            server = MailServer(lambda s, say=say: say if s == "end" else "go on")
            home = bench.home(**smtp_settings(server))
            expect.outcome(home.deliver(**letter_of()), outcome)
            expect.that(not os.listdir(home.file("data/mail")), f"a mark is left after {outcome}")


def mail_safely(bench, certificates):
    tls_server = certificates.server
    ca, other = certificates.path("ca.pem"), certificates.path("other.pem")
    login = {"user": "cantref", "password_file": "keys/password"}
    cases = [
        ("starttls, signed in", {}, {"security": "starttls", **login}, ca, "left"),
        ("tls, signed in", {"tls": True}, {"security": "tls", **login}, ca, "left"),
        ("starttls is not offered", {"starttls": False}, {"security": "starttls", **login}, ca, "later"),
        ("starttls, of another authority", {}, {"security": "starttls", **login}, other, "later"),
        ("tls, of another authority", {"tls": True}, {"security": "tls", **login}, other, "later"),
        ("the password is not taken", {"password": "another"}, {"security": "starttls", **login}, ca, "later"),
        ("nobody need sign in", {"auth": False}, {"security": "starttls", **login}, ca, "left"),
    ]
    for name, server_more, smtp_more, authorities, outcome in cases:
        with Expect(bench.tally, f"e-mail: {name}") as expect:
            server = MailServer(lambda s: "go on", context=tls_server(), **{"password": PASSWORD, **server_more})
            settings = smtp_settings(server, host="localhost", **smtp_more)
            home = bench.home(**settings, authorities=authorities)
            answer = home.deliver(**letter_of())
            expect.outcome(answer, outcome)
            expect.that(len(server.messages) == (outcome == "left"), f"{len(server.messages)} messages")
            secret = base64.b64encode(b"\0cantref\0" + PASSWORD.encode())
            expect.that(secret not in server.plain and PASSWORD.encode() not in server.plain, "the password was sent readably")
            expect.that(b"MAIL" not in server.plain, "the mail was sent readably")
            quiet(expect, home)
    with Expect(bench.tally, "e-mail: a server whose address is not listed") as expect:
        server = MailServer(lambda s: "go on")
        home = bench.home(**smtp_settings(server, addresses=["10.0.0.1"]))
        expect.outcome(home.deliver(**letter_of()), "later", "not of the public internet")
        expect.that(server.connections == 0, "it was connected to")


# ---- GOV.UK Notify ----


def notify_settings(standin, **more):
    given = {"url": standin.url, "key_file": "keys/notify", "addresses": ["127.0.0.1"], **TEMPLATES}
    return {"notify": {**given, **more}}


def new_notify():
    return Notify(SERVICE, NOTIFY_SECRET, set(TEMPLATES.values()))


def sms(**more):
    return {"way": "sms", "to": "07700 900123", "body": "CANARY: ring us – Ŵ", **more}


def notify_takes(bench):
    with Expect(bench.tally, "Notify: an SMS and an e-mail, each once") as expect:
        standin = new_notify()
        home = bench.home(**notify_settings(standin))
        first = home.deliver(**sms())
        again = home.deliver(**sms())
        expect.outcome(first, "left")
        expect.outcome(again, "left")
        expect.that(first["reference"] == again["reference"] == standin.messages[0]["id"], "reference")
        expect.that(len(standin.messages) == 1, f"{len(standin.messages)} messages")
        expect.that(standin.messages[0]["personalisation"] == {"body": "CANARY: ring us – Ŵ"}, "its body")
        expect.that(standin.messages[0]["template_id"] == TEMPLATES["sms_template"], "its template")
        mail = home.deliver(**letter_of(key="msg_2"))
        expect.outcome(mail, "left")
        sent = standin.messages[1]
        expect.that(sent["template_id"] == TEMPLATES["email_template_welsh"], "its template")
        expect.that(sent["personalisation"]["subject"] == "Eich cyfrif – Ŵyl 😀", "its subject")
        expect.that("Annwyl Siân CANARY," in sent["personalisation"]["body"], "its body")
        expect.that("**" not in sent["personalisation"]["body"], "its body has Markdown")
        quiet(expect, home)


# name, what Notify does, outcome, what is said, wait (None: whatever)
NOTIFIES = [
    ("400 of a number", {"to": "12"}, {}, "refused", "ValidationError, phone_number", 0),
    ("400 in trial mode", {}, {"fault": "trial"}, "refused", "BadRequestError", 0),
    ("400 of a template", {}, {"templates": set()}, "refused", "BadRequestError", 0),
    ("403 of the key", {}, {"secret": "another"}, "later", "key", 0),
    ("403 of the clock", {}, {"skew": 3600}, "later", "clock", 0),
    ("429 of the rate", {}, {"fault": "rate"}, "later", "RateLimitError", 60),
    ("429 of the day", {}, {"fault": "day"}, "later", "the day's limit", None),
    ("500", {}, {"fault": "500"}, "later", "500", 0),
    ("502 with a page", {}, {"fault": "502"}, "later", "502", 0),
    ("429 that isn't JSON", {}, {"fault": "429 page"}, "later", "429", 60),
    ("429 on asking", {}, {"get_fault": "rate"}, "later", "RateLimitError", 60),
    ("500 on asking", {}, {"get_fault": "500"}, "later", "500", 0),
    ("nonsense on asking", {}, {"get_fault": "nonsense"}, "later", "can't be read", 0),
    ("deep nonsense on asking", {}, {"get_fault": "deep"}, "later", "can't be read", 0),
    ("somebody else's on asking", {}, {"get_fault": "other"}, "left", "", 0),
]


def one_notify(bench, name, given, does, outcome, said, wait):
    with Expect(bench.tally, f"Notify: {name}") as expect:
        standin = new_notify()
        for key, value in does.items():
            setattr(standin, key, value)
        home = bench.home(**notify_settings(standin))
        answer = home.deliver(**sms(**given))
        expect.outcome(answer, outcome, said)
        if wait is None:
            left = DAY_S - time.time() % DAY_S
            expect.that(abs(answer["wait_s"] - left - 60) < 5, f"{answer['wait_s']} s, not {left + 60:.0f}")
        else:
            expect.that(answer["wait_s"] == wait, f"{answer['wait_s']} s")
        expect.that(len(standin.messages) == (outcome == "left"), f"{len(standin.messages)} messages")
        quiet(expect, home)


def notify_never_two(bench):
    """Answers that are lost, messages seen late, workers killed: one message a key."""
    with Expect(bench.tally, "Notify: no answer, and it has it: left, once") as expect:
        standin = new_notify()
        standin.faults = ["take and close"]
        home = bench.home(**notify_settings(standin))
        expect.outcome(home.deliver(**sms()), "left")
        expect.that(len(standin.messages) == 1, f"{len(standin.messages)} messages")
    with Expect(bench.tally, "Notify: no answer, and it is seen late: asked again, left, once") as expect:
        standin = new_notify()
        standin.faults, standin.hidden = ["take and close"], 1
        home = bench.home(**notify_settings(standin))
        answer = home.deliver(**sms())
        expect.outcome(answer, "later", "asked")
        expect.that(answer["wait_s"] == 300, f"{answer['wait_s']}")
        expect.outcome(home.deliver(**sms()), "left")
        expect.that(len(standin.messages) == 1, f"{len(standin.messages)} messages")
    with Expect(bench.tally, "Notify: it takes it and hangs: left, once") as expect:
        standin = new_notify()
        standin.faults = ["take and hang"]
        home = bench.home(**notify_settings(standin))
        start = time.monotonic()
        expect.outcome(home.deliver(**sms()), "left")
        expect.that(25 < time.monotonic() - start < 45, "its time")
        expect.that(len(standin.messages) == 1, f"{len(standin.messages)} messages")
    with Expect(bench.tally, "Notify: an answer cut short: left, once") as expect:
        standin = new_notify()
        standin.faults = ["take and cut"]
        home = bench.home(**notify_settings(standin))
        expect.outcome(home.deliver(**sms()), "left")
        expect.that(len(standin.messages) == 1, f"{len(standin.messages)} messages")


def notify_any_faults(bench, seeds):
    """Whatever goes wrong, tried until it has left: one message."""
    kinds = ["take and close", "take and cut", "close", "500", "take and 500", "502", "rate", ""]
    for seed in seeds:
        with Expect(bench.tally, f"Notify: faults of seed {seed}: exactly one") as expect:
            dice = random.Random(seed)
            standin = new_notify()
            standin.faults = [dice.choice(kinds) for _ in range(dice.randrange(6))]
            standin.get_faults = [dice.choice(["", "close", "500", "nonsense"]) for _ in range(dice.randrange(6))]
            home = bench.home(**notify_settings(standin))
            outcome = ""
            for _ in range(20):
                answer = home.deliver(**sms())
                outcome = answer["outcome"]
                if outcome != "later":
                    break
            expect.that(outcome == "left", f"{answer}")
            expect.that(len(standin.messages) == 1, f"{len(standin.messages)} messages: {standin.faults}")


def notify_status(bench):
    told = {
        "created": "under way",
        "sending": "under way",
        "pending": "under way",
        "sent": "delivered",
        "delivered": "delivered",
        "permanent-failure": "wrong address",
        "temporary-failure": "could not be delivered",
        "technical-failure": "never left",
        "something new": "under way",
    }
    standin = new_notify()
    home = bench.home(**notify_settings(standin))
    answer = home.deliver(**sms())
    for became, said in told.items():
        with Expect(bench.tally, f"Notify: {became}") as expect:
            standin.messages[0]["status"] = became
            done = subprocess.run(
                [bench.once, home.path, answer["reference"]], capture_output=True, text=True, timeout=TRY_MAX_S
            )
            expect.that(done.stdout.strip() == said, done.stdout + done.stderr)
    with Expect(bench.tally, "Notify: a reference that it doesn't have") as expect:
        for reference in ("740e5834-3a29-46b4-9a6f-16142fde533a", "../../x", ""):
            done = subprocess.run(
                [bench.once, home.path, reference], capture_output=True, text=True, timeout=TRY_MAX_S
            )
            expect.that(done.returncode == 66, f"{reference}: {done.returncode} {done.stderr}")


# ---- updates ----


def update(**more):
    given = {
        "way": "update",
        "party": "council_tax",
        "type": "uk.cantref.moving_home.new_liability.v1",
        "subject": "evt_1/tell",
        "data": '{"name":"CANARY","from":"2026-11-01"}',
    }
    return {**given, **more}


def rows_of(folder):
    rows = []
    for path in sorted(glob.glob(os.path.join(folder, "*"))):
        with open(path, encoding="utf-8", newline="") as file:
            rows.append((os.path.basename(path), list(csv.reader(file))))
    return rows


def updates(bench):
    folder = os.path.join(bench.folder, "updates")
    os.makedirs(folder)
    home = bench.home(update={"council_tax": folder})
    stem = "uk.cantref.moving_home.new_liability.v1-2026-11-28"
    with Expect(bench.tally, "update: a row a key, a file a day and form") as expect:
        hard = ["=1+1", "+SUM(A1)", "-2+3", "@x", "\tx", 'a "quoted", cell', "two\nmsg_2,lines", "Ŵ 😀", ""]
        expect.outcome(home.deliver(**update()), "left")
        expect.outcome(home.deliver(**update()), "left")
        for number, text in enumerate(hard):
            data = json.dumps({"name": text, "from": 12345678901234567890})
            expect.outcome(home.deliver(**update(key=f"msg_{number + 3}", data=data)), "left")
        expect.outcome(home.deliver(**update(key="msg_2")), "left")
        expect.outcome(home.deliver(**update(key="msg_99", data='{"other":null,"b":true}')), "left")
        expect.outcome(home.deliver(**update(key="msg_99", data='{"other":null,"b":true}')), "left")
        (name, rows), (second, others) = rows_of(folder)[1], rows_of(folder)[0]
        if "-2.csv" in name:
            (name, rows), (second, others) = (second, others), (name, rows)
        expect.that(name == stem + ".csv" and second == stem + "-2.csv", f"{name} {second}")
        expect.that(rows[0] == ["key", "composed", "about", "name", "from"], f"{rows[0]}")
        expect.that([r[0] for r in rows[1:]] == ["msg_1"] + [f"msg_{n + 3}" for n in range(len(hard))] + ["msg_2"], f"{rows}")
        cells = [r[3] for r in rows[2:-1]]
        expect.that(cells == ["'" + t if t[:1] in "=+-@\t" and t else t for t in hard], f"{cells}")
        expect.that(rows[2][4] == "12345678901234567890", "digits are lost")
        expect.that(others == [["key", "composed", "about", "other", "b"], ["msg_99", "2026-11-28T09:36:10Z", "evt_1/tell", "", "true"]], f"{others}")
        quiet(expect, home)
    with Expect(bench.tally, "update: many at once, each one row") as expect:
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            keys = [f"many_{n % 40}" for n in range(80)]
            answers = list(pool.map(lambda k: home.deliver(**update(key=k, type="many.v1")), keys))
        expect.that(all(a["outcome"] == "left" for a in answers), f"{answers}")
        with open(os.path.join(folder, "many.v1-2026-11-28.csv"), encoding="utf-8") as file:
            seen = [line.split(",")[0] for line in file][1:]
        expect.that(sorted(seen) == sorted(set(keys)), f"{seen}")
        expect.that(not glob.glob(os.path.join(folder, ".*")), "something is left beside it")
    for name, given, outcome in [
        ("no folder", {"party": "housing"}, "later"),
        ("data that is a list", {"data": "[1]"}, "error"),
        ("data that is no JSON", {"data": "{"}, "error"),
        ("data with a name twice", {"data": '{"a":1,"a":2}'}, "error"),
        ("a type that is a path", {"type": "../x"}, "error"),
        ("no type", {"type": ""}, "error"),
    ]:
        with Expect(bench.tally, f"update: {name}") as expect:
            expect.outcome(home.deliver(**update(**given)), outcome)
    with Expect(bench.tally, "update: the folder is gone: later") as expect:
        lost = bench.home(update={"council_tax": os.path.join(bench.folder, "nowhere")})
        expect.outcome(lost.deliver(**update()), "later", "can't be used")


# ---- the settings ----


def settings(bench):
    receiver = Receiver(answering(status(200)))
    good = {"partners": {"board": partner(receiver)}}
    home = bench.home(**good)
    with Expect(bench.tally, "check: all is there; a test notice arrives") as expect:
        done = bench.cantref("deliver", "check", "--try", "board", "-C", home.path)
        expect.that(done.returncode == 0 and "received" in done.stdout, done.stdout + done.stderr)
        expect.that(len(receiver.requests) == 1 and signed_with(receiver.requests[0], SECRET), "what arrived")
        event = json.loads(receiver.requests[0]["body"])
        expect.that(event["type"] == "uk.cantref.test.v1", f"{event}")
    uuid = TEMPLATES["sms_template"]
    smtp = {"host": "localhost", "from": "a@b.example"}
    cases = [
        ({"partners": {"board": {"url": "http://partner.example/", "secret_file": "keys/secret"}}}, "http:// sends"),
        ({"partners": {"board": {"url": "https://u:p@partner.example/", "secret_file": "keys/secret"}}}, "password"),
        ({"partners": {"board": {"url": "https://x.example/?sig=abc", "secret_file": "keys/secret"}}}, "password"),
        ({"partners": {"board": {"url": "ftp://x.example/", "secret_file": "keys/secret"}}}, "https://"),
        ({"partners": {"board": {"url": "https://x.example/", "secret_file": "secret"}}}, "kept in git"),
        ({"partners": {"board": {"url": "https://x.example/", "secret_file": SECRET}}}, "kept in git"),
        ({"partners": {"board": {"url": "https://x.example/"}}}, "secret_file"),
        ({"partners": {"board": {"url": "https://x.example/", "secret_file": "keys/s", "secret": SECRET}}}, "secret"),
        ({"partners": {"bo/ard": partner(receiver)}}, "letters, digits"),
        ({"partners": {"board": partner(receiver, addresses=["10.0.0.0/8"])}}, "one address"),
        ({"partners": {"board": partner(receiver, addresses=[])}}, "1 to"),
        ({"partners": []}, "map of partners"),
        ({"smtp": {**smtp, "from": "x"}}, "NAME@HOST"),
        ({"smtp": {**smtp, "host": "a:25"}}, "without its port"),
        ({"smtp": {**smtp, "host": "mail.example", "security": "none"}}, "readably"),
        ({"smtp": {**smtp, "user": "x"}}, "go together"),
        ({"smtp": {**smtp, "port": 70000}}, "65535"),
        ({"smtp": {**smtp, "password": PASSWORD}}, "password"),
        ({"email": "notify", "smtp": smtp}, "isn't set up"),
        ({"email": "pigeon"}, "pigeon"),
        ({"notify": {"key_file": "keys/notify", "sms_template": "x"}}, "8-4-4-4-12"),
        ({"notify": {"sms_template": uuid}}, "key_file"),
        ({"update": {"cuncil_tax": "/x"}}, "no category"),
        ({"letters": {"return_address": []}}, "1 to 6"),
        ({"proxy": "socks5://x"}, "http://HOST:PORT"),
        ({"nonsense": 1}, "nonsense"),
    ]
    for given, said in cases:
        with Expect(bench.tally, f"delivery.yaml: {json.dumps(given)[:70]}") as expect:
            home.settings(**given)
            done = bench.cantref("deliver", "check", "-C", home.path)
            expect.that(done.returncode == 65 and said in done.stderr, f"{done.returncode} {done.stderr}")
            expect.that("delivery.yaml:1:" in done.stderr, f"no place: {done.stderr}")
            expect.that(SECRET not in done.stdout and PASSWORD not in done.stdout + done.stderr, "it tells")
            expect.outcome(home.notice(), "error")
    with Expect(bench.tally, "check: secrets that aren't there, or that others read") as expect:
        home.write("keys/open", SECRET, 0o640)
        home.settings(
            partners={
                "a": partner(receiver, secret_file="keys/none"),
                "b": partner(receiver, secret_file="keys/open"),
                "c": partner(receiver, secret_file="keys/password"),
            },
            update={"council_tax": "/nowhere"},
        )
        done = bench.cantref("deliver", "check", "-C", home.path)
        expect.that(done.returncode == 65 and "4 things to mend" in done.stderr, done.stderr)
        expect.that(SECRET[6:] not in done.stderr and PASSWORD not in done.stderr, "it tells")


def main():
    program, once, *wanted = sys.argv[1:]
    tally = Tally("deliver")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(program, once, folder, tally)
        certificates = Certificates(folder)
        work = [
            ("whole", lambda: notice_is_whole(bench)),
            ("example", lambda: partners_example(bench)),
            *((f"notice {c[0]}", lambda c=c: one_notice(bench, *c)) for c in reversed(NOTICES)),
            *((f"mail {c[0]}", lambda c=c: one_mail(bench, *c)) for c in reversed(MAILS)),
            ("redirects", lambda: redirects(bench)),
            ("gone", lambda: gone(bench)),
            ("unready", lambda: not_set_up(bench)),
            ("addresses", lambda: addresses(bench)),
            ("tls", lambda: tls(bench, certificates)),
            ("proxy", lambda: proxy(bench)),
            ("child", lambda: child(bench)),
            ("mail", lambda: mail_is_whole(bench)),
            ("injection", lambda: mail_injection(bench)),
            ("cut", lambda: mail_cut_off(bench)),
            ("safely", lambda: mail_safely(bench, certificates)),
            ("notify", lambda: notify_takes(bench)),
            *((f"notify {c[0]}", lambda c=c: one_notify(bench, *c)) for c in NOTIFIES),
            ("two", lambda: notify_never_two(bench)),
            ("faults", lambda: notify_any_faults(bench, range(40))),
            ("status", lambda: notify_status(bench)),
            ("updates", lambda: updates(bench)),
            ("settings", lambda: settings(bench)),
        ]
        chosen = [w for name, w in work if not wanted or any(name.startswith(x) for x in wanted)]
        with concurrent.futures.ThreadPoolExecutor(24) as pool:
            for done in [pool.submit(w) for w in chosen]:
                done.result()
    sys.exit(tally.close())


if __name__ == "__main__":
    main()
