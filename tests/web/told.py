#!/usr/bin/env python3
"""told.py PROGRAM - what pages of governance, of the data team and of residents show of a person is
in the log under that person's name: who looks at their own log sees that it was shown. And what a
page must not show of somebody, because it is another request's, or because they are sealed, it
doesn't.

Also: lists are shown by pages, and what the program says of an error stands in English, and marked
as such, under a sentence in the language of the page."""

import csv
import datetime
import json
import os
import re
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tally import Tally  # noqa: E402
from web_client import Browser, Served  # noqa: E402

OF_RIGHTS = '"rights"'  # as entries name what was shown
PAGE_ROWS = 50
CARE = ("--purpose", "adult_social_care_assessment", "--case", "C-1")
TODAY = datetime.date.today()


def day(name, date):
    return {f"{name}-day": date.day, f"{name}-month": date.month, f"{name}-year": date.year}


class Told:
    """What is to be in whose log, checked when the home is served no more."""

    def __init__(self):
        self.wanted = []

    def expect(self, row, words, count, what, source="council_tax"):
        self.wanted.append((f"{source}:{row}", words, count, what))

    def check(self, tally, served):
        for row, words, count, what in self.wanted:
            told = json.loads(served.run("my", row, "--json"))
            entries = [json.dumps(entry, ensure_ascii=False) for entry in told["entries"]]
            found = sum(words in entry for entry in entries)
            tally.check(found == count, f"{what}: {found} entries, not {count}", "\n".join(entries))


def enter(browser, kind, row, detail=""):
    browser.get("/governance/requests/new")
    answer = browser.post(
        "/governance/requests/new",
        {"kind": kind, "person": f"council_tax:{row}", "detail": detail, **day("received", TODAY)},
    )
    found = re.search(r"/governance/requests/(\d+)", answer.location or "")
    if not found:
        raise RuntimeError(f"{kind} of {row} was not entered: {answer.status}\n{answer.text}")
    return int(found[1])


def check_requests(tally, told, browser):
    """All that is held is shown for a request to be shown it, and for no other."""
    for place, kind in enumerate(("rectification", "erasure", "restriction", "objection")):
        number = enter(browser, kind, 30 + place, "address=5 Castle Road")
        page = browser.get(f"/governance/requests/{number}")
        tally.check(page.status == 200, f"a request for {kind}: {page.status}")
        if kind != "rectification":  # that tells what sources say otherwise
            told.expect(30 + place, OF_RIGHTS, 1, f"a request for {kind} that is shown")
        for more in ("assemble", "files/everything.json", "files/index.html", "files/who-looked.csv"):
            answer = browser.get(f"/governance/requests/{number}/{more}")
            tally.check(answer.status == 404, f"{kind} gives no {more}: {answer.status}")
    number = enter(browser, "access", 40)
    tally.check(browser.get(f"/governance/requests/{number}/assemble").status == 200, "access gives all")


def check_marks(tally, told, browser):
    """Seals, holds and emergencies name people: each of them is told."""
    browser.get("/governance/seals")
    sealed = browser.post(
        "/governance/seals/seal",
        {"person": "council_tax:50", "ground": "refuge", "team": "information_governance", "why": "x"},
    )
    tally.check(sealed.status == 303, "somebody is sealed", sealed.text)
    page = browser.get("/governance/seals")
    tally.check(len(page.model["table"]["rows"]) == 2, "both seals are listed", page.model["table"])
    tally.check(browser.get("/governance/seals").status == 200, "once more")
    lifted = browser.post("/governance/seals/lift", {"lift": "council_tax:50"})
    tally.check(lifted.status == 303, "it is lifted, so that they have a log again", lifted.text)
    told.expect(50, OF_RIGHTS, 2, "a seal that is listed, twice")
    browser.get("/governance/holds")
    held = browser.post(
        "/governance/holds",
        {"person": "council_tax:51", "why": "a claim", **day("until", TODAY.replace(year=TODAY.year + 1, day=1))},
    )
    tally.check(held.status == 303, "somebody is held", held.text)
    page = browser.get("/governance/holds")
    tally.check(len(page.model["table"]["rows"]) == 1, "a hold is listed", page.text)
    told.expect(51, OF_RIGHTS, 1, "a hold that is listed")


