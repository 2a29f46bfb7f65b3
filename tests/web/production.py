#!/usr/bin/env python3
"""production.py BUILD - what docs/production says: nginx takes it, it says what cantref serve tells
its own nginx, systemd takes the units, and they let core make the calls that its sandbox does.

councils() puts the files of docs/production in place for other tests, with their paths changed and
nothing else."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))

from tally import Tally  # noqa: E402

FILES = os.path.join(ROOT, "docs", "production")
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
EXPOSURE_MAX = {"cantref@": 1.5, "cantref-ingest@": 2.5, "cantref-backup@": 1.5}

# What only one of the two configurations has: the line, with words that differ as *.
OWN = """
    daemon off
    worker_processes *
    user *
    pid *
    error_log *
    worker_connections *
    worker_rlimit_nofile *
    client_body_temp_path *
    proxy_temp_path *
    fastcgi_temp_path *
    uwsgi_temp_path *
    scgi_temp_path *
    client_max_body_size *
    client_body_buffer_size *
    limit_conn_zone $client_network zone=connections:*
    limit_req_zone $client_network zone=requests:*
    upstream core
    upstream north
    zone * 64k
    server unix:*
    add_header Strict-Transport-Security *
    ssl_certificate *
    ssl_certificate_key *
    ssl_session_cache *
    ssl_stapling on
    ssl_stapling_verify on
    ssl_reject_handshake on
    resolver *
    resolver_timeout 5s
    include *
    listen *
    server_name *
    root *
    alias *
    scgi_pass *
    return 444
    return 421
    return 308 *
