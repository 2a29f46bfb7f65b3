#!/usr/bin/env python3
"""partition.py PROGRAM - the same people come out, whatever has nothing to do with who they are.

Order of rows, columns and files, number of threads, encoding, packing, delimiter, other words for
the same columns, a model that is used again: each must give the same entities.csv. Rows are drawn
from a seed, which is printed; CANTREF_SEED=N repeats a run."""

import collections
import csv
import gzip
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

from tally import Tally

GIVEN = """Siân Emrys Nia Gwilym Eira Owen Megan Rhys Zoë Dafydd Ann John Mary Hywel Renée Huw Carys
    Idris""".split()
FAMILY = """Evans Jones Rees Lloyd Pritchard Hughes Morgan Müller Bowen Parry Smith Walker Ó_Néill
    Nguyen""".split()
STREETS = ["High Street", "Mill Lane", "Station Road", "Heol Fawr", "Church Row", "Queen's Drive"]
HEADERS = {
    "id": "id",
    "given": "first name",
    "family": "surname",
    "born": "date of birth",
    "address": "address",
    "postcode": "postcode",
    "phone": "phone",
}
SYNONYMS = {
    "id": "id",
    "given": "Forename",
    "family": "Family Name",
    "born": "DOB",
    "address": "Address Line",
    "postcode": "Post Code",
    "phone": "Telephone",
}


def people(draw, count):
    """Two tables of some of the same people, with slips of the pen."""
    tables = {"rents": [], "pupils": []}
    for number in range(count):
        row = {
            "id": f"r{number}",
            "given": draw.choice(GIVEN),
            "family": draw.choice(FAMILY).replace("_", " "),
            "born": f"{draw.randint(1930, 2015)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            "address": f"{draw.randint(1, 60)} {draw.choice(STREETS)}",
            "postcode": f"XY{draw.randint(1, 9)} {draw.randint(1, 9)}{draw.choice('ABDEF')}A",
            "phone": draw.choice(["", f"07700 900{draw.randint(0, 999):03}"]),
        }  # Ofcom's for drama
        for name, table in tables.items():
            if draw.random() < 0.7:
                copy = dict(row, id=f"{name[0]}{number}")
                if draw.random() < 0.2:
                    copy["given"] = copy["given"][:-1]
                if draw.random() < 0.1:
                    copy["born"] = ""
                table.append(copy)
                if draw.random() < 0.05:
                    table.append(dict(copy, id=copy["id"] + "b"))
    return tables


def to_csv(table, headers=HEADERS, order=None, delimiter=",", end="\r\n"):
    columns = order or list(headers)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow([headers[c] for c in columns])
    writer.writerows([row[c] for c in columns] for row in table)
    return out.getvalue()


class Bench:
    """A folder in which tables are written, linked, and the outcome read back."""

    def __init__(self, program, folder):
        self.program, self.folder, self.runs = os.path.abspath(program), folder, 0

    def link(self, files, *options):
        """files: {name with ending: bytes}, in the order given. Returns the lines of entities.csv
        and the output folder."""
        self.runs += 1
        home = os.path.join(self.folder, str(self.runs))
        os.mkdir(home)
        for name, content in files.items():
            with open(os.path.join(home, name), "wb") as file:
                file.write(content)
        done = subprocess.run(
            [self.program, "link", *files, "-o", "out", *options],
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=180,
        )
        if done.returncode != 0:
            raise RuntimeError(
                f"exit status {done.returncode}: "
                f"{done.stderr.decode('utf-8', 'replace')[-500:]}"
            )
        with open(os.path.join(home, "out", "entities.csv"), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file)), os.path.join(home, "out")


def outcome(entities, was=None):
    """What must not change, as a multiset: rows that say the same are interchangeable.
    was[source][row - 1]: content of a row (default: its number)."""
    counted = collections.Counter()
    for line in entities:
        source, row = line["source"], int(line["row"])
        content = was[source][row - 1] if was else row
        counted[
            (
                source,
                content,
                line["mention"],
                line["kind"],
                line["record_id"],
                line["entity"],
                line["confidence"],
            )
        ] += 1
    return counted


def difference(one, two):
    left, right = list((one - two).elements()), list((two - one).elements())
    return f"{len(left)} lines only before, {len(right)} only after, as\n{left[:3]}\n{right[:3]}"


