"""harness.py - what the benchmarks share: the sets, how a command is measured, how an answer is
scored, where results are kept, and how a part of a page is written."""

import csv
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BENCH = os.path.join(ROOT, "bench")
PROGRAM = os.path.join(ROOT, "build", "cantref")
APPROVE = os.path.join(ROOT, "build", "approve_home")  # all that a home has, by two people
WORK = os.path.join(ROOT, "build", "bench")
KEPT = os.path.join(WORK, "results")
PAGE = os.path.join(ROOT, "docs", "benchmarks.md")
SHARED = os.environ.get("CANTREF_SHARED") or os.path.join(ROOT, "..", "shared")
LABELLED = ["historical_50k", "febrl1", "febrl4", "fake_1000", "clk_dirty"]
COUNCILS = {
    "council_10k": 10_000,
    "council_100k": 100_000,
    "council_1m": 1_000_000,
    "council_10m": 10_000_000,
}
ANSWERS = ("truth.csv", "cases.csv")
QUIET_SHARE_MAX = 0.05  # of the cores that others may take before the page says so
SAMPLE_S = 0.05  # between two looks at the memory of a process tree


# ---- measuring


def tree_of(root):
    """The processes below one, itself among them."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="latin-1") as file:
                    parent = int(file.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue  # it has ended
            children.setdefault(parent, []).append(int(name))
    found, ahead = [], [root]
    while ahead:
        process = ahead.pop()
        found.append(process)
        ahead += children.get(process, [])
    return found


def resident_bytes(process):
    try:
        with open(f"/proc/{process}/statm", encoding="latin-1") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def most_held_bytes(process):
    """The most that this program held so far (VmHWM)."""
    try:
        with open(f"/proc/{process}/status", encoding="latin-1") as file:
            return (
                next((int(line.split()[1]) for line in file if line.startswith("VmHWM")), 0) << 10
            )
    except OSError:
        return 0


def watch(root, done, found):
    """Until done: the largest sum of what the processes of the tree hold, and the most that a
    process without others held."""
    while not done.wait(SAMPLE_S):
        tree = tree_of(root)
        if len(tree) > 1:
            found["peak"] = max(found["peak"], sum(map(resident_bytes, tree)))
        else:
            found["alone"] = max(found["alone"], most_held_bytes(root))


def peak_bytes(told, found):
    """The kernel's word misses no peak, but a child begins with what its parent, this script, held:
    of a smaller child what was seen is the better word."""
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    if told <= floor and 0 < found["alone"] < told:
        told = found["alone"]
    return max(told, found["peak"])


def busy_s():
    """Seconds that the cores of this machine have been at work so far, all of them together."""
    with open("/proc/stat", encoding="latin-1") as file:
        ticks = [int(cell) for cell in file.readline().split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")  # less idle, waiting


def measure(command, limit_s=None):
    """Run it. Returns {status, out, error, wall_s, cpu_s, peak_mb, others_s}; status is "ok",
    "failed" or "over". The processor time and the memory are those of the process and of all below
    it; others_s is the processor time that anything else took meanwhile."""
    started, busy = time.monotonic(), busy_s()
    found = {"peak": 0, "alone": 0}
    done = threading.Event()
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as child:
        over = []

        def stop():
            over.append(True)
            os.killpg(child.pid, signal.SIGKILL)

        timer = threading.Timer(limit_s, stop) if limit_s else None
        if timer:
            timer.start()
        errors = []
        drain = threading.Thread(target=lambda: errors.append(child.stderr.read()))
        watcher = threading.Thread(target=watch, args=(child.pid, done, found))
        drain.start()
        watcher.start()
        out = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        wall, busy = time.monotonic() - started, busy_s() - busy
        child.returncode = os.waitstatus_to_exitcode(status)
        if timer:
            timer.cancel()
        done.set()
        watcher.join()
        drain.join()
    return {
        "status": "over" if over else "ok" if child.returncode == 0 else "failed",
        "out": out,
        "error": errors[0],
        "wall_s": wall,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": peak_bytes(usage.ru_maxrss << 10, found) / 2**20,
        "others_s": max(0.0, busy - usage.ru_utime - usage.ru_stime),
    }


def must_measure(command):
    found = measure(command)
    if found["status"] != "ok":
        sys.exit(f"{' '.join(command)}\n{found['error']}")
    return found


# ---- sets


def count_rows(path):
    with open(path, encoding="latin-1", newline="") as file:
        delimiter = max(",;|\t", key=file.readline().count)
        file.seek(0)
        return sum(1 for _ in csv.reader(file, delimiter=delimiter)) - 1


def sources(folder):
    """The tables of a set: all but the answers."""
    return sorted(
        os.path.join(folder, name)
        for name in os.listdir(folder)
        if name.endswith(".csv") and name not in ANSWERS
    )


def source_name(path):
    return os.path.splitext(os.path.basename(path))[0]


def prepare_labelled():
    """The folder of the labelled sets, or None."""
    tool = os.path.join(SHARED, "tools", "sets_dev.py")
    if not os.path.isfile(tool):
        print(
            "No labelled sets: CANTREF_SHARED does not name a folder that has them.",
            file=sys.stderr,
        )
        return None
    folder = os.path.join(WORK, "sets")
    subprocess.run([sys.executable, tool, folder], check=True, stdout=subprocess.DEVNULL)
    return folder


def rows_per_person():
    trial = os.path.join(WORK, "council_trial")
    subprocess.run(["rm", "-rf", trial], check=True)
    made = must_measure([PROGRAM, "example", trial, "--people", "20000", "--seed", "1", "--json"])
    return json.loads(made["out"])["rows"] / 20000


def prepare_council(name, rows=None):
    """An example council of about so many rows; how many a person makes is measured first. One
    that this program did not make alike is made anew."""
    folder = os.path.join(WORK, name)
    people = str(int((rows or COUNCILS[name]) / rows_per_person()))
    note = os.path.join(WORK, name + ".made")
    made_by = f"{people} people, {council_mark()}"
    if os.path.isdir(folder) and os.path.isfile(note):
        with open(note, encoding="utf-8") as file:
            if file.read() == made_by:
                return folder
    subprocess.run(["rm", "-rf", folder], check=True)
    must_measure([PROGRAM, "example", folder, "--people", people, "--seed", "1"])
    with open(note, "w", encoding="utf-8") as file:
        file.write(made_by)
    return folder


def council_mark():
    """What tells one generator of councils from another: the sum of a small one."""
    done = subprocess.run(
        ["sha256sum", *sources(os.path.join(WORK, "council_trial"))],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return " ".join(line.split()[0][:8] for line in done.stdout.splitlines())


def prepare(name, labelled):
    """The folder of a set; None when it can't be had."""
    if name in COUNCILS:
        return prepare_council(name)
    return os.path.join(labelled, name) if labelled else None


