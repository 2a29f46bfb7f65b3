#!/usr/bin/env python3
"""council_for_peers.py COUNCIL OUT - one table, of common columns, from the five of an example
council, for tools that need that: what a competent analyst writes in an hour. Cantref is never
given what it makes.

OUT/people.csv has a row for each row of the five tables; OUT/names.csv has the same rows with the
name in one column and the address, and nothing else; OUT/rows.csv tells, line by line, which row of
which table each was. A row stands for the person whom it names first; a joint account is not
split further. Names are taken apart and put in lower case, dates made alike, addresses put in one
line with their short forms written out, telephone numbers, postcodes and identifiers stripped of
what varies in them, placeholders emptied."""

import csv
import os
import re
import sys
from contextlib import ExitStack

COLUMNS = ["given_name", "middle_names", "family_name", "birth_date", "sex", "address", "house"]
COLUMNS += ["postcode", "phone", "email", "nhs_number", "ni_number", "uprn"]
TITLES = {"mr", "mrs", "miss", "ms", "mx", "dr", "rev", "sir", "prof", "lady", "lord"}
TITLE = re.compile(r"\b(?:mr|mrs|miss|ms)\b", re.IGNORECASE)
ORGANISATION = re.compile(
    r"\b(ltd|limited|plc|llp|council|association|homes|lettings|investments|properties|trust)\b"
)
NOBODY = re.compile(r"\b(occupier|owner|unknown|vacant)\b")
EXECUTORS = re.compile(r"^(the )?(personal reps?|executors?|exors|estate|reps?)( of)?( the late)? ")
NO_ADDRESS = {"tbc", "nfa", "n k", "no fixed abode", "dim cyfeiriad sefydlog", "address withheld"}
NO_ADDRESS |= {"unknown", "not known"}
LONG_FORMS = {
    "rd": "road",
    "st": "street",
    "ave": "avenue",
    "cl": "close",
    "terr": "terrace",
    "ter": "terrace",
    "cres": "crescent",
    "dr": "drive",
    "ln": "lane",
    "pl": "place",
    "gdns": "gardens",
    "sq": "square",
    "ct": "court",
    "gr": "grove",
}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def plain(text):
    return " ".join(re.sub(r"[^\w' -]", " ", text.lower()).split())


def name_parts(text):
    """Given, middle, family of the person whom a line names first: MR J & MRS S EVANS,
    "WYNNE, L MR", MRS BRIGGS RACHEL AND MR DAVID BRIGGS."""
    text = text.lower().strip()
    if ORGANISATION.search(text) or NOBODY.search(text):
        return "", "", plain(text) if ORGANISATION.search(text) else ""
    text = re.sub(r"\(.*?\)", " ", EXECUTORS.sub("", text))
    people = re.split(r"\s*(?:&|\+|/|\band\b)\s*", text)
    if "," in people[0]:
        family, _, given = people[0].partition(",")
        people[0] = given + " " + family
    words = [w for w in plain(people[0]).split() if w not in TITLES]
    if len(people) > 1 and (len(words) < 2 or all(len(w) == 1 for w in words)):
        others = plain(people[-1]).split()  # MR J & MRS S EVANS: the name is at the end
        words += others[-1:]
    if not words:
        return "", "", ""
    if len(words) == 1:
        return "", "", words[0]
    return words[0], " ".join(words[1:-1]), words[-1]


def given_parts(text):
    words = plain(text).split()
    return (words[0], " ".join(words[1:])) if words else ("", "")


def date(text):
    """YYYY-MM-DD of 05/04/1986, 2012-10-19, 8-Feb-1994; a placeholder is none."""
    found = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", text)
    if found:
        year, month, day = found.groups()
    else:
        found = re.fullmatch(r"(\d\d?)[/-](\w+)[/-](\d{4})", text)
        if not found:
            return ""
        day, month, year = found.groups()
        month = month if month.isdigit() else str(MONTHS.index(month[:3].lower()) + 1)
    made = f"{year}-{int(month):02d}-{int(day):02d}"
    return "" if made in ("1900-01-01", "1901-01-01") else made


def address(*parts):
    words = plain(" ".join(parts)).split()
    whole = [words[0]] if words else []
    whole += [LONG_FORMS.get(word, word) for word in words[1:]]  # St Mary's Court keeps its saint
    text = " ".join(whole)
    return "" if text in NO_ADDRESS else text


def house(line):
    """What tells the homes of a postcode apart: the numbers, or else the first two words."""
    words = line.split()
    return " ".join(re.findall(r"\b\d+[a-z]?\b", line)) or " ".join(words[:2])


