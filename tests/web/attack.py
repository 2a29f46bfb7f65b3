#!/usr/bin/env python3
"""attack.py BUILD - requests that no browser makes, byte by byte, against nginx and core.

    bytes ─► nginx as cantref serve has it ─► a recorder in core's place: what came through, whole
    bytes ─► cantref serve, nginx and core ─► core's own count of requests that it took for some
    bytes ─────────────────► core's socket ─► likewise

Each attack is answered 4xx, or the connection closed, and nothing of it reaches a handler; what may
be set right (a bare line feed) reaches it once and in one piece. Requests that are as they should be
reach it, so that a front that refuses all would fail. Slow and many connections are tried with short
limits. It ends by itself, in less than a minute."""

import concurrent.futures
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from tally import Tally  # noqa: E402

TIMEOUT_S = 2  # of the front whose slow connections are tried
PATIENCE_S = 8  # for an answer, or for the end of a connection
BODY_MAX = 65536
ANSWER = b"Status: 200\r\nContent-Type: text/plain\r\nCache-Control: no-store\r\n\r\nrecorded\n"
LARGE, TIMES = 1 << 20, 16  # of an answer that nobody reads; the kernel keeps some of them


# ---- SCGI ----


def netstring(headers):
    text = b"".join(
        name.encode() + b"\0" + value.encode("latin-1") + b"\0" for name, value in headers
    )
    return b"%d:%s," % (len(text), text)


def scgi(path, method="GET", body=b"", more=()):
    return (
        netstring(
            [
                ("CONTENT_LENGTH", str(len(body))),
                ("SCGI", "1"),
                ("REQUEST_METHOD", method),
                ("REQUEST_URI", path),
                *more,
            ]
        )
        + body
    )


class Recorder:
    """In core's place: takes each request whole, keeps it, says so."""

    def __init__(self, path):
        self.requests, self.taken_s, self.lock = [], [], threading.Lock()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(256)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        start = time.monotonic()
        with connection, connection.makefile("rb") as stream:
            length = b""
            while not length.endswith(b":"):
                byte = stream.read(1)
                if not byte:
                    return
                length += byte
            fields = stream.read(int(length[:-1]) + 1)[:-1].split(b"\0")[:-1]
            headers = list(zip(fields[::2], fields[1::2]))
            body = stream.read(int(dict(headers)[b"CONTENT_LENGTH"]))
            with self.lock:
                self.requests.append((headers, body))
            uri = dict(headers)[b"REQUEST_URI"]
            answer = ANSWER + (b"x" * LARGE if b"large" in uri else b"")
            if b"late" in uri:
                time.sleep(1)
            try:
                connection.sendall(answer)
            except OSError:
                return
            with self.lock:
                self.taken_s.append((uri, time.monotonic() - start))

    def having(self, marker):
        with self.lock:
            return [
                (headers, body)
                for headers, body in self.requests
                if marker in body or any(marker in value for _, value in headers)
            ]


