/* verify_log.c - a log's leaves and tiles, from the first leaf to the last.
 *
 * The tree is made again from the leaves, a tile of 256 at a time, and compared with the tiles that
 * lie in the folder:
 *
 *   row     hashes made from what lies below: from leaves, or from the tiles of the level below
 *   file    the hashes that the tile of this level holds
 *   judge   where they differ, the hash of this tile in the level above says which is right; at
 *           the right edge, where tiles are partial, the root that the key signed says it
 *
 * So what is wrong can be named: one flipped bit in a leaf is that leaf, in a tile that tile. On
 * the way each signed checkpoint (the journal's, the witnesses') is held against the tree as it was
 * at its size. Leaves of the journal come last. Partial tiles that later ones supersede may lie
 * there still: they must be what the later ones begin with. */
#include "verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { BUNDLE_BYTES_MAX = TILE_WIDTH * (2 + LEAF_BYTES_MAX) };

struct level {
    struct hash row[TILE_WIDTH];
    unsigned count; /* of row */
    uint64_t tile;  /* its number */
    struct hash file[TILE_WIDTH];
    uint64_t file_tile; /* the one in file, when is_loaded */
    bool is_loaded, has_file;
};

struct walk {
    struct folder *folder;
    const struct verify_key *key;
    struct findings *findings;
    struct summary *summary;
    struct checkpoint published;
    struct journal journal;
    const struct witness *witnesses;
    size_t witness_count;
    size_t end_at, witness_at; /* the next to be held against the tree */
    struct level levels[LEVELS];
    struct growing tree;
    bool is_doubtful; /* some leaf is wrong, and what it was is not known: roots will not fit */
};

/* width_at - of a tile, in a tree of so many leaves. */
static unsigned width_at(uint64_t size, int level, uint64_t tile)
{
    uint64_t count = level <= 0 ? size : size >> (8 * level);
    uint64_t before = tile * TILE_WIDTH;
    return count <= before               ? 0
           : count - before < TILE_WIDTH ? (unsigned)(count - before)
                                         : TILE_WIDTH;
}

/* ── checkpoints on the way ──────────────────────────────────────────────────────────────────── */

static void check_ends(struct walk *walk, const struct hash *root)
{
    const struct journal *journal = &walk->journal;
    while (walk->end_at < journal->end_count &&
           journal->ends[walk->end_at].checkpoint.size <= walk->tree.size) {
        const struct journal_end *end = &journal->ends[walk->end_at];
        char path[PATH_BYTES_MAX];
        uint64_t from =
            walk->end_at > 0 ? journal->ends[walk->end_at - 1].checkpoint.size : journal->first;
        if (!walk->is_doubtful && !hash_same(&end->checkpoint.root, root)) {
            snprintf(path, sizeof path, "journal/%" PRIu64, end->file);
            find(walk->findings, path, (int64_t)from,
                 "leaves %" PRIu64 " to %" PRIu64 " are not those that the key signed there", from,
                 end->checkpoint.size - 1);
            walk->is_doubtful = true;
        }
        walk->end_at++;
    }
}

static void check_witnesses(struct walk *walk, const struct hash *root)
{
    while (walk->witness_at < walk->witness_count &&
           walk->witnesses[walk->witness_at].checkpoint.size <= walk->tree.size) {
        const struct witness *witness = &walk->witnesses[walk->witness_at++];
        if (hash_same(&witness->checkpoint.root, root)) {
            walk->summary->witnesses++;
        } else if (!walk->is_doubtful) {
            find(walk->findings, witness->file, NO_LEAF,
                 "the log's first %" PRIu64
                 " leaves are not those that were signed for this "
                 "witness: it was rolled back and written anew, or there are two logs (a fork)",
                 witness->checkpoint.size);
        }
    }
}

/* check_root - of the tree as it is now, against every checkpoint of its size. */
static void check_root(struct walk *walk)
{
    const struct journal *journal = &walk->journal;
    bool is_wanted = (walk->end_at < journal->end_count &&
                      journal->ends[walk->end_at].checkpoint.size <= walk->tree.size) ||
                     (walk->witness_at < walk->witness_count &&
                      walk->witnesses[walk->witness_at].checkpoint.size <= walk->tree.size);
    if (is_wanted) {
        struct hash root = growing_root(&walk->tree);
        check_ends(walk, &root);
        check_witnesses(walk, &root);
    }
}

