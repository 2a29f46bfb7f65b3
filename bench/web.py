#!/usr/bin/env python3
"""web.py [--people N] [--home FOLDER] [--seconds S] [--page] - pages of a council of 300,000
residents, asked for by many at once: as fast as a council's staff can ask, with everything that was
shown in the audit log; with a slow disk; and by far more than it can answer. Writes its part of
docs/benchmarks.md.

    200 a second   searches, people, queues, in the proportions of MIX        p99 at most 100 ms
    the same       with 2 ms added to each sync
    overload       as many as can be sent: 503 with Retry-After, memory bounded, and what was
                   answered is in the log, each once

--home: one that is there, of an example council, and that nobody else has open."""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "web"))
from harness import PROGRAM, ROOT, WORK, keep, kept, made_with, table, write_part  # noqa: E402
from web_client import COOKIE, Browser, Served  # noqa: E402

LOAD = os.path.join(WORK, "web_load")
PURPOSE, CASE, ROLE = "council_tax_billing", "LOAD-1", "council_tax_officer"
RATE, TARGET_P99_MS, OVERLOAD_RATE = 200, 100, 4000
CONNECTIONS = {"even": 64, "overload": 500}
MIX = {"find": 8, "person": 10, "queue": 1, "page": 1}  # of 20 requests
NAMES = 400
SYNC_MS = 2
LINK_DELAY_MS, USABLE_MS = 400, 3000
SEED = 20261128


def names_of(home):
    """What officers type: a name and part of an address, of rows drawn at random."""
    path = os.path.join(home, "extracts", "council_tax.csv")
    drawn = random.Random(SEED)
    with open(path, encoding="utf-8") as file:
        header = file.readline()
        rows = file.readlines()
    assert header
    for row in drawn.sample(rows, min(NAMES, len(rows))):
        cells = row.split(",")
        words = re.findall(r"[A-Za-z]{3,}", cells[1])
        yield f"{words[-1] if words else 'EVANS'} {cells[2].strip(chr(34))[:18]}"


def staff_with(served, role):
    for person in json.loads(served.run("staff", "show", "--json"))["people"]:
        if role in re.split(r",\s*", person["roles"]):
            yield person["login"]


def urlencode(text):
    from urllib.parse import quote_plus

    return quote_plus(text)


def links(model):
    """Paths of people in a page's model, wherever they stand."""
    return set(re.findall(rf"/en(/purpose/{PURPOSE}/people/[^\"?]+)", json.dumps(model)))


def requests_of(browser, names):
    """Lines for web_load, each of people that there are."""
    people, lines = set(), []
    find = f"/purpose/{PURPOSE}/find?case={CASE}"
    for name in names:
        browser.get(find)
        answer = browser.post(find, {"text": name})
        if answer.status == 200:
            people |= links(answer.model)
    drawn = random.Random(SEED)
    people = sorted(people) or sys.exit("nobody was found")
    for i in range(2000):
        kind = drawn.choices(list(MIX), weights=MIX.values())[0]
        if kind == "find":
            body = f"text={urlencode(drawn.choice(names))}&csrf=@CSRF&idempotency_key=load-{i}"
            lines.append(f"POST /en{find} {body}")
        elif kind == "person":
            lines.append(f"GET /en{drawn.choice(people)}?case={CASE}")
        elif kind == "queue":
            lines.append(f"GET /en/purpose/{PURPOSE}/tasks?case={CASE}")
        else:
            lines.append("GET /en/work")
    return lines, len(people)


