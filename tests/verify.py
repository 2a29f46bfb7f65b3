#!/usr/bin/env python3
"""verify.py BUILD [--every-byte] - cantref-verify against logs that were tampered with, and the log
against kills.

Every byte of a small log flipped, one at a time, and of a log with full tiles every 32nd (all with
--every-byte): found, and the file named. Leaves dropped, reordered, added, tiles rewritten to fit;
files cut, removed, added; forks; rollbacks against a witness. The program that appends killed at each
of its writes: whoever was answered is in the log. Go's sumdb packages read the same files, where there
is a Go. The seed is printed; CANTREF_SEED=N repeats what is drawn."""

import base64
import concurrent.futures
import hashlib
import json
import os
import random
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

from tally import Tally

SHOWN_MAX = 5
STEP = 32  # of the larger log's bytes, unless all are asked for
KILL_LEAVES, KILL_CALLERS, KILL_PUBLISH = 14, 3, 8
HERE = os.path.dirname(os.path.abspath(__file__))


class Log:
    """A folder with log/ and keys/."""

    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.log = os.path.join(folder, "log")
        self.key = os.path.join(folder, "keys", "log.pub")

    def write(self, leaves, callers=1, publish=1000, end="close", long=None, **more):
        """The numbers that were acknowledged, and the exit status."""
        words = [self.folder, str(leaves), str(callers), str(publish), end]
        done = subprocess.run(
            [os.path.join(self.build, "write_log")] + words + ([str(long)] if long else []),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            **more,
        )
        self.said = done.stderr
        return [int(line) for line in done.stdout.split()], done.returncode

    def verify(self, *words, key=None):
        """Exit status, and what --json says."""
        done = subprocess.run(
            [os.path.join(self.build, "cantref-verify"), self.log, "--key", key or self.key]
            + list(words)
            + ["--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr

    def path(self, name):
        return os.path.join(self.log, name)

    def files(self):
        """Names within the log, sorted."""
        return sorted(
            os.path.relpath(os.path.join(folder, name), self.log)
            for folder, _, names in os.walk(self.log)
            for name in names
        )

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def put(self, name, content):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as file:
            file.write(content)

    def copy(self, folder):
        shutil.copytree(self.folder, folder, symlinks=True)
        return Log(self.build, folder)


# ---- the tree, made a third way


def leaf_hash(leaf):
    return hashlib.sha256(b"\0" + leaf).digest()


def root(hashes):
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return hashlib.sha256(b"\1" + root(hashes[:half]) + root(hashes[half:])).digest()


def entries(content):
    leaves = []
    while content:
        (size,) = struct.unpack(">H", content[:2])
        leaves.append(content[2 : 2 + size])
        content = content[2 + size :]
    return leaves


def bundle(leaves):
    return b"".join(struct.pack(">H", len(leaf)) + leaf for leaf in leaves)


def tile_names(kind, size):
    """(name, first, width) of a level's tiles, of fewer than a thousand."""
    for first in range(0, size, 256):
        width = min(256, size - first)
        yield f"tile/{kind}/{first // 256:03d}" + (f".p/{width}" if width < 256 else ""), first, width


def all_leaves(log, size):
    return [leaf for name, _, _ in tile_names("entries", size) for leaf in entries(log.read(name))]


def write_tiles(log, leaves):
    """Bundles and tiles as an attacker without the key would make them."""
    shutil.rmtree(log.path("tile"))
    for name, first, width in tile_names("entries", len(leaves)):
        log.put(name, bundle(leaves[first : first + width]))
    level, hashes = 0, [leaf_hash(leaf) for leaf in leaves]
    while hashes:
        for name, first, width in tile_names(level, len(hashes)):
            log.put(name, b"".join(hashes[first : first + width]))
        full = len(hashes) // 256
        hashes = [root(hashes[256 * i : 256 * i + 256]) for i in range(full)]
        level += 1


# ---- every byte


def leaf_at(content, at, first):
    """The number of the leaf that byte `at` of a bundle belongs to, its length included."""
    number, end = first, 0
    while True:
        end += 2 + struct.unpack(">H", content[end : end + 2])[0]
        if at < end:
            return number
        number += 1


def flip_some(build, source, jobs, whole_at_first):
    """Flip a bit of each (name, at), in a copy; what was not found, or not named."""
    wrong = []
    with tempfile.TemporaryDirectory(prefix="cantref-flip-") as folder:
        log = Log(build, source).copy(os.path.join(folder, "copy"))
        for name, at in jobs:
            content = log.read(name)
            with open(log.path(name), "r+b") as file:
                file.seek(at)
                file.write(bytes([content[at] ^ (1 << at % 8)]))
            status, said = log.verify()
            log.put(name, content)
            named = [f for f in said["findings"] if f["file"] == name] if status == 65 else []
            if not named:
                wrong.append(f"{name}, byte {at}: status {status}, {said}")
            elif name.startswith("tile/entries/"):
                stem = name.split("/")[2].split(".")[0]
                leaf = leaf_at(content, at, 256 * int(stem))
                if leaf not in [f.get("leaf") for f in named]:
                    wrong.append(f"{name}, byte {at}: not leaf {leaf} but {named}")
        status, said = log.verify()
        if (status == 0) != whole_at_first:
            wrong.append(f"put back: {said}")
    return wrong


def flips(tally, log, name, step, draw):
    jobs = []
    for file in log.files():
        size = os.path.getsize(log.path(file))
        jobs += [(file, at) for at in range(draw.randrange(step), size, step)]
    parts = max(1, os.cpu_count() or 1)
    with concurrent.futures.ThreadPoolExecutor(parts) as pool:
        found = pool.map(
            lambda part: flip_some(log.build, log.folder, jobs[part::parts], True), range(parts)
        )
        wrong = [line for lines in found for line in lines]
    print(f"{name}: {len(jobs)} bytes flipped, each alone")
    tally.check(not wrong and jobs, f"{name}: each flipped byte found", "\n".join(wrong[:SHOWN_MAX]))


# ---- a sample


def small_log(build, folder):
    """22 leaves: some in tiles, some in the journal with room behind them, and a partial tile that is
    superseded."""
    log = Log(build, folder)
    os.mkdir(folder)
    log.write(7)
    kept = {name: log.read(name) for name in log.files() if name.startswith("tile/")}
    log.write(5)
    for name, content in kept.items():
        log.put(name, content)
    log.write(10, end="leave")
    return log


def large_log(build, folder, leaves=600):
    log = Log(build, folder)
    os.mkdir(folder)
    log.write(leaves)
    return log


def check_whole(tally, log, name, leaves, published):
    status, said = log.verify()
    good = status == 0 and said["leaves"] == leaves and said["in_tiles"] == published
    tally.check(good, f"{name}: whole as it was written", said)


# ---- what is done to a log


class Tampering:
    """Each method changes a copy of a log of 600 leaves; the file that must be named, or None: any."""

    def __init__(self, log):
        self.log = log
        self.leaves = all_leaves(log, 600)

    def leaf_dropped_from_its_bundle(self):
        self.log.put("tile/entries/001", bundle(self.leaves[256:300] + self.leaves[301:512]))
        return "tile/entries/001"

    def last_leaf_dropped(self):
        name = "tile/entries/002.p/88"
        self.log.put(name, bundle(self.leaves[512:599]))
        return name

    def leaves_swapped(self):
        leaves = self.leaves[:256]
        leaves[3], leaves[200] = leaves[200], leaves[3]
        self.log.put("tile/entries/000", bundle(leaves))
        return "tile/entries/000"

    def leaves_swapped_with_their_hashes(self):
        leaves = self.leaves[:256]
        leaves[3], leaves[200] = leaves[200], leaves[3]
        self.log.put("tile/entries/000", bundle(leaves))
        self.log.put("tile/0/000", b"".join(map(leaf_hash, leaves)))
        return "tile/0/000"

    def leaf_added(self):
        self.log.put("tile/entries/000", bundle(self.leaves[:256] + self.leaves[:1]))
        return "tile/entries/000"

    def leaf_changed_and_all_tiles_with_it(self):
        self.leaves[17] = self.leaves[16]
        write_tiles(self.log, self.leaves)
        return "checkpoint"

    def leaf_dropped_and_all_tiles_with_it(self):
        write_tiles(self.log, self.leaves[:17] + self.leaves[18:])
        return None

    def leaves_reordered_and_all_tiles_with_them(self):
        write_tiles(self.log, self.leaves[::-1])
        return "checkpoint"

    def all_after_some_leaf_dropped(self):
        write_tiles(self.log, self.leaves[:400])
        return None

    def tiles_swapped(self):
        first, second = self.log.read("tile/0/000"), self.log.read("tile/0/001")
        self.log.put("tile/0/000", second)
        self.log.put("tile/0/001", first)
        return "tile/0/000"

    def bundles_swapped(self):
        first, second = self.log.read("tile/entries/000"), self.log.read("tile/entries/001")
        self.log.put("tile/entries/000", second)
        self.log.put("tile/entries/001", first)
        return "tile/entries/001"

    def upper_tile_cut(self):
        self.log.put("tile/1/000.p/2", self.log.read("tile/1/000.p/2")[:32])
        return "tile/1/000.p/2"

    def stray_bits_in_base64(self):
        """The same bytes, written another way."""
        lines = self.log.read("checkpoint").split(b"\n")
        alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        last = alphabet.index(lines[2][-2:-1])
        lines[2] = lines[2][:-2] + alphabet[last + 1 : last + 2] + b"="
        assert base64.b64decode(lines[2]) == base64.b64decode(lines[2][:-2] + alphabet[last:last + 1] + b"=")
        self.log.put("checkpoint", b"\n".join(lines))
        return "checkpoint"

    def signature_twice(self):
        text = self.log.read("checkpoint")
        self.log.put("checkpoint", text + text.split(b"\n")[4] + b"\n")
        return "checkpoint"

    def another_signature(self):
        text = self.log.read("checkpoint")
        self.log.put("checkpoint", text + "— other AAAA\n".encode())
        return "checkpoint"

    def more_lines(self):
        text = self.log.read("checkpoint").split(b"\n")
        self.log.put("checkpoint", b"\n".join(text[:3] + [b"more"] + text[3:]))
        return "checkpoint"

    def carriage_returns(self):
        self.log.put("checkpoint", self.log.read("checkpoint").replace(b"\n", b"\r\n"))
        return "checkpoint"

    def file_of_another_name(self):
        self.log.put("note.txt", b"")
        return "note.txt"

    def editor_left_a_file(self):
        self.log.put("tile/0/000~", self.log.read("tile/0/000"))
        return "tile/0/000~"

    def tile_with_another_spelling(self):
        self.log.put("tile/0/x000/000", self.log.read("tile/0/000"))
        return "tile/0/x000"

    def tile_beyond_the_end(self):
        self.log.put("tile/0/007", self.log.read("tile/0/000"))
        return "tile/0/007"

    def level_that_is_none(self):
        self.log.put("tile/2/000.p/1", b"0" * 32)
        return "tile/2/000.p/1"

    def journal_of_another_name(self):
        self.log.put("journal/0600", b"")
        return "journal/0600"

    def journal_beyond_the_end(self):
        self.log.put("journal/700", b"")
        return "journal/700"

    def journal_with_something_in_its_room(self):
        self.log.put("journal/600", b"\0" * 4095 + b"\n")
        return "journal/600"

    def symbolic_link(self):
        os.rename(self.log.path("tile/0/001"), os.path.join(self.log.folder, "elsewhere"))
        os.symlink("../../../elsewhere", self.log.path("tile/0/001"))
        return "tile/0/001"

    def folder_of_another_name(self):
        os.mkdir(self.log.path("tile/old"))
        return "tile/old"

    def superseded_tile_that_is_another(self):
        self.log.put("tile/0/001.p/3", self.log.read("tile/0/000")[:96])
        return "tile/0/001.p/3"

    def superseded_bundle_with_more(self):
        self.log.put("tile/entries/001.p/2", bundle(self.leaves[256:258]) + b"\0")
        return "tile/entries/001.p/2"


def tamperings(tally, log, folder):
    for name in [n for n in vars(Tampering) if not n.startswith("_")]:
        copy = log.copy(os.path.join(folder, name))
        file = getattr(Tampering(copy), name)()
        status, said = copy.verify()
        named = status == 65 and (file is None or file in [f["file"] for f in said["findings"]])
        tally.check(named, f"tampered: {name}", said)
        shutil.rmtree(copy.folder)
    for name in log.files():
        content = log.read(name)
        for what, changed in (
            ("cut by a byte", content[:-1]),
            ("emptied", b""),
            ("longer by a byte", content + b"\n"),
            ("gone", None),
        ):
            if changed == content or (what == "gone" and not content):
                continue  # the journal's file is empty: no byte of it can go
            os.unlink(log.path(name))
            if changed is not None:
                log.put(name, changed)
            status, said = log.verify()
            named = status == 65 and name in [f["file"] for f in said["findings"]]
            tally.check(named, f"{name} {what}", said)
            log.put(name, content)
    check_whole(tally, log, "put back", 600, 600)


def superseded_is_accounted_for(tally, log, folder):
    copy = log.copy(os.path.join(folder, "superseded"))
    leaves = all_leaves(copy, 600)
    copy.put("tile/0/002.p/5", copy.read("tile/0/002.p/88")[:160])
    copy.put("tile/entries/001.p/9", bundle(leaves[256:265]))
    check_whole(tally, copy, "superseded partial tiles", 600, 600)


# ---- witnesses


def witnesses(tally, build, folder):
    log = Log(build, os.path.join(folder, "forks"))
    os.mkdir(log.folder)
    log.write(300)
    kept = os.path.join(folder, "kept.checkpoint")
    shutil.copy(log.path("checkpoint"), kept)
    one = log.copy(os.path.join(folder, "one"))
    other = log.copy(os.path.join(folder, "other"))
    for fork in (one, other):
        fork.write(40)
        status, said = fork.verify("--witness", kept)
        tally.check(status == 0 and said["witnesses"] == 1, "an older checkpoint is its beginning", said)
    for name, fork, checkpoint in (
        ("fork of one size", one, other.path("checkpoint")),
        ("fork the other way", other, one.path("checkpoint")),
        ("rollback", log, one.path("checkpoint")),
    ):
        status, said = fork.verify("--witness", kept, "--witness", checkpoint)
        named = status == 65 and [f["file"] for f in said["findings"]] == [checkpoint]
        tally.check(named, f"{name} is found, and the witness named", said)
    one.write(100)
    status, said = one.verify("--witness", other.path("checkpoint"))
    tally.check(status == 65, "a fork that grew on is found", said)
    old = other.copy(os.path.join(folder, "old"))
    shutil.copy(kept, old.path("checkpoint"))
    status, said = old.verify()
    tally.check(status == 65, "an older checkpoint put over newer tiles is found", said)
    cut = log.copy(os.path.join(folder, "cut"))
    cut.write(3, end="leave")
    newest = os.path.join(folder, "newest.checkpoint")
    with open(newest, "wb") as file:
        file.write(b"\n".join(cut.read("journal/300").split(b"\n")[-6:]))
    with open(newest, "rb") as file:  # what stands before it is the end of a leaf
        text = file.read()
    with open(newest, "wb") as file:
        file.write(text[text.index(b"cantref/test\n") :])
    status, said = cut.verify("--witness", newest)
    tally.check(status == 0 and said["leaves"] == 303, "a checkpoint of the journal as witness", said)
    cut.put("journal/300", b"")
    tally.check(cut.verify()[0] == 0, "whole batches cut off are not seen without a witness")
    status, said = cut.verify("--witness", newest)
    tally.check(status == 65, "and are with one", said)
    signed = os.path.join(folder, "cosigned.checkpoint")
    with open(kept, "rb") as source, open(signed, "wb") as file:
        file.write(source.read() + "— witness AAAA\n".encode())
    tally.check(log.verify("--witness", signed)[0] == 0, "a witness may have signed its copy")


def command_line(tally, build, folder):
    log = large_log(build, os.path.join(folder, "words"), 3)
    other = large_log(build, os.path.join(folder, "others"), 3)
    program = os.path.join(build, "cantref-verify")
    missing = os.path.join(folder, "missing")
    broken = os.path.join(folder, "broken.pub")
    with open(broken, "w", encoding="utf-8") as file:
        file.write("cantref/test+00000000+AAAA\n")
    for words, status in (
        ([], 64),
        ([log.log], 64),
        ([log.log, "--key"], 64),
        ([log.log, "--keys", log.key], 64),
        ([log.log, log.log, "--key", log.key], 64),
        ([log.log, "--key", missing], 66),
        ([missing, "--key", log.key], 66),
        ([log.log, "--key", log.key, "--witness", missing], 66),
        ([log.log, "--key", broken], 65),
        ([log.log, "--key", other.key], 65),
        ([log.log, "--key", log.key, "--witness", other.path("checkpoint")], 65),
        ([log.log, "--key", log.key], 0),
        (["--help"], 0),
        (["--version"], 0),
    ):
        done = subprocess.run([program] + words, capture_output=True, text=True, check=False)
        good = done.returncode == status and bool(done.stdout + done.stderr)
        tally.check(good, f"cantref-verify {' '.join(words)}: {status}", done)
    empty = large_log(build, os.path.join(folder, "empty"), 0)
    check_whole(tally, empty, "a log without leaves", 0, 0)
    long = Log(build, os.path.join(folder, "long"))
    os.mkdir(long.folder)
    numbers, status = long.write(2, long=3000)
    good = status == 0 and numbers[1] > numbers[0] + 1
    tally.check(good, "a response about many is several leaves", numbers)
    tally.check(long.verify()[0] == 0, "and they are whole")


# ---- kills, full disks


def killed(tally, build, folder):
    base = Log(build, os.path.join(folder, "base"))
    os.mkdir(base.folder)
    base.write(5)
    library = os.path.join(build, "kill_nth.so")
    words = (KILL_LEAVES, KILL_CALLERS, KILL_PUBLISH)
    count = os.path.join(folder, "count")
    counted = base.copy(os.path.join(folder, "counted"))
    counted.write(*words, env=dict(os.environ, LD_PRELOAD=library, KILL_COUNT=count))
    with open(count, encoding="ascii") as file:
        writes = int(file.read())
    hits, wrong = 0, []
    for at in range(1, writes + 1):
        for half in (False, True):
            log = base.copy(os.path.join(folder, "killed"))
            environment = dict(os.environ, LD_PRELOAD=library, KILL_WRITE=str(at))
            if half:
                environment["KILL_HALF"] = "1"
            numbers, status = log.write(*words, env=environment)
            hits += status == -signal.SIGKILL
            said = f"write {at}{', half done' if half else ''}: "
            status, found = log.verify()
            files = {f["file"].split("/")[0] for f in found["findings"]} if status else set()
            if status not in (0, 65) or files - {"journal"}:
                wrong.append(f"{said}before recovery {found}")
            _, status = log.write(1)
            if status != 0:
                wrong.append(f"{said}opened again: {log.said}")
            status, found = log.verify()
            if status != 0 or found["leaves"] != found["in_tiles"]:
                wrong.append(f"{said}after recovery {found}")
            elif len(set(numbers)) != len(numbers) or (
                numbers and found["leaves"] <= max(numbers) + 1
            ):
                wrong.append(f"{said}acknowledged {numbers}, there are {found['leaves']}")
            shutil.rmtree(log.folder)
    print(f"{2 * writes} cycles, {hits} kills")
    tally.check(not wrong, "killed: all that was acknowledged is there", "\n".join(wrong[:SHOWN_MAX]))
    tally.check(hits > writes, "killed: most kills hit", f"{hits} of {2 * writes}")


def disk_full(tally, build, folder):
    """No file may grow over a limit: appending fails, says so, and nothing acknowledged is lost."""

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (80000, 80000))

    log = Log(build, os.path.join(folder, "full"))
    os.mkdir(log.folder)
    log.write(5)
    numbers, status = log.write(
        400, callers=2, publish=100000, preexec_fn=limit, restore_signals=False
    )
    tally.check(status == 1 and 5 < len(numbers) < 800, "full: appending fails", (status, log.said))
    tally.check("journal" in log.said, "full: and says which file", log.said)
    numbers_after, status = log.write(1)
    tally.check(status == 0, "full: and goes on when there is room", log.said)
    status, found = log.verify()
    good = status == 0 and found["leaves"] > max(numbers) and numbers_after[0] > max(numbers)
    tally.check(good, "full: nothing that was acknowledged is lost", found)


# ---- Go


def go_packages():
    """Go's own copy of sumdb and its version, or why there is none."""
    try:
        done = subprocess.run(
            ["go", "env", "GOROOT", "GOVERSION"], stdout=subprocess.PIPE, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None, "there is no Go here"
    root_folder, version = done.stdout.split()[:2]
    folder = os.path.join(root_folder, "src/cmd/vendor/golang.org/x/mod/sumdb")
    found = os.path.isdir(os.path.join(folder, "tlog")) and re.match(r"go(\d+\.\d+)", version)
    return ((folder, found[1]), "") if found else (None, "this Go has not its sumdb packages")


def read_by_go(tally, logs, folder):
    packages, why = go_packages()
    if not packages:
        tally.skip("read by Go", why)
        return
    module = os.path.join(folder, "module")
    os.mkdir(module)
    for name in ("note", "tlog"):
        shutil.copytree(os.path.join(packages[0], name), os.path.join(module, name))
    shutil.copy(os.path.join(HERE, "read_log.go"), os.path.join(module, "main.go"))
    with open(os.path.join(module, "go.mod"), "w", encoding="ascii") as file:
        file.write(f"module readlog\n\ngo {packages[1]}\n")
    environment = dict(
        os.environ, GOFLAGS="-mod=mod", GOPROXY="off", GOWORK="off", GOTOOLCHAIN="local"
    )
    program = os.path.join(folder, "read_log")
    done = subprocess.run(
        ["go", "build", "-o", program, "."],
        cwd=module,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    tally.check(done.returncode == 0, "Go builds the reader", done.stderr)
    for log, leaves in logs if done.returncode == 0 else []:
        done = subprocess.run([program, log.log, log.key], capture_output=True, text=True, check=False)
        good = done.returncode == 0 and done.stdout.split() == [str(leaves)]
        tally.check(good, f"Go reads a log of {leaves} leaves", done)


def main():
    tally = Tally("audit log")
    build = os.path.abspath(sys.argv[1])
    seed = int(os.environ.get("CANTREF_SEED") or time.time())
    print(f"CANTREF_SEED={seed}")
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="cantref-verify-") as folder:
        small = small_log(build, os.path.join(folder, "small"))
        large = large_log(build, os.path.join(folder, "large"))
        check_whole(tally, small, "small log", 22, 12)
        room = small.read("journal/12")
        tally.check(room[-1000:] == b"\0" * 1000, "there is room behind the journal's last batch")
        check_whole(tally, large, "log of 600 leaves", 600, 600)
        read_by_go(tally, [(small, 22), (large, 600)], folder)
        flips(tally, small, "small log", 1, draw)
        every = "--every-byte" in sys.argv[2:]
        flips(tally, large, "log of 600 leaves", 1 if every else STEP, draw)
        superseded_is_accounted_for(tally, large, folder)
        tamperings(tally, large, folder)
        witnesses(tally, build, folder)
        command_line(tally, build, folder)
        disk_full(tally, build, folder)
        killed(tally, build, folder)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
