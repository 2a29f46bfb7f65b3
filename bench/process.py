#!/usr/bin/env python3
"""process.py [--no-peers] [--quick] [--steps] [--page] - the engine in a real home: durable steps a second from 1
to 256 callers, as the disk is and with 2 ms added to each sync; how fast a process starts; when ten
thousand are ready again after a kill; what a million open ones take. Beside it, on PostgreSQL on this
machine, DBOS (PyPI) and Graphile Worker (npm), unless --no-peers is given or they can't be had.

Runs build/bench/process_bench in turns, so that a noisy disk is noisy for all, and takes medians;
writes its part of docs/benchmarks.md. --quick: once, and a tenth of the open ones; --steps: steps and
starts alone, the rest as it was kept; --page runs nothing. The last line is what was measured: N durable steps/s."""

import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time

from harness import BENCH, WORK, disturbance_lines, keep, kept, made_with, must_measure, table
from harness import write_part

PROGRAM = os.path.join(WORK, "process_bench")
FOLDER = os.path.join(WORK, "process_data")
PEERS = os.path.join(WORK, "process_peers")
PYTHON = os.path.join(PEERS, "python", "bin", "python")
PINNED = {"dbos": "3.4.0", "graphile-worker": "0.17.3"}
CALLERS = [1, 16, 64, 256]
DELAYS_US = [0, 2000]
ROUNDS, SECONDS, STARTS, PENDING, OPEN = 3, 4, 1000, 10_000, 1_000_000
DBOS_THREADS, PEER_SECONDS, JOBS = 16, 10, 10_000
TARGET_RATE, TARGET_P50_MS, TARGET_P99_MS, TARGET_READY_S, TARGET_BYTES = 20_000, 1, 4, 1, 1024


# ---- the engine


def make():
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    return run("make")


def run(*words):
    cost = must_measure([PROGRAM, FOLDER] + [str(word) for word in words])
    return {**json.loads(cost["out"]), "wall_s": cost["wall_s"], "others_s": cost["others_s"]}


def measure_steps(rounds):
    """{delay: {callers: [what each round gave]}}, keys as JSON has them."""
    found = {str(d): {str(c): [] for c in CALLERS} for d in DELAYS_US}
    for turn in range(rounds):
        for delay in DELAYS_US:
            make()
            for callers in CALLERS if turn % 2 == 0 else reversed(CALLERS):
                found[str(delay)][str(callers)].append(run("steps", callers, SECONDS, delay))
    return found


def measure_starts(rounds):
    make()
    return {str(d): [run("start", STARTS, d) for _ in range(rounds)] for d in DELAYS_US}


def measure_recovery():
    """What a program sees that is started after a kill, and when."""
    make()
    child = subprocess.run([PROGRAM, FOLDER, "pending", str(PENDING)], stdout=subprocess.DEVNULL)
    assert child.returncode == -signal.SIGKILL
    return run("ready", PENDING)


