#!/usr/bin/env python3
"""process_kill.py BUILD [CYCLES [SEED]] - kills the running engine with SIGKILL again and again, at any
moment and in the midst of its nth write (tests/kill_nth.c), some of these as a power cut, while it begins processes, does steps and delivers to a receiver over HTTP that tells deliveries apart by
their webhook-id, is sometimes down, answers late, or takes one and never says so. Afterwards:

- what was acknowledged is there: each process that was begun, each step that was done;
- each delivery has come to the receiver (lost 0), and under one id only one thing (doubled 0);
- each version of each process is in the audit log once.

CYCLES: 300, or CANTREF_CYCLES. The seed is printed."""

import http.server
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

PROCESSES_A_CYCLE = 1.5


class Receiver(http.server.ThreadingHTTPServer):
    """seen: by webhook-id the bodies that came under it, and how often."""

    daemon_threads = True

    def __init__(self, seed):
        super().__init__(("127.0.0.1", 0), Handler)
        self.random = random.Random(seed)
        self.seen, self.again, self.lock, self.kind = {}, 0, threading.Lock(), False

    def take(self, key, body):
        with self.lock:
            mood = 1.0 if self.kind else self.random.random()
            if mood < 0.05:
                return 503
            bodies = self.seen.setdefault(key, set())
            self.again += len(bodies) > 0
            bodies.add(body)
            return None if mood < 0.1 else "late" if mood < 0.15 else 204


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        answer = self.server.take(self.headers["webhook-id"], body)
        self.close_connection = True
        if answer == "late":
            time.sleep(0.3)
            answer = 204
        if answer is not None:
            self.send_response(answer)
            self.send_header("content-length", "0")
            self.end_headers()

    def log_message(self, *_):
        pass

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass  # it was killed in the midst of it


def environment(build, chance):
    """Of a program that kills itself in the midst of a write; None: it is killed from outside."""
    if chance.random() < 0.6:
        return None
    extra = {"LD_PRELOAD": os.path.join(build, "kill_nth.so")}
    extra["KILL_WRITE"] = str(chance.choice((1, 10, 100)) + chance.randrange(200))
    if chance.random() < 0.7:
        extra[chance.choice(("KILL_HALF", "KILL_POWER"))] = "1"
    return {**os.environ, **extra}


def run_cycles(build, home, written, receiver, cycles, chance):
    """How many were killed; each is given until it has acknowledged something, and a little more."""
    port = str(receiver.server_address[1])
    program = os.path.join(build, "process_worker")
    for cycle in range(cycles):
        count = str(int((cycle + 2) * PROCESSES_A_CYCLE))
        kills_itself = environment(build, chance)
        child = subprocess.Popen([program, home, "run", port, written, count], env=kills_itself)
        before = os.path.getsize(written)
        began = time.monotonic()
        at_once = chance.random() < 0.2  # while it puts right what the last kill left
        while not at_once and os.path.getsize(written) == before and time.monotonic() - began < 10:
            if child.poll() is not None:
                break
            time.sleep(0.002)
        if kills_itself is None:
            time.sleep(chance.random() * 0.15)
        else:
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                pass  # it has nothing left to write
        child.send_signal(signal.SIGKILL)
        code = child.wait()
        if code not in (0, -signal.SIGKILL):
            sys.exit(f"cycle {cycle}: the program ended by itself with {code}")
    return count


def wrongs(program, home, written, receiver):
    """What is wrong after all, a line each."""
    found = json.loads(
        subprocess.run(
            [program, home, "check", written], check=True, stdout=subprocess.PIPE
        ).stdout
    )
    lines = open(written, encoding="utf-8").read().splitlines()
    came = {}
    for key, bodies in receiver.seen.items():
        if len(bodies) > 1:
            yield f"{key}: {len(bodies)} things under one id"
        for body in bodies:
            came.setdefault(body, set()).add(key)
    for body, keys in came.items():
        if len(keys) > 1:
            yield f"{body} came under {len(keys)} ids: doubled"
    if len(came) < found["sends"]:
        yield f"{found['sends']} left, {len(came)} came: lost"
    if not lines or not found["sends"]:
        yield "nothing was done at all"
    for what in ("twice", "missing", "of_nothing", "damaged", "undone", "parked"):
        if found[what]:
            yield f"{found[what]} {what}"
    print(
        f"process_kill: {len(lines)} acknowledged, {found['processes']} processes, "
        f"{found['sends']} deliveries, {receiver.again} came again and were known by their id, "
        f"{found['leaves']} leaves"
    )


def main():
    build = os.path.abspath(sys.argv[1])
    cycles = int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("CANTREF_CYCLES", 300))
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time())
    print(f"process_kill: seed {seed}")
    program = os.path.join(build, "process_worker")
    receiver = Receiver(seed)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        home, written = os.path.join(folder, "home"), os.path.join(folder, "written")
        os.mkdir(home)
        open(written, "w", encoding="utf-8").close()
        subprocess.run([program, home, "make"], check=True)
        count = run_cycles(build, home, written, receiver, cycles, random.Random(seed))
        receiver.kind = True
        port = str(receiver.server_address[1])
        subprocess.run([program, home, "run", port, written, count], check=True, stdout=subprocess.DEVNULL)
        found = list(wrongs(program, home, written, receiver))
    for line in found:
        print(f"process_kill: {line}")
    print(f"process_kill: {cycles} kills: {'lost 0, doubled 0' if not found else 'FAILED'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