# ---- scoring


def score_rows(folder, entities, rows=None):
    """What bench/score_rows.py says, in a process of its own: a measured child may not inherit the
    memory that scoring takes."""
    command = [sys.executable, os.path.join(BENCH, "score_rows.py"), folder, entities]
    done = subprocess.run(
        command + ([rows] if rows else []), check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout)


def figure(scores, *keys):
    """The first of the keys, one level deep for {"b3": {"f1": …}}; "–" when it isn't known."""
    for key in keys:
        value = scores.get(key)
        if isinstance(value, dict):
            value = value.get("f1")
        if isinstance(value, (int, float)):
            return f"{value:.4f}"
    return "–"


# ---- where and with what


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    with open("/proc/meminfo", encoding="utf-8") as file:
        kilobytes = int(next(line for line in file if line.startswith("MemTotal")).split()[1])
    return (
        f"{len(os.sched_getaffinity(0))} cores of {models[0] if models else 'some processor'}, "
        f"{kilobytes / 2**20:.0f} GB of memory"
    )


def version(command):
    return subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.splitlines()[0]


def made_with():
    return f"{version([PROGRAM, 'version'])}, {version(['gcc', '--version'])}, on {machine()}"


def results_lines(results, columns, row_of):
    """What they were made with, whether the machine was quiet, and a row for each."""
    for made in dict.fromkeys(found["made_with"] for found in results.values()):
        yield f"{made}."
    yield ""
    yield from disturbance_lines(results.values())
    yield from table(columns, [row_of(name, found) for name, found in results.items()])


def disturbance_lines(costs):
    """A sentence when the machine was not left to what was measured."""
    costs = [cost for cost in costs if "others_s" in cost]
    could = sum(cost["wall_s"] for cost in costs) * len(os.sched_getaffinity(0))
    share = sum(cost["others_s"] for cost in costs) / could if could else 0
    if share > QUIET_SHARE_MAX:
        yield (
            f"The machine was not quiet: other programs took {100 * share:.0f}% of its cores "
            "meanwhile. Wall times are too long and the use of the cores looks too low; processor "
            "time, memory and accuracy stand."
        )
        yield ""


# ---- results kept, pages


def keep(name, result):
    os.makedirs(KEPT, exist_ok=True)
    path = os.path.join(KEPT, name + ".json")
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
    os.replace(path + ".new", path)


def kept(name):
    """A result of this or of an earlier run; None when there is none."""
    try:
        with open(os.path.join(KEPT, name + ".json"), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None


def table(head, rows):
    yield "| " + " | ".join(head) + " |"
    yield "|---|" + "---:|" * (len(head) - 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


PARTS = ["Cantref alone", "Peers beside it", "Scale", "Store", "Live", "Find", "Views", "Access", "FEEL", "FEEL speed",
         "Templates", "Triggers", "Audit log", "Processes", "Pages"]
OPENING = """# Benchmarks

Each part is written by its own command, and by nothing else: `./do bench`, `./do bench peers`,
`./do bench scale`, `./do bench store`. Where the time goes is in [performance.md](performance.md),
what is got wrong in [accuracy.md](accuracy.md). Absolute times are of the machine that is named;
ratios travel better.
"""


def page_with_part(page, part, lines):
    """The page with one part put in its place; the other parts stay as they are."""
    texts, current = {}, None
    for line in page.splitlines():
        if line.startswith("## ") and line[3:] in PARTS:
            current = line[3:]
            texts[current] = []
        elif current:
            texts[current].append(line)
    texts[part] = [""] + list(lines)
    out = OPENING.splitlines()
    for name in PARTS:
        if name in texts:
            out += ["", f"## {name}"] + "\n".join(texts[name]).rstrip("\n").split("\n")
    return "\n".join(out) + "\n"


def write_part(part, lines):
    assert part in PARTS, part
    page = ""
    if os.path.isfile(PAGE):
        with open(PAGE, encoding="utf-8") as file:
            page = file.read()
    text = page_with_part(page, part, lines)
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"Written: docs/benchmarks.md, {part}")
