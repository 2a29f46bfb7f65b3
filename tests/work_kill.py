#!/usr/bin/env python3
"""work_kill.py BUILD [CYCLES [SEED]] - kills `cantref work` with SIGKILL again and again, at any moment and
in the midst of its writes, while it carries out what follows life events: three notices each to a
partner over HTTP, which is sometimes down, answers late, or takes one and never says so, and tells
notices apart by their webhook-id. Time goes on by some minutes a cycle, so that leases and waits end.
Afterwards each notice has come (lost 0), under one id, with one content (doubled 0).

CYCLES: 50, or CANTREF_CYCLES. The seed is printed."""

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

from process import DUTIES, MOVES, PACK, make, write
from process_kill import Receiver, environment

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
STEP = """  - step: tell_{number}
    kind: notice
    title: {{en: "Tell the board", cy: "Dweud wrth y bwrdd"}}
    team: customer_service
    to: board
    fields: [event.known]
    undo: tell_team
    done_when: recipient_confirms
"""
STEPS = 3
AHEAD_S = 200
HOME_CYCLES = 50  # then another home, with others of whom no event is known


def prepare(program, folder, port):
    home = make(program, folder)
    pack = os.path.join(folder, "packs", "moved")
    partners = 'partners:\n  board: {en: "The board", cy: "Y bwrdd"}\n'
    write(os.path.join(pack, "pack.yaml"), PACK.format(version=1) + partners)
    steps = "steps:\n" + "".join(STEP.format(number=n) for n in range(STEPS))
    write(os.path.join(pack, "process.yaml"), steps)
    write(os.path.join(pack, "duties.yaml"), DUTIES.replace("[letter]", "[tell_0]"))
    write(os.path.join(folder, "keys", "secret"), SECRET + "\n")
    os.chmod(os.path.join(folder, "keys", "secret"), 0o600)
    board = {"url": f"http://127.0.0.1:{port}/", "secret_file": "keys/secret", "addresses": ["127.0.0.1"]}
    write(os.path.join(folder, "delivery.yaml"), json.dumps({"partners": {"board": board}}))
    return home


class Clock:
    """The program's time: some minutes more for each cycle."""

    def __init__(self, build):
        self.library, self.ahead = os.path.join(build, "set_clock.so"), 0

    def environment(self, kills_itself=None):
        found = dict(kills_itself or os.environ)
        found["LD_PRELOAD"] = " ".join(filter(None, (self.library, (kills_itself or {}).get("LD_PRELOAD"))))
        found["CLOCK_AHEAD"] = str(self.ahead)
        return found

    def run(self, home, *words):
        done = subprocess.run(
            [home.program, *words, "-C", home.folder], env=self.environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)}: {done.stderr}")
        return done.stdout


def tell(home, clock, rows):
    """An event of the next row that is a person's."""
    while True:
        words = ("event", "tell", "moved", "--subject", f"council_tax:{next(rows)}", "--told-by", "family")
        try:
            return json.loads(clock.run(home, *words, "--json", *MOVES))["event"]
        except RuntimeError as error:
            if "this is none" not in str(error):
                raise


def run_cycles(build, home, clock, cycles, chance):
    """The events that were told."""
    told, rows = [], itertools.cycle(range(1, 60))
    for _ in range(cycles):
        clock.ahead += AHEAD_S
        told.append(tell(home, clock, rows))
        kills_itself = environment(build, chance)
        child = subprocess.Popen(
            [home.program, "work", "--until-idle", "--workers", "3", "-C", home.folder],
            env=clock.environment(kills_itself), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            child.wait(chance.uniform(0.02, 0.8) if kills_itself is None else 10)
        except subprocess.TimeoutExpired:
            pass
        child.send_signal(signal.SIGKILL)
        child.wait()
    return set(told)


def finish(home, clock):
    """Until nothing is to leave any more."""
    for _ in range(30):
        clock.ahead += 7200  # no day on which anybody is reminded
        clock.run(home, "work", "--until-idle", "--workers", "3")
        with home.database() as db:
            waits = db.execute("SELECT count(*) FROM action WHERE wakes IS NOT NULL").fetchone()[0]
        if waits == 0:
            return
    print("work_kill: something is to leave still")


def wrongs(home, receiver, told):
    came = {}
    for key, bodies in receiver.seen.items():
        if len(bodies) > 1:
            yield f"{key}: {len(bodies)} contents under one id"
        for body in bodies:
            came.setdefault(json.loads(body)["subject"], set()).add(key)
    yield from (f"{subject} came under {len(keys)} ids" for subject, keys in came.items() if len(keys) > 1)
    if len(came) != STEPS * len(told):
        yield f"{STEPS * len(told)} were to leave, {len(came)} came"
    with home.database() as db:
        parked = db.execute("SELECT count(*) FROM action WHERE state = 'parked'").fetchone()[0]
    if parked:
        yield f"{parked} are parked"


def run_home(build, cycles, receiver, chance):
    """One home from its beginning to its end: what is wrong, and how many events there were."""
    receiver.kind = False
    with tempfile.TemporaryDirectory() as folder:
        home = prepare(os.path.join(build, "cantref"), os.path.join(folder, "home"), receiver.server_address[1])
        clock = Clock(build)
        told = run_cycles(build, home, clock, cycles, chance)
        receiver.kind = True
        finish(home, clock)
        return list(wrongs(home, receiver, told)), len(told)


def main():
    build = os.path.abspath(sys.argv[1])
    cycles = int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("CANTREF_CYCLES", HOME_CYCLES))
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time())
    print(f"work_kill: seed {seed}", flush=True)
    chance, found, events, notices, again = random.Random(seed), [], 0, 0, 0
    for first in range(0, cycles, HOME_CYCLES):
        receiver = Receiver(seed + first)
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        wrong, told = run_home(build, min(HOME_CYCLES, cycles - first), receiver, chance)
        receiver.shutdown()
        found += wrong
        events, notices, again = events + told, notices + len(receiver.seen), again + receiver.again
    for line in found:
        print(f"work_kill: {line}")
    print(
        f"work_kill: {events} events, {notices} notices, {again} came again and were known; "
        f"{cycles} kills: {'lost 0, doubled 0' if not found else 'FAILED'}"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