class Properties:
    def __init__(self, bench, draw):
        self.bench, self.draw = bench, draw
        self.tables = people(draw, 260)
        self.plain = {f"{n}.csv": to_csv(t).encode() for n, t in self.tables.items()}
        self.expected = outcome(bench.link(self.plain)[0])

    def same(self, files, *options):
        got = outcome(self.bench.link(files, *options)[0])
        return got == self.expected or difference(self.expected, got)

    def something_is_linked(self):
        """Else all that follows would hold of a program that links nothing."""
        sizes = collections.Counter(
            key[5] for key in self.expected.elements() if key[3] == "person"
        )
        return (
            sum(n > 1 for n in sizes.values()) > 50
            and len(sizes) > 100
            or f"{sizes.most_common(3)}"
        )

    def again(self):
        return self.same(self.plain)

    def threads(self):
        for count in ("1", "2", "3", "7"):
            found = self.same(self.plain, "--threads", count)
            if found is not True:
                return f"{count} threads: {found}"
        return True

    def portable_code(self):
        """Byte for byte the same without the inner loops that a processor may or may not have."""
        files = []
        for way in ("", "portable"):
            os.environ["CANTREF_PROCESSOR"] = way
            try:
                folder = self.bench.link(self.plain)[1]
            finally:
                del os.environ["CANTREF_PROCESSOR"]
            for name in ("entities.csv", "links.csv", "golden.csv"):
                with open(os.path.join(folder, name), "rb") as file:
                    files.append(file.read())
        return files[:3] == files[3:] or "the files differ"

    def files_in_another_order(self):
        return self.same(dict(reversed(self.plain.items())))

    def rows_in_another_order(self):
        content = {n: [json.dumps(row) for row in t] for n, t in self.tables.items()}
        before = outcome(self.bench.link(self.plain)[0], content)
        for _ in range(3):
            mixed = {n: self.draw.sample(t, len(t)) for n, t in self.tables.items()}
            files = {f"{n}.csv": to_csv(t).encode() for n, t in mixed.items()}
            content = {n: [json.dumps(row) for row in t] for n, t in mixed.items()}
            after = outcome(self.bench.link(files, "--threads", "2")[0], content)
            if before != after:
                return difference(before, after)
        return True

    def columns_in_another_order(self):
        order = self.draw.sample(list(HEADERS), len(HEADERS))
        found = self.same(
            {f"{n}.csv": to_csv(t, order=order).encode() for n, t in self.tables.items()}
        )
        return found if found is True else f"{order}: {found}"

    def columns_by_other_words(self):
        return self.same(
            {f"{n}.csv": to_csv(t, headers=SYNONYMS).encode() for n, t in self.tables.items()}
        )

    def delimiters(self):
        for mark in ";|\t":
            found = self.same(
                {
                    f"{n}.csv": to_csv(t, delimiter=mark, end="\n").encode()
                    for n, t in self.tables.items()
                }
            )
            if found is not True:
                return f"{mark!r}: {found}"
        return True

    def spaces_around_values(self):
        spaced = {
            n: [{c: f" {v}  " for c, v in row.items()} for row in t] for n, t in self.tables.items()
        }
        return self.same({f"{n}.csv": to_csv(t).encode() for n, t in spaced.items()})

    def encoded(self, encoding, mark=b""):
        return self.same({n: mark + c.decode().encode(encoding) for n, c in self.plain.items()})

    def utf8_with_a_mark(self):
        return self.encoded("utf-8", b"\xef\xbb\xbf")

    def utf16_little(self):
        return self.encoded("utf-16-le", b"\xff\xfe")

    def utf16_big(self):
        return self.encoded("utf-16-be", b"\xfe\xff")

    def windows_1252(self):
        return self.encoded("cp1252")

    def gzip(self):
        return self.same({f"{n}.gz": gzip.compress(c) for n, c in self.plain.items()})

    def zstd(self):
        if not shutil.which("zstd"):
            return None
        return self.same(
            {
                f"{n}.zst": subprocess.run(
                    ["zstd", "-qc"], input=c, stdout=subprocess.PIPE, check=True
                ).stdout
                for n, c in self.plain.items()
            }
        )

    def json_lines(self):
        return self.same(
            {
                f"{n}.jsonl": "".join(
                    json.dumps({HEADERS[c]: v for c, v in row.items()}, ensure_ascii=bool(i % 2))
                    + "\n"
                    for i, row in enumerate(t)
                ).encode()
                for n, t in self.tables.items()
            }
        )

    def model_used_again(self):
        _, out = self.bench.link(self.plain)
        return self.same(self.plain, "--model", os.path.join(out, "model.json"))

    def subset_by_the_model(self):
        """With the model fixed, a source alone gives the same in whatever company its file is
        named."""
        _, out = self.bench.link(self.plain)
        model = os.path.join(out, "model.json")
        alone = {"rents.csv": self.plain["rents.csv"]}
        empty = dict(alone, **{"pupils.csv": self.plain["pupils.csv"].splitlines(True)[0]})
        one = outcome(self.bench.link(alone, "--model", model)[0])
        two = outcome(self.bench.link(empty, "--model", model)[0])
        return one == two or difference(one, two)


PROPERTIES = [
    "something_is_linked",
    "again",
    "threads",
    "portable_code",
    "files_in_another_order",
    "rows_in_another_order",
    "columns_in_another_order",
    "columns_by_other_words",
    "delimiters",
    "spaces_around_values",
    "utf8_with_a_mark",
    "utf16_little",
    "utf16_big",
    "windows_1252",
    "gzip",
    "zstd",
    "json_lines",
    "model_used_again",
    "subset_by_the_model",
]


def main():
    seed = int(os.environ.get("CANTREF_SEED") or time.time())
    print(f"CANTREF_SEED={seed}")
    tally = Tally("partitions")
    with tempfile.TemporaryDirectory(prefix="cantref-partition-") as folder:
        try:
            properties = Properties(Bench(sys.argv[1], folder), random.Random(seed))
        except (RuntimeError, OSError) as failure:
            tally.fail("partition: first run", failure)
            return tally.close()
        for name in PROPERTIES:
            try:
                found = getattr(properties, name)()
            except (RuntimeError, OSError, subprocess.TimeoutExpired) as failure:
                found = str(failure)
            if found is None:
                tally.skip(f"partition: {name}", "a tool is missing")
            else:
                tally.check(found is True, f"partition: {name}", found)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
