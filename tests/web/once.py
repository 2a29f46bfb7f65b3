#!/usr/bin/env python3
"""once.py PROGRAM - a form that was sent twice is done once: one after the other, at once from many
connections, and with the same key but something else in it, which is another form. Whoever signed out
before a form had its turn has sent nothing."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tally import Tally  # noqa: E402
from web_client import Browser, Served  # noqa: E402

OFFICER, PURPOSE, CASE = "aled", "adult_social_care_assessment", "C-1"
CHANNELS = ("email", "telephone", "post")
AT_ONCE = 8
WORKERS = "32"  # so that all of them may wait for the home


def page_of(number, what="contact"):
    return f"/purpose/{PURPOSE}/people/housing:{number}/{what}?case={CASE}"


def said(browser, number):
    """How many statements there are of how that person is reached."""
    return len(browser.get(page_of(number)).model["said"])


def fields(channel="email", sayer="self"):
    return {"channel": channel, "state": "cannot", "reason": "no_device", "sayer": sayer}


def copy_of(browser):
    other = Browser(browser.port)
    other.cookie, other.csrf, other.key = browser.cookie, browser.csrf, browser.key
    return other


def one_after_the_other(tally, officer):
    before = said(officer, 1)
    key = officer.key
    answers = [officer.post(page_of(1), fields(), key=key) for _ in range(3)]
    places = {answer.location for answer in answers}
    tally.check([a.status for a in answers] == [303] * 3, f"sent thrice: {[a.status for a in answers]}")
    tally.check(len(places) == 1, f"sent thrice it leads to {places}")
    tally.check(said(officer, 1) == before + 1, f"sent thrice it was done {said(officer, 1) - before} times")


def at_once(tally, officer):
    before = said(officer, 2)
    browsers = [copy_of(officer) for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda each: each.post(page_of(2), fields()), browsers))
    statuses = [answer.status for answer in answers]
    tally.check(statuses == [303] * AT_ONCE, f"sent {AT_ONCE} times at once: {statuses}")
    tally.check(said(officer, 2) == before + 1, f"it was done {said(officer, 2) - before} times")


def other_forms(tally, officer):
    """The key is the page's: of all forms in it, and of one that is filled in anew after going back."""
    before = said(officer, 3), said(officer, 4)
    key = officer.key
    for number, sayer in ((3, "self"), (3, "representative"), (4, "self"), (3, "self")):
        answer = officer.post(page_of(number), fields(sayer=sayer), key=key)
        tally.check(answer.status == 303, f"the same key with something else: {answer.status}", answer.text)
    after = said(officer, 3), said(officer, 4)
    tally.check(
        (after[0] - before[0], after[1] - before[1]) == (2, 1),
        f"two and one were sent, once again the first; {after} after {before}",
    )


def wrong_then_right(tally, officer):
    before = said(officer, 5)
    key = officer.key
    wrong = officer.post(page_of(5), {**fields(), "channel": ""}, key=key)
    tally.check(wrong.status == 422, f"no channel: {wrong.status}")
    again = officer.post(page_of(5), {**fields(), "channel": ""}, key=key)
    tally.check(again.status == 422, f"what was refused is refused again: {again.status}")
    right = officer.post(page_of(5), fields(), key=key)
    tally.check(right.status == 303 and said(officer, 5) == before + 1, f"then right: {right.status}")


def without_a_key(tally, officer):
    officer.get(page_of(6))
    for key in ("", "k" * 1000):
        answer = officer.post(page_of(6), fields(), key=key)
        expected = 303 if key else 400
        tally.check(answer.status == expected, f"a key of {len(key)} bytes: {answer.status}")


def signed_out_meanwhile(tally, served):
    """Forms wait for their turn beside a sign-out: those that were refused did nothing."""
    officer = Browser(served.port).sign_in(OFFICER)
    other = Browser(served.port).sign_in(OFFICER)
    before = said(other, 7)
    officer.get(page_of(7))
    browsers = [copy_of(officer) for _ in range(2 * AT_ONCE)]
    for i, browser in enumerate(browsers):
        browser.key = f"{officer.key}{i}"
    leaver = copy_of(officer)

    def act(browser):
        return browser.post("/sign-out", {}) if browser is leaver else browser.post(page_of(7), fields())

    with ThreadPoolExecutor(len(browsers) + 1) as pool:
        answers = list(pool.map(act, browsers[:4] + [leaver] + browsers[4:]))
    statuses = [answer.status for i, answer in enumerate(answers) if i != 4]
    done = said(other, 7) - before
    tally.check(answers[4].status == 303, f"signing out: {answers[4].status}")
    tally.check(set(statuses) <= {303, 400, 401, 403}, f"beside a sign-out: {statuses}")
    tally.check(done == statuses.count(303), f"{statuses.count(303)} were taken, {done} are there")
    late = browsers[0].post(page_of(7), fields(), key="late")
    tally.check(late.status == 401, f"after it: {late.status}")


def main():
    tally = Tally("once")
    with Served(sys.argv[1], options=["--workers", WORKERS]) as served:
        officer = Browser(served.port).sign_in(OFFICER)
        one_after_the_other(tally, officer)
        at_once(tally, officer)
        other_forms(tally, officer)
        wrong_then_right(tally, officer)
        without_a_key(tally, officer)
        signed_out_meanwhile(tally, served)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
