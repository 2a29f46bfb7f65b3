/* partition.c - all kinds linked, numbered and named; what holds them together; what to ask. */
#include "partition.h"

#include "doubt.h"

#include "hash.h"
#include "memory.h"
#include "parallel.h"
#include "partition_pairs.h"
#include "progress.h"
#include "property.h"

#include <math.h>
#include <stdio.h>

enum { GRAIN = 1 << 12, PAIR_BYTES = 10 /* that pairs.h keeps of one */, ID_LENGTH = 13 };

enum { TELL_ROWS_MIN = 1000 }; /* under this many mentions quality can't be told without labels */

static const char id_kinds[MENTION_KINDS + 1] = "POEHUU";
static const char id_digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const char *entity_id_text(uint64_t id, int kind, char ret[ENTITY_ID_TEXT_MAX])
{
    size_t at = 0;
    ret[at++] = id_kinds[kind];
    for (int shift = 55; shift >= 0; shift -= 5) {
        ret[at++] = id_digits[id >> shift & 31];
    }
    ret[at] = '\0';
    return ret;
}

bool entity_id_read(struct str text, uint64_t *ret, int *ret_kind)
{
    uint64_t id = 0;
    if (text.len != ID_LENGTH) {
        return false;
    }
    const char *kind = memchr(id_kinds, ascii_upper(text.ptr[0]), MENTION_KINDS);
    for (size_t i = 1; i < text.len; i++) {
        const char *digit = memchr(id_digits, ascii_upper(text.ptr[i]), 32);
        if (digit == NULL) {
            return false;
        }
        id = id << 5 | (uint64_t)(digit - id_digits);
    }
    if (kind == NULL) {
        return false;
    }
    *ret = id;
    *ret_kind = (int)(kind - id_kinds);
    return true;
}

static bool is_apart(const struct linking *l, const struct kind_model *m, size_t node)
{
    struct weighing weighing = linking_weighing(l);
    return weighing_apart(&weighing, m->cut, node);
}

/* ---- numbering */

static int select_kind(const struct mention_table *t, int kind, uint32_t **ret, size_t *ret_count)
{
    size_t count = 0;
    for (size_t i = 0; i < t->count; i++) {
        count += t->places[i].kind == kind;
    }
    *ret = mem_try_array(count, sizeof **ret);
    if (*ret == NULL) {
        return ERR_MEMORY;
    }
    count = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (t->places[i].kind == kind) {
            (*ret)[count++] = (uint32_t)i;
        }
    }
    *ret_count = count;
    return 0;
}

/* struct gathering - entity[] holds, for now, a mention that stands for the cluster; ids by that
 * mention. */
struct gathering {
    const struct linking *linking;
    const struct kind_model *model;
    uint32_t *entity;
    uint64_t *id_of;
};

static int gather_body(void *context, size_t from, size_t to, int thread)
{
    const struct gathering *g = context;
    const struct linking *l = g->linking;
    (void)thread;
    for (size_t n = from; n < to; n++) {
        bool apart = is_apart(l, g->model, n);
        uint32_t lowest = l->outcome.cluster[n];
        uint32_t stands = l->nodes.member[l->nodes.offset[lowest]];
        for (uint32_t m = l->nodes.offset[n]; m < l->nodes.offset[n + 1]; m++) {
            uint32_t mention = l->nodes.member[m];
            g->entity[mention] = apart ? mention : stands;
            g->id_of[mention] = apart ? hash_join(l->nodes.hash[n], m - l->nodes.offset[n] + 1)
                                      : l->nodes.hash[lowest];
        }
    }
    return 0;
}

/* Nobody, and a property with nobody: alone in every case, with ids from what they say; those that
 * say the same are counted through. */
static int name_unlinked(const struct run *run, int kind, uint64_t *id_of)
{
    struct node_set nodes = {0};
    uint32_t *mentions = NULL;
    size_t count = 0;
    int code = select_kind(run->mentions, kind, &mentions, &count);
    if (code == 0 && count > 0) {
        code = node_set_build(run->mentions, mentions, count, run->model.attribute_seed,
                              run->lexicon.threads, &nodes);
    }
    for (size_t n = 0; code == 0 && n < nodes.count; n++) {
        uint64_t content = hash_join(nodes.hash[n], (uint64_t)kind);
        for (uint32_t m = nodes.offset[n]; m < nodes.offset[n + 1]; m++) {
            id_of[nodes.member[m]] = hash_join(content, m - nodes.offset[n] + 1);
        }
    }
    node_set_free(&nodes);
    mem_free(mentions);
    return code;
}

