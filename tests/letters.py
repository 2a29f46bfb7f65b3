#!/usr/bin/env python3
"""letters.py BUILD - letters as whoever prints, opens and hears them has them, by other programs than
ours (poppler, qpdf): only the address shows in the window of an envelope; the text comes out again,
tagged, in its language; fonts are embedded; the same letter is the same bytes."""

import glob
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import unicodedata

from tally import Tally

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch"
DPI = 150
# Millimetres of the first page that a DL window (35 x 90, 20 from the left, 18 from the bottom) may
# show, with paper folded to 99 mm wherever it slid; and those that it shows when folded at the marks.
MAY_SHOW = (10, 46, 110, 92)
SHOWS = (20, 57, 100, 87)

BODY_EN = """Dear Mair Trevelyan,

We are sorry for your loss. *Nothing* is needed **today**.

## What we do

- Council Tax: we close the account.
- Care: nobody comes to the door.

1. First, [read this](https://www.gov.uk/after-a-death).
2. Then <https://example.org/>.

### Something is wrong

Call us on 01632 960123.
"""
BODY_CY = f"""Annwyl Mair Trevelyan,

Mae’n ddrwg gennym am eich colled. *Nid* oes angen **dim** heddiw, ŵyr {LONG}.

## Beth a wnawn

- Treth Gyngor: rydym yn cau’r cyfrif.
- Gofal: ni ddaw neb at y drws.

Ffoniwch ni ar 01632 960123, tŷ, dŵr, ffŵl, ïon, hwylïo.
"""
BASE = {
    "key": "msg_0001",
    "language": "en",
    "name": "Mair Trevelyan",
    "title": "What happens next",
    "body": BODY_EN,
    "address": ["3 Quarry Row", "Llanfedwen", "CY5 5QQ"],
    "council": {"en": "Example Council", "cy": "Cyngor Enghraifft"},
    "sender": ["Town Hall", "1 Example Square", "Llanfedwen", "CY5 1AA", "01632 960100"],
    "time": 1795860000,
}
WELSH = {**BASE, "language": "cy", "title": "Beth sy’n digwydd nesaf", "body": BODY_CY}
SEVEN = ["Fflat 12, Tŷ Pen-y-bont", "27–29 Heol yr Orsaf", "Pentre Bach Uchaf", "Llanrhaeadr-ym-Mochnant",
         "Ynys Môn", "Gwynedd", "LL61 5UJ"]
LETTERS = {
    "plain": BASE,
    "Welsh": WELSH,
    "large print": {**BASE, "large": True},
    "Welsh, large print": {**WELSH, "large": True},
    "seven lines": {**BASE, "address": SEVEN},
    "seven lines, large print": {**WELSH, "large": True, "address": SEVEN},
    "a very long place": {**WELSH, "address": [*SEVEN[:3], LONG, *SEVEN[4:]], "large": True},
    "no postcode": {**BASE, "address": ["The Old Rectory"]},
    "a long name": {**BASE, "name": "The Right Honourable Dr Bartholomew Featherstonehaugh-Cholmondeley-Warner"
                                    " the Younger, and Mrs Featherstonehaugh-Cholmondeley-Warner"},
    "a long council": {**BASE, "council": {"en": "The Metropolitan County Borough Council of the "
                                                 "Hundred of Llanfedwen and the Vale of Examples"}},
    "a long title": {**WELSH, "title": f"{LONG} a’r cylch: newid yn y Dreth Gyngor ac yn y gofal"},
    "Arabic and Chinese": {**BASE, "name": "محمد عبد الله 王小明", "body": "Dear محمد عبد الله,\n\n王小明 אברהם."},
    "many pages": {**BASE, "body": BODY_EN * 12},
    "many pages, large print": {**WELSH, "body": BODY_CY * 12, "large": True},
}


def run(*words, **more):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **more)


def text_of(*words):
    return run(*words).stdout.decode("utf-8", "replace")