def check_emergencies(tally, told, served, browser):
    """An emergency is reviewed by who, when and why; whom it was about is shown to who may know of them."""
    mair = Browser(served.port).sign_in("mair")
    page = "/purpose/adult_social_care_assessment/emergency"
    mair.get(page)
    for row in (20, 21, 22, 99999):  # sealed for others, sealed for the asker's team, not sealed, nobody
        used = mair.post(page, {"reason": f"because of {row}", "person": f"social_care:{row}"})
        tally.check(used.status == (404 if row == 99999 else 200), f"an emergency: {used.status}", used.text[:400])
    for row, team in ((20, "childrens_care"), (21, "information_governance")):
        browser.get("/governance/seals")
        fields = {"person": f"social_care:{row}", "ground": "refuge", "team": team, "why": "x"}
        tally.check(browser.post("/governance/seals/seal", fields).status == 303, f"{row} is sealed for {team}")
    shown = browser.get("/governance/emergencies")
    rows = {}
    for notice in shown.model["notices"]:
        said = {row["key"]: row["value"] for row in notice["rows"]}
        rows[said["Reason"]] = said
    for row in (21, 22):
        said = rows[f"because of {row}"]
        tally.check(said["Person"] == f"social_care:{row}", f"whom {row} was about is shown", said)
    hidden, nobody = rows["because of 20"], rows["because of 99999"]
    tally.check(hidden["Who"] == "mair" and bool(hidden["When"]), "who and when stay", hidden)
    tally.check(hidden["Person"] == nobody["Person"], "sealed is told of as nobody is", [hidden, nobody])
    tally.check("social_care:20" not in shown.text, "the id of who is sealed is nowhere on it", shown.text)
    told.expect(22, OF_RIGHTS, 1, "an emergency that is listed", "social_care")


def check_lists(tally, browser):
    """No list is longer than a page."""
    for row in range(60, 60 + PAGE_ROWS):
        enter(browser, "objection", row)
    first = browser.get("/governance/requests").model
    tally.check(len(first["table"]["rows"]) == PAGE_ROWS, "a page of requests", len(first["table"]["rows"]))
    tally.check(bool(first["pagination"]["next"]), "there is a next one", first["pagination"])
    second = browser.get("/governance/requests?page=2").model
    tally.check(0 < len(second["table"]["rows"]) < PAGE_ROWS, "and the rest of them")
    shown = [row["cells"][0] for page in (first, second) for row in page["table"]["rows"]]
    tally.check(len({json.dumps(cell) for cell in shown}) == len(shown), "nobody is shown twice")
    tally.check(browser.get("/governance/requests?page=9").status == 200, "beyond the last there is none")


def check_waiting(tally, told, browser):
    """A record that waits is told, and one that is sealed is not there."""
    rows = [int(re.search(r":(\d+)", row["place"])[1]) for row in browser.get("/data/waiting").model["rows"]]
    tally.check(rows == [70, 71], f"records that wait, but one that is sealed: {rows}")
    count = browser.get("/data/waiting").model["count"]
    tally.check(count == 2, f"the sealed one isn't counted: {count}")
    told.expect(70, "data_quality_review", 2, "a record that waits, shown twice")


def make_wait(served):
    with sqlite3.connect(os.path.join(served.home, "data", "cantref.db")) as db:
        for row in (70, 71, 72):
            db.execute(
                "INSERT INTO waiting (record, key, since) SELECT v.record, 'family name', 1 "
                "FROM record_version v JOIN record r ON r.record = v.record "
                "JOIN source s ON s.source = r.source WHERE s.name = 'council_tax' "
                "AND v.row_number = ? AND v.known_to IS NULL", (row,),
            )  # fmt: skip
    served.run("seal", "council_tax:72", "--ground", "refuge", "--team", "information_governance", "--why", "x")


def check_languages(tally, served):
    """What the program says of an error is English, and says that it is."""
    browser = Browser(served.port, language="cy").sign_in("gwen")
    page = browser.ask("GET", "/cy/governance/purposes/no_such_purpose", headers={"Accept": "text/html"})
    tally.check(page.status == 404, "no such purpose")
    model = browser.get("/governance/packs/no_such_pack").model
    tally.check(model["message"] is None or model["program_says"] is None, "one of the two", model)
    path = os.path.join(served.home, "extracts", "council_tax.csv")
    data = Browser(served.port, language="cy").sign_in("tomos")
    os.rename(path, path + ".away")
    data.get("/data/sources/council_tax")
    answer = data.post("/data/sources/council_tax/ingest")
    os.rename(path + ".away", path)
    tally.check(answer.status == 422, f"an extract that isn't there: {answer.status}", answer.text[:500])
    for error in answer.model["errors"]:
        tally.check("nid oes dim wedi newid" in error["text"], "said in Welsh", error)
        tally.check(bool(error["program_says"]), "with what the program says", error)