static int number_entities(struct run *run)
{
    struct partition *p = &run->partition;
    const struct mention_table *t = run->mentions;
    p->entity = mem_try_array(t->count, sizeof *p->entity);
    uint64_t *id_of = mem_try_array(t->count, sizeof *id_of);
    uint32_t *number = mem_try_array(t->count, sizeof *number);
    p->entity_id = mem_try_array(t->count, sizeof *p->entity_id);
    p->entity_kind = mem_try_array(t->count, sizeof *p->entity_kind);
    int code = p->entity && id_of && number && p->entity_id && p->entity_kind ? 0 : ERR_MEMORY;
    for (size_t i = 0; code == 0 && i < t->count; i++) {
        p->entity[i] = (uint32_t)i;
        number[i] = UINT32_MAX;
    }
    for (int kind = 0; code == 0 && kind < LINKED_KINDS; kind++) {
        if (run->linkings[kind].outcome.cluster != NULL) {
            struct gathering g = {&run->linkings[kind], &run->model.kinds[kind], p->entity, id_of};
            parallel_for(run->lexicon.threads, g.linking->nodes.count, GRAIN, gather_body, &g);
        } else {
            code = name_unlinked(run, kind, id_of);
        }
    }
    for (size_t i = 0; code == 0 && i < t->count; i++) {
        uint32_t stands = p->entity[i];
        if (number[stands] == UINT32_MAX) {
            number[stands] = (uint32_t)p->entity_count;
            p->entity_id[p->entity_count] = id_of[i];
            p->entity_kind[p->entity_count++] = t->places[i].kind;
        }
        p->entity[i] = number[stands];
    }
    mem_free(id_of);
    mem_free(number);
    return code;
}

/* ---- quality without labels */

/* How many mentions have been put to another one. */
static size_t linked_count(const struct linking *l, const struct kind_model *m)
{
    size_t count = 0;
    for (size_t n = 0; n < l->nodes.count; n++) {
        count += l->outcome.cluster[n] != n;
        count += is_apart(l, m, n) ? 0 : node_size(&l->nodes, n) - 1;
    }
    return count;
}

/* Why what is told may be off, or NULL. */
static const char *find_doubt(const struct linking *l, const struct kind_model *m)
{
    if (linked_count(l, m) < LINKS_ENOUGH) {
        return "there are fewer than 100 links to tell from";
    }
    return doubt_witnesses(&m->features, &m->random_pairs) < WITNESSES_ENOUGH
               ? "there are only two things to compare that tell records apart"
               : NULL;
}

/* Expected share of right pairs within entities, and of all matches that are within; persons, or
 * the kind with most mentions. */
static void tell_quality(struct run *run)
{
    int kind = MENTION_PERSON;
    for (int other = 0; other < LINKED_KINDS; other++) {
        if (run->linkings[other].nodes.count > run->linkings[kind].nodes.count) {
            kind = other;
        }
    }
    const struct linking *l = &run->linkings[kind];
    const struct kind_model *m = &run->model.kinds[kind];
    run->precision = run->recall = NAN;
    if (!m->learnt) {
        snprintf(
            run->cannot_tell, sizeof run->cannot_tell,
            "too little to learn from, or nothing believable learnt; links rest on stated priors");
        return;
    }
    if (l->nodes.count == 0 || l->nodes.offset[l->nodes.count] < TELL_ROWS_MIN) {
        snprintf(run->cannot_tell, sizeof run->cannot_tell,
                 "fewer than %d records: too few to tell without labels", TELL_ROWS_MIN);
        return;
    }
    if (doubt_witnesses(&m->features, &m->random_pairs) < 2) {
        snprintf(run->cannot_tell, sizeof run->cannot_tell,
                 "there is only one thing to compare that tells records apart");
        return;
    }
    if (isnan(m->precision) || isnan(m->recall)) {
        return;
    }
    run->precision = m->precision;
    run->recall = m->recall;
    run->doubt = find_doubt(l, m);
}

/* ---- the run */