def measure(rounds, open_count):
    pack = make()
    return {
        "made_with": made_with(),
        "count": rounds,
        "pack": pack,
        "steps": measure_steps(rounds),
        "starts": measure_starts(rounds),
        "recovery": measure_recovery(),
        "open": (make(), run("open", open_count))[1],
        "wide": (make(), run("open", open_count // 50, 1))[1],
    }


# ---- the others


class Postgres:
    """A server of its own, durable as it comes, as a user who is not root, since it refuses root."""

    def __init__(self):
        folders = "/usr/lib/postgresql"
        newest = sorted(os.listdir(folders), key=int)[-1]
        self.bin = os.path.join(folders, newest, "bin")
        self.data = os.path.join("/tmp", f"cantref_bench_postgres_{os.getpid()}")
        os.mkdir(self.data)
        self.user = {}
        if os.getuid() == 0:
            self.user = {"user": "postgres", "group": "postgres"}
            shutil.chown(self.data, "postgres", "postgres")
        words = ["-D", self.data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale", "C"]
        self.do("initdb", *words)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        words = ["-D", self.data, "-p", str(self.port), "-h", "127.0.0.1", "-k", ""]
        self.server = subprocess.Popen(
            [os.path.join(self.bin, "postgres"), *words], cwd="/",
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self.user,
        )  # fmt: skip
        while subprocess.run(
            [os.path.join(self.bin, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        ).returncode:
            time.sleep(0.1)

    def do(self, program, *words):
        subprocess.run(
            [os.path.join(self.bin, program), *words], cwd="/", check=True,
            stdout=subprocess.DEVNULL, **self.user,
        )  # fmt: skip

    def url(self, name):
        self.do("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "owner", name)
        return f"postgresql://owner@127.0.0.1:{self.port}/{name}"

    def close(self):
        self.server.send_signal(signal.SIGINT)
        self.server.wait(60)
        shutil.rmtree(self.data)


def install():
    """Into folders of their own; which can be had."""
    os.makedirs(PEERS, exist_ok=True)
    if not os.path.isfile(PYTHON):
        subprocess.run([sys.executable, "-m", "venv", os.path.dirname(os.path.dirname(PYTHON))])
    quiet = ["--quiet", "--disable-pip-version-check", f"dbos=={PINNED['dbos']}"]
    python = subprocess.run([PYTHON, "-m", "pip", "install", *quiet]).returncode == 0
    words = ["--prefix", PEERS, "--silent", f"graphile-worker@{PINNED['graphile-worker']}"]
    node = shutil.which("npm") and subprocess.run(["npm", "install", *words]).returncode == 0
    return python, node


def measure_peers():
    """{name: what it gave}; without those that can't be had."""
    found = {}
    if not os.path.isdir("/usr/lib/postgresql"):
        return found
    python, node = install()
    server = Postgres()
    try:
        if python:
            words = [server.url("dbos"), str(DBOS_THREADS), str(PEER_SECONDS)]
            out = must_measure([PYTHON, os.path.join(BENCH, "peer_dbos.py"), *words])["out"]
            found["dbos"] = json.loads(out.splitlines()[-1])
        if node:
            words = [server.url("graphile"), str(JOBS), PEERS]
            out = must_measure(["node", os.path.join(BENCH, "peer_graphile.mjs"), *words])["out"]
            found["graphile"] = json.loads(out.splitlines()[-1])
    finally:
        server.close()
    return found


# ---- the page


def rate(found):
    return found["steps"] / found["seconds_logged"]


def median(rounds, what):
    return statistics.median(what(found) for found in rounds)


def row_of(found, callers):
    cells = [f"{callers} callers" if callers > 1 else "1 caller"]
    for delay in DELAYS_US:
        rates = [rate(one) for one in found["steps"][str(delay)][str(callers)]]
        cells += [f"{statistics.median(rates):,.0f}", f"{min(rates):,.0f}–{max(rates):,.0f}"]
    rounds = found["steps"]["0"][str(callers)]
    cells.append(f"{median(rounds, lambda one: one['processor_s'] / one['steps'] * 1e6):.0f}")
    return cells


def said(is_met):
    return "met" if is_met else "missed"


def verdicts(found):
    for delay, how in ((0, "as the disk is"), (2000, "with 2 ms added to each sync")):
        many = max(median(rounds, rate) for rounds in found["steps"][str(delay)].values())
        yield f"{many:,.0f} durable steps a second {how}; asked {TARGET_RATE:,}: {said(many >= TARGET_RATE)}."
    starts = found["starts"]["0"]
    p50, p99 = median(starts, lambda s: s["p50_ms"]), median(starts, lambda s: s["p99_ms"])
    yield (
        f"From the beginning of a process until a worker sees its first step, two transactions later: "
        f"{p50:.2f} ms (p50), {p99:.2f} ms (p99); asked {TARGET_P50_MS} and {TARGET_P99_MS}: "
        f"{said(p50 <= TARGET_P50_MS)}, {said(p99 <= TARGET_P99_MS)}."
    )
    again = found["recovery"]
    yield (
        f"After `kill -9` a program that is started has {again['to_look']:,} processes that wait for a look and "
        f"{again['ready']:,} deliveries before it, and the first leased, in {again['seconds']:.2f} s; asked "
        f"{TARGET_READY_S}: {said(again['seconds'] < TARGET_READY_S)}."
    )
    many = found["open"]
    yield (
        f"{many['processes']:,} open processes, each with a timer and {many['actions_each']:.1f} open actions, take "
        f"{many['bytes_each']:,.0f} bytes each in database and keys; asked {TARGET_BYTES:,}: "
        f"{said(many['bytes_each'] <= TARGET_BYTES)}. The home opens in {many['opened_s']:.2f} s then, and the 64 "
        f"that are due first are found in {many['due_64_s'] * 1e3:.2f} ms."
    )
    wide = found["wide"]
    yield (
        f"Where as much is under way as ever in its course ({wide['actions_each']:.0f} open actions, half of them "
        f"about to leave), a process takes {wide['bytes_each']:,.0f} bytes."
    )


def peer_lines(found):
    peers = found.get("peers", {})
    if "dbos" in peers:
        p = peers["dbos"]
        yield (
            f"DBOS {p['version']}, {p['threads']} threads, workflows of five steps: {p['steps'] / p['seconds']:,.0f} "
            f"steps a second ({p['workflows'] / p['seconds']:,.0f} workflows)."
        )
    if "graphile" in peers:
        p = peers["graphile"]
        yield (
            f"Graphile Worker {p['version']}: {p['jobs'] / p['seconds']:,.0f} jobs a second, each completed by itself; "
            f"from adding a job to its beginning {p['p50_ms']:.2f} ms (p50), {p['p99_ms']:.2f} ms (p99)."
        )
    if not peers:
        yield "DBOS and Graphile Worker: not run."


def part_lines(found):
    yield "Written by `./do bench process` (bench/process_bench.c). Each caller takes processes of the shipped pack"
    yield f"`{found['pack']['pack']}` ({found['pack']['steps']} steps, {found['pack']['duties']} duties) from beginning to end through engine_input, in a real home. A step"
    yield "is counted when it was acknowledged: its state, what follows from it and its leaf are on disk; the"
    yield "time until all leaves are in the audit log counts too. Medians of"
    yield f"{found['count']} rounds of {SECONDS} s, taken in turns."
    yield ""
    yield f"{found['made_with']}."
    yield ""
    yield from disturbance_lines(
        one for some in found["steps"].values() for rounds in some.values() for one in rounds
    )
    head = ["", "steps/s", "range", "with 2 ms a sync", "range", "CPU µs a step"]
    yield from table(head, [row_of(found, callers) for callers in CALLERS])
    for line in verdicts(found):
        yield line
        yield ""
    yield "Beside it, on PostgreSQL on this machine in the same run, durable as it comes:"
    yield ""
    for line in peer_lines(found):
        yield line
        yield ""


def main():
    quick = "--quick" in sys.argv
    if "--steps" in sys.argv and kept("process"):
        found = {**kept("process"), "steps": measure_steps(ROUNDS), "starts": measure_starts(ROUNDS)}
        keep("process", {**found, "count": ROUNDS})
    elif "--page" not in sys.argv:
        found = measure(1 if quick else ROUNDS, OPEN // 10 if quick else OPEN)
        found["peers"] = {} if "--no-peers" in sys.argv else measure_peers()
        keep("process", found)
        shutil.rmtree(FOLDER, ignore_errors=True)
    found = kept("process")
    if found is None:
        sys.exit("process: nothing is kept; run it without --page")
    write_part("Processes", list(part_lines(found)))
    for line in list(verdicts(found)) + list(peer_lines(found)):
        print(line)
    best = max(median(rounds, rate) for rounds in found["steps"]["0"].values())
    print(f"{best:.0f} durable steps/s")


if __name__ == "__main__":
    main()