class Front:
    """nginx as cantref serve has it, before a recorder."""

    def __init__(self, build, folder, **settings):
        os.makedirs(os.path.join(folder, "assets"))
        with open(os.path.join(folder, "assets", "style.css"), "w", encoding="utf-8") as file:
            file.write("p{}\n")
        self.folder = folder
        self.recorder = Recorder(os.path.join(folder, "core"))
        self.process = subprocess.Popen(
            [
                os.path.join(build, "front_only"),
                *(os.path.join(folder, name) for name in ("front", "core", "assets")),
                *(f"{name}={value}" for name, value in settings.items()),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline().split()
        if len(line) != 2:
            raise RuntimeError("the front does not start")
        self.port = int(line[0])

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.recorder.listener.close()

    def log(self):
        with open(os.path.join(self.folder, "front", "error.log"), "rb") as file:
            return file.read()


class Core:
    """cantref serve: a home without anybody in it is enough."""

    def __init__(self, build, folder):
        program = os.path.join(build, "cantref")
        home = os.path.join(folder, "home")
        subprocess.run(
            [program, "init", home, "--name", "Attacked"], check=True, stdout=subprocess.PIPE
        )
        self.process = subprocess.Popen(
            [
                program,
                "serve",
                "-C",
                home,
                "--port",
                "0",
                "--json",
                "--requests-per-address",
                "5000",
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        said = json.loads(self.process.stdout.readline() or "{}")
        if "url" not in said:
            raise RuntimeError("cantref serve does not start")
        self.port = int(re.search(r":(\d+)/$", said["url"])[1])
        self.socket = said["socket"]

    def ask(self, data, patience_s=PATIENCE_S):
        """What core answers to these bytes on its own socket."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(patience_s)
            connection.connect(self.socket)
            answer = b""
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                while piece := connection.recv(65536):
                    answer += piece
            except (OSError, TimeoutError):
                pass
            return answer

    def reached(self):
        """Requests that core took for requests, this one not."""
        text = self.ask(scgi("/metrics")).decode()
        number = lambda pattern: sum(int(n) for n in re.findall(pattern, text, re.M))
        total = number(r"^cantref_requests_total\S* (\d+)$")
        refused = number(r"^cantref_refused_total (\d+)$")
        self.own = getattr(self, "own", 0) + 1
        return total - refused - (self.own - 1)

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()


# ---- HTTP ----


def exchange(port, data, patience_s=PATIENCE_S, quiet_s=0.5):
    """Send bytes; all that comes back until the end, or until there is an answer and then nothing.
    Returns it, and whether the connection was closed."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=patience_s) as connection:
        try:
            connection.sendall(data)
        except OSError:
            pass
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            connection.settimeout(quiet_s if answer else max(0.1, end - time.monotonic()))
            try:
                piece = connection.recv(65536)
            except TimeoutError:
                return answer, False
            except OSError:
                return answer, True
            if not piece:
                return answer, True
            answer += piece
    return answer, False


def statuses(answer):
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3})", answer)]


REFUSED, ONCE, EITHER, TWICE = "refused", "once", "refused or once", "twice"


def crlf(*lines, body=b""):
    return b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines) + body


class Attacks:
    """name, bytes, what should become of it. @ in the bytes is replaced by the attack's own marker,
    by which it is known again behind the front; SMUGGLED is a second request, which must not be
    taken for one."""

    def __init__(self):
        self.rows = []

    def add(self, expected, name, data):
        self.rows.append((expected, name, data))

    def request(
        self, expected, name, *headers, start="GET /@ HTTP/1.1", body=b"", host="localhost"
    ):
        lines = [start] + ([f"Host: {host}"] if host is not None else []) + list(headers) + ["", ""]
        self.add(expected, name, crlf(*lines) + body)


SMUGGLED = b"GET /@smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
CHUNKED = b"0\r\n\r\n" + SMUGGLED


def lengths(a):
    post = "POST /@ HTTP/1.1"
    for name, *headers in (
        ("a length twice", "Content-Length: 5", "Content-Length: 5"),
        ("two lengths", "Content-Length: 5", f"Content-Length: {len(SMUGGLED)}"),
        ("two lengths, none first", "Content-Length: 0", "Content-Length: 5"),
        ("a list of lengths", "Content-Length: 5, 5"),
        ("a length with a sign", "Content-Length: +5"),
        ("a length below nothing", "Content-Length: -5"),
        ("a length in hexadecimal", "Content-Length: 0x5"),
        ("a length with a point", "Content-Length: 5.0"),
        ("a length with an exponent", "Content-Length: 5e0"),
        ("a length with words", "Content-Length: 5 bytes"),
        ("a length in pieces", "Content-Length: 1 2"),
        ("an empty length", "Content-Length:"),
        ("a length of 2^64 and 5", "Content-Length: 18446744073709551621"),
        ("a length of 2^63", "Content-Length: 9223372036854775808"),
        ("a length of a terabyte", "Content-Length: 1099511627776"),
        ("a length and chunks", "Content-Length: 5", "Transfer-Encoding: chunked"),
        ("chunks and a length", "Transfer-Encoding: chunked", "Content-Length: 5"),
        ("chunks", "Transfer-Encoding: chunked"),
        ("chunks twice", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
        ("chunks in chunks", "Transfer-Encoding: chunked, chunked"),
        ("chunks and what follows", "Transfer-Encoding: chunked, identity"),
        ("chunks by another name", "Transfer-Encoding: xchunked"),
        ("chunks in quotes", 'Transfer-Encoding: "chunked"'),
        ("chunks after a tab", "Transfer-Encoding:\tchunked"),
        ("chunks after another tab", "Transfer-Encoding: \x0bchunked"),
        ("chunks, compressed", "Transfer-Encoding: gzip, chunked"),
        ("no encoding, said", "Transfer-Encoding: identity"),
        ("an empty encoding", "Transfer-Encoding: "),
        ("chunks, space before the colon", "Transfer-Encoding : chunked"),
        ("a length, space before the colon", "Content-Length : 5"),
        ("chunks on a folded line", "Transfer-Encoding:", " chunked"),
        (
            "chunks with a length that is folded",
            "Content-Length: 5",
            " 6",
            "Transfer-Encoding: chunked",
        ),
    ):
        empty = name in ("an empty encoding",)
        a.request(EITHER if empty else REFUSED, name, *headers, start=post, body=CHUNKED)
    a.request(REFUSED, "chunks for GET", "Transfer-Encoding: chunked", body=CHUNKED)
    for name, body in (
        ("a chunk longer than it says", b"3\r\nabcdef\r\n0\r\n\r\n"),
        ("a chunk of no length", b"\r\nabc\r\n0\r\n\r\n"),
        ("a chunk below nothing", b"-1\r\nabc\r\n0\r\n\r\n"),
        ("a chunk of 2^64", b"10000000000000000\r\nabc\r\n0\r\n\r\n"),
        ("a chunk with what follows it", b"3;" + b"x" * 9000 + b"\r\nabc\r\n0\r\n\r\n"),
        ("chunks on bare lines", b"3\nabc\n0\n\n" + SMUGGLED),
        ("chunks with trailers", b"0\r\nContent-Length: 5\r\nHost: evil\r\n\r\n" + SMUGGLED),
    ):
        a.request(REFUSED, name, "Transfer-Encoding: chunked", start=post, body=body)
    a.request(REFUSED, "a body that ends early", "Content-Length: 50", start=post, body=b"short")
    a.request(
        REFUSED, "a body too long", f"Content-Length: {BODY_MAX + 1}", start=post, body=b"x" * 4096
    )
    a.request(
        ONCE, "a length with noughts before", "Content-Length: 0005", start=post, body=b"hello"
    )


def hosts(a):
    for name, *headers in (
        ("no host",),
        ("two hosts", "Host: localhost", "Host: evil.example"),
        ("a host twice", "Host: localhost", "Host: localhost"),
        ("another host", "Host: evil.example"),
        ("an empty host", "Host:"),
        ("a host with a space", "Host: localhost evil.example"),
        ("a host with a path", "Host: localhost/evil"),
        ("a host with a user", "Host: evil@localhost"),
        ("a host with a user before it", "Host: localhost@evil.example"),
        ("a host with a comma", "Host: localhost, evil.example"),
        ("a host with a name before it", "Host: evil.localhost"),
        ("a host and a number that is none", "Host: localhost.evil.example:80"),
        ("a host with a NUL", "Host: localhost\0.evil.example"),
        ("a host with two points", "Host: localhost..evil"),
        ("a host, space before the colon", "Host : localhost"),
        ("a host, folded", "Host:", " localhost"),
    ):
        a.request(REFUSED, name, *headers, host=None)
    a.request(REFUSED, "a host of HTTP/1.0, none", start="GET /@ HTTP/1.0", host=None)
    for name, line in (
        ("an address with a host", "GET http://localhost/@ HTTP/1.1"),
        ("an address with another host", "GET http://evil.example/@ HTTP/1.1"),
        ("an address with a host, secure", "GET https://localhost/@ HTTP/1.1"),
        ("an address of files", "GET file:///@ HTTP/1.1"),
        ("an address with a user", "GET http://localhost@evil.example/@ HTTP/1.1"),
        ("an address without a scheme", "GET //evil.example/@ HTTP/1.1"),
        ("an authority", "CONNECT localhost:443/@ HTTP/1.1"),
        ("an authority that is got", "GET localhost:80/@ HTTP/1.1"),
        ("an asterisk", "OPTIONS * HTTP/1.1"),
        ("an asterisk that is got", "GET * HTTP/1.1"),
    ):
        a.request(REFUSED, name, start=line)


def headers(a):
    for name, *lines in (
        ("a folded header", "Cookie: a=1", " Transfer-Encoding: chunked"),
        ("a header folded by a tab", "Cookie: a=1", "\tb=2"),
        ("a header without a name", ": value"),
        ("a space before the first header", " Cookie: a=1"),
        ("a tab before the colon", "Cookie\t: a=1"),
        ("a name with a space", "Coo kie: a=1"),
        ("a name with a NUL", "Coo\0kie: a=1"),
        ("a value with a NUL", "Cookie: a\0b"),
        ("a huge cookie", "Cookie: " + "a" * 10000),
        ("a huge header", "X-Huge: " + "a" * 40000),
    ):
        a.request(REFUSED, name, *lines)
    a.request(REFUSED, "headers without end", *(f"X-{i}: {'a' * 100}" for i in range(1000)))
    a.request(REFUSED, "a name with a return", "Coo\rkie: a=1")
    a.request(
        EITHER, "a return alone in a value", "Cookie: a=1\rTransfer-Encoding: chunked", body=CHUNKED
    )
    a.request(EITHER, "a return alone at the end", "Cookie: a=1\r\r", "Connection: close")
    a.request(EITHER, "a header without a colon", "Cookie", "Connection: close")
    a.add(EITHER, "bare line feeds", b"GET /@ HTTP/1.1\nHost: localhost\nConnection: close\n\n")
    a.add(
        REFUSED,
        "a line feed that hides chunks",
        b"POST /@ HTTP/1.1\r\nHost: localhost\r\nX: a\nTransfer-Encoding: chunked\r\n"
        b"Content-Length: 5\r\n\r\n" + CHUNKED,
    )
    a.add(
        EITHER,
        "a line feed that hides a length",
        b"POST /@ HTTP/1.1\r\nHost: localhost\r\nX: a\nContent-Length: %d\r\nConnection: close\r\n\r\n"
        % len(SMUGGLED)
        + SMUGGLED,
    )
    # Names that a careless front would turn into those of other headers.
    a.request(ONCE, "a length by an underscore", "Content_Length: 5", "Connection: close")
    a.request(
        ONCE,
        "headers that only a front may say",
        "Remote-Addr: 192.0.2.1",
        "REMOTE_ADDR: 192.0.2.1",
        "X-Forwarded-For: 192.0.2.1",
        "X-Forwarded-Host: evil.example",
        "Forwarded: for=192.0.2.1;host=evil.example",
        "Request-Uri: /evil",
        "X-Original-URL: /evil",
        "X-Rewrite-URL: /evil",
        "Proxy: http://evil.example",
        "Https: on",
        "Scgi: 2",
        "X-HTTP-Method-Override: DELETE",
        "Connection: close",
    )
    a.request(
        ONCE,
        "headers twice",
        *(
            "Cookie: a=1",
            "Cookie: b=2",
            "Origin: https://one.example",
            "Origin: https://two.example",
        ),
        *("Sec-Fetch-Site: none", "Sec-Fetch-Site: cross-site"),
        "Connection: close",
    )
    a.request(REFUSED, "who asks, twice", "Authorization: a", "Authorization: b")
    a.request(
        ONCE,
        "headers that one connection has",
        "Connection: close, Cookie, Origin",
        "Cookie: a=1",
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
        "TE: trailers",
        "Trailer: Content-Length",
    )


def paths(a):
    for path in (
        "/@%00",
        "/%00@",
        "/@%2f..%2f..%2fetc%2fpasswd",
        "/@%2Fevil",
        "/@%5cevil",
        "/@\\evil",
        "/@%2e%2e/evil",
        "/@/%2e/evil",
        "/@/../evil",
        "/@/./evil",
        "/@/..",
        "/@/.",
        "/@//evil",
        "//@",
        "/../@",
        "/@%",
        "/@%2",
        "/@%zz",
        "/@%u0041",
        "/@/\x01",
        "/@/\x7f",
        "/@/\xff",
        "/@#evil",
        "@",
        "",
    ):
        marked = path if "@" in path else path + " @"
        a.add(
            REFUSED,
            f"the path {path!r}",
            b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            % marked.encode("latin-1"),
        )
    a.request(REFUSED, "a path too long", start="GET /@" + "a" * 9000 + " HTTP/1.1")
    a.request(REFUSED, "a query too long", start="GET /@?" + "a" * 9000 + " HTTP/1.1")
    a.request(
        ONCE, "a query with all of that", "Connection: close", start="GET /@?%00%2f..//%5c HTTP/1.1"
    )


def lines(a):
    for line in (
        *(
            f"{method} /@ HTTP/1.1"
            for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "TRACK")
        ),
        *(
            f"{method} /@ HTTP/1.1"
            for method in ("CONNECT", "PROPFIND", "MKCOL", "get", "Get", "GETS")
        ),
        *("G\tET /@ HTTP/1.1", " /@ HTTP/1.1", "GET\t/@ HTTP/1.1", "GET /@\tHTTP/1.1"),
        *("GET  /@ HTTP/1.1", "GET /@  HTTP/1.1", "GET /@ HTTP/1.1 ", "GET /@ x HTTP/1.1"),
        *("GET /@ HTTP/1.1 HTTP/1.1", "GET /@ http/1.1", "GET /@ HTTP/1", "GET /@ HTTP/1."),
        *(
            "GET /@ HTTP/2.0",
            "GET /@ HTTP/3.0",
            "GET /@ HTTP/0.9",
            "GET /@ HTTP/1.10",
            "GET /@ XTTP/1.1",
        ),
        *(
            "GET /@ HTTP/-1.1",
            "GET /@ HTTP/1.1\0",
            "\0GET /@ HTTP/1.1",
            "GET /@ HTTP/11",
            "GET /@ HTP/1.1",
        ),
        *("A" * 9000 + " /@ HTTP/1.1", "@"),
    ):
        loose = line.rstrip() == "GET /@ HTTP/1.1"  # a space at its end
        a.request(
            EITHER if loose else REFUSED, f"the line {line[:40]!r}", "Connection: close", start=line
        )
    a.add(REFUSED, "HTTP/0.9", b"GET /@\r\n")
    a.add(REFUSED, "HTTP/0.9 with headers", b"GET /@\r\nHost: localhost\r\n\r\n")
    a.add(REFUSED, "HTTP/2 without TLS", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 40 + b"@")
    a.add(
        REFUSED,
        "TLS where there is none",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03@" + b"a" * 200,
    )
    a.add(REFUSED, "bytes of no kind", bytes(range(1, 256)) + b"@\r\n\r\n")
    a.add(REFUSED, "NULs", b"\0" * 5000 + b"@\r\n\r\n")
    a.request(ONCE, "nothing odd", "Connection: close")
    a.request(ONCE, "nothing odd, HTTP/1.0", start="GET /@ HTTP/1.0")
    a.request(ONCE, "nothing odd, its head", "Connection: close", start="HEAD /@ HTTP/1.1")
    a.request(
        ONCE,
        "a form",
        "Content-Length: 3",
        "Connection: close",
        start="POST /@ HTTP/1.1",
        body=b"a=1",
    )
    a.request(
        ONCE,
        "a form that is asked for",
        "Content-Length: 3",
        "Expect: 100-continue",
        "Connection: close",
        start="POST /@ HTTP/1.1",
        body=b"a=1",
    )
    a.add(
        TWICE,
        "two requests at once",
        b"GET /@ HTTP/1.1\r\nHost: localhost\r\n\r\n"
        b"GET /@ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    a.add(
        ONCE,
        "a request, and then none",
        b"POST /@ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\na=1@garbage\r\n\r\n",
    )


def attacks():
    a = Attacks()
    for group in (lengths, hosts, headers, paths, lines):
        group(a)
    return a.rows


def is_refusal(answer):
    """4xx and nothing else; or no answer at all, of HTTP/0.9 a page without a status."""
    found = statuses(answer)
    return all(400 <= status < 500 for status in found) and (
        found or not answer or b"front_" not in answer and b"recorded" not in answer
    )


def marked(number, data):
    return data.replace(b"@", b"case%dx" % number)


def pool_of(work, rows):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        return list(pool.map(work, rows))


def against_front(tally, front):
    rows = list(enumerate(attacks()))
    answers = pool_of(lambda row: exchange(front.port, marked(row[0], row[1][2])), rows)
    times = {REFUSED: (0,), ONCE: (1,), EITHER: (0, 1), TWICE: (2,)}
    for (number, (expected, name, _)), (answer, closed) in zip(rows, answers):
        came = front.recorder.having(b"case%dx" % number)
        smuggled = front.recorder.having(b"case%dxsmuggled" % number)
        in_body = all(b"smuggled" not in dict(h)[b"REQUEST_URI"] for h, _ in smuggled)
        good = len(came) in times[expected] and in_body
        if not came:
            good = good and is_refusal(answer) and (statuses(answer) or closed or answer)
        else:
            good = good and [s for s in statuses(answer) if s != 100][: len(came)] == [200] * len(
                came
            )
        tally.check(good, f"{name}: {expected}", f"answered {answer[:200]!r}\nreached core: {came}")
    known = {
        b"CONTENT_LENGTH SCGI REQUEST_METHOD REQUEST_URI HTTP_HOST REQUEST_SCHEME REMOTE_ADDR "
        b"HTTP_ACCEPT HTTP_ACCEPT_LANGUAGE HTTP_AUTHORIZATION CONTENT_TYPE HTTP_COOKIE HTTP_ORIGIN "
        b"HTTP_SEC_FETCH_SITE HTTP_WEBHOOK_ID HTTP_WEBHOOK_TIMESTAMP HTTP_WEBHOOK_SIGNATURE "
        b"HTTP_CE_SPECVERSION HTTP_CE_ID HTTP_CE_SOURCE HTTP_CE_TYPE HTTP_CE_SUBJECT HTTP_CE_TIME HTTP_CE_DATASCHEMA"
    }
    known = set(next(iter(known)).split())
    for sent, body in front.recorder.requests:
        names = [name for name, _ in sent]
        values = dict(sent)
        good = (
            names[0] == b"CONTENT_LENGTH"
            and len(set(names)) == len(names)
            and set(names) <= known
            and values[b"REMOTE_ADDR"] == b"127.0.0.1"
            and values[b"REQUEST_SCHEME"] == b"http"
            and values[b"HTTP_HOST"].split(b":")[0] in (b"localhost", b"127.0.0.1")
            and int(values[b"CONTENT_LENGTH"]) == len(body)
            and b"evil" not in b"".join(values.values())
        )
        tally.check(good, "what core is told", str(sent))
    tally.check(not front.log(), "nothing is logged of them", front.log()[:500])


# ---- slow, many, large ----


def drip(port, data, pause_s, patience_s):
    """A byte at a time; returns seconds until the connection was closed, and the answer."""
    start = time.monotonic()
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=pause_s) as connection:
        for at in range(len(data)):
            if time.monotonic() - start > patience_s:
                return patience_s, answer
            try:
                connection.sendall(data[at : at + 1])
                piece = connection.recv(65536)
                if not piece:
                    break
                answer += piece
            except TimeoutError:
                continue
            except OSError:
                break
    return time.monotonic() - start, answer