def residents(served, count):
    """(row, born, code to sign in by) of some people whom social care knows."""
    with open(os.path.join(served.home, "extracts", "social_care.csv"), encoding="cp1252", newline="") as file:
        for row, person in enumerate(csv.DictReader(file), 1):
            born = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", person["Date of Birth"])
            found = json.loads(served.run("find", f"{person['Forename']} {person['Surname']}", *CARE, "--json"))
            if count > 0 and born and len(found["people"]) == 1:
                issued = json.loads(served.run("code", "issue", found["people"][0]["id"], *CARE, "--json"))
                yield row, born.groups(), issued["code"]
                count -= 1
            if count == 0:
                return


def signed_in(served, born, code):
    browser = Browser(served.port)
    browser.get("/sign-in")
    fields = {"code": code, "born-day": born[0], "born-month": born[1], "born-year": born[2], "postcode": ""}
    answer = browser.post("/sign-in", fields)
    if answer.status != 303:
        raise RuntimeError(f"a resident could not sign in: {answer.status}\n{answer.text}")
    return browser


def check_speakers(tally, told, served, people):
    """Whoever may speak for somebody is shown their name: they see that."""
    (row, born, code), (_, other_born, other_code) = people
    principal = signed_in(served, born, code)
    principal.get("/me/speak")
    given = principal.post("/me/speak", {"actor": "Ann, my daughter"})
    tally.check(bool(given.model.get("new_code")), "somebody may speak for them", given.text)
    speaker = signed_in(served, other_born, other_code)
    speaker.get("/me/speak")
    taken = speaker.post("/me/speak/take", {"code": given.model["new_code"]})
    tally.check(taken.status == 303, "and has taken it up", taken.text)
    page = speaker.get("/me/speak").model
    tally.check(len(page["of_me"]) == 1, "for whom they may speak is shown", page["of_me"])
    told.expect(row, '"by_speaker": true', 1, "for whom somebody speaks", "social_care")


def check_speakers_of_sealed(tally, served, people, browser):
    """Whoever speaks for somebody who is sealed is told, by page and use alike, what they would be
    if there were nobody of that authority; and it is theirs again when the seal is lifted."""
    (row, born, code), (_, other_born, other_code) = people
    principal, speaker = signed_in(served, born, code), signed_in(served, other_born, other_code)
    principal.get("/me/speak")
    taken = principal.post("/me/speak", {"actor": "Ann, my daughter"}).model["new_code"]
    speaker.get("/me/speak")
    speaker.post("/me/speak/take", {"code": taken})
    before = speaker.get("/me/speak").model["of_me"]
    tally.check(len(before) == 1, "for whom they may speak is shown", before)
    name = before[0]["name"]
    speaker.get("/tell/care")
    speaker.post("/tell/care", {})
    for question, given in (("language", "en"), ("teller", "family"), ("subject", f"authority:{before[0]['number']}")):
        asked = speaker.get(f"/tell/care/answer/the-{question}")
        told = speaker.post(f"/tell/care/answer/the-{question}", {"answer": given})
        tally.check(told.status == 303, f"care is told for them: {question}", told.text)
    tally.check(name in asked.text, "for whom they may speak is a choice", asked.text)
    tally.check("/the-name" not in told.location, "whose name nobody need say", told.location)
    principal.get("/me/speak")
    waiting = principal.post("/me/speak", {"actor": "Bob"}).model["new_code"]
    fields = {"lift": f"social_care:{row}"}
    browser.get("/governance/seals")
    sealed = {"person": fields["lift"], "ground": "refuge", "team": "information_governance", "why": "x"}
    tally.check(browser.post("/governance/seals/seal", sealed).status == 303, "the principal is sealed")
    page = speaker.get("/me/speak")
    tally.check(page.model["of_me"] == [] and not page.model["has_of_me"], "no authority for who is sealed", page.text)
    html = speaker.ask("GET", "/en/me/speak", headers={"Accept": "text/html"}).text
    tally.check(name not in html, "nor their name on the page", html)
    asked = speaker.get("/tell/care/answer/the-subject")
    tally.check(name not in asked.text, "nor where something is told for them", asked.text)
    told = speaker.get("/tell/care/check")
    tally.check(told.status == 303 and told.location.endswith("/the-name"), "who it is about is asked", told.location)
    ends = [speaker.post("/me/speak/end", {"number": str(number)}) for number in (before[0]["number"], 9999)]
    same = ends[0].status == ends[1].status == 404 and ends[0].model["message"] == ends[1].model["message"]
    tally.check(same, "it can't be ended, as one that there never was", [e.text for e in ends])
    speaker.get("/me/speak")
    codes = [speaker.post("/me/speak/take", {"code": code}) for code in (waiting, "2222-2222-2222")]
    same = codes[0].status == codes[1].status == 422 and codes[0].model["errors"] == codes[1].model["errors"]
    tally.check(same, "nor taken up, as by a code that is none", [c.text for c in codes])
    browser.get("/governance/seals")
    tally.check(browser.post("/governance/seals/lift", fields).status == 303, "the seal is lifted")
    tally.check(speaker.get("/me/speak").model["of_me"] == before, "and the authority is there again")


