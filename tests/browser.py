#!/usr/bin/env python3
"""browser.py PROGRAM [REPORT...] - report.html as a browser has it.
browser.py PROGRAM --picture FILE - the top of the example council's report, as README.md shows it.

Makes an example council, links it in English and in Welsh, and opens the two pages in Debian's
Chromium, without its window: axe-core finds nothing against WCAG 2.2 AA at the width of a desk and
of a phone; nothing is asked of the network and nothing runs; nothing scrolls sideways on a phone;
it prints to A4 with no table cut off and nothing folded away; each chart says what it shows and has
a table near it; each line of the contents leads somewhere; the Welsh page says nothing in English.
What is folded is unfolded for all of this but print. REPORT: pages to look at instead of these two.

axe-core comes from npm, as pinned in tests/browser/, into build/browser."""

import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from chromium import BrowserError, Chromium, Page
from tally import Tally

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PEOPLE = 1500
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
WIDTHS = {"desk": (1280, 900), "phone": (360, 740)}
PICTURE = (1100, 1250)
NARROW = (320, 360)  # WCAG 1.4.10 asks for 320
A4_WIDTH, A4_HEIGHT, MARGIN, POINTS_PER_INCH = 8.27, 11.69, 0.4, 96
COMMON_ENGLISH = ["the", "and", "with", "were", "which", "was", "that", "of", "from"]

AXE = """axe.run(document, {runOnly: {type: "tag", values: %s}, resultTypes: ["violations"]})
  .then(found => found.violations.map(v => v.id + ": " + v.help + "\\n" + v.nodes.slice(0, 4)
    .map(n => "  " + n.target.join(" ") + ": " + n.failureSummary.split("\\n").slice(1).join(" "))
    .join("\\n")))"""
ACTIVE = """[...document.scripts].map(() => "a script")
  .concat([...document.querySelectorAll("iframe, object, embed, audio, video")]
    .map(e => "<" + e.localName + ">"))
  .concat([...document.querySelectorAll("*")].flatMap(e => [...e.attributes]
    .filter(a => a.name.startsWith("on") || /^\\s*javascript:/i.test(a.value))
    .map(a => "<" + e.localName + " " + a.name + ">")))"""
# What reaches past the right edge, unless a region that scrolls by itself holds it.
WIDE = """(() => {
  const room = %d;
  const inside = e => {
    for (let up = e.parentElement; up; up = up.parentElement)
      if (getComputedStyle(up).overflowX != "visible") return true;
    return false;
  };
  return [...document.body.querySelectorAll("*")]
    .filter(e => e.getBoundingClientRect().right > room + 1 && !inside(e))
    .map(e => "<" + e.localName + " class=\\"" + (e.getAttribute("class") || "") + "\\"> to " +
      Math.round(e.getBoundingClientRect().right) + " of " + room).slice(0, 6)
    .concat(document.documentElement.scrollWidth > room ? ["the page scrolls sideways"] : [])
    .concat(document.documentElement.clientWidth > room ? ["no width for phones is set"] : []);
})()"""
# Words of English where the language is Welsh, but for those that the council's headers have.
ENGLISH = """(() => {
  const found = [], words = new RegExp("\\\\b(%s)\\\\b");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.nodeValue.trim();
    const language = walk.currentNode.parentElement.closest("[lang]").lang;
    if (language == "cy" && words.test(text)) found.push(text.slice(0, 160));
  }
  return [...new Set(found)];
})()"""

UNFOLD = "document.querySelectorAll('details').forEach(fold => { fold.open = %s; })"
# Charts that a screen reader can't name, that the keyboard can't scroll to, or that no table
# follows in their section; and a page without any.
CHARTS = """(() => {
  const charts = [...document.querySelectorAll("svg.chart")];
  const named = (chart, name) =>
    ((chart.querySelector(":scope > " + name) || {}).textContent || "").trim();
  const order = [...document.querySelectorAll("svg.chart, table, h2")];
  const table = chart => {
    const next = order.slice(order.indexOf(chart)).find(e => e.matches("table, h2"));
    return next && next.matches("table");
  };
  return charts.length ? charts.flatMap(chart => [
    chart.getAttribute("role") != "img" && "no role",
    !named(chart, "title") && "no title",
    !named(chart, "desc") && "no description",
    !chart.closest("[tabindex='0'][role=region]") && "no region around it",
    !table(chart) && "no table",
  ].filter(Boolean).map(what => named(chart, "title") + ": " + what)) : ["no chart"];
})()"""
CONTENTS = """(() => {
  const links = [...document.querySelectorAll("nav a")];
  const ids = links.map(link => link.getAttribute("href").slice(1));
  return links.length ? ids.filter(id => !document.getElementById(id)).concat(
    [...document.querySelectorAll("h2[id]")].filter(h => !h.closest("nav") && !ids.includes(h.id))
      .map(h => h.textContent)) : ["no contents"];
})()"""
FOLDED = """(() => {
  const folds = [...document.querySelectorAll("details")];
  const shown = part =>
    part.checkVisibility({contentVisibilityAuto: true}) && part.getBoundingClientRect().height;
  return folds.length ? folds.filter(fold => ![...fold.children].slice(1).every(shown))
    .map(fold => fold.textContent.slice(0, 60)) : ["nothing is folded"];
})()"""

BAD = """<!DOCTYPE html><html lang="%s"><head><title>Bad</title></head><body>
<script>document.title += "."</script><h1>What was linked, and how sure that is</h1>
<img src="missing.png"><p style="color: #bbb; width: 60rem">Pale, and wide</p></body></html>"""