/* push_leaf - the next leaf's hash into the tree; the journal, where it holds that leaf too, holds
 * the same. */
static void push_leaf(struct walk *walk, const struct hash *hash)
{
    const struct journal *journal = &walk->journal;
    uint64_t number = walk->tree.size;
    if (number >= journal->first && number - journal->first < journal->leaf_count) {
        const struct journal_leaf *leaf = &journal->leaves[number - journal->first];
        struct hash other = hash_leaf(leaf->bytes, leaf->len);
        if (!walk->is_doubtful && !hash_same(&other, hash)) {
            char path[PATH_BYTES_MAX];
            snprintf(path, sizeof path, "journal/%" PRIu64, leaf->file);
            find(walk->findings, path, (int64_t)number,
                 "leaf %" PRIu64 " is not the one that the tiles have", number);
        }
    }
    growing_add(&walk->tree, hash);
    check_root(walk);
}

/* ── tiles ───────────────────────────────────────────────────────────────────────────────────── */

/* load_tile - the file that the published tree must have for a tile, once. */
static void load_tile(struct walk *walk, int level, uint64_t tile)
{
    struct level *own = &walk->levels[level];
    unsigned width = width_at(walk->published.size, level, tile);
    char path[PATH_BYTES_MAX];
    struct bytes bytes;
    const char *why;
    if (own->is_loaded && own->file_tile == tile) {
        return;
    }
    own->is_loaded = true;
    own->file_tile = tile;
    own->has_file = false;
    struct tile_file *listed = folder_tile(walk->folder, level, tile, width);
    if (listed != NULL) {
        listed->is_checked = true;
    }
    tile_path(level, tile, width, path);
    if (!read_file(walk->folder->path, path, TILE_WIDTH * HASH_BYTES + 4096, &bytes, &why)) {
        find(walk->findings, path, NO_LEAF, "%s", why);
        return;
    }
    if (bytes.len == (size_t)width * HASH_BYTES) {
        memcpy(own->file, bytes.at, bytes.len);
        own->has_file = true;
    } else {
        find(walk->findings, path, NO_LEAF, "it has %zu bytes, and %u hashes are %u", bytes.len,
             width, width * HASH_BYTES);
    }
    free(bytes.at);
}

/* first_other - the first place where row and file differ; width when they don't. */
static unsigned first_other(const struct level *level, unsigned width)
{
    for (unsigned i = 0; level->has_file && i < width; i++) {
        if (!hash_same(&level->row[i], &level->file[i])) {
            return i;
        }
    }
    return width;
}

/* say_tile_wrong - what lies below is right, and the tile is not. */
static void say_tile_wrong(struct walk *walk, int level, unsigned width, unsigned place)
{
    char path[PATH_BYTES_MAX];
    uint64_t tile = walk->levels[level].tile, number = tile * TILE_WIDTH + place;
    find(walk->findings, tile_path(level, tile, width, path),
         level == 0 ? (int64_t)number : NO_LEAF,
         level == 0 ? "its hash of leaf %" PRIu64 " is not that leaf's"
                    : "its hash %" PRIu64 " is not that of the tile below",
         level == 0 ? number : place);
}

/* say_leaves_wrong - leaves that stand side by side in a bundle. */
static void say_leaves_wrong(struct walk *walk, uint64_t tile, unsigned width, unsigned from,
                             unsigned to)
{
    char path[PATH_BYTES_MAX];
    uint64_t first = tile * TILE_WIDTH + from, last = tile * TILE_WIDTH + to - 1;
    tile_path(ENTRIES, tile, width, path);
    if (first == last) {
        find(walk->findings, path, (int64_t)first,
             "leaf %" PRIu64 " is not the one that was logged", first);
    } else {
        find(walk->findings, path, (int64_t)first,
             "leaves %" PRIu64 " to %" PRIu64 " are not those that were logged", first, last);
    }
}