def works(port, path="/good"):
    start = time.monotonic()
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    return statuses(exchange(port, request.encode())[0]) == [200] and time.monotonic() - start < 2


def slow_header(tally, front):
    took_s, answer = drip(front.port, b"GET /slow HTTP/1.1\r\nX: " + b"a" * 100, 0.2, PATIENCE_S)
    good = took_s < TIMEOUT_S + 3 and is_refusal(answer)
    tally.check(good, "a slow header is closed", f"{took_s} s, {answer[:200]!r}")


def slow_body(tally, front):
    head = b"POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc"
    start = time.monotonic()
    answer, closed = exchange(front.port, head)
    took_s = time.monotonic() - start
    good = (closed or statuses(answer) == [408]) and took_s < TIMEOUT_S + 3 and is_refusal(answer)
    tally.check(good, "a body that stops is closed", f"{took_s} s, {answer[:200]!r}")


def slow_read(tally, front):
    """Core is rid of its answer at once, however slowly it is read; and who doesn't is let go."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(PATIENCE_S)
        connection.connect(("127.0.0.1", front.port))
        connection.sendall(b"GET /large-slow HTTP/1.1\r\nHost: localhost\r\n\r\n" * TIMES)
        time.sleep(TIMEOUT_S + 2)
        got = 0
        try:
            while piece := connection.recv(1 << 16):
                got += len(piece)
        except OSError:
            pass
    taken = [s for uri, s in front.recorder.taken_s if uri == b"/large-slow"]
    tally.check(
        len(taken) > 0 and max(taken) < 1.5,
        "core is rid of an answer that is read slowly",
        str(taken),
    )
    tally.check(got < TIMES * LARGE, "who does not read is let go", f"{got} bytes")


def slow_crowd(tally, front):
    """Many that are slow, and one that isn't."""
    crowd = [socket.create_connection(("127.0.0.1", front.port)) for _ in range(300)]
    for at, connection in enumerate(crowd):
        connection.sendall((b"", b"G", b"GET /crowd HTTP/1.1\r\nHost: loc")[at % 3])
    good = all(works(front.port, f"/good-{i}") for i in range(5))
    tally.check(good, "300 slow connections keep nobody out")
    for connection in crowd:
        connection.close()
    tally.check(not front.recorder.having(b"crowd"), "none of them reaches core")


