#!/usr/bin/env python3
"""cli.py PROGRAM [--quick | --threads] [CASE...] - run the command-line cases of tests/cli/*.case.

A case is a text file: what it shows, then steps, each `--- WORD REST` and a body up to the next
step.

    --- file NAME          the body is the file NAME
    --- sh                 the body is a shell script that makes other input; it must succeed
    --- run                the body is a shell script that runs `cantref`; what follows is
                           expected of it:
    --- status N           its exit status (of the last command; 0 when no such step follows)
    --- stdout has         each line of the body is somewhere in standard output; likewise
                           `stderr has`
    --- stdout is          standard output is the body; likewise `stderr is` (no body: empty)
    --- stdout lacks       no line of the body is in it; likewise `stderr lacks`
    --- stderr lines N     standard error has N lines
    --- stdout json        standard output is one JSON object and nothing else
    --- exists PATH...     files that must be there; `absent PATH...` that must not
    --- check              the body is a shell script that must succeed (test, grep, cmp …)

Lines `#slow` (left out with --quick) and `#threads` (the only ones with --threads) before the first
step mark a case. Each case runs in an empty folder of its own, and counts as one."""

import argparse
import concurrent.futures
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

from tally import Tally

HERE = os.path.dirname(os.path.abspath(__file__))
TIME_MAX_S = 180


class Failure(Exception):
    pass


def parse(path):
    with open(path, encoding="utf-8") as file:
        head, *rest = re.split(r"^--- (.*)$", file.read(), flags=re.M)
    steps = []
    for words, body in zip(rest[::2], rest[1::2]):
        word, _, argument = words.strip().partition(" ")
        body = body[1:] if body.startswith("\n") else body
        steps.append((word, argument.strip(), body))
    return set(re.findall(r"^#(\w+)$", head, re.M)), steps


class Case:
    def __init__(self, path, folder, environment):
        self.path, self.folder, self.environment = path, folder, environment
        self.done = None
        self.expected_status = None

    def shell(self, script):
        return subprocess.run(
            ["sh", "-c", script],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=TIME_MAX_S,
        )

    def steps(self, steps):
        for word, argument, body in steps:
            if word in ("run",):
                self.status(0, default=True)
                self.done = self.shell(body)
                self.expected_status = 0
            elif word == "status":
                self.status(int(argument))
            else:
                getattr(self, "step_" + word)(argument, body)
        self.status(0, default=True)

    def status(self, expected, default=False):
        if self.done is None or (default and self.expected_status is None):
            return
        self.expected_status = None
        if self.done.returncode != expected:
            raise Failure(f"exit status {self.done.returncode}, not {expected}")

    def step_file(self, argument, body):
        with open(os.path.join(self.folder, argument), "w", encoding="utf-8", newline="") as file:
            file.write(body)

    def step_sh(self, _, body):
        done = self.shell("set -e\n" + body)
        if done.returncode != 0:
            raise Failure(f"making the input: {done.stderr.decode('utf-8', 'replace')}")

    def step_check(self, _, body):
        done = self.shell("set -e\n" + body)
        if done.returncode != 0:
            shown = (done.stdout + done.stderr).decode("utf-8", "replace")
            raise Failure(f"check failed:\n{body}{shown}")

    def step_exists(self, argument, _):
        for path in argument.split():
            if not os.path.lexists(os.path.join(self.folder, path)):
                raise Failure(f"{path} is not there")

    def step_absent(self, argument, _):
        for path in argument.split():
            if os.path.lexists(os.path.join(self.folder, path)):
                raise Failure(f"{path} is there")

    def step_stdout(self, argument, body):
        self.output("stdout", self.done.stdout.decode("utf-8", "replace"), argument, body)

    def step_stderr(self, argument, body):
        self.output("stderr", self.done.stderr.decode("utf-8", "replace"), argument, body)

    @staticmethod
    def output(name, text, argument, body):
        how, _, number = argument.partition(" ")
        if how == "is" and text != body:
            raise Failure(f"{name} is not:\n{body}")
        if how == "lines" and text.count("\n") != int(number):
            raise Failure(f"{name} has {text.count(chr(10))} lines, not {number}")
        for line in body.splitlines() if how in ("has", "lacks") else []:
            if line and (line in text) != (how == "has"):
                raise Failure(f"{name} {'lacks' if how == 'has' else 'has'}: {line}")
        if how == "json":
            try:
                if not isinstance(json.loads(text), dict):
                    raise Failure(f"{name} is not a JSON object")
            except ValueError as error:
                raise Failure(f"{name} is not JSON: {error}") from None


def install(program, path):
    """Put the program, or approve_home (tests/approve_home.c), where a case finds it. Old TSan can't run where addresses are drawn too
    widely."""
    probe = subprocess.run([program, "version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if b"unexpected memory mapping" not in probe.stdout:
        os.symlink(program, path)
        return
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\nexec setarch --addr-no-randomize {program} "$@"\n')
    os.chmod(path, 0o755)


def run(path, steps, program):
    with tempfile.TemporaryDirectory(prefix="cantref-cli-") as folder:
        tools = os.path.join(folder, "bin")
        work = os.path.join(folder, "work")
        os.mkdir(tools)
        os.mkdir(work)
        install(program, os.path.join(tools, "cantref"))
        install(os.path.join(os.path.dirname(program), "approve_home"), os.path.join(tools, "approve_home"))
        environment = dict(
            os.environ,
            PATH=f"{tools}:{os.environ['PATH']}",
            LC_ALL="C.UTF-8",
            ASAN_OPTIONS="allocator_may_return_null=1",
        )
        case = Case(path, work, environment)
        try:
            case.steps(steps)
            return None
        except (Failure, subprocess.TimeoutExpired) as failure:
            said = str(failure)
            if case.done is not None:
                for name, raw in (("stdout", case.done.stdout), ("stderr", case.done.stderr)):
                    text = raw.decode("utf-8", "replace")
                    said += f"\n{name}: {text[:1500]}" if text else ""
            return said


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--threads", action="store_true")
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    tally = Tally("command line")
    if not os.access(program, os.X_OK):
        tally.fail(arguments.program, "isn't there: ./do build")
        return tally.close()
    chosen = []
    for path in sorted(glob.glob(os.path.join(HERE, "cli", "*.case"))):
        name = os.path.splitext(os.path.basename(path))[0]
        marks, steps = parse(path)
        if arguments.cases and name not in arguments.cases:
            continue
        if (arguments.quick and "slow" in marks) or (arguments.threads and "threads" not in marks):
            continue
        chosen.append((name, path, steps))
    with concurrent.futures.ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        said = pool.map(lambda one: run(one[1], one[2], program), chosen)
        for (name, path, _), failure in zip(chosen, said):
            tally.check(failure is None, f"{os.path.relpath(path, os.getcwd())}", failure or "")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