/* say_below_wrong - the tile is right, and what lies below is not. */
static void say_below_wrong(struct walk *walk, int level, unsigned width)
{
    struct level *own = &walk->levels[level];
    char path[PATH_BYTES_MAX];
    for (unsigned i = first_other(own, width); i < width; i = first_other(own, width)) {
        uint64_t number = own->tile * TILE_WIDTH + i;
        unsigned end = i;
        while (end < width && !hash_same(&own->row[end], &own->file[end])) {
            own->row[end] = own->file[end];
            end++;
        }
        if (level == 0) {
            say_leaves_wrong(walk, own->tile, width, i, end);
            continue;
        }
        find(walk->findings, tile_path(level - 1, number, TILE_WIDTH, path), NO_LEAF,
             "leaves %" PRIu64 " to %" PRIu64
             " are not those that were logged; the tiles over "
             "them were changed too",
             number << (8 * level), ((number + end - i) << (8 * level)) - 1);
        walk->is_doubtful = true;
    }
}

static void say_both_wrong(struct walk *walk, int level, unsigned width, unsigned place)
{
    char path[PATH_BYTES_MAX], below[PATH_BYTES_MAX];
    struct level *own = &walk->levels[level];
    uint64_t number = own->tile * TILE_WIDTH + place;
    tile_path(level, own->tile, width, path);
    tile_path(level == 0 ? ENTRIES : level - 1, level == 0 ? own->tile : number,
              level == 0 ? width : TILE_WIDTH, below);
    find(walk->findings, below, level == 0 ? (int64_t)number : NO_LEAF,
         level == 0 ? "leaf %" PRIu64 " and %s disagree, and neither is what was signed"
                    : "hash %" PRIu64
                      " of the level above, in %s, is another, and neither is what "
                      "was signed",
         number, path);
    walk->is_doubtful = true;
}

/* judge - a full tile whose row is whole: the level above says which of row and file is right. */
static void judge(struct walk *walk, int level)
{
    struct level *own = &walk->levels[level];
    load_tile(walk, level, own->tile);
    unsigned place = first_other(own, TILE_WIDTH);
    if (place == TILE_WIDTH) {
        return;
    }
    struct hash by_row = hash_row(own->row, TILE_WIDTH), by_file = hash_row(own->file, TILE_WIDTH);
    const struct hash *above = NULL;
    if (level + 1 < LEVELS) {
        load_tile(walk, level + 1, own->tile / TILE_WIDTH);
        if (walk->levels[level + 1].has_file) {
            above = &walk->levels[level + 1].file[own->tile % TILE_WIDTH];
        }
    }
    if (above != NULL && hash_same(above, &by_row)) {
        say_tile_wrong(walk, level, TILE_WIDTH, place);
    } else if (above != NULL && hash_same(above, &by_file)) {
        say_below_wrong(walk, level, TILE_WIDTH);
    } else {
        say_both_wrong(walk, level, TILE_WIDTH, place);
    }
}

/* ── partial tiles that are superseded, or ahead of the checkpoint ───────────────────────────── */

/* check_other_bundle - one that is not the published tree's: its leaves are those of the row. */
static void check_other_bundle(struct walk *walk, const struct tile_file *file, const char *path,
                               const struct bytes *bytes)
{
    const struct level *own = &walk->levels[0];
    const uint8_t *leaf;
    size_t at = 0, len;
    unsigned count = 0;
    while (count < file->width && entry_next(bytes->at, bytes->len, &at, &leaf, &len)) {
        struct hash hash = hash_leaf(leaf, len);
        if (!hash_same(&hash, &own->row[count])) {
            break;
        }
        count++;
    }
    uint64_t number = file->number * TILE_WIDTH + count;
    if (count < file->width) {
        find(walk->findings, path, (int64_t)number,
             "leaf %" PRIu64 " is not the one that was logged", number);
    } else if (at < bytes->len) {
        find(walk->findings, path, NO_LEAF, "%zu bytes follow its last leaf", bytes->len - at);
    }
}

static void check_other_tile(struct walk *walk, const struct tile_file *file, const char *path,
                             const struct bytes *bytes)
{
    const struct level *own = &walk->levels[file->level];
    if (bytes->len != (size_t)file->width * HASH_BYTES) {
        find(walk->findings, path, NO_LEAF, "it has %zu bytes, and %u hashes are %u", bytes->len,
             file->width, file->width * HASH_BYTES);
        return;
    }
    for (unsigned i = 0; i < file->width; i++) {
        if (memcmp(bytes->at + (size_t)i * HASH_BYTES, own->row[i].bytes, HASH_BYTES) != 0) {
            find(walk->findings, path,
                 file->level == 0 ? (int64_t)(file->number * TILE_WIDTH + i) : NO_LEAF,
                 "its hash %u is not the one that the log has there", i);
            return;
        }
    }
}