class Pages:
    """The letter's pages as grey pixels."""

    def __init__(self, pdf, page=1):
        image = run("pdftoppm", "-r", str(DPI), "-gray", "-f", str(page), "-l", str(page), pdf).stdout
        magic, size, _, self.pixels = image.split(b"\n", 3)
        assert magic == b"P5"
        self.width, self.height = (int(n) for n in size.split())

    def dark(self, left, top, right, bottom):
        """The millimetres that what is printed within those takes, or None."""
        x0, y0, x1, y1 = (round(mm * DPI / 25.4) for mm in (left, top, right, bottom))
        found = []
        for y in range(y0, min(y1, self.height)):
            row = self.pixels[y * self.width + x0 : y * self.width + min(x1, self.width)]
            marks = [x for x, grey in enumerate(row) if grey < 200]
            if marks:
                found.append((x0 + marks[0], y, x0 + marks[-1] + 1))
        if not found:
            return None
        return tuple(
            n * 25.4 / DPI
            for n in (min(f[0] for f in found), found[0][1], max(f[2] for f in found), found[-1][1] + 1)
        )


def words_in(pdf, left, top, right, bottom):
    """The words whose middle is in those millimetres of the first page."""
    words = []
    for match in re.finditer(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>',
        text_of("pdftotext", "-bbox", "-l", "1", pdf, "-"),
    ):
        x0, y0, x1, y1 = (float(n) * 25.4 / 72 for n in match.groups()[:4])
        if left <= (x0 + x1) / 2 <= right and top <= (y0 + y1) / 2 <= bottom:
            words.append(match[5].replace("&amp;", "&").replace("&apos;", "'"))
    return words


