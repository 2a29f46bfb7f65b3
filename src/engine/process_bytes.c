/* process_bytes.c - a process as bytes (pack.h has numbers):
 *
 *     version of this layout, status and flags, who is dead, day it began, day it has seen, day it
 *     wakes, inputs, steps, lines
 *     each step: stage · holds · what more there is, a byte; then, where it began: round, channel,
 *                reminders, option, flags, begun, due, until, done
 *     each line: state · what more there is, a byte; entry; deadline, discharged, asked where known
 *
 * Days are counted from the day the process began, forth and back in turn (0, 1, -1, 2 …), none
 * is 0. */
#include "process.h"

#include "pack.h"

enum { LAYOUT = 1 };

/* ---- days ---- */

static uint64_t day_number(const struct process *p, int32_t day)
{
    int64_t off = (int64_t)day - p->began;
    return day == PROCESS_DAY_NONE ? 0
                                   : 1 + (off >= 0 ? 2 * (uint64_t)off : 2 * (uint64_t)-off - 1);
}

static bool take_day(struct str *rest, const struct process *p, int32_t *ret)
{
    uint64_t number;
    if (!unpack_number(rest, UINT64_C(1) << 34, &number)) {
        return false;
    }
    if (number == 0) {
        *ret = PROCESS_DAY_NONE;
        return true;
    }
    int64_t half = (int64_t)((number - 1) / 2);
    int64_t day = number % 2 == 1 ? p->began + half : p->began - half - 1;
    *ret = (int32_t)day;
    return day >= INT32_MIN && day < PROCESS_DAY_NONE;
}

/* take - a number of at most that. */
static bool take(struct str *rest, uint64_t max, uint64_t *ret)
{
    return unpack_number(rest, max, ret);
}

/* ---- steps ---- */

enum { STEP_BEGAN = 1 << 5, STEP_FLAGS_ALL = 63 };

static bool is_plain(const struct process_step *s)
{
    return s->round == 0 && s->reminders == 0 && s->option == 0 && !s->by_hand && !s->told_late &&
           !s->told_unclear && !s->taken_back && !s->uncertain && !s->wanted &&
           s->channel == STEP_CHANNEL_PREFERRED && s->begun == PROCESS_DAY_NONE &&
           s->due == PROCESS_DAY_NONE && s->until == PROCESS_DAY_NONE &&
           s->done == PROCESS_DAY_NONE;
}

static int pack_step(struct buf *out, const struct process *p, const struct process_step *s)
{
    bool plain = is_plain(s);
    unsigned flags = (unsigned)s->by_hand | (unsigned)s->told_late << 1 |
                     (unsigned)s->told_unclear << 2 | (unsigned)s->taken_back << 3 |
                     (unsigned)s->uncertain << 4 | (unsigned)s->wanted << 5;
    const uint64_t more[] = {s->round,
                             s->channel,
                             s->reminders,
                             s->option,
                             flags,
                             day_number(p, s->begun),
                             day_number(p, s->due),
                             day_number(p, s->until),
                             day_number(p, s->done)};
    int code = pack_number(out, (unsigned)s->stage | (unsigned)s->holds << 3 |
                                    (plain ? 0U : (unsigned)STEP_BEGAN));
    for (size_t i = 0; code == 0 && !plain && i < sizeof more / sizeof more[0]; i++) {
        code = pack_number(out, more[i]);
    }
    return code;
}

static bool unpack_more(struct str *rest, const struct process *p, struct process_step *s)
{
    uint64_t round, channel, reminders, option, flags;
    if (!take(rest, UINT8_MAX, &round) || !take(rest, STEP_CHANNELS - 1, &channel) ||
        !take(rest, PROCESS_REMINDERS_MAX, &reminders) || !take(rest, STEP_OPTIONS_MAX, &option) ||
        !take(rest, STEP_FLAGS_ALL, &flags)) {
        return false;
    }
    s->round = (uint8_t)round;
    s->channel = (enum step_channel)channel;
    s->reminders = (uint8_t)reminders;
    s->option = (uint8_t)option;
    s->by_hand = flags & 1;
    s->told_late = flags >> 1 & 1;
    s->told_unclear = flags >> 2 & 1;
    s->taken_back = flags >> 3 & 1;
    s->uncertain = flags >> 4 & 1;
    s->wanted = flags >> 5 & 1;
    return take_day(rest, p, &s->begun) && take_day(rest, p, &s->due) &&
           take_day(rest, p, &s->until) && take_day(rest, p, &s->done);
}

static bool unpack_step(struct str *rest, const struct process *p, struct process_step *s)
{
    uint64_t head;
    *s = (struct process_step){.begun = PROCESS_DAY_NONE,
                               .due = PROCESS_DAY_NONE,
                               .until = PROCESS_DAY_NONE,
                               .done = PROCESS_DAY_NONE};
    if (!take(rest, 63, &head) || (head & 7) >= STEP_STAGES ||
        (head >> 3 & 3) > HOLDS_CANNOT_TELL) {
        return false;
    }
    s->stage = (enum step_stage)(head & 7);
    s->holds = (enum step_holds)(head >> 3 & 3);
    return (head & STEP_BEGAN) == 0 || unpack_more(rest, p, s);
}

