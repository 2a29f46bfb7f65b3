"""tally.py - counts what passed and failed in one part of the tests; its closing line."""

import sys


class Tally:
    def __init__(self, part):
        self.part, self.passed, self.failed, self.skipped = part, 0, 0, 0

    def ok(self, count=1):
        self.passed += count

    def fail(self, name, detail=""):
        """One failure: its name, and what would help to mend it, indented under it."""
        self.failed += 1
        print(f"FAILED {name}")
        for line in str(detail).rstrip().splitlines():
            print(f"    {line}")
        sys.stdout.flush()

    def check(self, good, name, detail=""):
        self.ok() if good else self.fail(name, detail)

    def skip(self, name, why):
        self.skipped += 1
        print(f"skipped {name}: {why}")

    def close(self):
        """The closing line that ./do adds up, and the exit status."""
        print(f"{self.part}: {self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0