def write(name, lines):
    path = os.path.join(WORK, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


def load(served, rate, seconds, connections, cookies, requests):
    done = subprocess.run(
        [LOAD, str(served.port), str(rate), str(seconds), str(connections), cookies, requests],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def peak_bytes(process):
    with open(f"/proc/{process}/status", encoding="utf-8") as file:
        return int(re.search(r"VmHWM:\s+(\d+)", file.read())[1]) * 1024


def leaves(home):
    """Entries of the audit log, by its signed checkpoint; once nobody has the home open."""
    checkpoint = os.path.join(home, "data", "log", "checkpoint")
    if not os.path.exists(checkpoint):
        return 0  # nobody has looked at anything yet
    with open(checkpoint, encoding="utf-8") as file:
        return int(file.read().splitlines()[1])


def prepare(served, home):
    """Signed-in browsers and requests, in files for web_load; how many people these are of."""
    logins = list(staff_with(served, ROLE))
    browsers = [Browser(served.port).sign_in(logins[i % len(logins)]) for i in range(40)]
    for browser in browsers:
        browser.get(f"/purpose/{PURPOSE}/find?case={CASE}")
    lines, people = requests_of(browsers[0], list(names_of(home)))
    cookies = write("web_cookies.txt", [f"{COOKIE}={b.cookie} {b.csrf}" for b in browsers])
    requests = write("web_requests.txt", lines)
    load(served, RATE, 3, CONNECTIONS["even"], cookies, requests)  # warm
    return cookies, requests, people


def on_slow_disk(home, seconds):
    """The even load, while each sync takes SYNC_MS more."""
    os.environ.update(LD_PRELOAD=os.path.join(WORK, "slow_sync.so"), SYNC_MS=str(SYNC_MS))
    served = Served(PROGRAM, home)
    with served:
        del os.environ["LD_PRELOAD"]
        cookies, requests, _ = prepare(served, home)
        return load(served, RATE, seconds, CONNECTIONS["even"], cookies, requests)


def measure(home, seconds):
    found = {"made_with": made_with(), "slow": on_slow_disk(home, seconds)}
    before = leaves(home)
    served = Served(PROGRAM, home)
    with served:
        cookies, requests, found["people"] = prepare(served, home)
        found["even"] = load(served, RATE, seconds, CONNECTIONS["even"], cookies, requests)
        found["memory_even"] = peak_bytes(served.process.pid)
        found["overload"] = load(
            served, OVERLOAD_RATE, seconds, CONNECTIONS["overload"], cookies, requests
        )
        found["memory_overload"] = peak_bytes(served.process.pid)
        time.sleep(1)
        found["after"] = load(served, RATE, 3, CONNECTIONS["even"], cookies, requests)
        found["shown"] = sum(
            found[name]["answered_2xx_3xx"] for name in ("even", "overload", "after")
        )
    found["leaves"] = leaves(home) - before
    return found


def slow_link():
    """Pages on a bad link, as Chromium feigns it; nothing where the browser's tools are not there."""
    modules = os.path.join(ROOT, "build", "web", "node_modules")
    if not os.path.isdir(modules):
        return []
    done = subprocess.run(
        ["node", os.path.join(ROOT, "bench", "slow_link.mjs"), PROGRAM, modules],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def slow_link_lines(rows):
    """Chromium feigns the link's delay for each request, not the handshakes before the first."""
    handshakes_ms = 2 * LINK_DELAY_MS  # TCP, TLS 1.3
    yield ""
    yield "On a link of 400 kbit/s and 400 ms, as Chromium feigns it on a phone's screen, the worst of three; to a"
    yield f"first page {handshakes_ms} ms are added for the handshakes of TCP and TLS, which it doesn't feign. At most 3 s:"
    worst = max(row["ms"] + (handshakes_ms if row["key"] == "first" else 0) for row in rows)
    yield f"**{'met' if worst <= USABLE_MS else 'missed'}**."
    yield ""
    yield from table(
        ["Page", "Who", "View", "Bytes", "Usable after, ms"],
        [[f"`{row['path']}`", row["as"], row["key"], f"{row['bytes']:,}",
          f"{row['ms'] + (handshakes_ms if row['key'] == 'first' else 0):,}"] for row in rows],
    )  # fmt: skip


def milliseconds(found):
    return f"{found['p50_ms']:.1f} / {found['p90_ms']:.1f} / {found['p99_ms']:.1f}"


def part_lines(found):
    even = found["even"]
    verdict = "met" if even["p99_ms"] <= TARGET_P99_MS and even["5xx"] == 0 else "missed"
    yield "Written by `./do bench web`. An open loop: a request's time counts from when it was due. Half of"
    yield "the requests are people's pages, two fifths searches, the rest queues; each is under a purpose and"
    yield "in the audit log before it is answered. nginx, core and whoever asks share the machine."
    yield ""
    yield f"{found['made_with']}. {found.get('residents', 300_000):,} residents."
    yield ""
    rows = []
    for name, what in (("even", f"{RATE} a second"), ("slow", f"the same, {SYNC_MS} ms a sync more"),
                       ("overload", f"{OVERLOAD_RATE} a second"), ("after", "after that")):  # fmt: skip
        if name in found:
            f = found[name]
            rows.append([what, f"{f['answered_2xx_3xx']:,}", f"{f['4xx']:,}", f"{f['5xx']:,}",
                         f"{f['none']:,}", f"{f['rate']:.0f}", milliseconds(f)])  # fmt: skip
    yield from table(["Asked for", "Answered", "4xx", "503", "None", "A second", "ms p50 / p90 / p99"], rows)
    yield ""
    yield f"p99 of {RATE} a second at most {TARGET_P99_MS} ms: **{verdict}**. Memory of core:"
    yield f"{found['memory_even'] / 1e6:.0f} MB at that rate, {found['memory_overload'] / 1e6:.0f} MB at most under overload."
    kept = "met" if found["leaves"] >= found["shown"] else "missed"
    yield f"Nothing that was answered is missing in the log: **{kept}**. {found['shown']:,} answers left {found['leaves']:,}"
    yield "entries, those of choosing a purpose, of the searches that made the list of requests and of some"
    yield "seconds before the measuring among them; a person's page leaves two."
    if found.get("slow_link"):
        yield from slow_link_lines(found["slow_link"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=300_000)
    parser.add_argument("--home")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--page", action="store_true")
    options = parser.parse_args()
    if not options.page:
        home = options.home or os.path.join(WORK, f"web_{options.people}")
        if not os.path.isdir(home):
            print(f"a council of {options.people:,}", flush=True)
            subprocess.run([PROGRAM, "init", home, "--example", "--people", str(options.people)],
                           check=True)  # fmt: skip
        found = measure(home, options.seconds)
        found["residents"] = options.people
        found["slow_link"] = slow_link()
        keep("web", found)
        print(json.dumps(found, indent=2))
    write_part("Pages", part_lines(kept("web")))


if __name__ == "__main__":
    main()
