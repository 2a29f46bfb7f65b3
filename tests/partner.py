#!/usr/bin/env python3
"""partner.py - another council's or service's system, for the demonstration, on 127.0.0.1.

partner.py port                  a port that is free
partner.py serve PORT            take what comes and print each event's type and data on standard error,
                                 until it is killed; prints its process's number, and returns, once it
                                 listens
partner.py confirm SECRET_FILE SUBJECT
                                 a signed message (Standard Webhooks) that what came about SUBJECT was
                                 done, for cantref receive"""

import base64
import hashlib
import hmac
import http.server
import json
import os
import secrets
import socket
import sys
import time


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["content-length"])))
        print(f"  the partner got {event['type']} about {event['subject']}: {json.dumps(event['data'])}", file=sys.stderr, flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        print(free.getsockname()[1])


def serve(number):
    server = http.server.HTTPServer(("127.0.0.1", int(number)), Handler)
    child = os.fork()
    if child:
        print(child)
        return
    os.dup2(2, 1)
    server.serve_forever()


def confirm(secret_file, subject):
    with open(secret_file) as file:
        key = base64.b64decode(file.read().strip().removeprefix("whsec_"))
    number, now = "msg_" + secrets.token_hex(8), int(time.time())
    body = json.dumps(
        {
            "specversion": "1.0",
            "id": number,
            "source": "https://partner.example/cases",
            "type": "uk.cantref.confirmed.v1",
            "subject": subject,
            "data": {"outcome": "done"},
        }
    )
    signed = hmac.new(key, f"{number}.{now}.{body}".encode(), hashlib.sha256).digest()
    print("Content-Type: application/cloudevents+json")
    print(f"webhook-id: {number}\nwebhook-timestamp: {now}")
    print(f"webhook-signature: v1,{base64.b64encode(signed).decode()}\n\n{body}", end="")


if __name__ == "__main__":
    {"port": port, "serve": serve, "confirm": confirm}[sys.argv[1]](*sys.argv[2:])
