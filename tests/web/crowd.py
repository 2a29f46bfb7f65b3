#!/usr/bin/env python3
"""crowd.py PROGRAM - while a model is trained, which has the home for as long as it takes: people who
need the home wait, those beyond some are told when to come again, and pages that only read are
answered all the while."""

import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tally import Tally  # noqa: E402
from web_client import Browser, Served  # noqa: E402

WORKERS, PEOPLE = 8, 6000
PURPOSE = "/purpose/adult_social_care_assessment"


def main():
    tally = Tally("crowd")
    with Served(sys.argv[1], people=PEOPLE, options=["--workers", str(WORKERS)]) as served:
        owner = Browser(served.port).sign_in("tomos")
        officers = [Browser(served.port).sign_in("aled") for _ in range(3 * WORKERS)]
        reader = Browser(served.port).sign_in("aled")
        owner.get("/data/model")
        trained = []
        training = threading.Thread(target=lambda: trained.append(owner.post("/data/model")))
        training.start()
        time.sleep(0.5)
        with ThreadPoolExecutor(len(officers)) as pool:
            waiting = [pool.submit(each.get, f"{PURPOSE}/tasks?case=C-1") for each in officers]
            read = 0
            while training.is_alive():
                answer = reader.get(f"{PURPOSE}/find?case=C-1")
                tally.check(answer.status == 200, f"a page that reads: {answer.status}")
                read += training.is_alive()
            answers = [each.result() for each in waiting]
        statuses = [answer.status for answer in answers]
        away = [answer for answer in answers if answer.status == 503]
        tally.check(trained and trained[0].status == 303, f"training: {[a.status for a in trained]}")
        tally.check(read > 0, "nothing was read while it trained")
        tally.check(set(statuses) == {200, 503}, f"those who need the home: {statuses}")
        tally.check(len(away) < len(statuses) - 1, f"{len(away)} of {len(statuses)} were sent away")
        tally.check(all(int(a.headers.get("Retry-After", 0)) > 0 for a in away), "when to come is said")
        tally.check(all("page" in a.model for a in away), "they see a page")
        late = officers[0].get(f"{PURPOSE}/tasks?case=C-1")
        tally.check(late.status == 200, f"afterwards: {late.status}")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