static int assemble(struct run *run, struct progress *progress)
{
    struct partition *p = &run->partition;
    progress_step(progress, "Naming entities");
    p->confidence = mem_try_array(run->mentions->count, sizeof *p->confidence);
    int code = p->confidence == NULL ? ERR_MEMORY : number_entities(run);
    for (size_t i = 0; code == 0 && i < run->mentions->count; i++) {
        p->confidence[i] = 1;
    }
    code = code ? code : partition_read_pairs(run, run->lexicon.threads);
    code = code ? code
                : property_assign(run->mentions, run->lexicon.threads, &p->property,
                                  &p->property_id, &p->property_count);
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        const struct pair_list *pairs = &run->linkings[kind].pairs;
        progress_work(progress, pairs->count, "pairs", pairs->count * PAIR_BYTES);
    }
    if (code == 0) {
        tell_quality(run);
    }
    return code;
}

static const bool is_linked[LINKED_KINDS] = {[MENTION_PERSON] = true,
                                             [MENTION_ORGANISATION] = true,
                                             [MENTION_ESTATE] = true,
                                             [MENTION_UNKNOWN] = true};

static int link_kinds(struct run *run, int threads, bool learn, struct progress *progress,
                      struct err *err)
{
    struct linking_options options = linking_defaults();
    options.threads = threads;
    options.precision = run->wanted_precision;
    options.progress = progress;
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        uint32_t *mentions = NULL;
        size_t count = 0;
        int key = -1;
        if (!is_linked[kind]) {
            continue;
        }
        int code = select_kind(run->mentions, kind, &mentions, &count);
        if (code == 0 && count > 0) {
            struct kind_model *model = &run->model.kinds[kind];
            struct linking *linking = &run->linkings[kind];
            code = learn ? linking_learn(&run->lexicon, mentions, count, run->model.attribute_seed,
                                         &options, model, linking)
                         : linking_apply(&run->lexicon, mentions, count, run->model.attribute_seed,
                                         &options, model, linking, &key);
        }
        mem_free(mentions);
        if (code == ERR_LIMIT && key >= 0) {
            char text[KEY_TEXT_MAX];
            return err_set(
                err, code,
                "a value of \"%s\" has become far more common than when the model was "
                "made; link without --model to make a new one",
                key_text(&run->model.kinds[kind].plan.keys[key].key, run->mentions, text));
        }
        if (code != 0) {
            return err_set(err, code,
                           code == ERR_MEMORY ? "out of memory while linking"
                                              : "too many pairs to compare");
        }
    }
    return 0;
}

static int run_all(const struct mention_table *mentions, int threads, bool learn,
                   struct progress *progress, struct run *run, struct err *err)
{
    run->mentions = mentions;
    progress_step(progress, "Reading names, dates and addresses");
    run->lexicon.threads = threads;
    int code = lexicon_build(mentions, &run->lexicon);
    uint64_t values = 0;
    uint64_t bytes = 0;
    for (size_t f = 0; f < mentions->field_count; f++) {
        values += mentions->dictionaries[f].count;
        bytes += dictionary_bytes(&mentions->dictionaries[f]);
    }
    progress_work(progress, values, "distinct values", bytes);
    if (learn) {
        node_attribute_seeds(mentions, run->model.attribute_seed);
        code = code ? code : given_sexes_learn(mentions, &run->model.given_sexes);
    }
    code =
        code ? code : given_sexes_apply(&run->model.given_sexes, mentions, &run->lexicon.given_sex);
    if (code != 0) {
        return err_set(err, code, "out of memory while linking");
    }
    code = link_kinds(run, threads, learn, progress, err);
    if (code == 0 && (code = assemble(run, progress)) != 0) {
        err_set(err, code, "out of memory while linking");
    }
    return code;
}

int run_learn_and_link(const struct mention_table *mentions, int threads, struct progress *progress,
                       struct run *ret, struct err *err)
{
    return run_all(mentions, threads, true, progress, ret, err);
}

int run_link(const struct mention_table *mentions, int threads, struct progress *progress,
             struct run *run, struct err *err)
{
    return run_all(mentions, threads, false, progress, run, err);
}

void run_drop_pairs(struct run *run)
{
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        size_t count = run->linkings[kind].pairs.count;
        pair_list_free(&run->linkings[kind].pairs);
        run->linkings[kind].pairs.count = count;
    }
}

void run_free(struct run *run)
{
    struct partition *p = &run->partition;
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        linking_free(&run->linkings[kind]);
        kind_model_free(&run->model.kinds[kind]);
    }
    given_sexes_free(&run->model.given_sexes);
    lexicon_free(&run->lexicon);
    mem_free(p->entity);
    mem_free(p->confidence);
    mem_free(p->entity_id);
    mem_free(p->entity_kind);
    mem_free(p->property);
    mem_free(p->property_id);
    mem_free(p->links);
    mem_free(p->reviews);
    *run = (struct run){0};
}
