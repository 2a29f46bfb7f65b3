#!/usr/bin/env python3
"""guard_test.py - that tests/guard.py ends what hangs, and does not wait for what is left behind."""

import sys
import time

import guard
from tally import Tally

AWAY = "import os,time; os.setsid() if os.fork() == 0 else None; time.sleep(600)"


def main():
    tally = Tally("guard")
    status, text = guard.run(["sh", "-c", "echo said; exit 3"], {}, 60)
    tally.check((status, text) == (3, "said\n"), "what ends by itself", (status, text))
    status, text = guard.run(["sh", "-c", "echo $CANTREF_GUARD"], {"CANTREF_GUARD": "given"}, 60)
    tally.check(text == "given\n", "its environment", text)

    began = time.monotonic()
    status, text = guard.run(["sh", "-c", "sleep 600 & echo $!"], {}, 300)
    left = int(text)
    tally.check(status == 0 and time.monotonic() - began < 300, "one that leaves a process behind is not waited for")
    time.sleep(1)
    tally.check(not guard.family(left), "what was left behind is ended", left)

    status, text = guard.run([sys.executable, "-c", AWAY], {}, 2)
    tally.check(status is None, "what hangs has no exit status", status)
    tally.check("no end after 2 s" in text, "it says so", text)
    pids = [int(line.split()[0]) for line in text.splitlines() if AWAY in line]
    tally.check(len(pids) == 2, "each process that stood still has its line, one in another session, too", text)
    time.sleep(1)
    tally.check(not any(guard.family(pid) for pid in pids), "all of them are ended", pids)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
