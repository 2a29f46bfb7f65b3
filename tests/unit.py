#!/usr/bin/env python3
"""unit.py BUILD - run every cmocka program of a build folder and count its single tests (from TAP).

A program that crashes, hangs or reports a leak without a failed test counts as one failure."""

import concurrent.futures
import json
import os
import re
import signal
import sys
import time

import guard
from tally import Tally

TIME_MAX_S = 1200


def run(test):
    environment = dict(
        test["env"],
        CMOCKA_MESSAGE_OUTPUT="TAP",
        ASAN_OPTIONS="allocator_may_return_null=1",
        TSAN_OPTIONS="allocator_may_return_null=1",
        UBSAN_OPTIONS="print_stacktrace=1",
    )
    command = test["cmd"]
    began = time.monotonic()
    status, output = guard.run(command, environment, TIME_MAX_S)
    if "unexpected memory mapping" in output:  # old TSan, much address randomisation
        status, output = guard.run(["setarch", "--addr-no-randomize"] + command, environment, TIME_MAX_S)
    return test["name"], status, output, time.monotonic() - began


def count(tally, name, status, output):
    passed = failed = 0
    for line in output.splitlines():
        match = re.match(r"(ok|not ok) \d+ - (.*)", line)
        if not match:
            continue
        if "# SKIP" in line.upper():
            tally.skip(f"{name}: {match[2]}", "by the test itself")
        elif match[1] == "ok":
            passed += 1
        else:
            failed += 1
            tally.fail(f"{name}: {match[2]}")
    tally.ok(passed)
    if failed:
        print(output[-6000:])
    elif status is None:
        tally.fail(name, output[-6000:])
    elif status != 0:
        how = f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
        tally.fail(name, f"{how}\n{output[-6000:]}")
    elif passed == 0 and "# SKIP" not in output.upper():
        tally.fail(name, f"ran no test\n{output[-2000:]}")


def main():
    build = sys.argv[1]
    tally = Tally(f"unit tests in {build}")
    with open(os.path.join(build, "meson-info", "intro-tests.json"), encoding="utf-8") as file:
        tests = json.load(file)
    if not tests:
        tally.fail(build, "has no tests")
    with concurrent.futures.ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        times = []
        for name, status, output, seconds in pool.map(run, tests):
            count(tally, name, status, output)
            times.append((seconds, name))
    print("longest: " + ", ".join(f"{name} {s:.0f} s" for s, name in sorted(times, reverse=True)[:6]))
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
