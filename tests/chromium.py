"""chromium.py - a headless Chromium that is told what to do over two pipes, by the DevTools
protocol (https://chromedevtools.github.io/devtools-protocol/): a message is JSON, ended by NUL."""

import base64
import json
import os
import select
import subprocess
import tempfile
import time

WAIT_MAX_S = 120  # for one answer: a browser that hangs fails the test, it doesn't stop it


class BrowserError(Exception):
    pass


class Chromium:
    def __init__(self, program):
        self.profile = tempfile.TemporaryDirectory(prefix="cantref-chromium-")
        to_browser, self.out = os.pipe()
        self.into, from_browser = os.pipe()
        self.process = subprocess.Popen(
            # the protocol is spoken on descriptors 3 and 4
            ["sh", "-c", f'exec "$@" 3<&{to_browser} 4>&{from_browser}', "sh", program]
            + ["--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu"]
            + ["--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking"]
            + ["--hide-scrollbars", f"--user-data-dir={self.profile.name}", "about:blank"],
            pass_fds=(to_browser, from_browser),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self.unread, self.last_id, self.events = b"", 0, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.out)
        os.close(self.into)
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        try:
            self.profile.cleanup()
        except OSError:
            pass  # a helper of the browser may still be writing there

    def message(self):
        end = time.monotonic() + WAIT_MAX_S
        while b"\0" not in self.unread:
            ready, _, _ = select.select([self.into], [], [], max(0, end - time.monotonic()))
            piece = os.read(self.into, 1 << 20) if ready else b""
            if not piece:
                raise BrowserError("Chromium has gone" if ready else "Chromium does not answer")
            self.unread += piece
        text, _, self.unread = self.unread.partition(b"\0")
        return json.loads(text)

    def call(self, method, session=None, **parameters):
        self.last_id += 1
        message = {"id": self.last_id, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        left = json.dumps(message).encode() + b"\0"
        while left:
            left = left[os.write(self.out, left) :]
        while True:
            answer = self.message()
            if answer.get("id") == self.last_id:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error'].get('message')}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)


class Page:
    """One page of a browser, opened on an address once it has loaded."""

    def __init__(self, browser, address):
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Network", "Runtime"):
            self.call(f"{domain}.enable")
        browser.events.clear()
        self.call("Page.navigate", url=address)
        while not any(event["method"] == "Page.loadEventFired" for event in browser.events):
            browser.events.append(browser.message())

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def requests(self):
        """Addresses asked for since the page was opened, its own among them."""
        return [
            event["params"]["request"]["url"]
            for event in self.browser.events
            if event["method"] == "Network.requestWillBeSent"
        ]

    def evaluate(self, expression):
        answer = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def resize(self, width, height, mobile=False):
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=mobile,
        )

    def pdf(self, **options):
        return base64.b64decode(self.call("Page.printToPDF", **options)["data"])

    def picture(self):
        """What is to be seen now, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])
