#!/usr/bin/env python3
"""webhook.py PROGRAM - a partner's system tells of a life event over HTTP, through nginx, while the
home is served: signed or refused, taken once however often it comes and from how many at once, and
there for the officer who looks."""

import json
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import inward  # noqa: E402
from tally import Tally  # noqa: E402
from web_client import Browser, Served  # noqa: E402

PATH = f"/partners/{inward.PARTNER}/events"
AT_ONCE = 6


def send(served, message, path=PATH):
    """The message as a partner's system posts it."""
    head, _, body = message.partition(b"\r\n\r\n")
    lines = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:]]
    return Browser(served.port).ask("POST", path, body, dict(lines))


def telling(home, number):
    told = {"subject": inward.people_of(home)[0], "happened": "2026-11-01", "told_by": "Ann",
            "answers": {"wants_help": True, "note": "by phone"}}  # fmt: skip
    return inward.event_of(number, inward.TOLD, told)


def main():
    tally = Tally("webhook")
    with tempfile.TemporaryDirectory(prefix="cantref-webhook-") as folder:
        home = inward.make(os.path.abspath(sys.argv[1]), os.path.join(folder, "home"))
        event = telling(home, 1)
        with Served(sys.argv[1], home.folder) as served:
            wrong = inward.message_of(event, secret=inward.OLD_SECRET.replace("A", "B"))
            tally.check(send(served, wrong).status == 401, "another's signature is refused")
            unknown = send(served, inward.message_of(event), "/partners/nobody/events")
            tally.check(unknown.status == 401, f"a partner nobody knows: {unknown.status}")
            late = send(served, inward.message_of(event, at=-4000))
            tally.check(late.status == 401, f"one of an hour ago: {late.status}")
            with ThreadPoolExecutor(AT_ONCE) as pool:
                answers = list(
                    pool.map(lambda _: send(served, inward.message_of(event)), range(AT_ONCE))
                )
            statuses = [answer.status for answer in answers]
            tally.check(statuses == [202] * AT_ONCE, f"sent {AT_ONCE} times at once: {statuses}",
                        answers[0].text)  # fmt: skip
            again = send(served, inward.message_of(event))
            tally.check(again.status == 202, f"and again: {again.status}", again.text)
            page = Browser(served.port).ask("GET", PATH)
            tally.check(page.status == 405, f"it is for messages alone: {page.status}")
        events = inward.events(home)
        tally.check(len(events) == 1, f"one life event came of it, not {len(events)}",
                    json.dumps(events)[:400])  # fmt: skip
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
