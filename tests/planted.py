#!/usr/bin/env python3
"""planted.py BUILD [--all] [--seeds N] - bugs planted in the engine must be found by its simulator.

A bug is one change of the text of src/engine/: something left out, a condition turned round, a day
too many. Each is for one of the invariants of src/engine/simulate.h, at least two for each. The
file is compiled with the change, linked with the rest of the build into a program that is `cantref
simulate` alone (tests/simulate_main.c), and that must report a violation (or stop at an assertion)
within N seeds; unchanged it must report none.

Without --all: a sample, of each invariant at least one, drawn by a seed that is printed;
CANTREF_SEED=N repeats it."""

import argparse
import collections
import concurrent.futures
import json
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile
import time

from tally import Tally

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SEEDS, TIME_MAX_S = 20000, 300

# (invariant, file, what it is, text, text in its place)
BUGS = [
    ("lost", "engine.c", "tried again by a person, and not put into the outbox",
     "            row->state = ROW_READY;\n            row->tries = 0;",
     "            row->state = ROW_STOPPED;\n            row->tries = 0;"),
    ("lost", "engine.c", "to be tried later, and forgotten",
     "    row->state = ROW_READY;\n    row->next_try = h->now->at + (asked > wait ? asked : wait);",
     "    row->state = ROW_ENDED;\n    row->next_try = h->now->at + (asked > wait ? asked : wait);"),
    ("lost", "process.c", "stuck, and nobody is told",
     "        turn_tell(t, TELL_STUCK, place, false);", "        ;"),
    ("lost", "engine.c", "tries are not counted",
     "engine_wait_s(++row->tries)", "engine_wait_s(row->tries + 1)"),
    ("lost", "engine.c", "leased after the last try",
     "if (row.tries >= ENGINE_TRIES_MAX) {", "if (row.tries > ENGINE_TRIES_MAX) {"),
    ("lost", "process.c", "done, and what follows is not looked at",
     "        take_done(t, input->place);\n        turn_act(t, (struct process_action){.kind = ACTION_LOOK, .due = PROCESS_DAY_NONE});",
     "        take_done(t, input->place);"),
    ("lost", "process_follow.c", "what comes after a wait does not begin when its time has passed",
     "    } while (run_clocks(t));", "    } while (run_clocks(t) && false);"),
    ("lost", "engine.c", "the step is not told that it left",
     "    return code != 0 || row->kind != ACTION_SEND\n               ? code\n               : engine_take(engine, rows, row->process, &input, now, STR(ENGINE_WHO), err);\n}\n\nstruct leasing",
     "    return code;\n}\n\nstruct leasing"),
    ("lost", "engine.c", "a look at the facts of before counts as one of now",
     "if (found && (input->seen == 0 || input->seen == t.process.inputs)) {", "if (found) {"),
    ("twice", "engine.c", "tried again by a person under a new key, beside the old",
     "return code != 0 || found ? code : add_row", "return code != 0 ? code : add_row"),
    ("twice", "engine.c", "another round after the second try",
     "    row.token++; /*", "    row.round = (uint8_t)(row.round + (row.tries > 1)); row.token++; /*"),
    ("twice", "process_turn.c", "begun anew in the same round",
     ".round = (uint8_t)(step->round + (step->round < UINT8_MAX)),", ".round = 1,"),
    ("twice", "process.c", "left, and queued again when nobody confirms",
     "        step->stage = STAGE_LEFT;\n", "        step->stage = STAGE_LEFT;\n        if (step->reminders == 0 && planned->escalates) { turn_act_on_step(t, ACTION_SEND, place); }\n"),
    ("stopped", "process_turn.c", "what is queued is not stopped",
     "    case STAGE_OPEN:\n    case STAGE_QUEUED:\n        turn_act_on_step(t, ACTION_STOP, place);",
     "    case STAGE_OPEN:\n    case STAGE_QUEUED:\n        if (step->stage == STAGE_OPEN) { turn_act_on_step(t, ACTION_STOP, place); }"),
    ("stopped", "engine.c", "whether it was stopped is not looked at before it goes",
     "ret->token == held->token && (ret->state == ROW_LEASED || ret->state == ROW_GOING);",
     "ret->token == held->token; ret->state = ret->state == ROW_STOPPED ? ROW_LEASED : ret->state;"),
    ("stopped", "engine.c", "reminders are not stopped",
     "        return !is_of_line && !(", "        return !is_of_line && row->kind != ACTION_REMIND && !("),
    ("stopped", "process_turn.c", "a task stays with its team when its step is done",
     "    if (step->stage != STAGE_DONE) {\n        turn_act_on_step(t, ACTION_STOP, place);\n    }", "    ;"),
    ("stopped", "process_turn.c", "a team is asked on when all is known",
     "        turn_act_on_line(t, ACTION_FOUND_OUT, TELL_NOTHING, line);", "        ;"),
    ("duty_state", "engine.c", "the ledger is not told that a duty is discharged",
     "action->place, true, t->process.day, err)", "action->place, false, t->process.day, err)"),
    ("duty_state", "process_follow.c", "ended, while it can't be told what is owed",
     "line->state != DUTY_STARTED && line->state != DUTY_CANNOT_TELL", "line->state != DUTY_STARTED"),
    ("duty_state", "process_follow.c", "not discharged where some of its steps are left out",
     "return done > 0 && done + left_out == by->count;", "return done == by->count;"),
    ("duty_state", "process.c", "ended, and its event is not told",
     "        if (!had_ended) {\n", "        if (had_ended) {\n"),
    ("duty_state", "process.c", "confirmed by a decision, and its event is not told",
     "        if (!t->process->confirmed) {", "        if (t->process->confirmed) {"),
    ("duty_proof", "process_follow.c", "discharged by the first of its steps",
     "return done > 0 && done + left_out == by->count;", "return done > 0;"),
    ("duty_proof", "process.c", "what left counts as done where a recipient should confirm it",
     "        if (planned->proof == PROOF_POSTED || planned->proof == PROOF_DELIVERED) {",
     "        if (planned->proof != PROOF_TEAM_CONFIRMS && planned->proof != PROOF_SOURCE_SHOWS) {"),
    ("duty_proof", "process_follow.c", "discharged by steps that are left out",
     "        done += standing == STANDS_DONE && counts;", "        done += standing != STANDS_TO_COME && counts;"),
    ("duty_proof", "process_follow.c", "discharged still when what did so is taken back",
     "        bool counts = !t->process->steps[by->at[i]].taken_back;", "        bool counts = true;"),
    ("silence", "process_follow.c", "late, and nobody is told",
     "        turn_tell(t, TELL_LATE, place, planned->escalates);", "        ;"),
    ("silence", "process_follow.c", "late, and not told to whom it escalates",
     "        turn_tell(t, TELL_LATE, place, planned->escalates);", "        turn_tell(t, TELL_LATE, place, false);"),
    ("silence", "process_follow.c", "told as late before the time to escalate",
     "planned->escalates && planned->escalate_after.count > 0", "planned->escalate_after.count > 100"),
    ("silence", "engine.c", "reminders are not sent",
     "    case ACTION_REMIND:\n        return add_row(t, action, ROW_READY, err);", "    case ACTION_REMIND:\n        return 0;"),
    ("silence", "process_follow.c", "told as unconfirmed after one reminder",
     "step->reminders < PROCESS_REMINDERS_MAX", "step->reminders < 1"),
    ("silence", "process_follow.c", "a duty that is late is not told",
     "            turn_act_on_line(t, ACTION_TELL, TELL_DUTY_LATE, line);", "            ;"),
    ("silence", "process_follow.c", "nobody is asked what is missing",
     "            turn_act_on_line(t, ACTION_ASK, TELL_NOTHING, line);", "            ;"),
    ("silence", "process_follow.c", "what was asked long ago is forgotten",
     "                turn_act_on_line(t, ACTION_TELL, TELL_STILL_ASKED, line);", "                ;"),
    ("silence", "process_follow.c", "a wait whose condition can't be told",
     "        if (t->plan->steps[i].kind == STEP_WAIT && stage == STAGE_OPEN) {\n            ended |= run_wait(t, i);",
     "        if (t->plan->steps[i].kind == STEP_WAIT) {\n            ended |= stage == STAGE_OPEN && run_wait(t, i);"),
    ("silence", "process_follow.c", "no step is left for a duty, and nobody is told",
     "        turn_act_on_line(t, ACTION_TELL, TELL_NO_STEP, line);", "        ;"),
    ("silence", "process_turn.c", "a day is over before it is",
     "return day != PROCESS_DAY_NONE && day < t->today;", "return day != PROCESS_DAY_NONE && day <= t->today;"),
    ("silence", "process_turn.c", "due by its own length, whatever the duty's deadline",
     "line->has_deadline && line->deadline < due) {", "line->has_deadline && line->deadline < due && due == PROCESS_DAY_NONE) {"),
    ("distress", "process.c", "a death stops nothing that is queued",
     "(stage != STAGE_QUEUED && !is_call && !is_reminded)", "(stage != STAGE_STUCK && !is_call && !is_reminded)"),
    ("distress", "process.c", "a death stops no reminders",
     "stage == STAGE_LEFT && t->plan->steps[i].proof == PROOF_RECIPIENT_CONFIRMS;", "false;"),
    ("distress", "process.c", "tried again to somebody who died",
     "    if (turn_is_to_dead(t, place)) {\n        see_to_dead", "    if (false) {\n        see_to_dead"),
    ("distress", "process_turn.c", "a step that begins is not held against who died",
     "    if (turn_is_to_dead(t, place)) {\n        turn_give_to_team", "    if (false) {\n        turn_give_to_team"),
    ("distress", "process.c", "the subject of a death is not dead from the beginning",
     "ret->dead = plan->ends_life ? 1U << ADDRESSED_TO_SUBJECT : 0;", "ret->dead = 0;"),
    ("taken_back", "process_turn.c", "what undoes it is not asked for",
     "        undo->wanted = true;", "        ;"),
    ("taken_back", "process_turn.c", "put right, and no team is told",
     "        turn_tell(t, TELL_TAKEN_BACK, place, false);", "        ;"),
    ("taken_back", "process_turn.c", "what was sent is not put right",
     "        step->stage = STAGE_STOPPED;\n        turn_put_right(t, place);\n        break;\n    case STAGE_STUCK:",
     "        step->stage = STAGE_STOPPED;\n        break;\n    case STAGE_STUCK:"),
    ("taken_back", "process_turn.c", "what was done is not put right",
     "    case STAGE_DONE:\n        turn_put_right(t, place);", "    case STAGE_DONE:"),
    ("taken_back", "engine.c", "stopped while it was going, its worker killed: taken for stopped",
     "        return has_left(l->engine, rows, l->now, &row, err);", "        return end_row(rows, &row, ROW_STOPPED, l->now, err);"),
    ("taken_back", "engine.c", "an answer that was lost is taken for a no",
     "    row->may_have_left |= !h->answer->never_left;", "    ;"),
    ("taken_back", "engine.c", "a worker that was killed is taken to have sent nothing",
     "    row.may_have_left |= was_going;", "    ;"),
    ("ends", "process_follow.c", "a step that was stopped is taken for open",
     "if (unclear || step->stage == STAGE_OPEN ||", "if (unclear || step->stage == STAGE_OPEN || step->stage == STAGE_STOPPED ||"),
    ("ends", "process.c", "confirmed, and held on",
     "    t->process->held = false;", "    ;"),
    ("whole", "process_turn.c", "begun on no day",
     ".begun = t->today,", ".begun = planned->kind == STEP_CALL ? PROCESS_DAY_NONE : t->today,"),
    ("whole", "process_turn.c", "done on no day",
     "    step->done = t->today;", "    ;"),
    ("whole", "process.c", "discharged on no day, by a correction",
     "        l->discharged = PROCESS_DAY_NONE;\n        l->by_hand = false;", "        l->entry = UINT16_MAX;\n        l->by_hand = false;"),
    ("round_trip", "process_bytes.c", "that it may have left is not kept",
     " |\n                     (unsigned)s->uncertain << 4", ""),
    ("round_trip", "process_bytes.c", "since when it is asked is not kept",
     "    bool days = l->deadline != PROCESS_DAY_NONE || l->discharged != PROCESS_DAY_NONE ||\n                l->asked != PROCESS_DAY_NONE;",
     "    bool days = l->deadline != PROCESS_DAY_NONE || l->discharged != PROCESS_DAY_NONE;"),
    ("round_trip", "process_bytes.c", "days before it began are a day off",
     "2 * (uint64_t)-off - 1", "2 * (uint64_t)-off + 1"),
    ("audit_leaf", "engine.c", "what left is not in the audit log",
     "(input->kind != INPUT_TIME || t->actions.count > 0)", "(input->kind != INPUT_TIME && input->kind != INPUT_LEFT)"),
    ("audit_leaf", "process.c", "an input is no version",
     "    process->inputs++;", "    process->inputs += input->kind != INPUT_TIME;"),
    ("audit_leaf", "engine.c", "a beginning is not in the audit log",
     "    code = code ? code : rows->happened(rows->context, &happened, err);\n    *ret = code == 0 ? row.process : *ret;",
     "    *ret = code == 0 ? row.process : *ret;"),
    ("stale_token", "engine.c", "a lease has the token of the one before",
     "    row.token++; /*", "    ; /*"),
    ("stale_token", "engine.c", "whose lease it is, is not looked at",
     "ret->token == held->token && (ret->state", "(ret->state"),
    ("wakes", "process_follow.c", "woken by the last of its days, not the first",
     "day != PROCESS_DAY_NONE && day < t->process->wake", "day != PROCESS_DAY_NONE && (day > t->process->wake || t->process->wake == PROCESS_DAY_NONE)"),
    ("wakes", "process_follow.c", "a duty's day is a day later",
     "            wake_on(t, l->deadline + 1);", "            wake_on(t, l->deadline + 2);"),
    ("wakes", "process_follow.c", "nobody is woken by a wait",
     "        wake_on(t, step->until + 1);", "        ;"),
    ("day", "process.c", "its day goes back with the clock",
     ".today = today > process->day ? today : process->day};", ".today = today};"),
    ("day", "process.c", "it does not see the day",
     "    process->day = t.today;", "    ;"),
]  # fmt: skip


