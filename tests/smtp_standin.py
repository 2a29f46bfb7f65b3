"""smtp_standin.py - a mail server for tests, which keeps what it takes and fails as it is told.
Source: RFC 5321, RFC 3207 (STARTTLS), RFC 4954 (AUTH PLAIN, LOGIN)."""

import base64
import socket
import threading
import time


class MailServer:
    """say(stage) tells what is answered at greet, ehlo, mail, rcpt, data, end, quit: another line;
    None to close; "hang", "trickle", "flood"; or "go on". messages: what it took. plain: all that came
    without TLS. tls: from the first byte; starttls: offered when there is a context."""

    def __init__(self, say, context=None, tls=False, starttls=True, auth=True, password=""):
        self.say, self.context, self.tls = say, context, tls
        self.starttls = starttls and context is not None and not tls
        self.auth, self.password = auth and context is not None, password
        self.messages, self.plain, self.connections, self.silent = [], b"", 0, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection, _ = self.listener.accept()
            self.connections += 1
            threading.Thread(target=Session(self, connection).run, daemon=True).start()


class Session:
    def __init__(self, server, connection):
        self.server, self.connection, self.secure, self.data = server, connection, False, b""
        self.envelope = {"to": []}

    def run(self):
        try:
            if self.server.tls:
                self.wrap()
            if self.reply("greet", "220 standin ESMTP"):
                while self.command():
                    pass
        except (OSError, ValueError):
            pass
        finally:
            self.connection.close()

    def wrap(self):
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.secure, self.data = True, b""

    def line(self):
        while b"\r\n" not in self.data:
            more = self.connection.recv(65536)
            if not more:
                raise OSError("closed")
            if not self.secure:
                self.server.plain += more
            self.data += more
        line, self.data = self.data.split(b"\r\n", 1)
        return line

    def reply(self, stage, text):
        """Say it, or what the test wants instead. False: the connection is over."""
        say = self.server.say(stage)
        if say is None:
            return False
        if say == "hang":
            self.server.silent += 1
            time.sleep(90)
        elif say in ("trickle", "flood"):
            for _ in range(100000):
                self.connection.sendall(b"2" if say == "trickle" else b"220-" + b"x" * 500 + b"\r\n")
                time.sleep(0.3 if say == "trickle" else 0)
        self.connection.sendall((text if say == "go on" else say).encode() + b"\r\n")
        return True

    def command(self):
        line = self.line().decode("utf-8", "replace")
        word = line.split(" ")[0].upper()
        if word in ("EHLO", "HELO"):
            self.envelope["greeting"] = line[5:]
            lines = ["250-standin"]
            lines += ["250-STARTTLS"] if self.server.starttls and not self.secure else []
            lines += ["250-AUTH PLAIN LOGIN"] if self.server.auth and self.secure else []
            return self.reply("ehlo", "\r\n".join([*lines, "250 8BITMIME"]))
        if word == "STARTTLS":
            self.connection.sendall(b"220 go\r\n")
            self.wrap()
            return True
        if word == "AUTH":
            return self.sign_in(line)
        if word == "MAIL":
            self.envelope["from"] = line.split("<", 1)[1].split(">", 1)[0]
            return self.reply("mail", "250 ok")
        if word == "RCPT":
            self.envelope["to"].append(line.split("<", 1)[1].split(">", 1)[0])
            return self.reply("rcpt", "250 ok")
        if word == "DATA":
            going = self.server.say("data") == "go on"
            return self.reply("data", "354 go") and (not going or self.take())
        if word == "QUIT":
            self.reply("quit", "221 bye")
            return False
        self.connection.sendall(b"250 ok\r\n")
        return True

    def sign_in(self, line):
        parts = line.split(" ")
        if parts[1].upper() == "PLAIN":
            if len(parts) < 3:
                self.connection.sendall(b"334 \r\n")
                parts.append(self.line().decode())
            given = base64.b64decode(parts[2]).decode().split("\0")[2]
        else:
            self.connection.sendall(b"334 VXNlcm5hbWU6\r\n")
            self.line()
            self.connection.sendall(b"334 UGFzc3dvcmQ6\r\n")
            given = base64.b64decode(self.line()).decode()
        good = given == self.server.password
        self.connection.sendall(b"235 in\r\n" if good else b"535 5.7.8 not taken\r\n")
        return True

    def take(self):
        lines = []
        while True:
            line = self.line()
            if line == b".":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        say = self.server.say("end")
        if say == "go on" or (say or "").startswith("250"):
            data = b"\r\n".join(lines) + b"\r\n"
            self.server.messages.append({**self.envelope, "data": data})
        self.envelope = {"to": [], "greeting": self.envelope.get("greeting")}
        return self.reply("end", "250 queued")
