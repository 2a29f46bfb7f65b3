#!/usr/bin/env python3
"""parts.py [--long] [--jobs N] [WORD...] - all parts of the tests, several at once; with words, those
in whose names one stands. ./do test builds what they need and calls it.

A part is a command whose last line says "NAME: N passed, N failed"; these are added up. One that ends
without such a line, or badly while it claims that all passed, is one failure. What a part prints comes
whole when it has ended. Each works in folders of its own and on ports that the system gives it. One
that does not come to its end is ended, with all that it began, and told by what stood still."""

import argparse
import concurrent.futures
import os
import re
import sys
import threading
import time

import guard

PYTHON, NODE = sys.executable, "node"
CANTREF, MODULES = "build/cantref", "build/web/node_modules"
AREAS = ("officer", "governance", "resident", "data", "council", "sign", "about", "under_way")
# How many there are of what is random; more with --long, as the documents publish them.
SHORT = {"kills": 30, "work_kills": 100, "seeds": 30_000, "inputs": 6_000}
LONG = {"kills": 100, "work_kills": 300, "seeds": 100_000, "inputs": 20_000}
END_MAX_S = 2400  # of a part that hangs; the longest takes some 1,300 on a slow machine
TELL_EVERY_S = 300
CLOSING = re.compile(r"^.*: (\d+) passed, (\d+) failed$")


def python(name, *arguments, **environment):
    return [PYTHON, f"tests/{name}.py", *arguments], environment


def node(name, *arguments):
    return [NODE, f"tests/web/{name}.mjs", *arguments], {}


def parts(many):
    """Name and command of each; those that take longest first, for the others to run beside."""
    # Random trials are many in the fast build; with the sanitizers a few go the same ways.
    yield "unit tests, thread sanitizer", python("unit", "build-tsan", CANTREF_RUNS="20", CANTREF_CYCLES="60")
    # These wait more than they work: on a slow link, for their time to try again.
    yield "deliveries", python("deliver", CANTREF, "build/deliver_once")
    yield "deliveries, in the sandbox", python("deliver", "tests/sandboxed.sh", "build/deliver_once")
    yield "journeys of residents", node("resident_journeys", CANTREF, MODULES)
    yield "journeys of the data team", node("data_journeys", CANTREF, MODULES)
    yield "journeys of governance", node("governance_journeys", CANTREF, "build/cantref-verify", MODULES)
    yield "journeys of officers", node("officer_journeys", CANTREF, MODULES)
    for area in AREAS:
        yield f"pages, {area}", node("pages", CANTREF, MODULES, "--area", area)
    yield "purposes", python("purposes", CANTREF)
    yield "unit tests, address and undefined-behaviour sanitizers", python(
        "unit", "build-asan", CANTREF_RUNS="40", CANTREF_CYCLES="60"
    )
    yield "check", python("check", "build")
    yield "unit tests", python("unit", "build")
    yield "killed", python("kill", CANTREF)
    yield "command line, address and undefined-behaviour sanitizers", python("cli", "build-asan/cantref", "--quick")
    yield "how people are reached", python("contacts", CANTREF)
    yield "fuzz", python("fuzz", "build-fuzz", "--runs", str(many["inputs"]))
    yield "inward", python("inward", CANTREF)
    yield "arrival", python("arrival", CANTREF)
    yield "audit log", python("verify", "build")
    yield "command line", python("cli", CANTREF)
    yield "sources that are no file", python("connect", CANTREF)
    yield "trouble", python("trouble", CANTREF)
    yield "crowd", python("web/crowd", CANTREF)
    yield "once", python("web/once", CANTREF)
    yield "signing in", python("web/sign", CANTREF, MODULES)
    yield "robust", python("robust", CANTREF)
    yield "cantref work killed", python("work_kill", "build", str(many["work_kills"]))
    yield "events", python("events", CANTREF)
    yield "two councils", python("web/tenancy", "build")
    yield "processes", python("process", CANTREF)
    yield "planted", python("planted", "build")
    yield "letters", python("letters", "build")
    yield "picture", python("picture", CANTREF)
    yield "simulated", ([CANTREF, "simulate", "--seeds", str(many["seeds"])], {})
    yield "first day", python("first_day", CANTREF)
    yield "erasure", python("erasure", CANTREF)
    yield "routes", python("web/routes", CANTREF)
    yield "routes, address and undefined-behaviour sanitizers", python("web/routes", "build-asan/cantref")
    yield "once, thread sanitizer", python("web/once", "build-tsan/cantref")
    yield "officers", python("web/officers", CANTREF)
    yield "browser", python("browser", CANTREF)
    yield "mutants of the access decision", python("mutants", "build")
    yield "attacks", python("web/attack", "build")
    yield "command line, thread sanitizer", python("cli", "build-tsan/cantref", "--threads")
    yield "partitions", python("partition", CANTREF)
    yield "due", python("due", CANTREF)
    yield "access", python("access", CANTREF)
    yield "processes killed", python("process_kill", "build", str(many["kills"]))
    yield "audit log told", python("audit_log", CANTREF)
    yield "parts of pages", node("components", "build/render_template", MODULES)
    yield "upkeep", python("web/upkeep", CANTREF)
    yield "what pages show is told", python("web/told", CANTREF)
    yield "webhook", python("web/webhook", CANTREF)
    yield "guard", python("guard_test")
    yield "benchmark tools", python("bench")
    yield "FEEL", python("feel", "build/bench/dmn_tck")
    yield "hard pairs", python("hard_pairs", CANTREF)
    yield "estimates", python("estimates", CANTREF, "build/bench/errors")
    yield "failures injected", python("fault", CANTREF)
    yield "production", python("web/production", "build")


def run(name, command, environment, under_way):
    """What it printed, how many passed and failed, and its seconds."""
    began = under_way[name] = time.monotonic()
    status, output = guard.run(command, environment, END_MAX_S)
    del under_way[name]
    last = CLOSING.match(output.rstrip("\n").rpartition("\n")[2])
    passed, failed = (int(last[1]), int(last[2])) if last else (int(status == 0), 0)
    if status != 0 and failed == 0:
        failed = 1
    return name, output, passed, failed, time.monotonic() - began


def tell(under_way, ended):
    """Now and then, what is under way: a run that is cut off shows what it waited for."""
    while not ended.wait(TELL_EVERY_S):
        now = time.monotonic()
        parts = ", ".join(f"{name} {now - began:.0f} s" for name, began in sorted(under_way.copy().items()))
        print(f"\n(under way: {parts})", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--jobs", type=int, default=(os.cpu_count() or 1) + 1)  # some wait for disks
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    chosen = [
        (name, *command)
        for name, command in parts(LONG if options.long else SHORT)
        if not options.words or any(word in name for word in options.words)
    ]
    if not chosen:
        sys.exit(f"parts.py: no part with {' or '.join(options.words)} in its name")
    passed = failed = 0
    bad = []
    under_way, ended = {}, threading.Event()
    threading.Thread(target=tell, args=(under_way, ended), daemon=True).start()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for each in concurrent.futures.as_completed(pool.submit(run, *part, under_way) for part in chosen):
            name, output, good, wrong, seconds = each.result()
            print(f"\n== {name}\n{output.rstrip()}\n{name}: {seconds:.0f} s", flush=True)
            passed += good
            failed += wrong
            bad += [name] * (wrong > 0)
    ended.set()
    if bad:
        print(f"\nFailures in: {', '.join(bad)}")
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
