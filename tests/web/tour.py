#!/usr/bin/env python3
"""tour.py PROGRAM HOME - where nobody sits before a terminal: serves an example home, signs in as each
of its staff and asks for the pages that they are shown first, and for those that anybody may see; then
stops. Prints a line a page. Exit status 1 when one was not there."""

import sys

from web_client import Browser, Served


def show(browser, who, path):
    answer = browser.ask("GET", path, headers={"Accept": "text/html"})
    print(f"  {answer.status}  {len(answer.body) / 1024:6.1f} KB  {path:32} {who}")
    return answer.status == 200


def main():
    program, home = sys.argv[1:]
    good = True
    with Served(program, home) as served:
        print(f"serving {served.url}")
        visitor = Browser(served.port)
        for path in ("/", "/en/tell", "/cy/tell", "/en/privacy", "/en/algorithms"):
            good &= show(visitor, "anybody", path)
        listed = Browser(served.port).get("/sign-in/staff").model
        for person in listed["people"]:
            browser = Browser(served.port).sign_in(person["login"])
            pages = browser.get("/sign-out/staff").model["page"]["navigation"]
            for page in pages:
                good &= show(browser, person["name"], page["href"])
    print("stopped")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