/* check_others - all files of a tile, or its bundle, that were not looked at yet. */
static void check_others(struct walk *walk, int level, int row_level)
{
    const struct level *own = &walk->levels[row_level];
    struct folder *folder = walk->folder;
    for (size_t i = folder_tile_first(folder, level, own->tile); i < folder->tile_count; i++) {
        struct tile_file *file = &folder->tiles[i];
        char path[PATH_BYTES_MAX];
        struct bytes bytes;
        const char *why;
        if (file->level != level || file->number != own->tile) {
            break;
        }
        if (file->is_checked || file->width > own->count) {
            continue;
        }
        file->is_checked = true;
        tile_path(level, file->number, file->width, path);
        if (!read_file(folder->path, path, BUNDLE_BYTES_MAX, &bytes, &why)) {
            find(walk->findings, path, NO_LEAF, "%s", why);
            continue;
        }
        if (level == ENTRIES) {
            check_other_bundle(walk, file, path, &bytes);
        } else {
            check_other_tile(walk, file, path, &bytes);
        }
        free(bytes.at);
    }
}

/* check_all_others - of a row, and of the leaves under it. */
static void check_all_others(struct walk *walk, int level)
{
    if (walk->folder->tile_count > 0) {
        check_others(walk, level, level);
        if (level == 0) {
            check_others(walk, ENTRIES, 0);
        }
    }
}

/* close_row - a row of 256 is one hash of the level above. */
static void close_row(struct walk *walk, int level)
{
    struct level *own = &walk->levels[level];
    check_all_others(walk, level);
    struct hash sum = hash_row(own->row, TILE_WIDTH);
    own->count = 0;
    own->tile++;
    if (level + 1 == LEVELS) {
        return;
    }
    struct level *above = &walk->levels[level + 1];
    above->row[above->count++] = sum;
    if (above->count == TILE_WIDTH) {
        if (width_at(walk->published.size, level + 1, above->tile) == TILE_WIDTH) {
            judge(walk, level + 1);
        }
        close_row(walk, level + 1);
    }
}

/* ── leaves in bundles ───────────────────────────────────────────────────────────────────────── */

/* read_leaves - of a bundle of `width`, into the row of level 0: how many there are. *ret_rest:
 * bytes that follow. */
static unsigned read_leaves(struct walk *walk, const struct bytes *bytes, unsigned width,
                            const char *path, size_t *ret_rest)
{
    struct level *own = &walk->levels[0];
    const uint8_t *leaf;
    size_t at = 0, len;
    unsigned count = 0;
    for (; count < width && entry_next(bytes->at, bytes->len, &at, &leaf, &len); count++) {
        own->row[count] = hash_leaf(leaf, len);
        if (own->has_file && !hash_same(&own->row[count], &own->file[count])) {
            continue; /* one of the two is wrong, and will be named */
        }
        const char *why = leaf_check(leaf, len, walk->summary);
        uint64_t number = own->tile * TILE_WIDTH + count;
        if (why != NULL) {
            find(walk->findings, path, (int64_t)number, "leaf %" PRIu64 " %s", number, why);
        }
    }
    *ret_rest = bytes->len - at;
    return count;
}

/* say_bundle_broken - it has not its leaves: name the first that is not right. */
static void say_bundle_broken(struct walk *walk, unsigned count, unsigned width, const char *path)
{
    const struct level *own = &walk->levels[0];
    unsigned place = 0;
    while (place < count && own->has_file && hash_same(&own->row[place], &own->file[place])) {
        place++;
    }
    place = own->has_file ? place : count;
    uint64_t number = own->tile * TILE_WIDTH + place;
    find(walk->findings, path, (int64_t)number,
         "leaf %" PRIu64
         " is not the one that was logged, or its length is not: the file has not "
         "the %u leaves that belong in it",
         number, width);
}

