#!/usr/bin/env python3
"""crowd.py PROGRAM - while a model is trained, which has the home for as long as it takes: whoever asked
is told that it goes on, and finds the answer; people who need the home wait, those beyond some are told
when to come again, and pages that only read are answered all the while."""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tally import Tally  # noqa: E402
from web_client import Browser, Served  # noqa: E402

WORKERS, PEOPLE = 8, 6000
PURPOSE = "/purpose/adult_social_care_assessment"


def ask_for_a_model(tally, served, owner):
    """Trains a model, by a form that is sent twice; returns where the answer will be."""
    key, csrf = owner.key, owner.csrf
    others = (("nobody", Browser(served.port)), ("another", Browser(served.port).sign_in("tomos")))
    begun = owner.post("/data/model", key=key, csrf=csrf)
    again = owner.post("/data/model", key=key, csrf=csrf)
    for each in (begun, again):
        tally.check(each.status == 303, f"a model is asked for: {each.status}")
        tally.check((each.location or "").startswith("/en/under-way/"), f"where it will be: {each.location}")
    where = again.location.removeprefix("/en")  # both are done when the second is
    seen = owner.get(where)
    tally.check(seen.status == 202 and "began" in seen.model, f"it goes on: {seen.status}")
    page = owner.ask("GET", begun.location, headers={"Accept": "text/html"})
    tally.check(page.status in (202, 303), f"as a page: {page.status}")
    for name, other in others:
        status = other.get(where).status
        tally.check(status == 404, f"{name} asks for it: {status}")
    return where


def too_many(tally, owner):
    """More that takes long than may wait is refused, and what was taken is answered."""
    asked = [owner.get("/data/report") for _ in range(12)]
    taken = [each for each in asked if each.status == 303]
    refused = [each for each in asked if each.status == 503]
    tally.check(0 < len(taken) < 12 and len(taken) + len(refused) == 12, f"{len(taken)} of 12 were taken")
    tally.check(all(int(each.headers.get("Retry-After", 0)) > 0 for each in refused), "when to come is said")
    for each in taken:
        while (answer := owner.get(each.location.removeprefix("/en"))).status == 202:
            time.sleep(0.1)
        tally.check(answer.status == 200 and "title" in answer.model, f"a report: {answer.status}")


def main():
    tally = Tally("crowd")
    options = ["--workers", str(WORKERS), "--answer-within", "0"]
    with Served(sys.argv[1], people=PEOPLE, options=options) as served:
        owner = Browser(served.port).sign_in("tomos")
        officers = [Browser(served.port).sign_in("aled") for _ in range(3 * WORKERS)]
        reader = Browser(served.port).sign_in("aled")
        models = len(owner.get("/data/model").model["versions"])
        training = ask_for_a_model(tally, served, owner)
        with ThreadPoolExecutor(len(officers)) as pool:
            waiting = [pool.submit(each.get, f"{PURPOSE}/tasks?case=C-1") for each in officers]
            read = 0
            while (still := owner.get(training)).status == 202:
                answer = reader.get(f"{PURPOSE}/find?case=C-1")
                tally.check(answer.status == 200, f"a page that reads: {answer.status}")
                read += 1
            answers = [each.result() for each in waiting]
        statuses = [answer.status for answer in answers]
        away = [answer for answer in answers if answer.status == 503]
        where = still.location or ""
        tally.check(where.startswith("/en/data/model/compare/"), f"it leads to {where}")
        tally.check(still.status == 303, f"the answer: {still.status}")
        tally.check(read > 0, "nothing was read while it trained")
        tally.check(set(statuses) == {200, 503}, f"those who need the home: {statuses}")
        tally.check(len(away) < len(statuses) - 1, f"{len(away)} of {len(statuses)} were sent away")
        tally.check(all(int(a.headers.get("Retry-After", 0)) > 0 for a in away), "when to come is said")
        tally.check(all("page" in a.model for a in away), "they see a page")
        late = officers[0].get(f"{PURPOSE}/tasks?case=C-1")
        tally.check(late.status == 200, f"afterwards: {late.status}")
        after = len(owner.get("/data/model").model["versions"])
        tally.check(after == models + 1, f"pressed twice, {after - models} were trained")
        too_many(tally, owner)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