def axe_source():
    """axe-core, installed once for each lock file."""
    folder = os.path.join(ROOT, "build", "browser")
    lock = os.path.join(HERE, "browser", "package-lock.json")
    installed = os.path.join(folder, "package-lock.json")
    source = os.path.join(folder, "node_modules", "axe-core", "axe.min.js")
    fresh = os.path.isfile(source) and os.path.isfile(installed)
    if not fresh or open(lock, "rb").read() != open(installed, "rb").read():
        os.makedirs(folder, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(os.path.join(HERE, "browser", name), folder)
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
            cwd=folder,
            check=True,
            timeout=300,
        )
    return pathlib.Path(source).read_text(encoding="utf-8")


def tables_of(council):
    return sorted(
        str(path)
        for path in pathlib.Path(council).glob("*.csv")
        if path.name not in ("truth.csv", "cases.csv")
    )


def make_reports(program, council, folder):
    """An example council, linked once a language: the paths of the pages."""
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    make = [program, "example", council, "--people", str(PEOPLE), "--seed", "1"]
    subprocess.run(make, **quiet)
    tables = tables_of(council)
    for language in ("en", "cy"):
        out = os.path.join(folder, language)
        subprocess.run([program, "link", *tables, "-o", out, "--language", language], **quiet)
        yield os.path.join(out, "report.html")


def headers(council):
    """What the columns of the council are called: a page may say that in any language."""
    found = set()
    for path in pathlib.Path(council).glob("*.csv"):
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
            sample = file.readline()
            dialect = csv.Sniffer().sniff(sample, ",;|\t")
            found.update(next(csv.reader([sample], dialect)))
    return found


def look(browser, axe, path, data=()):
    """Each check of a page and what it found: (name, [finding]). Good is when nothing was found.
    data: texts that stand on the page as they were read."""
    address = pathlib.Path(os.path.abspath(path)).as_uri()
    page = Page(browser, address)
    language = page.evaluate("document.documentElement.lang")
    yield "says its language", [] if language in ("en-GB", "cy") else [f'lang="{language}"']
    yield "asks nothing of the network", [url for url in page.requests() if url != address]
    yield "runs nothing", page.evaluate(ACTIVE)
    yield "charts say what they show", page.evaluate(CHARTS)
    yield "the contents lead to each section", page.evaluate(CONTENTS)
    page.evaluate(axe)
    page.evaluate(UNFOLD % "true")
    for place, (width, height) in WIDTHS.items():
        page.resize(width, height, mobile=place == "phone")
        yield f"axe-core, WCAG 2.2 AA, {place}", page.evaluate(AXE % STANDARDS)
    for width in NARROW:
        page.resize(width, 740, mobile=True)
        yield f"nothing scrolls sideways at {width}", page.evaluate(WIDE % width)
    if language == "cy":
        english = page.evaluate(ENGLISH % "|".join(COMMON_ENGLISH))
        yield "no English is left", [text for text in english if text not in data]
    page.evaluate(UNFOLD % "false")
    printed_width = int((A4_WIDTH - 2 * MARGIN) * POINTS_PER_INCH)
    page.resize(printed_width, 1000)
    page.call("Emulation.setEmulatedMedia", media="print")
    yield "nothing is cut off on A4", page.evaluate(WIDE % printed_width)
    yield "nothing is folded away in print", page.evaluate(FOLDED)
    page.call("Emulation.clearDeviceMetricsOverride")
    pdf = page.pdf(paperWidth=A4_WIDTH, paperHeight=A4_HEIGHT)
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    yield "prints", [] if pdf[:5] == b"%PDF-" and pages > 0 else [f"{pages} pages"]


def check_good(browser, tally, axe, path, data):
    try:
        for name, found in look(browser, axe, path, data):
            tally.check(not found, f"{path}: {name}", "\n".join(found))
    except BrowserError as error:
        tally.fail(path, error)


def check_bad(browser, tally, axe, folder):
    """Every check but the last finds something on a page that does everything wrong."""
    path = os.path.join(folder, "bad.html")
    for language in ("fr", "cy"):
        pathlib.Path(path).write_text(BAD % language, encoding="utf-8")
        for name, found in look(browser, axe, path):
            expected = name != "prints" and (name, language) != ("says its language", "cy")
            tally.check(bool(found) == expected, f"a bad page, {name}", "\n".join(found))


def take_picture(chromium, program, picture):
    """The top of the report of the example council that ./do demo makes."""
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with tempfile.TemporaryDirectory(prefix="cantref-picture-") as folder:
        subprocess.run([program, "example", "council"], cwd=folder, **quiet)
        tables = tables_of(os.path.join(folder, "council"))
        subprocess.run([program, "link", *tables, "-o", "linked"], cwd=folder, **quiet)
        with Chromium(chromium) as browser:
            page = Page(browser, pathlib.Path(folder, "linked", "report.html").as_uri())
            page.resize(*PICTURE)
            pathlib.Path(picture).write_bytes(page.picture())


def main():
    program, *paths = sys.argv[1:]
    tally = Tally("browser")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None or shutil.which("npm") is None:
        tally.fail("browser", "chromium and npm are needed: ./do test installs them")
        return tally.close()
    if paths[:1] == ["--picture"] and len(paths) == 2:
        take_picture(chromium, os.path.abspath(program), paths[1])
        return 0
    axe = axe_source()
    with tempfile.TemporaryDirectory(prefix="cantref-browser-") as folder:
        council = os.path.join(folder, "council")
        with Chromium(chromium) as browser:
            for path in paths or make_reports(os.path.abspath(program), council, folder):
                check_good(browser, tally, axe, path, headers(council))
            check_bad(browser, tally, axe, folder)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
