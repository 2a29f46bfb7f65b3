#!/usr/bin/env python3
"""sign.py PROGRAM NODE_MODULES - signing in and out, as a browser sees it: local accounts from enrolment to reset,
with authenticator apps of our own; residents' one-time codes; a real OpenID Connect provider (provider.mjs),
its tokens good and bad; sessions that end; and whatever must
not let anybody in: wrong, used, guessed, of somebody who left, of a council that is no example."""

import base64
import csv
import hashlib
import hmac
import http.cookiejar
import json
import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tally import Tally  # noqa: E402
from web_client import Browser, Served  # noqa: E402

PASSWORD = "cadair idris mewn niwl"
PURPOSE, CASE = "adult_social_care_assessment", "C-1"


def totp(key, step):
    """RFC 6238, a second time."""
    mac = hmac.new(base64.b32decode(key.replace(" ", "")), struct.pack(">Q", step), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def step_now():
    """A step that lasts a while yet, so that what follows is in it."""
    while time.time() % 30 > 20:
        time.sleep(0.5)
    return int(time.time()) // 30


def is_signed_in(browser):
    return browser.get("/sign-out/staff").status == 200


def home_has(served, text):
    """The file of the home that has it."""
    for folder, _, names in os.walk(served.home):
        for name in names:
            if not os.path.isfile(os.path.join(folder, name)):
                continue  # a socket
            with open(os.path.join(folder, name), "rb") as file:
                if text.encode() in file.read():
                    return os.path.join(folder, name)
    return None


# ---- local accounts ----


def enrol(served, code, login, step, password=PASSWORD):
    browser = Browser(served.port)
    browser.get("/sign-in/first")
    answer = browser.post("/sign-in/first", {"login": login, "code": code, "password": password, "again": password})
    if answer.status != 303:
        return browser, None, answer
    key = browser.get("/sign-in/app").model["key"]
    browser.post("/sign-in/app", {"code": "000000" if totp(key, step) != "000000" else "111111"})
    return browser, key, browser.post("/sign-in/app", {"code": totp(key, step)})


def account_sign_in(served, login, password, code, next_path=None):
    browser = Browser(served.port)
    browser.get("/sign-in/staff" + (f"?next={next_path}" if next_path else ""))
    fields = {"login": login, "password": password, "code": code}
    if next_path:
        fields["next"] = next_path
    return browser, browser.post("/sign-in/staff", fields)


def error_of(answer):
    return [error["text"] for error in answer.model["errors"]]


def bad_enrolments(served, tally, code):
    for name, fields, field in (
        ("a short password", {"password": "short", "again": "short"}, "#password"),
        ("a common password", {"password": "password2026!!", "again": "password2026!!"}, "#password"),
        ("the login as password", {"password": "mairmairmair", "again": "mairmairmair"}, "#password"),
        ("two passwords", {"again": PASSWORD + "!"}, "#again"),
        ("a wrong code", {"code": "00000-00000-00000-00000"}, "#code"),
        ("another's code", {"login": "gwen"}, "#code"),
        ("nobody's login", {"login": "nobody"}, "#code"),
        ("no code", {"code": ""}, "#code"),
    ):
        browser = Browser(served.port)
        browser.get("/sign-in/first")
        sent = {"login": "mair", "code": code, "password": PASSWORD, "again": PASSWORD, **fields}
        answer = browser.post("/sign-in/first", sent)
        hrefs = [error["href"] for error in answer.model["errors"]]
        tally.check(answer.status == 422 and hrefs == [field], f"first sign-in with {name}", answer.text)
        tally.check(PASSWORD not in answer.text, f"{name}: the password is not shown again")
    browser = Browser(served.port)
    answer = browser.get("/sign-in/app")
    tally.check(answer.status == 303 and answer.location.endswith("/sign-in/first"), "an app without a code")


def accounts(served, tally, code):
    bad_enrolments(served, tally, code)
    step = step_now()
    enrolled, key, answer = enrol(served, code, "mair", step - 1)
    tally.check(answer.status == 303 and is_signed_in(enrolled), "enrolled, and signed in", answer.text)
    tally.check(enrol(served, code, "mair", step)[2].status == 422, "an enrolment code is good once")
    browser, answer = account_sign_in(served, "mair", PASSWORD, totp(key, step - 1))
    tally.check(answer.status == 422, "a code of the app is good once")
    wrong = error_of(answer)
    for name, login, password, number in (
        ("a wrong password", "mair", PASSWORD + "x", totp(key, step)),
        ("a wrong code", "mair", PASSWORD, "123456" if totp(key, step) != "123456" else "654321"),
        ("no account", "gwen", PASSWORD, totp(key, step)),
        ("nobody", "nobody", PASSWORD, totp(key, step)),
    ):
        browser, answer = account_sign_in(served, login, password, number)
        tally.check(
            answer.status == 422 and error_of(answer) == wrong and not is_signed_in(browser),
            f"{name} is told as anything else", answer.text,
        )  # fmt: skip
    browser, answer = account_sign_in(served, "mair", PASSWORD, totp(key, step), "/help")
    tally.check(answer.status == 303 and answer.location == "/en/help", "signed in, and where one wanted to go")
    tally.check(is_signed_in(browser), "signed in by the account")
    for where in ("//evil.example", "https://evil.example/", "/\\evil.example", "evil"):
        other = Browser(served.port)
        other.get("/sign-in/staff")
        answer = other.post("/sign-in/example", {"login": "mair", "next": where})
        tally.check(
            answer.status != 303 or answer.location.startswith("/en/"), f"next={where} leads to no other place",
            answer.location,
        )  # fmt: skip
    browser.get("/sign-out/staff")
    answer = browser.post("/sign-out/everywhere")
    tally.check(answer.status == 303 and not is_signed_in(browser) and not is_signed_in(enrolled), "out everywhere")
    return key


def guessing(served, tally, key):
    """After some failures not even what is right is taken, for a while; and who else is not slowed."""
    for _ in range(8):
        account_sign_in(served, "mair", "wrong password", "000000")
    _, answer = account_sign_in(served, "mair", PASSWORD, totp(key, int(time.time()) // 30 + 1))
    tally.check(answer.status == 422, "too many tries: even the right one waits")


# ---- residents ----


def resident_fields(code, born=("", "", ""), postcode=""):
    day, month, year = born
    return {"code": code, "born-day": day, "born-month": month, "born-year": year, "postcode": postcode}


def resident_sign_in(served, fields):
    browser = Browser(served.port)
    browser.get("/sign-in")
    return browser, browser.post("/sign-in", fields)


def officers_code(served, person):
    officer = Browser(served.port).sign_in("aled")
    path = f"/purpose/{PURPOSE}/people/{person}/code?case={CASE}"
    page = officer.get(path)
    csrf, key = officer.csrf, officer.key
    given = officer.post(path)
    shown = officer.get(given.location[3:]) if given.status == 303 else given
    again = officer.post(path, csrf=csrf, key=key)
    once = again.status == 303 and officer.get(again.location[3:]).model["code"] == shown.model["code"]
    return page, once, shown.model["code"] if given.status == 303 and shown.status == 200 else None


def who_may_give(served, tally, person):
    """A purpose has to be for it, and says so; whoever gave one is the only one to be shown it."""
    path = f"/purpose/{PURPOSE}/people/{person}"
    for login, purpose, name in (
        ("tomos", PURPOSE, "one without the purpose"),
        ("huw", "homelessness_duty", "one whose purpose is not for it"),
    ):
        stranger = Browser(served.port).sign_in(login)
        for what in ("code", "code/given"):
            answer = stranger.get(f"/purpose/{purpose}/people/{person}/{what}?case={CASE}")
            tally.check(answer.status == 403, f"{name} gives no codes: {what}", answer.text)
        tally.check(
            login != "huw" or "is not for giving people one-time codes" in answer.text, f"{name} is told why", answer.text
        )
        stranger.get("/sign-out/staff")
        answer = stranger.post(f"/purpose/{purpose}/people/{person}/code?case={CASE}")
        tally.check(answer.status == 403, f"{name} gives no codes by a form", answer.text)
    officer = Browser(served.port).sign_in("aled")
    page = officer.get(f"{path}?case={CASE}")
    tally.check(page.model["give_code"] == f"/en{path}/code?case={CASE}", "the person's page leads there", page.text[:300])
    answer = officer.get(f"{path}/code/given?case={CASE}")
    tally.check(
        answer.status == 303 and answer.location == f"/en{path}/code?case={CASE}", "no code in another session", answer.text
    )


def own_log_says(tally, browser, what, who=None):
    entries = browser.get("/me/looked").model["entries"]
    found = [entry for entry in entries if entry["seen"] == what and who in (None, entry["who"])]
    tally.check(bool(found), f"their own log says: {what}", json.dumps(entries)[:2000])


def residents(served, tally, person, born, code):
    day, month, year = born
    right = resident_fields(code, born)
    wrong = None
    for name, fields in (
        ("another birthday", resident_fields(code, (day, month, str(int(year) - 1)))),
        ("no birthday", resident_fields(code)),
        ("a postcode in its place", resident_fields(code, postcode="CY4 7TZ")),
    ):
        browser, answer = resident_sign_in(served, fields)
        tally.check(answer.status == 422 and browser.get("/sign-out").status == 401, f"{name}: not let in", answer.text)
        tally.check(wrong in (None, error_of(answer)), f"{name}: told as anything else")
        wrong = error_of(answer)
    _, answer = resident_sign_in(served, {**right, "code": code[:-1] + ("2" if code[-1] != "2" else "3")})
    tally.check(answer.status == 422 and error_of(answer) != wrong, "a slip of the pen costs no try")
    browser, answer = resident_sign_in(served, {**right, "code": code.lower().replace("-", " ")})
    tally.check(answer.status == 303 and browser.get("/sign-out").status == 200, "let in, as it was typed", answer.text)
    _, answer = resident_sign_in(served, right)
    tally.check(answer.status == 422 and error_of(answer) == wrong, "a code is good once")
    answer = browser.get(f"/purpose/{PURPOSE}/people/{person}/code?case={CASE}")
    tally.check(answer.status == 401, "residents give no codes", answer.text)
    own_log_says(tally, browser, "a one-time code to sign in by was given")
    own_log_says(tally, browser, "signed in", "you yourself, on the council’s pages")
    who_may_give(served, tally, person)
    page, once, second = officers_code(served, person)
    _, _, fourth = officers_code(served, person)
    pressed_twice(served, tally, "/sign-in", resident_fields(fourth, born), "/sign-in")
    page, once, second = officers_code(served, person)
    tally.check(page.status == 200 and page.model["code"] is None, "before a code is given none is shown")
    tally.check(bool(second), "an officer gives a code", page.text)
    tally.check(once, "a form that was sent twice gives one code")
    _, _, third = officers_code(served, person)
    _, answer = resident_sign_in(served, resident_fields(second, born))
    tally.check(answer.status == 422, "a new code ends the one before")
    for _ in range(5):
        resident_sign_in(served, resident_fields(third, ("1", "1", "1901")))
    _, answer = resident_sign_in(served, resident_fields(third, born))
    tally.check(answer.status == 422, "five wrong tries end a code")
    browser.get("/sign-out")
    tally.check(browser.post("/sign-out").status == 303, "out")
    tally.check(browser.cookie is None and browser.get("/sign-out").status == 401, "the cookie is taken back")
    for text in (code.replace("-", ""), code):
        tally.check(home_has(served, text) is None, "no code is at rest", home_has(served, text))


# ---- sessions ----


def sessions(served, tally):
    browser = Browser(served.port)
    browser.get("/sign-in/staff")
    before, csrf, key = browser.cookie, browser.csrf, browser.key
    browser.post("/sign-in/example", {"login": "gwen"})
    tally.check(browser.cookie != before, "another cookie from signing in on")
    old = Browser(served.port)
    old.cookie = before
    tally.check(not is_signed_in(old), "the cookie of before is dead")
    answer = browser.post("/sign-out", csrf=csrf, key=key)
    tally.check(answer.status == 403 and is_signed_in(browser), "so is its form", answer.text)
    for name, headers in (
        ("another origin", {"Origin": "https://evil.example"}),
        ("another site", {"Sec-Fetch-Site": "cross-site"}),
        ("no origin", {"Origin": "null", "Sec-Fetch-Site": "cross-site"}),
    ):
        browser.get("/sign-out/staff")
        answer = browser.post("/sign-out", headers=headers)
        tally.check(answer.status == 403 and is_signed_in(browser), f"a form of {name}", answer.text)
    served.stop()
    served.start()
    browser.port = served.port
    again = Browser(served.port)
    again.cookie = browser.cookie
    tally.check(is_signed_in(again), "a session outlives the program")
    tally.check(home_has(served, browser.cookie) is None, "no cookie is at rest", home_has(served, browser.cookie))


def pressed_twice(served, tally, way, fields, page):
    """Whoever presses twice is in, though the browser let go of the first answer, and whichever it kept; side by
    side, too. Nobody else is, who sends the same, nor whoever sits down after they signed out."""
    browser = Browser(served.port)
    browser.get(page)
    before, csrf, key = browser.cookie, browser.csrf, browser.key
    first = browser.post(way, fields)
    after = browser.cookie
    for name, cookie in (("the first answer was lost", before), ("the first answer was kept", after)):
        again = Browser(served.port)
        again.cookie = cookie
        answer = again.post(way, fields, csrf=csrf, key=key)
        tally.check(
            answer.status == 303 and answer.location == first.location and again.cookie == after,
            f"pressed twice: {name}", f"{first.status} {answer.status} {answer.text[:300]}",
        )  # fmt: skip
        again.get("/sign-out/staff" if "/staff" in page else "/sign-out")
        tally.check(again.get("/sign-out/staff" if "/staff" in page else "/sign-out").status == 200, f"and in: {name}")
    stranger = Browser(served.port)
    stranger.get(page)
    cookie = stranger.cookie
    answer = stranger.post(way, fields, csrf=csrf, key=key)
    tally.check(answer.status == 403 and stranger.cookie == cookie, "the same of another browser is refused")
    changed = Browser(served.port)
    changed.cookie = before
    answer = changed.post(way, {**fields, "next": "/help"}, csrf=csrf, key=key)
    tally.check(answer.status == 403 and changed.cookie == before, "another form of that browser is refused, and no more")
    browser.get("/sign-out/staff" if "/staff" in page else "/sign-out")
    browser.post("/sign-out")
    again = Browser(served.port)
    again.cookie = before
    answer = again.post(way, fields, csrf=csrf, key=key)
    tally.check(answer.status == 403 and again.cookie == before, "nor does it lead in who comes after")


def side_by_side(served, tally):
    """Two presses at once: both answers lead in, to one session."""
    browser = Browser(served.port)
    browser.get("/sign-in/staff")
    found = []

    def press():
        one = Browser(served.port)
        one.cookie, one.csrf, one.key = browser.cookie, browser.csrf, browser.key
        found.append((one.post("/sign-in/example", {"login": "gwen"}).status, one.cookie))

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.check(len(set(found)) == 1 and found[0][0] == 303, "four presses at once lead to one session", found)


def flood(served, tally):
    """More passwords than are looked at at once: the others are told to come again, and can, with the same form."""
    answers = []

    def press(number):
        browser = Browser(served.port)
        browser.get("/sign-in/staff")
        fields = {"login": f"nobody{number}", "password": PASSWORD, "code": "000000"}
        csrf, key = browser.csrf, browser.key
        answer = browser.post("/sign-in/staff", fields)
        while answer.status == 503 and answer.headers["Retry-After"] in ("5", "10"):  # passwords; the home
            answers.append(503)
            time.sleep(0.5)
            answer = browser.post("/sign-in/staff", fields, csrf=csrf, key=key)
        answers.append(answer.status)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.check(answers.count(422) == 16 and set(answers) <= {422, 503}, "each is answered in the end", answers)
    tally.check(503 in answers, "some are told to come again", answers)


def who_left(served, tally):
    """Somebody who is no longer in post is out at the next request, and by no way in again."""
    browser = Browser(served.port).sign_in("huw")
    tally.check(is_signed_in(browser), "in post")
    served.stop()
    path = os.path.join(served.home, "staff.yaml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(re.sub(r"(  - login: huw\n)", r"\1    until: 2026-01-01\n", text))
    served.start()
    again = Browser(served.port)
    again.cookie = browser.cookie
    tally.check(again.get("/sign-out/staff").status == 401, "who left is out at the next request")
    again.get("/sign-in/staff")
    tally.check(again.post("/sign-in/example", {"login": "huw"}).status == 404, "and not in again")


def no_example(program, tally):
    """A council that is no example has no list of people to sign in as."""
    with Served(program, people=60) as served:
        served.stop()
        path = os.path.join(served.home, "council.yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(re.sub(r"^example: true\n", "", text, flags=re.M))
        served.start()
        browser = Browser(served.port)
        page = browser.get("/sign-in/staff")
        tally.check(page.model["people"] == [] and not page.model["is_example"], "nobody to sign in as", page.text)
        flood(served, tally)
        answer = browser.post("/sign-in/example", {"login": "mair"})
        tally.check(answer.status == 404 and not is_signed_in(browser), "nor without the list", answer.text)


# ---- a provider that knows them ----


class StopAt(urllib.request.HTTPRedirectHandler):
    """Redirects are followed among the provider's own pages, and no further."""

    def __init__(self, issuer):
        self.issuer = issuer

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        if not newurl.startswith(self.issuer):
            raise urllib.error.HTTPError(newurl, code, msg, headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Provider:
    def __init__(self, modules, origin):
        self.process = subprocess.Popen(
            ["node", os.path.join(os.path.dirname(os.path.abspath(__file__)), "provider.mjs"), modules, origin],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self.issuer = json.loads(self.process.stdout.readline())["issuer"]

    def mode(self, name):
        urllib.request.urlopen(f"{self.issuer}/mode?{urllib.parse.quote(name)}", data=b"").close()

    def modes(self):
        with urllib.request.urlopen(f"{self.issuer}/modes") as answer:
            return json.load(answer)

    def let_in(self, url, name):
        """Through the provider's own pages, as name; the address that it leads back to."""
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), StopAt(self.issuer))
        try:
            page = opener.open(url)
            for _ in range(4):
                text = page.read().decode()
                prompt = re.search(r'name="prompt" value="(\w+)"', text)
                action = re.search(r'action="([^"]+)"', text)
                if not prompt or not action:
                    raise RuntimeError("the provider's page is none that is known\n" + text[:2000])
                fields = {"prompt": prompt[1], "login": name, "password": "any"}
                page = opener.open(
                    urllib.parse.urljoin(page.geturl(), action[1]), data=urllib.parse.urlencode(fields).encode()
                )
        except urllib.error.HTTPError as end:
            if end.code in (302, 303):
                return end.url
            raise RuntimeError(f"the provider: {end.code}\n{end.read().decode()[:2000]}") from end
        raise RuntimeError("the provider never led back")

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


def leave(served, of="staff", next_path="/help"):
    """The browser, and where the provider is."""
    browser = Browser(served.port)
    browser.get("/sign-in/staff" if of == "staff" else "/sign-in")
    answer = browser.post("/sign-in/elsewhere", {"of": of, "next": next_path})
    if answer.status != 303 or not answer.location.endswith("/sign-in/leave"):
        raise RuntimeError(f"nobody leaves: {answer.status} {answer.location}\n{served.said()}")
    return browser, browser.get("/sign-in/leave").model["url"]


def come_back(browser, address, changes=None):
    parts = urllib.parse.urlsplit(address)
    query = dict(urllib.parse.parse_qsl(parts.query))
    query.update(changes or {})
    return browser.ask("GET", parts.path + "?" + urllib.parse.urlencode(query))


def elsewhere(served, provider, name, of="staff", changes=None):
    browser, url = leave(served, of)
    address = provider.let_in(url, name)
    return browser, come_back(browser, address, changes), address


def is_refused(browser, answer):
    return answer.status == 303 and answer.location == "/en/sign-in/not" and not is_signed_in(browser)


GOOD = ("signed anew", "PS256", "ES256", "several audiences, azp ours", "a key that came since")


def good_sign_on(served, tally, provider):
    browser, url = leave(served)
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
    tally.check(query["code_challenge_method"] == "S256" and query["response_type"] == "code", "code, with PKCE", url)
    tally.check(query["redirect_uri"] == f"{served.origin}/sign-on/staff", "the exact address to come back to", url)
    before = browser.cookie
    address = provider.let_in(url, "owain")
    answer = come_back(browser, address)
    tally.check(answer.status == 303 and answer.location == "/en/help", "let in, and where one wanted", answer.text)
    tally.check(browser.cookie != before and is_signed_in(browser), "with another cookie")
    tally.check("/data" in browser.get("/sign-out/staff").text, "with the role that a group gives")
    tally.check(browser.get("/data").status == 200, "whose pages are open")
    for path in ("/governance/audit", "/governance/purposes"):
        answer = browser.get(path)
        tally.check(answer.status == 403, f"and not those of a role that no group gives: {path}", answer.text[:300])
    whole = Browser(served.port).sign_in("owain")
    tally.check(whole.get("/governance/audit").status == 200, "which staff.yaml gives")
    again = come_back(browser, address)
    tally.check(is_refused(Browser(served.port), again) or again.location == "/en/sign-in/not", "an answer is good once")
    other, _ = leave(served)
    tally.check(is_refused(other, come_back(other, address)), "in no other session")
    other, url = leave(served)
    other_address = provider.let_in(url, "gwen")
    state = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(other_address).query))["state"]
    tally.check(
        is_refused(other, come_back(other, address, {"state": state})), "a code of another sign-in", served.said()
    )
    for name, changes in (("another state", {"state": "x"}), ("another issuer", {"iss": "https://evil.example"}),
                          ("an error", {"error": "access_denied"}), ("another code", {"code": "x"})):  # fmt: skip
        browser, answer, _ = elsewhere(served, provider, "gwen", changes=changes)
        tally.check(is_refused(browser, answer), f"with {name}", answer.text)


def sign_on_tokens(served, tally, provider):
    for mode in provider.modes():
        provider.mode(mode)
        if mode == "a key that came since":
            time.sleep(6)  # keys are asked for anew, but not at once
        browser, answer, _ = elsewhere(served, provider, "gwen")
        good = answer.status == 303 and answer.location == "/en/help" and is_signed_in(browser)
        tally.check(
            good if mode in GOOD else is_refused(browser, answer), f"an ID token: {mode}", served.said()[-400:]
        )
        if mode == "a key that came since":
            provider.mode("good")
            time.sleep(6)
    provider.mode("good")
    for name in ("mair", "nobody", "GWEN"):
        browser, answer, _ = elsewhere(served, provider, name)
        tally.check(is_refused(browser, answer), f"{name}: not in post, or without a group's role", answer.text)


def residents_sign_on(served, tally, provider, person, born):
    browser, answer, _ = elsewhere(served, provider, "a resident", "residents")
    tally.check(answer.status == 303 and answer.location == "/en/sign-in", "a resident who is not bound", answer.text)
    known = browser.get("/sign-in").model["known"]
    tally.check(known["where"] == provider.issuer.split("://")[1], "is asked for a code, once", json.dumps(known))
    _, _, code = officers_code(served, person)
    browser.get("/sign-in")
    answer = browser.post("/sign-in", resident_fields(code, born))
    tally.check(
        answer.status == 422 and answer.model["errors"][0]["href"] == "#bind", "and whether it was they", answer.text
    )
    answer = browser.post("/sign-in", {**resident_fields(code, born), "bind": "no"})
    tally.check(answer.status == 303 and browser.get("/sign-out").status == 200, "another is let in", answer.text)
    browser.post("/sign-out")
    browser, answer, _ = elsewhere(served, provider, "a resident", "residents")
    tally.check(browser.get("/sign-out").status == 401, "and not bound to the sign-on of who was there before")
    browser.get("/sign-in/staff")
    browser.post("/sign-in/example", {"login": "gwen"})
    browser.get("/sign-out/staff")
    browser.post("/sign-out")
    tally.check(browser.get("/sign-in").model["known"] is None, "it is forgotten when another signs in")
    _, _, code = officers_code(served, person)
    browser, answer, _ = elsewhere(served, provider, "a resident", "residents")
    browser.get("/sign-in")
    answer = browser.post("/sign-in", {**resident_fields(code, born), "bind": "yes"})
    tally.check(answer.status == 303 and browser.get("/sign-out").status == 200, "they are bound", answer.text)
    own_log_says(
        tally, browser, "a sign-on on another website was bound to you: whoever has it signs in as you",
        "you yourself, on the council’s pages",
    )  # fmt: skip
    browser, answer, _ = elsewhere(served, provider, "a resident", "residents")
    tally.check(browser.get("/sign-out").status == 200, "from then on without", answer.text)
    signed = [e for e in browser.get("/me/looked").model["entries"] if e["seen"] == "signed in"]
    tally.check(len(signed) >= 3, "signing in by a sign-on is in their own log", json.dumps(signed))
    browser, answer, _ = elsewhere(served, provider, "another resident", "residents")
    tally.check(browser.get("/sign-out").status == 401, "which holds for nobody else", answer.text)


def sign_on(served, tally, modules, person, born):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    served.stop()
    served.origin = f"http://127.0.0.1:{port}"
    provider = Provider(modules, served.origin)
    try:
        with open(os.path.join(served.home, "sign_on.yaml"), "w", encoding="utf-8") as file:
            file.write(f"""origin: {served.origin}
staff:
  issuer: {provider.issuer}
  client_id: cantref
  secret_file: keys/sign_on_staff
  login_claim: preferred_username
  groups_claim: groups
  groups:
    G-Data: [data_quality_officer]
    G-Governance: [information_governance]
  addresses: [127.0.0.1]
residents:
  issuer: {provider.issuer}
  client_id: cantref-residents
  secret_file: keys/sign_on_staff
  addresses: [127.0.0.1]
""")
        with open(os.path.join(served.home, "keys", "sign_on_staff"), "w", encoding="utf-8") as file:
            os.chmod(file.name, 0o600)
            file.write("a-secret-of-the-client\n")
        served.options = ("--port", str(port))
        served.start()
        good_sign_on(served, tally, provider)
        residents_sign_on(served, tally, provider, person, born)
        sign_on_tokens(served, tally, provider)
    finally:
        provider.stop()


def somebody(served):
    """One of social care's, the best found by name: their id, and their birthday."""
    with open(os.path.join(served.home, "extracts", "social_care.csv"), encoding="cp1252", newline="") as file:
        for row in csv.DictReader(file):
            name = f"{row['Forename']} {row['Surname']}"
            found = json.loads(served.run("find", name, "--purpose", PURPOSE, "--case", CASE, "--json"))["people"]
            born = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", row["Date of Birth"])
            if born and found:
                return found[0]["id"], born.groups()
    raise RuntimeError("nobody was found")


def main():
    tally = Tally("signing in")
    program = sys.argv[1]
    with Served(program, people=400) as served:
        served.stop()
        person, born = somebody(served)
        code = json.loads(served.run("account", "add", "mair", "--json"))["enrolment_code"]
        served.run("account", "add", "mair", status=73)
        served.run("account", "add", "nobody", status=66)
        served.run("code", "issue", person, "--purpose", "homelessness_duty", "--case", CASE, status=77)
        one_time = json.loads(served.run("code", "issue", person, "--purpose", PURPOSE, "--case", CASE, "--json"))["code"]
        served.start()
        sessions(served, tally)
        pressed_twice(served, tally, "/sign-in/example", {"login": "gwen"}, "/sign-in/staff")
        side_by_side(served, tally)
        key = accounts(served, tally, code)
        residents(served, tally, person, born, one_time)
        guessing(served, tally, key)
        sign_on(served, tally, os.path.abspath(sys.argv[2]), person, born)
        who_left(served, tally)
        served.stop()
        tally.check("in use" in served.run("account", "list"), "the account is listed")
        served.run("account", "disable", "mair")
        tally.check("disabled" in served.run("account", "list"), "and disabled")
    no_example(program, tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