/* ---- lines ---- */

static int pack_line(struct buf *out, const struct process *p, const struct process_line *l)
{
    unsigned flags = (unsigned)l->has_deadline | (unsigned)l->told_late << 1 |
                     (unsigned)l->told_empty << 2 | (unsigned)l->by_hand << 3;
    bool days = l->deadline != PROCESS_DAY_NONE || l->discharged != PROCESS_DAY_NONE ||
                l->asked != PROCESS_DAY_NONE;
    int code = pack_number(out, (unsigned)l->state | flags << 3 | (days ? 1U << 7 : 0U));
    code = code ? code : pack_number(out, l->entry);
    if (days) {
        code = code ? code : pack_number(out, day_number(p, l->deadline));
        code = code ? code : pack_number(out, day_number(p, l->discharged));
        code = code ? code : pack_number(out, day_number(p, l->asked));
    }
    return code;
}

static bool unpack_line(struct str *rest, const struct process *p, struct process_line *l)
{
    uint64_t head, entry;
    if (!take(rest, 255, &head) || (head & 7) >= DUTY_STATES || !take(rest, DUTIES_MAX, &entry)) {
        return false;
    }
    *l = (struct process_line){.state = (enum duty_state)(head & 7),
                               .entry = (uint16_t)entry,
                               .has_deadline = head >> 3 & 1,
                               .told_late = head >> 4 & 1,
                               .told_empty = head >> 5 & 1,
                               .by_hand = head >> 6 & 1,
                               .deadline = PROCESS_DAY_NONE,
                               .discharged = PROCESS_DAY_NONE,
                               .asked = PROCESS_DAY_NONE};
    return (head >> 7 & 1) == 0 ||
           (take_day(rest, p, &l->deadline) && take_day(rest, p, &l->discharged) &&
            take_day(rest, p, &l->asked));
}

/* ---- the whole ---- */

int process_pack(const struct process *process, struct buf *out, struct err *err)
{
    const struct process *p = process;
    unsigned flags = (unsigned)p->status | (unsigned)p->looked << 2 | (unsigned)p->held << 3 |
                     (unsigned)p->confirmed << 4 | (unsigned)p->withdrawn << 5;
    const uint64_t head[] = {LAYOUT,
                             flags,
                             p->dead,
                             (uint64_t)((int64_t)p->began - INT32_MIN),
                             day_number(p, p->day),
                             day_number(p, p->wake),
                             p->inputs,
                             p->step_count,
                             p->line_count};
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof head / sizeof head[0]; i++) {
        code = pack_number(out, head[i]);
    }
    for (size_t i = 0; code == 0 && i < p->step_count; i++) {
        code = pack_step(out, p, &p->steps[i]);
    }
    for (size_t i = 0; code == 0 && i < p->line_count; i++) {
        code = pack_line(out, p, &p->lines[i]);
    }
    return code ? err_set(err, code, "a process is too large to be kept") : 0;
}

static bool unpack_head(struct str *rest, struct process *p)
{
    uint64_t layout, flags, dead, began, inputs, steps, lines;
    if (!take(rest, LAYOUT, &layout) || layout != LAYOUT || !take(rest, 63, &flags) ||
        (flags & 3) > PROCESS_ENDED || !take(rest, (1U << PLAN_ADDRESSEES) - 1, &dead) ||
        !take(rest, UINT32_MAX, &began)) {
        return false;
    }
    p->status = (enum process_status)(flags & 3);
    p->looked = flags >> 2 & 1;
    p->held = flags >> 3 & 1;
    p->confirmed = flags >> 4 & 1;
    p->withdrawn = flags >> 5 & 1;
    p->dead = (uint8_t)dead;
    p->began = (int32_t)((int64_t)began + INT32_MIN);
    if (!take_day(rest, p, &p->day) || !take_day(rest, p, &p->wake) ||
        !take(rest, UINT64_MAX, &inputs) || !take(rest, PROCESS_STEPS_MAX, &steps) ||
        !take(rest, PROCESS_LINES_MAX, &lines)) {
        return false;
    }
    p->inputs = inputs;
    p->step_count = (uint16_t)steps;
    p->line_count = (uint16_t)lines;
    return true;
}

int process_unpack(struct str bytes, struct process *ret, struct err *err)
{
    bool right = unpack_head(&bytes, ret);
    for (size_t i = 0; right && i < ret->step_count; i++) {
        right = unpack_step(&bytes, ret, &ret->steps[i]);
    }
    for (size_t i = 0; right && i < ret->line_count; i++) {
        right = unpack_line(&bytes, ret, &ret->lines[i]);
    }
    return right && bytes.len == 0 ? 0
                                   : err_set(err, ERR_DB, "what is kept of a process is damaged");
}