class Bench:
    """Compiles the engine with one change, and simulates."""

    def __init__(self, build, folder, seeds):
        self.build, self.folder, self.seeds = os.path.join(ROOT, build), folder, seeds
        with open(os.path.join(self.build, "compile_commands.json"), encoding="utf-8") as file:
            rows = {
                os.path.relpath(
                    os.path.normpath(os.path.join(row["directory"], row["file"])), ROOT
                ): shlex.split(row["command"])
                for row in json.load(file)
            }
        self.commands = rows
        link = subprocess.run(
            ["ninja", "-C", self.build, "-t", "commands", "cantref"],
            check=True, stdout=subprocess.PIPE, text=True,
        ).stdout.splitlines()[-1]  # fmt: skip
        self.link = shlex.split(link)
        self.main = os.path.join(folder, "main.o")
        self.compile("src/main.c", os.path.join(ROOT, "tests/simulate_main.c"), self.main)

    def compile(self, like, source, out):
        words = self.commands[like]
        flags = [w for w in words if w.startswith(("-I", "-D", "-std"))]
        with_ccache = ["ccache"] if words[0] == "ccache" else []
        compiler = words[1] if with_ccache else words[0]
        command = [*with_ccache, compiler, *flags, "-O1", "-w", "-c", source, "-o", out,
                   "-I" + os.path.join(ROOT, os.path.dirname(like))]  # fmt: skip
        return subprocess.run(command, cwd=self.build, check=True, stderr=subprocess.PIPE)

    def program(self, number, name, text):
        """The simulator with src/engine/NAME as that text."""
        path = os.path.join(self.folder, f"bug_{number}")
        with open(path + ".c", "w", encoding="utf-8") as file:
            file.write(text)
        self.compile(f"src/engine/{name}", path + ".c", path + ".o")
        words = [self.main if w.endswith("src_main.c.o") else w for w in self.link]
        words[words.index("-o") + 1] = path
        words.insert(words.index(self.main), path + ".o")
        subprocess.run(words, cwd=self.build, check=True)
        return path

    def found(self, number, name, text):
        """(invariant, what, seeds) that the simulator reports; None when it reports nothing."""
        path = self.program(number, name, text)
        try:
            done = subprocess.run(
                [path, "simulate", "--seeds", str(self.seeds), "--threads", "1", "--json"],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIME_MAX_S,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return ("hangs", f"not ended after {TIME_MAX_S} s", 0)
        finally:
            for end in (".c", ".o", ""):
                os.unlink(path + end)
        if done.returncode < 0:
            return ("assertion", done.stderr.strip().splitlines()[-1:], 0)
        said = json.loads(done.stdout)
        violation = said.get("violation")
        return violation and (violation["invariant"], violation["what"], said["seeds"])


def read(name):
    with open(os.path.join(ROOT, "src/engine", name), encoding="utf-8") as file:
        return file.read()


def spaces(text):
    """A pattern of a text whose lines may be broken otherwise."""
    return r"\s+".join(re.escape(word) for word in text.split())


def plant(bug):
    """The file with the bug in it; None when its text is not there, or more than once."""
    _, name, _, text, other = bug
    whole = read(name)
    places = list(re.finditer(spaces(text), whole))
    if len(places) != 1:
        return None
    return whole[: places[0].start()] + other + whole[places[0].end() :]


def sample(seed):
    """One of each invariant, and as many again."""
    bugs = list(BUGS)
    random.Random(seed).shuffle(bugs)
    first = list({bug[0]: bug for bug in bugs}.values())
    return first + [bug for bug in bugs if bug not in first][: len(first)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--only", default="", help="those whose words contain this")
    arguments = parser.parse_args()
    tally = Tally("planted")
    chosen = [bug for bug in BUGS if arguments.only in " ".join(bug[:3])]
    if not arguments.all and not arguments.only:
        seed = int(os.environ.get("CANTREF_SEED", time.time()))
        print(f"CANTREF_SEED={seed}")
        chosen = sample(seed)
    for invariant, count in collections.Counter(bug[0] for bug in BUGS).items():
        tally.check(count >= 2, f"bugs for {invariant}", f"only {count} is planted")
    by = collections.Counter()
    with tempfile.TemporaryDirectory(prefix="cantref-planted-") as folder:
        bench = Bench(arguments.build, folder, arguments.seeds)
        with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
            texts = [plant(bug) for bug in chosen]
            unchanged = pool.submit(bench.found, "none", "engine.c", read("engine.c"))
            jobs = [
                pool.submit(bench.found, n, bug[1], text) if text else None
                for n, (bug, text) in enumerate(zip(chosen, texts))
            ]
            tally.check(unchanged.result() is None, "the engine unchanged", unchanged.result())
            for bug, job in zip(chosen, jobs):
                name = f"{bug[0]}: {bug[2]} ({bug[1]})"
                if job is None:
                    tally.fail(name, "its text is not there once: plant it anew")
                    continue
                found = job.result()
                tally.check(found and found[0] != "hangs", name, found or "not found")
                by[found[0] if found else "not found"] += 1
                if found:
                    print(f"{name}: found as {found[0]}, {found[1]} ({found[2]} seeds)")
    print(", ".join(f"{count} {name}" for name, count in sorted(by.items())))
    print(f"{len(chosen)} bugs, {sum(by.values()) - by['not found'] - by['hangs']} found")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
