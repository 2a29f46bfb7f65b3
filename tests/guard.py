"""guard.py - runs a command to its end; one that hangs is ended with all that it began, and told by
what stood still. What one leaves behind is ended with it.

What it prints goes to a file: a process that is left behind would hold a pipe open for good, and
whoever reads that would wait as long. Descendants are looked for in /proc by who began whom; one whose parent has ended before it counts by
its session, which is that of the process when that was started with start_new_session."""

import os
import signal
import subprocess
import tempfile

STACKS_MAX, STACKS_S = 3, 60


def run(command, environment, max_s):
    """Its exit status, None when it had to be ended after max_s; and what it printed, errors too."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command,
            env=dict(os.environ, **environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        stood = ""
        try:
            process.wait(max_s)
        except subprocess.TimeoutExpired:
            stood = f"\nno end after {max_s} s; there stood still:\n{still(process.pid)}\n"
            end(process.pid)
            process.wait()
        end(process.pid)  # what it left behind
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    return None if stood else process.returncode, text + stood


def _stat(pid):
    """Parent, session and state of a process; None when it has ended, also when nobody asked how."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else (int(fields[1]), int(fields[3]), fields[0])


def family(pid):
    """The process and all that came of it, oldest first."""
    known = {int(name): _stat(name) for name in os.listdir("/proc") if name.isdigit()}
    found = {pid}
    grown = True
    while grown:
        more = {each for each, of in known.items() if of and (of[0] in found or of[1] == pid)} - found
        found |= more
        grown = bool(more)
    return sorted(each for each in found if known.get(each))


def still(pid):
    """A line a process: number, state, what it waits for in the kernel, command; and where each thread
    of a program of the build stands, when gdb is there."""
    lines, ours = [], []
    for each in family(pid):
        of = _stat(each)
        try:
            with open(f"/proc/{each}/cmdline", "rb") as file:
                command = file.read().replace(b"\0", b" ").decode("utf-8", "replace").strip()
            with open(f"/proc/{each}/wchan", encoding="utf-8") as file:
                waits = file.read()
            program = os.readlink(f"/proc/{each}/exe")
        except OSError:
            continue
        if of:
            lines.append(f"    {each} {of[2]} {waits} {command[:200]}")
            ours += [each] if "/build" in program else []
    return "\n".join(lines + [stacks(each) for each in ours[:STACKS_MAX]])


def stacks(pid):
    """Where its threads stand. A debugger that can't look says why."""
    command = ["gdb", "-batch", "-nx", "-p", str(pid), "-ex", "thread apply all bt 24"]
    try:
        seen = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=STACKS_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"    {pid}: {error}"
    text = (seen.stdout + seen.stderr[-400:]).decode("utf-8", "replace")
    return "\n".join(f"    {line[:160]}" for line in text.splitlines() if not line.startswith("[New LWP"))


def end(pid):
    """All of the family, at once. Cost: one look through /proc."""
    for each in reversed(family(pid)):
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            pass