def too_many(tally, build, folder):
    """Past the limits for one address: 429, and when to come again; another connection is as good
    as before once they are gone."""
    front = Front(build, folder, timeout_s=TIMEOUT_S, connections=8, requests=20)
    try:
        head = b"POST /many HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc"
        crowd = [socket.create_connection(("127.0.0.1", front.port)) for _ in range(24)]
        for connection in crowd:
            connection.sendall(head)
        time.sleep(0.3)
        answers = []
        for connection in crowd:
            connection.settimeout(0.05)
            try:
                answers.append(connection.recv(65536))
            except OSError:
                answers.append(b"")
            connection.close()
        refused = sum(statuses(answer) == [429] for answer in answers)
        tally.check(refused == 16, "more connections than an address may have: 429", refused)
        said = all(b"Retry-After: 60" in answer for answer in answers if answer)
        tally.check(said, "they are told when to come again")
        time.sleep(1)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            lines = b"GET /quick HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            many = list(pool.map(lambda _: statuses(exchange(front.port, lines)[0]), range(120)))
        through, refused = many.count([200]), many.count([429])
        good = through + refused == 120 and 40 <= through < 100 and refused > 0
        tally.check(good, "more requests than an address may make: 429", f"{through}, {refused}")
        reached = len(front.recorder.having(b"/quick"))
        tally.check(reached == through, "those reach nobody", f"{reached} of {through}")
    finally:
        front.close()


