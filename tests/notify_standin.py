"""notify_standin.py - GOV.UK Notify as its published REST interface describes it, as far as
messages go: tokens, sending, asking by id and by reference, its errors and limits. For tests; it
sends nothing.

Written from the REST API documentation of alphagov/notifications-tech-docs (read in 2026). Of
numbers it knows only what that page's errors tell."""

import base64
import hashlib
import hmac
import http.server
import json
import re
import threading
import time
import urllib.parse
import uuid

TOKEN_S = 30


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Notify:
    """messages: what it took. fault: what goes wrong with each POST; faults: with the next ones in
    turn; get_fault(s): likewise of asking. hidden: so many times of asking it doesn't show what it
    has. skew: by so many seconds its clock is ahead."""

    def __init__(self, service, secret, templates):
        self.service, self.secret, self.templates = service, secret, templates
        self.messages, self.fault, self.faults, self.hidden, self.skew = [], "", [], 0, 0
        self.get_fault, self.get_faults = "", []
        self.lock = threading.Lock()
        standin = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                standin.post(self, body)

            def do_GET(self):
                standin.get(self)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    # ---- answers ----

    def answer(self, handler, status, value, cut=0):
        text = json.dumps(value).encode() if not isinstance(value, bytes) else value
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(text)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(text[: len(text) - cut])
        handler.close_connection = True

    def error(self, handler, status, name, message):
        errors = [{"error": name, "message": message}]
        self.answer(handler, status, {"status_code": status, "errors": errors})

    def fail(self, handler, fault):
        """True when a fault has answered."""
        if fault == "rate":
            text = "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"
            self.error(handler, 429, "RateLimitError", text)
        elif fault == "day":
            self.error(handler, 429, "TooManyRequestsError", "Exceeded send limits (250000) for today")
        elif fault == "trial":
            text = "Can't send to this recipient when service is in trial mode, CANARY"
            self.error(handler, 400, "BadRequestError", text)
        elif fault == "500":
            self.error(handler, 500, "Exception", "Internal server error")
        elif fault == "502":
            self.answer(handler, 502, b"<html>Bad gateway CANARY</html>")
        elif fault == "429 page":
            self.answer(handler, 429, b"<html>Slow down</html>")
        elif fault == "nonsense":
            self.answer(handler, 200, b'{"notifications": [{"id": 7, "reference": "msg_1"}]}')
        elif fault == "deep":
            self.answer(handler, 200, b'{"notifications":' + b"[" * 100000)
        elif fault == "close":
            handler.close_connection = True
        else:
            return False
        return True

    def known(self, handler):
        """Is the token ours, and of now?"""
        try:
            kind, token = handler.headers["Authorization"].split(" ")
            head, claims, signature = token.split(".")
            made = hmac.new(self.secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
            header, said = json.loads(unpadded(head)), json.loads(unpadded(claims))
            good = kind == "Bearer" and header == {"typ": "JWT", "alg": "HS256"}
            good = good and said["iss"] == self.service
            good = good and hmac.compare_digest(unpadded(signature), made)
        except (AttributeError, KeyError, ValueError, TypeError):
            good, said = False, {}
        if not good:
            self.error(handler, 403, "AuthError", "Invalid token: API key not found")
        elif abs(time.time() + self.skew - said["iat"]) > TOKEN_S:
            text = "Error: Your system clock must be accurate to within 30 seconds"
            self.error(handler, 403, "AuthError", text)
            return False
        return good

    # ---- requests ----

    def shown(self, message):
        kind = message["type"]
        return {
            "id": message["id"],
            "reference": message["reference"],
            "email_address": message["to"] if kind == "email" else None,
            "phone_number": message["to"] if kind == "sms" else None,
            "type": kind,
            "status": message["status"],
            "template": {"id": message["template_id"], "version": 1},
            "body": message["personalisation"].get("body"),
            "subject": message["personalisation"].get("subject"),
            "created_at": "2026-11-28T09:36:10.000000Z",
        }

    def get(self, handler):
        with self.lock:
            fault = self.get_faults.pop(0) if self.get_faults else self.get_fault
        if self.fail(handler, fault) or not self.known(handler):
            return
        parts = urllib.parse.urlsplit(handler.path)
        if parts.path == "/v2/notifications":
            asked = urllib.parse.parse_qs(parts.query).get("reference", [""])[0]
            with self.lock:
                found = [self.shown(m) for m in self.messages if m["reference"] == asked]
                if found and self.hidden > 0:
                    self.hidden, found = self.hidden - 1, []
            if fault == "other":
                found = [{**f, "reference": "msg_other"} for f in found] or [
                    {"id": str(uuid.uuid4()), "reference": "msg_other", "status": "sending"}
                ]
            self.answer(handler, 200, {"notifications": found, "links": {"current": handler.path}})
            return
        wanted = parts.path.rsplit("/", 1)[1]
        found = [m for m in self.messages if m["id"] == wanted]
        if not found:
            self.error(handler, 404, "NoResultFound", "No result found")
            return
        self.answer(handler, 200, self.shown(found[0]))

    def wrong(self, kind, asked):
        """What Notify says is wrong with a request: name and message, or None."""
        field = "phone_number" if kind == "sms" else "email_address"
        for needed in (field, "template_id"):
            if not isinstance(asked.get(needed), str):
                return "ValidationError", f"{needed} is a required property"
        to = asked[field]
        if kind == "sms" and not re.search(r"[0-9]{9}", re.sub(r"[ ()+-]", "", to)):
            return "ValidationError", "phone_number Not enough digits"
        if kind == "email" and "@" not in to:
            return "ValidationError", "email_address Not a valid email address"
        if asked["template_id"] not in self.templates:
            return "BadRequestError", "Template not found"
        missing = {"body", "subject"} if kind == "email" else {"body"}
        missing -= set(asked.get("personalisation", {}))
        if missing:
            return "BadRequestError", f"Missing personalisation: {', '.join(sorted(missing))}"
        return None

    def post(self, handler, body):
        with self.lock:
            fault = self.faults.pop(0) if self.faults else self.fault
        if not self.known(handler) or self.fail(handler, fault):
            return
        kind = handler.path.rsplit("/", 1)[1]
        asked = json.loads(body)
        wrong = self.wrong(kind, asked)
        if handler.headers["Content-Type"] != "application/json" or wrong:
            self.error(handler, 400, *(wrong or ("BadRequestError", "Invalid JSON")))
            return
        message = {
            "id": str(uuid.uuid4()),
            "type": kind,
            "to": asked["phone_number" if kind == "sms" else "email_address"],
            "reference": asked.get("reference"),
            "template_id": asked["template_id"],
            "personalisation": asked["personalisation"],
            "status": "created",
        }
        with self.lock:
            self.messages.append(message)
        if fault == "take and close":
            handler.close_connection = True
        elif fault == "take and hang":
            time.sleep(60)
        elif fault == "take and 500":
            self.fail(handler, "500")
        else:
            cut = 10 if fault == "take and cut" else 0
            self.answer(handler, 201, {**self.shown(message), "content": {}, "uri": ""}, cut)