def put(served, path, text):
    path = os.path.join(served.home, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def make_packs(served):
    """A pack of the council's own, and an overlay that makes a duty due earlier and words a call."""
    os.makedirs(os.path.join(served.home, "packs"), exist_ok=True)
    served.run("pack", "new", os.path.join(served.home, "packs", "wedding"), home=None)
    version = json.loads(served.run("pack", "show", "bereavement", "--json", home=None))["version"]
    folder = "overlays/bereavement"
    put(served, f"{folder}/overlay.yaml", f"overlay: bereavement\npack_version: {version}\n")
    duty = "{duty: register_death, within: 3 days, owner: customer_service, finds_out: libraries}"
    put(served, f"{folder}/duties.yaml", f"duties: [{duty}]\n")
    step = "{step: confirm_death, team: customer_service, escalate: {after: 1 working day, to: electoral}}"
    other = "{step: resume_recovery, due: 2 working days}"
    put(served, f"{folder}/process.yaml", f"steps: [{step}, {other}]\n")
    for language in ("en", "cy"):
        text = f"---\ntitle: The last call\n---\nWorded by the council ({language}): {{{{subject.name}}}}, {{{{team.name}}}}.\n"
        put(served, f"{folder}/guidance/call_to_close.{language}.md", text)


def check_packs(tally, browser):
    """The council's own pack is listed, and an overlay is shown with what it changes."""
    packs = json.dumps(browser.get("/governance/packs").model["table"], ensure_ascii=False)
    tally.check("/governance/packs/wedding" in packs, "the council's own pack is listed", packs)
    page = browser.get("/governance/packs/bereavement")
    changes = json.dumps(page.model.get("overlay_diff", page.model), ensure_ascii=False)
    rows = [[cell["text"] for cell in row["cells"]] for row in page.model["overlay_diff"]["rows"]]
    for what in (
        ["Register the death (until 8 September 2024): by when", "5 days", "3 days"],
        ["Register the death (until 8 September 2024): who sees to it", "Registration service", "Customer service"],
        ["Register the death (from 9 September 2024): who finds out", "Registration service", "Libraries"],
        ["Confirm the death: who does it", "Registration service", "Customer service"],
        ["Take up recovery again: by when", "5 working days", "2 working days"],
        ["Confirm the death: who is told when it is late", "Bereavement support, after 1 working day",
         "Electoral services, after 1 working day"],
    ):
        same = [row for row in rows if row[0] == what[0]]
        tally.check(what in same, f"what an overlay changes: {what}", same)
    for said in ("Eight weeks on", "Worded by the council (en)"):
        tally.check(said in changes, f"what an overlay changes: {said}", changes)


def main():
    tally = Tally("told")
    served, told = Served(sys.argv[1]), Told()
    make_wait(served)
    make_packs(served)
    people = list(residents(served, 4))
    with served:
        browser = Browser(served.port).sign_in("gwen")
        check_requests(tally, told, browser)
        check_marks(tally, told, browser)
        check_emergencies(tally, told, served, browser)
        check_lists(tally, browser)
        check_waiting(tally, told, Browser(served.port).sign_in("tomos"))
        check_languages(tally, served)
        check_packs(tally, browser)
        check_speakers(tally, told, served, people[:2])
        check_speakers_of_sealed(tally, served, people[2:], browser)
        served.stop()
        told.check(tally, served)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
