#!/usr/bin/env python3
"""routes.py PROGRAM - every route with every method, by everybody, under every purpose: the right
answer, or the right refusal. What is right is worked out here from the route table, as the program
gives it at /openapi.json, and from who has which roles: not from the code that decides.

    who asks      nobody; a visitor; each member of the example's staff
    under what    each purpose of the home, with a case and without; one that isn't there
    of whom       an id that nobody has; and an id of somebody, under a purpose that has another

Nobody is ever shown an error that is the program's, and an id of another purpose looks like one that
doesn't exist."""

import itertools
import json
import re
import sys
import os

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tally import Tally  # noqa: E402
from web_client import Browser, Served  # noqa: E402

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
NOBODY = "zzzzz-zzzzz"  # of the shape of an id
PARAMETERS = {"language": "en"}


def operations(openapi):
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def fill(path, **values):
    return re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], PARAMETERS.get(m[1], NOBODY)), path)


class Person:
    """Who asks: signed in as a member of staff, or not at all."""

    def __init__(self, served, login=None, roles=(), approves=False, visits=False):
        self.login, self.roles, self.approves = login, set(roles), approves
        self.browser = Browser(served.port)
        if login:
            self.browser.sign_in(login)
            self.browser.get("/sign-out/staff")  # a page with a form: its token
        elif visits:
            self.browser.get("/sign-in/staff")

    @property
    def name(self):
        return self.login or ("visitor" if self.browser.cookie else "nobody")

    def may(self, operation):
        """Is the route for them, whatever its handler says then?"""
        who, role = operation["x-who"], operation.get("x-role")
        if who == "anybody":
            return True
        if who != "staff" or not self.login:
            return False
        return role is None or any(
            self.approves if one == "approver" else one in self.roles for one in role.split("|")
        )


def ask(person, method, path, key):
    browser = person.browser
    if method != "POST":
        return browser.ask(method, path, headers={"Accept": "text/html"})
    language, rest = path[1:3], path[3:]
    browser.language = language
    answer = browser.post(rest, {}, key=f"routes-{key}") if re.match(r"/(en|cy)/", path) else (
        browser.ask("POST", path, "{}", {"Content-Type": "application/json"}))  # fmt: skip
    return answer


def check_one(tally, person, path, method, operation, key, under=""):
    answer = ask(person, method, path, key)
    what = f"{method} {path} ({operation['operationId']}) by {person.name}{under}: {answer.status}"
    if answer.status >= 500:
        tally.fail(what + ", an error of the program", answer.text[:400])
    elif operation["x-who"] == "machine":
        wanted = {200} if path in ("/health", "/ready") else {404}
        tally.check(answer.status in wanted, what + f", not {wanted}")
    elif operation["x-who"] == "partner":
        tally.check(answer.status in (400, 401, 415), what + ", though it is signed by nobody")
    elif not person.may(operation):
        signed_in = person.login and operation["x-who"] == "staff"
        wanted = {403} if signed_in else {303} if method == "GET" else {401, 403}
        tally.check(answer.status in wanted, what + f", not {wanted}", answer.text[:300])
        if answer.status == 303:
            tally.check("/sign-in" in answer.location, what + ", to " + str(answer.location))
    else:
        tally.check(answer.status not in (401, 405), what + ", though it is for them")
    return answer


def check_methods(tally, served, openapi):
    """What no row has is answered 405, with those that are, or not understood at all."""
    browser = Browser(served.port)
    for path, methods in openapi["paths"].items():
        known = {m.upper() for m in methods} | ({"HEAD"} if "get" in methods else set())
        machine = next(iter(methods.values()))["x-who"] == "machine"
        for method in METHODS:
            if method in known or machine:
                continue
            answer = browser.ask(method, fill(path))
            good = answer.status in (400, 403, 404, 405, 411, 415, 501)
            tally.check(good, f"{method} {path}: {answer.status}", answer.text[:200])


def check_purposes(tally, people, openapi, purposes):
    """A purpose that isn't for somebody's roles refuses, whatever the page."""
    key = itertools.count()
    for path, method, operation in operations(openapi):
        if operation.get("x-purpose") != "{purpose}":
            continue
        for person in people:
            if not person.login or not person.may(operation):
                continue
            for purpose, roles in purposes.items():
                target = fill(path, purpose=purpose) + "?case=ROUTES-1"
                answer = check_one(
                    tally, person, target, method, operation, f"p{next(key)}", f" under {purpose}"
                )
                if not roles & person.roles:
                    tally.check(
                        answer.status in (403, 422, 400, 404) and answer.status != 200,
                        f"{method} {target} by {person.name}: {answer.status}, though none of "
                        f"their roles is for {purpose}", answer.text[:300],
                    )  # fmt: skip
            answer = ask(person, method, fill(path, purpose="no_such_purpose"), f"n{next(key)}")
            tally.check(
                400 <= answer.status < 500,
                f"{method} {path} under no purpose by {person.name}: {answer.status}",
            )


def check_everybody(tally, people, openapi):
    key = itertools.count()
    for path, method, operation in operations(openapi):
        for person in people:
            check_one(tally, person, fill(path), method, operation, f"e{next(key)}")


def check_openapi(tally, openapi):
    names = [operation["operationId"] for _, _, operation in operations(openapi)]
    tally.check(openapi["openapi"] == "3.1.0", "OpenAPI 3.1")
    tally.check(len(names) == len(set(names)), "each operation has a name of its own", names)
    for path, method, operation in operations(openapi):
        named = set(re.findall(r"\{(\w+)\}", path))
        told = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        tally.check(named == told, f"{method} {path}: parameters {named}, told {told}")
        tally.check(bool(operation["summary"]), f"{method} {path} has a summary")


def purposes_of(home):
    """Each purpose and the roles that it is for."""
    found = {}
    folder = os.path.join(home, "purposes")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            text = file.read()
        line = re.search(r"^roles: *\[(.*?)\]", text, re.M | re.S)
        roles = line[1] if line else ""
        found[name.removesuffix(".yaml")] = {r.strip() for r in roles.split(",") if r.strip()}
    return found


def staff_of(served):
    """(login, roles, may approve) of the example's staff."""
    told = json.loads(served.run("staff", "show", "--json"))
    for person in told["people"]:
        roles = [role.strip() for role in person["roles"].split(",") if role.strip()]
        approves = bool(person["administers"]) or "information_governance" in roles
        yield person["login"], roles, approves


def main():
    tally = Tally("routes")
    served = Served(sys.argv[1])
    staff = list(staff_of(served))
    with served:
        openapi = Browser(served.port).ask("GET", "/openapi.json").model
        people = [Person(served), Person(served, visits=True)]
        people += [Person(served, *member) for member in staff]
        check_openapi(tally, openapi)
        check_methods(tally, served, openapi)
        check_everybody(tally, people, openapi)
        people = [Person(served, *member) for member in staff]  # some signed themselves out
        check_purposes(tally, people, openapi, purposes_of(served.home))
        tally.check("ssertion" not in served.said(), "no assertion failed", served.said())
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