def bare(text):
    """Letters and digits alone: where lines were broken doesn't matter."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))


def said(markdown):
    """What of a text is to be read."""
    markdown = re.sub(r"\[([^\]]*)\]\(https?://([^)]*)\)", r"\1 (\2)", markdown)
    return re.sub(r"^\s*(#+ )|[*<>]", "", markdown, flags=re.M)


class Letters:
    def __init__(self, build, folder, tally):
        self.program, self.folder, self.tally = os.path.join(build, "typeset_letter"), folder, tally

    def check(self, name, good, detail=""):
        self.tally.check(good, name, detail)

    def typeset(self, job, name="letter"):
        path = os.path.join(self.folder, f"{name}.json")
        pdf = os.path.join(self.folder, f"{name}.pdf")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(job, file)
        done = run(self.program, path, pdf)
        return pdf, done.stdout.decode().strip(), done.stderr.decode().strip()

    def window(self, what, job, pdf):
        page = Pages(pdf)
        shown = page.dark(*MAY_SHOW)
        self.check(
            f"{what}: only the address may show in the window",
            shown is not None
            and shown[0] >= SHOWS[0] and shown[1] >= SHOWS[1]
            and shown[2] <= SHOWS[2] and shown[3] <= SHOWS[3],
            str(shown),
        )
        got = bare("".join(words_in(pdf, *MAY_SHOW)))
        wanted = bare("".join([job["name"], *job["address"]]))
        self.check(f"{what}: name and address, whole, are in the window",
                         sorted(got) == sorted(wanted), f"{got} / {wanted}")
        self.check(f"{what}: the date stands beside it", page.dark(112, 46, 200, 98) is not None)
        edges = [page.dark(0, 0, 4.5, 297), page.dark(192, 0, 210, 297), page.dark(0, 290, 210, 297),
                 page.dark(9, 0, 23, 297)]
        self.check(f"{what}: nothing is printed at the edges", edges == [None] * 4, str(edges))

    def content(self, what, job, pdf, pages):
        text = text_of("pdftotext", "-raw", pdf, "-")
        got = bare(re.sub(r"(Page|Tudalen) \d+ (of|o) \d+", "", text))
        # Both keep the order of what is written from the right differently.
        if what != "Arabic and Chinese":
            self.check(f"{what}: the whole text comes out, in its order",
                             bare(said(job["body"])) in got, text)
        self.check(f"{what}: no ligature stands for letters", not re.search("[\ufb00-\ufb06]", text), text)
        numbers = re.findall(r"(?:Page|Tudalen) (\d+) (?:of|o) (\d+)", text)
        wanted = [(str(n + 1), str(pages)) for n in range(pages)] if pages > 1 else []
        self.check(f"{what}: pages are numbered when there are several", numbers == wanted, str(numbers))
        date = "28 Tachwedd 2026" if job["language"] == "cy" else "28 November 2026"
        self.check(f"{what}: the date is in its language", date in text, text[:500])

    def accessible(self, what, job, pdf, pages):
        info = text_of("pdfinfo", pdf)
        self.check(f"{what}: tagged, titled, of so many pages of A4",
                         re.search(r"Tagged: +yes", info) and f"Title:           {job['title']}" in info
                         and re.search(rf"Pages: +{pages}\n", info) and "(A4)" in info, info)
        fonts = [re.split(r"\s{2,}|\s(?=yes|no)", line) for line in text_of("pdffonts", pdf).splitlines()[2:]]
        self.check(f"{what}: every font is embedded, and can be read back",
                         fonts and all(re.search(r"yes yes yes\s+\d+", " ".join(f)) for f in fonts), str(fonts))
        checked = run("qpdf", "--check", pdf)
        self.check(f"{what}: qpdf finds nothing wrong", checked.returncode == 0, checked.stdout.decode())
        described = json.loads(text_of("qpdf", "--json=1", "--json-key=objects", pdf))["objects"]
        root = described[described["trailer"]["/Root"]]
        self.check(f"{what}: the catalogue says the language, and that the title is shown",
                         root.get("/Lang") == ("cy-GB" if job["language"] == "cy" else "en-GB")
                         and root["/ViewerPreferences"] == {"/DisplayDocTitle": True}
                         and root["/MarkInfo"] == {"/Marked": True}, str(root))
        self.check(f"{what}: dates are dates of PDF",
                         described[described["trailer"]["/Info"]]["/CreationDate"].startswith("D:20261128"))

    def painted(self, what, pdf, pages):
        """All that a page paints is within a tag or marked as an artifact, once."""
        whole = run("qpdf", "--qdf", "--object-streams=disable", pdf, "-").stdout.decode("latin-1")
        contents = re.findall(r"%% Contents for page \d+\n.*?\nstream\n(.*?)endstream", whole, re.S)
        loose, artifacts, depth = [], 0, 0
        for line in "".join(contents).splitlines():
            artifacts += line == "/Artifact BMC"
            depth += line.endswith((" BDC", " BMC")) - (line == "EMC")
            if depth not in (0, 1) or (depth == 0 and re.search(r"(^| )(BT|S|f|f\*|Do)$", line)):
                loose.append(line)
        self.check(f"{what}: all that is painted is text with a tag, or an artifact",
                   len(contents) == pages and not loose and depth == 0 and artifacts >= pages, str(loose[:3]))

    def structure(self):
        pdf, _, _ = self.typeset(BASE)
        lines = text_of("pdfinfo", "-struct-text", pdf).splitlines()
        got = [line.strip().split(" (")[0] for line in lines if not line.strip().startswith(('"', "Object", "Span"))]
        wanted = ["Document", "P", "P", *["P"] * 9, "H1", "P", "P", "H2", "L", "LI", "Lbl", "LBody", "P", "LI", "Lbl",
                  "LBody", "P", "L", "LI", "Lbl", "LBody", "P", "Link", "LI", "Lbl", "LBody", "P", "Link",
                  "H3", "P"]
        self.check("headings, lists and links are tagged as such", got == wanted, str(got))
        text = "\n".join(lines)
        self.check("the number of the page isn't read out", "Page 1" not in text)
        uris = re.findall(r"https://[^\s)\"]+", text_of("qpdf", "--qdf", "--object-streams=disable", pdf, "-"))
        self.check("links lead somewhere",
                         {"https://www.gov.uk/after-a-death", "https://example.org/"} <= set(uris), str(uris))

    def hostile(self):
        body = ("a <script>alert(1)</script> [x](javascript:alert(1)) [y](file:///etc/passwd) "
                "![p](https://example.org/p.png)\n\n<iframe src='x'></iframe>\n\nend")
        pdf, pages, error = self.typeset({**BASE, "body": body, "name": "Ma\u202eir \x07Tre\u2028velyan"})
        whole = run("qpdf", "--qdf", "--object-streams=disable", pdf, "-").stdout
        self.check("HTML, scripts and pictures of others come to nothing",
                         pages == "1" and b"/URI" not in whole and b"JavaScript" not in whole
                         and "script>" not in text_of("pdftotext", pdf, "-"), error)
        self.check("characters that turn writing around are left out of a name",
                         bare("".join(words_in(pdf, *MAY_SHOW))).startswith("MairTrevelyan"))

    def any(self, runs):
        """Whatever is in it, a letter shows its address in the window and nothing else, or is refused
        with a reason."""
        seed = int(os.environ.get("CANTREF_SEED", time.time()))
        print(f"# CANTREF_SEED={seed}")
        refused = 0
        for run_number in range(runs):
            draw = random.Random(seed + run_number)
            words = ["Tŷ", "Llan", "Heol", "y", "Stryd", "Featherstonehaugh", "27–29", LONG, "Ŵyr", "Q", "gjpqy", "W" * 20]

            def line(most):
                return " ".join(draw.choice(words) for _ in range(draw.randint(1, most)))

            job = {
                **draw.choice([BASE, WELSH]),
                "large": draw.random() < 0.5,
                "name": line(6), "title": line(9),
                "address": [line(draw.choice([2, 2, 5])) for _ in range(draw.randint(1, 7))],
                "council": {"en": line(6), "cy": line(6)},
                "sender": [line(3) for _ in range(draw.randint(1, 7))],
            }
            pdf, pages, error = self.typeset(job)
            what = f"any letter, CANTREF_SEED={seed + run_number}"
            if pages.isdigit():
                self.window(what, job, pdf)
            else:
                refused += 1
                self.check(f"{what}: is refused with a reason", re.search("window|too long", error), error)
        self.check("some letters fit, and some don't", 0 < refused < runs, str(refused))

    def all(self):
        for number, (what, job) in enumerate(LETTERS.items()):
            pdf, pages, error = self.typeset(job, f"{number:02}")
            self.check(f"{what}: is typeset", pages.isdigit(), error)
            if not pages.isdigit():
                continue
            self.window(what, job, pdf)
            self.content(what, job, pdf, int(pages))
            self.accessible(what, job, pdf, int(pages))
            self.painted(what, pdf, int(pages))
        with open(os.path.join(self.folder, "00.pdf"), "rb") as file:
            first = file.read()
        with open(self.typeset(BASE, "again")[0], "rb") as file:
            self.check("the same letter is the same bytes", file.read() == first)
        self.structure()
        self.hostile()
        self.any(40)
        _, _, error = self.typeset({**BASE, "address": ["A very long line of an address that says too much, again and again"] * 7})
        self.check("an address that the window can't hold is refused, clearly",
                         "don't fit into the window" in error, error)


def shipped(program, folder, tally):
    """Every letter of every pack that ships, in both languages and sizes, with example values."""
    for path in sorted(glob.glob(os.path.join(ROOT, "packs", "*", "letters", "*.en.md"))):
        pack = path.split(os.sep)[-3]
        letter = os.path.basename(path)[: -len(".en.md")]
        for language in ("en", "cy"):
            for size in ([], ["--large"]):
                pdf = os.path.join(folder, "preview.pdf")
                done = run(program, "letter", "preview", pack, letter, "--language", language, *size, "-o", pdf)
                text = text_of("pdftotext", pdf, "-") if done.returncode == 0 else ""
                tally.check(done.returncode == 0 and "{{" not in text and "££" not in text and len(text) > 200,
                            f"{pack}/{letter} in {language} {' '.join(size)} can be printed",
                            done.stderr.decode())


def main():
    build = os.path.abspath(sys.argv[1])
    tally = Tally("letters")
    with tempfile.TemporaryDirectory() as folder:
        Letters(build, folder, tally).all()
        shipped(os.path.join(build, "cantref"), folder, tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