/* read_bundle - the leaves of the tile that level 0 is at. */
static void read_bundle(struct walk *walk, unsigned width)
{
    struct level *own = &walk->levels[0];
    char path[PATH_BYTES_MAX];
    struct bytes bytes;
    const char *why;
    unsigned count = 0;
    size_t rest = 0;
    load_tile(walk, 0, own->tile);
    struct tile_file *listed = folder_tile(walk->folder, ENTRIES, own->tile, width);
    if (listed != NULL) {
        listed->is_checked = true;
    }
    tile_path(ENTRIES, own->tile, width, path);
    if (!read_file(walk->folder->path, path, BUNDLE_BYTES_MAX, &bytes, &why)) {
        find(walk->findings, path, NO_LEAF, "%s", why);
    } else {
        count = read_leaves(walk, &bytes, width, path, &rest);
        if (count < width) {
            say_bundle_broken(walk, count, width, path);
        } else if (rest > 0) {
            find(walk->findings, path, NO_LEAF, "%zu bytes follow its last leaf", rest);
        }
        free(bytes.at);
    }
    if (count < width && own->has_file) { /* go on with what the tile says of them */
        memcpy(own->row, own->file, width * sizeof *own->row);
    } else if (count < width) {
        memset(own->row + count, 0, (width - count) * sizeof *own->row);
        walk->is_doubtful = true;
    }
    own->count = width;
}

/* ── the right edge ──────────────────────────────────────────────────────────────────────────── */

/* edge_root - of the published tree, from the rows of all levels, or from files where `by_file`. */
static struct hash edge_root(const struct walk *walk, const bool by_file[LEVELS])
{
    struct growing tree = {.size = walk->published.size};
    for (int level = 0; level < LEVELS; level++) {
        const struct level *own = &walk->levels[level];
        const struct hash *row = by_file[level] ? own->file : own->row;
        unsigned done = 0;
        for (int bit = 7; bit >= 0; bit--) {
            if (own->count >> bit & 1) {
                tree.perfect[8 * level + bit] = hash_row(row + done, (size_t)1 << bit);
                done += 1u << bit;
            }
        }
    }
    return growing_root(&tree);
}

/* edge_fits - with these levels from files, is it the root that was signed? */
static bool edge_fits(const struct walk *walk, const bool by_file[LEVELS])
{
    struct hash root = edge_root(walk, by_file);
    return hash_same(&root, &walk->published.root);
}

/* find_fit - which levels' files are right where they differ from rows: none, one of them, all.
 * False: no choice fits. */
static bool find_fit(const struct walk *walk, const bool differs[LEVELS], bool ret[LEVELS])
{
    memset(ret, 0, LEVELS * sizeof *ret);
    if (edge_fits(walk, ret)) {
        return true;
    }
    for (int level = 0; level < LEVELS; level++) {
        ret[level] = differs[level];
        if (differs[level] && edge_fits(walk, ret)) {
            return true;
        }
        ret[level] = false;
    }
    memcpy(ret, differs, LEVELS * sizeof *ret);
    return edge_fits(walk, ret);
}

/* judge_edge - the partial tiles of the published tree, against the root that was signed. */
static void judge_edge(struct walk *walk)
{
    bool differs[LEVELS] = {false}, by_file[LEVELS], has_any = false;
    for (int level = 0; level < LEVELS; level++) {
        struct level *own = &walk->levels[level];
        if (own->count > 0) {
            load_tile(walk, level, own->tile);
            differs[level] = first_other(own, own->count) < own->count;
            has_any |= differs[level];
        }
    }
    bool fits = find_fit(walk, differs, by_file);
    for (int level = 0; level < LEVELS; level++) {
        struct level *own = &walk->levels[level];
        unsigned place = first_other(own, own->count);
        if (!differs[level]) {
            continue;
        }
        if (!fits) {
            say_both_wrong(walk, level, own->count, place);
        } else if (by_file[level]) {
            say_below_wrong(walk, level, own->count);
        } else {
            say_tile_wrong(walk, level, own->count, place);
        }
    }
    if (!fits && !has_any && !walk->is_doubtful) {
        find(
            walk->findings, "checkpoint", NO_LEAF,
            "its root is not that of the leaves and tiles, which agree with each other: leaves were "
            "added, dropped, reordered or changed, and the tiles with them");
        walk->is_doubtful = true;
    }
}