def busy_core(tally, build, folder):
    """Core has more to do than it may: 503 with Retry-After at once; gone: the same."""
    front = Front(build, folder, core_connections=4)
    try:
        lines = b"GET /late HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _: exchange(front.port, lines)[0], range(12)))
        found = [statuses(answer) for answer in answers]
        tally.check(found.count([200]) == 4 and found.count([503]) == 8, "a busy core: 503", found)
        front.recorder.listener.close()
        os.unlink(os.path.join(folder, "core"))
        answers.append(exchange(front.port, lines)[0])
        tally.check(statuses(answers[-1]) == [503], "a core that is gone: 503", answers[-1][:200])
        refusals = [answer for answer in answers if statuses(answer) == [503]]
        good = all(b"Retry-After: 10" in answer and b'lang="cy"' in answer for answer in refusals)
        tally.check(good, "it says when to come again, in both languages")
    finally:
        front.close()


def security_headers(tally, front):
    """Each answer has each of them once, whoever made it."""
    wanted = (
        *(
            "content-security-policy",
            "x-content-type-options",
            "x-frame-options",
            "referrer-policy",
        ),
        *("cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy"),
        "cache-control",
    )
    for path in (
        "/good",
        "/assets/style.css",
        "/assets/none.css",
        "/metrics",
        "/%00",
        "/robots.txt",
    ):
        answer, _ = exchange(
            front.port,
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode(),
        )
        head = answer.split(b"\r\n\r\n")[0].decode().lower().split("\r\n")
        names = [line.split(":")[0] for line in head]
        good = all(names.count(name) == 1 for name in wanted)
        tally.check(good, f"the headers of {path}", "\n".join(head))
        tally.check("strict-transport-security" not in names, "no HSTS without TLS")
        kept = any("immutable" in line for line in head)
        tally.check(kept == (path == "/assets/style.css"), f"how long {path} is kept", head)