def title_sex(title):
    title = title.lower()
    return "m" if title == "mr" else "f" if title in ("mrs", "miss", "ms") else ""


def postcode(text):
    text = re.sub(r"[^A-Z0-9]", "", text.upper())
    return f"{text[:-3]} {text[-3:]}" if len(text) > 4 else ""


def digits(text, least):
    text = re.sub(r"\D", "", text)
    return "" if len(text) < least or len(set(text[-6:])) == 1 else text


def phone(text):
    text = digits(text, 10)
    return "0" + text[2:] if text.startswith("44") else text


def email(text):
    text = text.strip().lower()
    return text if "@" in text and not re.match(r"(none|no|noemail|unknown|na)@", text) else ""


def sex(text):
    return text[:1].lower() if text[:1].lower() in ("f", "m") else ""


def insurance(text):
    return re.sub(r"[^A-Z0-9]", "", text.upper())


# One function a table: a row's cells by heading → the columns.


def council_tax(r):
    given, middle, family = name_parts(r["Liable Party"])
    place, code = address(r["Property Address"]), postcode(r["Post Code"])
    sex_of = title_sex((re.findall(TITLE, r["Liable Party"].split("&")[0]) or [""])[0])
    return given, middle, family, "", sex_of, place, house(place), code, "", "", "", "", r["UPRN"]


def electoral_roll(r):
    given, middle = given_parts(r["Enwau Cyntaf / Forenames"])
    family = plain(r["Cyfenw / Surname"])
    place = address(*(r[f"Cyfeiriad {n} / Address {n}"] for n in range(1, 6)))
    code = postcode(r["Cod Post / Postcode"])
    return given, middle, family, "", "", place, house(place), code, "", "", "", "", ""


def social_care(r):
    given, middle = given_parts(r["Forename"])
    place = address(r["Property Name"], r["Property No"], r["Street"], r["District"], r["Town"])
    return (
        given,
        middle,
        plain(r["Surname"]),
        date(r["Date of Birth"]),
        sex(r["Gender"]),
        place,
        house(place),
        postcode(r["Post Code"]),
        phone(r["Telephone"]),
        "",
        digits(r["NHS Number"], 10),
        "",
        "",
    )


def schools(r):
    given, middle = given_parts(r["Legal Forename"])
    place = address(r["Home Address"])
    return (
        given,
        plain(r["Middle Names"]) or middle,
        plain(r["Legal Surname"]),
        date(r["DOB"]),
        sex(r["Sex"]),
        place,
        house(place),
        postcode(r["Postcode"]),
        "",  # the telephone number and the e-mail address are the parents'
        "",
        "",
        "",
        "",
    )


def housing(r):
    given, middle = given_parts(r["Main Tenant Forename"])
    born = (r["Birth Day"], r["Birth Month"], r["Birth Year"])
    place = address(r["Flat"], r["House No"], r["Road"], r["Area"])
    return (
        given,
        middle,
        plain(r["Main Tenant Surname"]),
        date("/".join(born)),
        title_sex(r["Main Tenant Title"]),
        place,
        house(place),
        postcode(r["Postcode"]),
        phone(r["Tel No"]),
        email(r["Email"]),
        "",
        insurance(r["NI Number"]),
        "",
    )


TABLES = {
    "council_tax": (council_tax, ",", "utf-8-sig"),
    "electoral_roll": (electoral_roll, ",", "utf-8-sig"),
    "social_care": (social_care, ",", "cp1252"),
    "schools": (schools, ";", "utf-8-sig"),
    "housing": (housing, ",", "utf-8-sig"),
}


def rows_of(folder):
    """(source, row number, its cells) of all five tables."""
    for name, (columns_of, delimiter, encoding) in TABLES.items():
        with open(os.path.join(folder, name + ".csv"), encoding=encoding, newline="") as file:
            for number, row in enumerate(csv.DictReader(file, delimiter=delimiter), 1):
                yield name, number, columns_of(row)


def main():
    folder, out = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    with ExitStack() as stack:
        people, names, rows = (
            csv.writer(
                stack.enter_context(
                    open(os.path.join(out, name), "w", encoding="utf-8", newline="")
                )
            )
            for name in ("people.csv", "names.csv", "rows.csv")
        )
        people.writerow(COLUMNS)
        names.writerow(["name", "address", "postcode"])
        rows.writerow(["source", "row"])
        for name, number, cells in rows_of(folder):
            people.writerow(cells)
            names.writerow((f"{cells[0]} {cells[2]}".strip(), cells[5], cells[7]))
            rows.writerow((name, number))


if __name__ == "__main__":
    main()