"""


def read(name):
    with open(os.path.join(FILES, name), encoding="utf-8") as file:
        return file.read()


def certificate(folder, *names):
    """A certificate of its own making, and its key: their paths."""
    paths = [os.path.join(folder, f"{names[0]}.{what}.pem") for what in ("certificate", "key")]
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
            ),
            *("-nodes", "-days", "2", "-subj", f"/CN={names[0]}"),
            *("-addext", "subjectAltName=" + ",".join(f"DNS:{name}" for name in names)),
            *("-out", paths[0], "-keyout", paths[1]),
        ],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return paths


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Councils:
    """The nginx of docs/production before several cores. councils: by name, the folder of its socket
    and of nginx's own pages; each is NAME.example."""

    def __init__(self, folder, councils, assets):
        self.folder, self.port, self.plain_port = folder, free_port(), free_port()
        own = os.path.join(folder, "councils")
        os.makedirs(own)
        main = read("nginx.conf").replace(
            "user www-data;", "user root;" if os.geteuid() == 0 else ""
        )
        main = main.replace("rate=50r/s", "rate=5000r/s")  # a test is one address
        main = main.replace("/run/nginx.pid", f"{folder}/nginx.pid")
        main = main.replace("/var/log/nginx/error.log", f"{folder}/error.log")
        main = main.replace("/etc/nginx/councils/", f"{own}/")
        temporary = "".join(
            f"    {kind}_temp_path {folder}/temporary;\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        main = main.replace("http {\n", "http {\n" + temporary)
        self.write("nginx.conf", self.listening(main))
        self.certificates = {}
        for name, run in councils.items():
            paths = certificate(folder, f"{name}.example", f"www.{name}.example")
            self.certificates[name] = paths[0]
            text = read("council.conf").replace("/run/cantref/north", run)
            text = re.sub(r"/etc/letsencrypt\S*fullchain.pem", paths[0], text)
            text = re.sub(r"/etc/letsencrypt\S*privkey.pem", paths[1], text)
            text = text.replace("/usr/local/share/cantref/assets", assets)
            text = re.sub(r"\bnorth\b(?!/)", name, text)
            self.write(f"councils/{name}.conf", self.listening(text))
        self.process = None

    def listening(self, text):
        text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.M)
        text = re.sub(r"listen 443\b", f"listen 127.0.0.1:{self.port}", text)
        return re.sub(r"listen 80\b", f"listen 127.0.0.1:{self.plain_port}", text)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def command(self, *more):
        log = os.path.join(self.folder, "error.log")
        conf = os.path.join(self.folder, "nginx.conf")
        return [NGINX, "-p", self.folder, "-e", log, "-c", conf, *more]

    def check(self):
        """What nginx says against it; "" when nothing."""
        done = subprocess.run(
            self.command("-t", "-q"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        said = [
            line
            for line in done.stdout.splitlines()
            if '"ssl_stapling" ignored, issuer certificate not found'
            not in line  # of our own making
            and "worker_connections exceed open file resource limit" not in line
            and "could not build optimal" not in line
        ]
        return "\n".join(said) or ("" if done.returncode == 0 else "it fails")

    def start(self):
        self.process = subprocess.Popen(
            self.command("-g", "daemon off;"), stderr=subprocess.DEVNULL
        )
        for _ in range(200):
            with socket.socket() as trial:
                trial.settimeout(0.1)
                if trial.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError("nginx does not start")

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=30)
            self.process = None


# ---- nginx ----


def statements(text):
    """Each statement and block's head of a configuration, spaces and quotes alike."""
    text = re.sub(r"^\s*#.*$", "", text, flags=re.M)
    found = re.findall(r'((?:"(?:\\.|[^"\\])*"|[^;{}"])+)[;{]', text.replace("}", "};"))
    return [
        " ".join(statement.split()).replace('"', "") for statement in found if statement.strip()
    ]


def is_own(statement):
    for line in OWN.split("\n"):
        pattern = re.escape(line.strip()).replace(r"\*", ".*")
        if line.strip() and re.fullmatch(pattern, statement):
            return True
    return False


def same(tally, build, folder):
    """What cantref serve would tell its nginx, and what docs/production tells: the same."""
    for name in ("assets", "generated"):
        os.makedirs(os.path.join(folder, name))
    paths = certificate(folder, "same.example")
    process = subprocess.Popen(
        [
            os.path.join(build, "front_only"),
            *(os.path.join(folder, name) for name in ("generated/front", "core", "assets")),
            *(f"certificate={paths[0]}", f"key={paths[1]}", "host=same.example"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    started = process.stdout.readline()
    process.communicate()
    tally.check(started, "nginx takes what is generated")
    with open(os.path.join(folder, "generated", "front", "nginx.conf"), encoding="utf-8") as file:
        generated = [s for s in statements(file.read()) if not is_own(s)]
    written = [s for s in statements(read("nginx.conf") + read("council.conf")) if not is_own(s)]
    missing = sorted(set(generated) - set(written))
    extra = sorted(set(written) - set(generated))
    tally.check(len(generated) > 80, "there is something to compare", len(generated))
    tally.check(not missing, "docs/production says all that is generated", "\n".join(missing))
    tally.check(not extra, "docs/production says nothing else", "\n".join(extra))


def taken(tally, folder):
    councils = Councils(folder, {"north": f"{folder}/north", "south": f"{folder}/south"}, folder)
    said = councils.check()
    tally.check(not said, "nginx takes docs/production", said)
    councils.write("councils/south.conf", "server { listen 1; nonsense; }\n")
    tally.check(councils.check(), "a wrong line would be told")


NETWORKS = (  # of an address; what it is counted by
    ("192.0.2.1", "c0000201"),
    ("192.0.2.10", "c000020a"),
    ("::ffff:192.0.2.10", "c000020a"),
    ("10.0.0.0", "0a000000"),
    ("2001:db8:0:1::1", "20010db800000001"),
    ("2001:db8:0:1:ffff:a0a:a:0", "20010db800000001"),
    ("2001:db8:0:a::1", "20010db80000000a"),
    ("::1", "0000000000000000"),
)


def networks(tally, folder):
    """Who is counted as one: the map of docs/production, asked from addresses that it is told."""
    said = subprocess.run([NGINX, "-V"], stderr=subprocess.PIPE, text=True).stderr
    if "http_realip_module" not in said:
        return tally.skip("networks", "nginx has no realip module")
    port = free_port()
    rule = re.search(r"^ *map \$binary_remote_addr \$client_network \{.*?^    \}$", read("nginx.conf"), re.M | re.S)
    temporary = "".join(f"{k}_temp_path {folder}/t; " for k in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    with open(os.path.join(folder, "nginx.conf"), "w", encoding="utf-8") as file:
        file.write(f"""pid {folder}/nginx.pid;
{"user root;" if os.geteuid() == 0 else ""}
error_log {folder}/error.log emerg;
events {{}}
http {{
    access_log off;
    {temporary}
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Real-IP;
{rule[0]}
    server {{
        listen 127.0.0.1:{port};
        location / {{ return 200 $client_network; }}
    }}
}}
""")
    process = subprocess.Popen(
        [NGINX, "-p", folder, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf", "-g", "daemon off;"],
        stderr=subprocess.DEVNULL,
    )
    try:
        for address, expected in NETWORKS:
            for _ in range(200):
                try:
                    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"X-Real-IP": address})
                    with urllib.request.urlopen(request) as answer:
                        found = answer.read().hex()
                    break
                except urllib.error.URLError:
                    time.sleep(0.05)
            tally.check(found == expected, f"{address} is counted by its network", found)
    finally:
        process.terminate()
        process.wait(timeout=30)


# ---- systemd ----


def calls_of_sandbox():
    with open(os.path.join(ROOT, "src", "web", "sandbox.c"), encoding="utf-8") as file:
        return set(re.findall(r"\bSYS_(\w+)", file.read()))


def calls_of_group(group):
    done = subprocess.run(
        ["systemd-analyze", "syscall-filter", group], stdout=subprocess.PIPE, text=True
    )
    names = set()
    for line in done.stdout.splitlines()[1:]:
        word = line.strip().split(" ")[0]
        if word.startswith("@"):
            names |= calls_of_group(word)
        elif word and not word.startswith("#"):
            names.add(word)
    return names


def calls_of_unit(text):
    allowed = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", text, re.M):
        names = set()
        for word in line.lstrip("~").split():
            names |= calls_of_group(word) if word.startswith("@") else {word}
        allowed = allowed - names if line.startswith("~") else allowed | names
    return allowed


def units(tally, build, folder):
    if shutil.which("systemd-analyze") is None:
        return tally.skip("units", "there is no systemd-analyze")
    names = sorted(n for n in os.listdir(FILES) if n.endswith((".service", ".timer")))
    for name in names:
        text = read(name).replace("/usr/local/bin/cantref", os.path.join(build, "cantref"))
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    for name in names:
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", os.path.join(folder, name)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        tally.check(done.returncode == 0 and not done.stdout, f"systemd takes {name}", done.stdout)
    for name, most in EXPOSURE_MAX.items():
        done = subprocess.run(
            [
                "systemd-analyze",
                "security",
                "--offline=yes",
                os.path.join(folder, name + ".service"),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        level = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
        tally.check(level and float(level[1]) <= most, f"{name}: exposure", done.stdout[-300:])
    # Of sanitizers; said not to exist; of root.
    wanted = calls_of_sandbox() - {"ptrace", "clone3", "fchown"}
    there = calls_of_unit(read("cantref@.service"))
    known = calls_of_group("@known")
    missing = sorted(wanted & known - there)
    tally.check(len(there) > 200, "the unit allows something", len(there))
    tally.check(not missing, "the unit allows what the sandbox does", missing)


def main():
    build = os.path.abspath(sys.argv[1])
    tally = Tally("production")
    with tempfile.TemporaryDirectory(prefix="cantref-production-") as folder:
        for part in ("same", "taken", "networks", "units"):
            os.makedirs(os.path.join(folder, part))
        same(tally, build, os.path.join(folder, "same"))
        taken(tally, os.path.join(folder, "taken"))
        networks(tally, os.path.join(folder, "networks"))
        units(tally, build, os.path.join(folder, "units"))
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