def tls(tally, build, folder):
    key, certificate = os.path.join(folder, "key.pem"), os.path.join(folder, "certificate.pem")
    os.makedirs(folder)
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
            ),
            *("-nodes", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate),
        ],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    front = Front(
        build, os.path.join(folder, "tls"), certificate=certificate, key=key, timeout_s=TIMEOUT_S
    )
    try:
        plain, _ = exchange(front.port, b"GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n")
        tally.check(statuses(plain) == [400], "HTTP where there is TLS: 400", plain[:200])
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(certificate)
        context.set_alpn_protocols(["h2"])
        with socket.create_connection(("127.0.0.1", front.port), timeout=PATIENCE_S) as connection:
            with context.wrap_socket(connection, server_hostname="localhost") as secure:
                tally.check(secure.selected_alpn_protocol() == "h2", "HTTP/2 is offered")
        context.set_alpn_protocols(["http/1.1"])
        with socket.create_connection(("127.0.0.1", front.port), timeout=PATIENCE_S) as connection:
            with context.wrap_socket(connection, server_hostname="localhost") as secure:
                secure.sendall(b"GET /tls HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                answer = b""
                while piece := secure.recv(65536):
                    answer += piece
        tally.check(
            answer.count(b"Strict-Transport-Security: max-age=") == 1, "HSTS with TLS", answer
        )
        sent = front.recorder.having(b"/tls")
        tally.check(
            len(sent) == 1 and dict(sent[0][0])[b"REQUEST_SCHEME"] == b"https", "its scheme", sent
        )
        tally.check(not front.recorder.having(b"/plain"), "plain HTTP reaches nobody")
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        refused = False
        with socket.create_connection(("127.0.0.1", front.port), timeout=PATIENCE_S) as connection:
            try:
                old.wrap_socket(connection).close()
            except (ssl.SSLError, OSError):
                refused = True
        tally.check(refused, "TLS 1.1 is refused")
    finally:
        front.close()


# ---- core ----


def against_core(tally, core):
    """The same bytes through the same nginx to core itself, told apart by its count."""
    rows = [row for row in enumerate(attacks())]
    most = sum({ONCE: 1, EITHER: 1, TWICE: 2}.get(expected, 0) for _, (expected, _, _) in rows)
    least = most - sum(  # it takes no body where it has no page
        expected == EITHER or data.startswith(b"POST")
        for _, (expected, _, data) in rows
        if expected in (ONCE, EITHER)
    )
    before = core.reached()
    waits = ("a body that ends early", "a body too long")  # here it may be longer
    quick = [row for row in rows if row[1][1] not in waits]
    answers = pool_of(lambda row: exchange(core.port, marked(row[0], row[1][2])), quick)
    reached = core.reached() - before
    tally.check(least <= reached <= most, "what reaches core", f"{reached}, not {least} to {most}")
    for (_, (expected, name, _)), (answer, closed) in zip(quick, answers):
        good = all(400 <= s < 500 or s == 100 for s in statuses(answer))  # it knows no such page
        tally.check(good and (answer or closed), f"{name}, with core", answer[:200])


def raw_to_core(tally, core):
    """At its socket, without nginx: what the front should never send."""
    head = [
        ("CONTENT_LENGTH", "0"),
        ("SCGI", "1"),
        ("REQUEST_METHOD", "GET"),
        ("REQUEST_URI", "/health"),
    ]
    host = ("HTTP_HOST", "localhost")
    long = [*head, ("HTTP_COOKIE", "a" * 100000)]
    good = netstring(head)
    rows = {
        "nothing": b"",
        "HTTP": b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "a length without end": b"1" * 100,
        "a length with letters": b"7a:" + good,
        "a length with a sign": b"+70:" + good,
        "a length below nothing": b"-1:,",
        "a length that begins with 0": b"0" + good,
        "a length of 2^31": b"2147483648:" + good,
        "a length of 2^64": b"18446744073709551616:" + good,
        "a length too short": b"%d" % (len(good) - 10) + good[2:],
        "no comma": good[:-1] + b";",
        "half a request": good[:30],
        "no headers": b"0:,",
        "no length of the body": netstring(head[1:]),
        "the length not first": netstring([head[1], head[0], *head[2:]]),
        "the length twice": netstring([head[0], *head]),
        "the length twice, apart": netstring([*head, ("CONTENT_LENGTH", "5")]) + b"hello",
        "SCGI twice": netstring([*head, head[1]]),
        "SCGI of 2": netstring([head[0], ("SCGI", "2"), *head[2:]]),
        "no SCGI": netstring([head[0], *head[2:]]),
        "the method twice": netstring([*head, ("REQUEST_METHOD", "POST")]),
        "the path twice": netstring([*head, ("REQUEST_URI", "/metrics")]),
        "a host twice": netstring([*head, host, host]),
        "chunks": netstring([*head, ("HTTP_TRANSFER_ENCODING", "chunked")]),
        "a header that is not passed on": netstring([*head, ("HTTP_X_FORWARDED_FOR", "192.0.2.1")]),
        "a header in small letters": netstring([*head, ("http_host", "localhost")]),
        "a header of HTTP's own length": netstring([*head, ("HTTP_CONTENT_LENGTH", "5")]),
        "a value with a line": netstring([*head, ("HTTP_HOST", "a\r\nb: c")]),
        "a value with a bell": netstring([*head, ("HTTP_HOST", "a\x07")]),
        "an empty method": netstring([*head[:2], ("REQUEST_METHOD", ""), head[3]]),
        "a method with a space": netstring([*head[:2], ("REQUEST_METHOD", "GET /"), head[3]]),
        "headers too long": netstring(long),
        "a body longer than it says": good + b"more",
        "a body that is not wanted": scgi("/health", body=b"x" * 100),
        "a body of a terabyte": netstring([("CONTENT_LENGTH", "1099511627776"), *head[1:]]),
        "a length of the body with a sign": netstring([("CONTENT_LENGTH", "+5"), *head[1:]])
        + b"hello",
        "a length of the body below nothing": netstring([("CONTENT_LENGTH", "-1"), *head[1:]]),
        "a length of the body of 05": netstring([("CONTENT_LENGTH", "05"), *head[1:]]) + b"hello",
        "an empty length of the body": netstring([("CONTENT_LENGTH", ""), *head[1:]]),
    }
    for path in (
        *(
            "health",
            "",
            "/health%00",
            "/health%2f",
            "/health%5C",
            "/health\\",
            "/health/../metrics",
        ),
        *(
            "/health/.",
            "//health",
            "/health//",
            "/%2e%2e/health",
            "/health%",
            "/health%zz",
            "/he alth",
        ),
        *("/health#x", "/health\x80", "http://localhost/health", "*"),
    ):
        rows[f"the path {path!r}"] = scgi(path)
    before = core.reached()
    for name, data in rows.items():
        answer = core.ask(data)
        status = re.match(rb"Status: (\d{3})", answer)
        good = not answer or (status and 400 <= int(status[1]) < 500)
        tally.check(good, f"at core's socket: {name}", answer[:200])
    reached = core.reached() - before
    tally.check(reached == 0, "none of them reaches a handler", f"{reached} did")
    for name, path, more, wanted in (
        ("core answers the machine", "/health", [], 200),
        ("core answers no browser so", "/health", [("REMOTE_ADDR", "192.0.2.1")], 404),
        ("core tells no browser its counts", "/metrics", [("REMOTE_ADDR", "127.0.0.1")], 404),
    ):
        answer = core.ask(scgi(path, more=more))
        tally.check(answer.startswith(b"Status: %d" % wanted), name, answer[:200])


def idle_at_core(tally, core):
    """Whoever opens its socket and says nothing keeps nobody else out."""
    crowd = []
    for _ in range(12):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(core.socket)
        connection.sendall(b"1")
        crowd.append(connection)
    start = time.monotonic()
    answer = core.ask(scgi("/health"))
    took_s = time.monotonic() - start
    tally.check(
        answer.startswith(b"Status: 200") and took_s < 2, "12 idle at core's socket", took_s
    )
    for connection in crowd:
        connection.close()


def main():
    build = os.path.abspath(sys.argv[1])
    tally = Tally("attack")
    with tempfile.TemporaryDirectory(prefix="cantref-attack-") as folder:
        front = Front(
            build,
            os.path.join(folder, "a"),
            timeout_s=TIMEOUT_S,
            body_max=BODY_MAX,
            requests=5000,
            connections=1000,
        )
        try:
            against_front(tally, front)
            security_headers(tally, front)
            slow = [
                threading.Thread(target=work, args=(tally, front))
                for work in (slow_header, slow_body, slow_read)
            ]
            for thread in slow:
                thread.start()
            slow_crowd(tally, front)
            for thread in slow:
                thread.join()
            tally.check(not front.log(), "nothing is logged", front.log()[:500])
        finally:
            front.close()
        too_many(tally, build, os.path.join(folder, "many"))
        busy_core(tally, build, os.path.join(folder, "busy"))
        tls(tally, build, os.path.join(folder, "b"))
        core = Core(build, folder)
        try:
            against_core(tally, core)
            raw_to_core(tally, core)
            idle_at_core(tally, core)
        finally:
            core.close()
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
