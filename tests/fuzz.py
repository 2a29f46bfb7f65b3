#!/usr/bin/env python3
"""fuzz.py BUILD (--runs N | --seconds S) - run each libFuzzer program of a build folder, from its
corpus.

Starts from tests/corpus/NAME (NAME_fuzz without the ending). What a run finds stays in
BUILD/found/NAME; a crash is kept in BUILD/crash/NAME- and is to be added to the corpus together
with the mend."""

import argparse
import glob
import os
import subprocess
import sys

from tally import Tally

CORPUS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus")


def fuzz(program, build, arguments):
    name = os.path.basename(program)[: -len("_fuzz")]
    found, crash = os.path.join(build, "found", name), os.path.join(build, "crash")
    os.makedirs(found, exist_ok=True)
    os.makedirs(crash, exist_ok=True)
    corpus = os.path.join(CORPUS, name)
    bound = f"-runs={arguments.runs}" if arguments.runs else f"-max_total_time={arguments.seconds}"
    command = [
        program,
        bound,
        "-max_len=4096",
        "-timeout=10",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
        f"-artifact_prefix={crash}/{name}-",
        found,
    ]
    if arguments.runs:  # the short run of ./do test is the same every time
        command += ["-seed=1"]
        for old in os.listdir(found):
            os.unlink(os.path.join(found, old))
    if os.path.isdir(corpus):
        command += [corpus]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    return name, command, done


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--runs", type=int)
    parser.add_argument("--seconds", type=int)
    arguments = parser.parse_args()
    tally = Tally("fuzz")
    programs = sorted(glob.glob(os.path.join(arguments.build, "**", "*_fuzz"), recursive=True))
    if not programs:
        tally.fail("fuzz", f"no fuzz programs in {arguments.build}")
    for program in programs:
        name, command, done = fuzz(program, arguments.build, arguments)
        runs = [
            line.split()[-1]
            for line in done.stdout.splitlines()
            if line.startswith("stat::number_of_executed_units")
        ]
        print(f"{name}: {runs[0] if runs else 'no'} inputs")
        tally.check(
            done.returncode == 0, f"fuzz {name}", f"{' '.join(command)}\n{done.stdout[-4000:]}"
        )
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
