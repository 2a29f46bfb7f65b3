"""web_client.py - for tests: a home that is served, and a browser without a window, that sees
statuses, headers, models and forms, keeps its cookie and sends each form as a page would."""

import http.client
import json
import os
import signal
import subprocess
import tempfile
import urllib.parse

START_S, STOP_S = 120, 30
ASSETS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "build", "assets")
COOKIE = "__Host-cantref"


class Served:
    """A home, made or given, with cantref serve over it on a free port."""

    def __init__(self, program, home=None, people=300, options=()):
        self.program = os.path.abspath(program)
        self.temporary = None
        if home is None:
            self.temporary = tempfile.TemporaryDirectory(prefix="cantref-web-")
            home = os.path.join(self.temporary.name, "home")
            self.run("init", home, "--example", "--people", str(people), home=None)
        self.home, self.options = home, options
        self.process = None

    def run(self, *arguments, home=True, status=0):
        where = [] if home is None else ["-C", self.home]
        done = subprocess.run(
            [self.program, *arguments, *where], stdin=subprocess.DEVNULL, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        if done.returncode != status:
            raise RuntimeError(f"cantref {' '.join(arguments)}: {done.returncode}\n{done.stderr}")
        return done.stdout

    def start(self):
        self.log = open(os.path.join(self.home, "run", "served.log"), "ab")
        self.process = subprocess.Popen(
            [self.program, "serve", "--port", "0", "--json", "--requests-per-address", "100000",
             "--connections-per-address", "10000", "--assets", ASSETS,
             *self.options, "-C", self.home],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, text=True,
        )  # fmt: skip
        line = self.process.stdout.readline()
        if not line:
            self.process.wait(STOP_S)
            raise RuntimeError("cantref serve did not start\n" + self.said())
        said = json.loads(line)
        self.url, self.socket = said["url"], said["socket"]
        self.port = urllib.parse.urlsplit(self.url).port
        return self

    def said(self):
        with open(os.path.join(self.home, "run", "served.log"), encoding="utf-8") as log:
            return log.read()

    def stop(self, how=signal.SIGTERM):
        if self.process is not None:
            self.process.send_signal(how)
            ended = self.process.wait(STOP_S)
            self.process.stdout.close()
            self.log.close()
            self.process = None
            if how == signal.SIGTERM and ended != 0:  # a sanitizer's finding, too, ends it badly
                raise RuntimeError(f"cantref serve ended with {ended}\n{self.said()[-6000:]}")

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        if self.temporary is not None:
            self.temporary.cleanup()


class Answer:
    def __init__(self, response, body):
        self.status, self.headers, self.body = response.status, response.headers, body

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def model(self):
        return json.loads(self.body)

    @property
    def location(self):
        return self.headers.get("Location")


class Browser:
    """One person's. Forms are sent with the token and the key of the page that was asked for
    last."""

    def __init__(self, port, language="en"):
        self.port, self.language = port, language
        self.cookie, self.csrf, self.key = None, "", ""
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method, path, body=None, headers=None):
        sent = {"Accept": "application/json", **(headers or {})}
        if self.cookie:
            sent["Cookie"] = f"{COOKIE}={self.cookie}"
        for again in (False, True):
            try:
                self.connection.request(method, path, body, sent)
                response = self.connection.getresponse()
                break
            except (http.client.RemoteDisconnected, ConnectionError):
                self.connection.close()  # it was closed while nobody asked
                if again:
                    raise
        answer = Answer(response, response.read())
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            if name == COOKIE:
                self.cookie = rest.split(";")[0] or None
        return answer

    def get(self, path, **headers):
        """A page of the language; what its forms need is kept."""
        answer = self.ask("GET", f"/{self.language}{path}", headers=headers)
        self.keep(answer)
        return answer

    def keep(self, answer):
        if answer.headers.get_content_type() == "application/json":
            page = answer.model.get("page") or {}
            self.csrf, self.key = page.get("csrf", ""), page.get("idempotency_key", "")

    def post(self, path, fields=None, key=None, csrf=None, headers=None):
        body = urllib.parse.urlencode(
            {
                **(fields or {}),
                "csrf": self.csrf if csrf is None else csrf,
                "idempotency_key": self.key if key is None else key,
            },
            doseq=True,
        )
        answer = self.ask(
            "POST", f"/{self.language}{path}", body,
            {"Content-Type": "application/x-www-form-urlencoded",
             "Origin": f"http://127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin",
             **(headers or {})},
        )  # fmt: skip
        self.keep(answer)
        return answer

    def sign_in(self, login):
        """As one of the example's staff."""
        self.get("/sign-in/staff")
        answer = self.post("/sign-in/example", {"login": login})
        if answer.status != 303:
            raise RuntimeError(f"{login} could not sign in: {answer.status}\n{answer.text}")
        return self