/* ── from the first leaf to the last ─────────────────────────────────────────────────────────── */

static void walk_published(struct walk *walk)
{
    struct level *leaves = &walk->levels[0];
    check_root(walk); /* of no leaves */
    while (width_at(walk->published.size, 0, leaves->tile) == TILE_WIDTH) {
        read_bundle(walk, TILE_WIDTH);
        judge(walk, 0);
        for (unsigned i = 0; i < TILE_WIDTH; i++) {
            push_leaf(walk, &leaves->row[i]);
        }
        close_row(walk, 0);
    }
    unsigned width = width_at(walk->published.size, 0, leaves->tile);
    if (width > 0) {
        read_bundle(walk, width);
    }
    judge_edge(walk);
    for (unsigned i = 0; i < width; i++) {
        push_leaf(walk, &leaves->row[i]);
    }
}

static void walk_journal(struct walk *walk)
{
    const struct journal *journal = &walk->journal;
    struct level *leaves = &walk->levels[0];
    for (uint64_t number = walk->published.size;
         number >= journal->first && number - journal->first < journal->leaf_count; number++) {
        const struct journal_leaf *leaf = &journal->leaves[number - journal->first];
        struct hash hash = hash_leaf(leaf->bytes, leaf->len);
        const char *why = leaf_check(leaf->bytes, leaf->len, walk->summary);
        if (why != NULL) {
            char path[PATH_BYTES_MAX];
            snprintf(path, sizeof path, "journal/%" PRIu64, leaf->file);
            find(walk->findings, path, (int64_t)number, "leaf %" PRIu64 " %s", number, why);
        }
        leaves->row[leaves->count++] = hash;
        push_leaf(walk, &hash);
        if (leaves->count == TILE_WIDTH) {
            close_row(walk, 0);
        }
    }
}

/* check_rest - what nothing has led to. */
static void check_rest(struct walk *walk)
{
    for (int level = 0; level < LEVELS; level++) {
        if (walk->levels[level].count > 0) {
            check_all_others(walk, level);
        }
    }
    for (size_t i = 0; i < walk->folder->tile_count; i++) {
        const struct tile_file *file = &walk->folder->tiles[i];
        char path[PATH_BYTES_MAX];
        if (!file->is_checked) {
            find(walk->findings, tile_path(file->level, file->number, file->width, path), NO_LEAF,
                 "the log has no such tile: it has %" PRIu64 " leaves", walk->tree.size);
        }
    }
    for (; walk->witness_at < walk->witness_count; walk->witness_at++) {
        const struct witness *witness = &walk->witnesses[walk->witness_at];
        find(walk->findings, witness->file, NO_LEAF,
             "%" PRIu64 " leaves were signed for this witness, and the log has %" PRIu64
             ": it was rolled back",
             witness->checkpoint.size, walk->tree.size);
    }
}

/* read_published - the checkpoint in the folder. */
static bool read_published(struct walk *walk)
{
    struct bytes bytes;
    const char *why;
    if (!read_file(walk->folder->path, "checkpoint", 4096, &bytes, &why)) {
        find(walk->findings, "checkpoint", NO_LEAF, "%s", why);
        return false;
    }
    why = checkpoint_parse(bytes.at, bytes.len, walk->key, false, &walk->published);
    free(bytes.at);
    if (why != NULL) {
        find(walk->findings, "checkpoint", NO_LEAF, "%s", why);
    }
    return why == NULL;
}

void log_verify(struct folder *folder, const struct verify_key *key,
                const struct witness *witnesses, size_t witness_count, struct findings *findings,
                struct summary *summary)
{
    size_t capacity = 0;
    struct walk *walk = must_grow(NULL, &capacity, 1, sizeof *walk);
    memset(walk, 0, sizeof *walk);
    walk->folder = folder;
    walk->key = key;
    walk->findings = findings;
    walk->summary = summary;
    walk->witnesses = witnesses;
    walk->witness_count = witness_count;
    if (read_published(walk)) {
        journal_read(folder, key, walk->published.size, &walk->journal, findings);
        walk_published(walk);
        walk_journal(walk);
        check_rest(walk);
        summary->published = walk->published.size;
        summary->leaves = walk->tree.size;
        journal_free(&walk->journal);
    }
    free(walk);
}
