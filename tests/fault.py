#!/usr/bin/env python3
"""fault.py PROGRAM - make each allocation, read and write of a small run fail once, by fail_nth.so
beside PROGRAM.

Whatever fails, the run either gets over it (status 0, the same answer) or ends with status 71, one
line on standard error, and nothing left behind. The first calls are failed one by one; of the many
after them a sample is drawn by a seed, which is printed (CANTREF_SEED=N repeats it). Each kind of
failure counts as one check."""

import concurrent.futures
import gzip
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

from tally import Tally

KINDS = {  # what fails: exit statuses that may follow
    "FAIL_ALLOC": (0, 71),
    "FAIL_READ": (0, 71),
    "FAIL_WRITE": (0, 71, 73, 74),
}
EACH, SAMPLE, TIME_MAX_S, SHOWN_MAX = 120, 180, 60, 6

ROWS = """id,first name,surname,date of birth,address,postcode
1,Sian,Evans,1980-02-03,1 High Street,XY1 1AA
2,Siân,Evans,03/02/1980,1 High St,XY1 1AA
3,Emrys,Jones,1971-11-30,7 Mill Lane,XY1 2BB
4,MR J & MRS S EVANS,,,7 Mill Lane,XY1 2BB
5,Nia,Rees,TBC,7 Mill Lane,XY1 2BB
6,too,many,,cells,XY1 2BB,surplus
"""


class Trial:
    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder
        self.library = os.path.join(os.path.dirname(self.program), "fail_nth.so")
        self.answer = None

    def run(self, kind=None, number=0):
        """One run: did the failure happen, and what was wrong with what followed (or None)."""
        with tempfile.TemporaryDirectory(dir=self.folder) as home:
            work, mark = os.path.join(home, "work"), os.path.join(home, "mark")
            os.mkdir(work)
            with open(os.path.join(work, "rents.csv"), "w", encoding="utf-8") as file:
                file.write(ROWS)
            with open(os.path.join(work, "pupils.csv.gz"), "wb") as file:
                file.write(gzip.compress(ROWS.replace("Emrys", "Emyr").encode()))
            environment = dict(os.environ, LD_PRELOAD=self.library, FAIL_MARK=mark)
            if kind:
                environment[kind] = str(number)
            done = subprocess.run(
                [
                    self.program,
                    "link",
                    "rents.csv",
                    "pupils.csv.gz",
                    "-o",
                    "out",
                    "--threads",
                    "1",
                    "--reject-max",
                    "50%",
                ],
                cwd=work,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                timeout=TIME_MAX_S,
            )
            return os.path.exists(mark), self.judge(kind, done, work)

    def judge(self, kind, done, work):
        said = done.stderr.decode("utf-8", "replace")
        left = sorted(os.listdir(work))
        if done.returncode == 0:
            with open(os.path.join(work, "out", "entities.csv"), encoding="utf-8") as file:
                answer = file.read()
            if self.answer is None:
                self.answer = answer
            if left != ["out", "pupils.csv.gz", "rents.csv"]:
                return f"left behind: {left}"
            return None if answer == self.answer else "status 0, but another answer"
        if done.returncode not in KINDS.get(kind, (0,)):
            return f"exit status {done.returncode}: {said[-400:]}"
        if left != ["pupils.csv.gz", "rents.csv"]:
            return f"left behind: {left}"
        # What was said of rejected rows came before and has another beginning.
        lines = [line for line in said.splitlines() if line.startswith("cantref")]
        return None if len(lines) == 1 else f"not one line: {said[-400:]}"


def numbers(trial, kind, draw):
    """Which calls to fail: the first ones, then some of those that follow."""
    most = 1
    while trial.run(kind, most)[0]:
        most *= 2
    low, high = most // 2, most  # the last call that is made lies in [low, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if trial.run(kind, middle)[0] else (low, middle)
    rest = range(EACH + 1, low + 1)
    return low, list(range(1, min(low, EACH) + 1)) + sorted(
        draw.sample(rest, min(SAMPLE, len(rest)))
    )


def main():
    seed = int(os.environ.get("CANTREF_SEED") or time.time())
    print(f"CANTREF_SEED={seed}")
    draw, tally = random.Random(seed), Tally("failures injected")
    folder = tempfile.mkdtemp(prefix="cantref-fault-")
    trial = Trial(sys.argv[1], folder)
    try:
        wrong = trial.run()[1]
        if wrong or trial.answer is None:
            tally.fail("fault: a run without a failure", wrong)
            return tally.close()
        for kind in KINDS:
            calls, chosen = numbers(trial, kind, draw)
            with concurrent.futures.ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
                outcomes = list(pool.map(lambda number, k=kind: trial.run(k, number), chosen))
            wrong = [f"{kind}={n}: {w}" for n, (_, w) in zip(chosen, outcomes) if w]
            print(f"{kind}: {calls} calls, {len(chosen)} of them failed")
            tally.check(
                chosen and not wrong,
                f"fault: {kind}",
                f"{len(wrong)} of {len(chosen)}\n" + "\n".join(wrong[:SHOWN_MAX]),
            )
    finally:
        shutil.rmtree(folder)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
