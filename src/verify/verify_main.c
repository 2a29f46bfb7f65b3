/* verify_main.c - cantref-verify: is this access log whole, and the one that its key signed? */
#include "verify.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { WITNESSES_MAX = 64, KEY_BYTES_MAX = 4096, PROOF_BYTES_MAX = 1 << 20 };

static const char help[] =
    "cantref-verify LOGDIR --key KEYFILE [--witness CHECKPOINT]... [--json]\n"
    "cantref-verify --proof FILE --key KEYFILE [--json]\n"
    "\n"
    "Checks an access log of cantref from its files alone: that every leaf is the one that was\n"
    "logged, in its place; that none was added, dropped or changed; that every file and byte in\n"
    "LOGDIR belongs there; that the key in KEYFILE signed it. Reads, and changes nothing.\n"
    "\n"
    "  LOGDIR                 the log's folder: data/log of a council's home, or a copy of it\n"
    "  --key KEYFILE          the log's public key, keys/log.pub of the home. Get it from the\n"
    "                         council once, and keep it: not from beside the log\n"
    "  --witness CHECKPOINT   a checkpoint of this log that somebody kept. The log must have begun\n"
    "                         with exactly what was signed then: so a log that was rolled back, or\n"
    "                         is another one than was shown before, is found. Up to 64 of them\n"
    "  --proof FILE           no log, but one entry with its proof, as `cantref my --proof` gives it\n"
    "                         to a resident: is it in the log that the key signed?\n"
    "  --json                 one JSON object on standard output\n"
    "  --help, --version\n"
    "\n"
    "A witness is made by copying the file \"checkpoint\" from LOGDIR now and then, to where the\n"
    "council can't change it. Whoever keeps one needs nothing else.\n"
    "\n"
    "  $ cp /srv/council/data/log/checkpoint july.checkpoint\n"
    "  $ cantref-verify /srv/council/data/log --key log.pub --witness july.checkpoint\n"
    "  The log cantref/our-council is whole: 18211 leaves, 18211 of them in tiles, from 2026-01-05\n"
    "  08:00:12 UTC to 2026-08-31 16:59:48 UTC.\n"
    "  17950 answers, 31 empty answers, 229 refusals, 1 break-glass answers; 4 sealed.\n"
    "  What 1 witness saw of it is what it began with.\n"
    "\n"
    "What a leaf says of whom is enciphered, and this program has no key to that. It counts, dates,\n"
    "and proves that nothing was taken back.\n"
    "\n"
    "Check a copy, or while the program does not run: what is written meanwhile looks unfinished.\n"
    "A log whose program was killed amid writing has an unfinished end, which is found. Start the\n"
    "program again: it cuts that off and logs that it did.\n"
    "\n"
    "Exit status: 0 whole; 65 something is wrong, each thing named by file and leaf; 64 the command\n"
    "line; 66 a file isn't there; 71 the machine. The formats are C2SP tlog-tiles, tlog-checkpoint\n"
    "and signed-note over RFC 9162: other programs read them too.\n";

struct arguments {
    const char *folder, *key, *proof;
    const char *witnesses[WITNESSES_MAX];
    size_t witness_count;
    bool as_json;
};

static int usage(const char *what, const char *word)
{
    fprintf(stderr, "cantref-verify: %s%s; --help says what there is\n", what, word);
    return EX_USAGE;
}

static int read_arguments(int argc, char **argv, struct arguments *ret)
{
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        bool takes_value = strcmp(word, "--key") == 0 || strcmp(word, "--witness") == 0 ||
                           strcmp(word, "--proof") == 0;
        if (takes_value && i + 1 == argc) {
            return usage("a file's name is missing after ", word);
        }
        if (strcmp(word, "--key") == 0) {
            ret->key = argv[++i];
        } else if (strcmp(word, "--proof") == 0) {
            ret->proof = argv[++i];
        } else if (strcmp(word, "--witness") == 0) {
            if (ret->witness_count == WITNESSES_MAX) {
                return usage("too many witnesses", "");
            }
            ret->witnesses[ret->witness_count++] = argv[++i];
        } else if (strcmp(word, "--json") == 0) {
            ret->as_json = true;
        } else if (word[0] == '-') {
            return usage("no such option: ", word);
        } else if (ret->folder != NULL) {
            return usage("one folder, and no more: ", word);
        } else {
            ret->folder = word;
        }
    }
    if (ret->proof != NULL && (ret->folder != NULL || ret->witness_count > 0)) {
        return usage("a proof is checked by itself: give no folder and no witness", "");
    }
    if (ret->folder == NULL && ret->proof == NULL) {
        return usage("the log's folder is missing", "");
    }
    return ret->key == NULL ? usage("--key KEYFILE is missing", "") : 0;
}

static int read_key(const char *path, struct verify_key *ret)
{
    struct bytes bytes;
    const char *why;
    if (!read_file("", path, KEY_BYTES_MAX, &bytes, &why)) {
        fprintf(stderr, "cantref-verify: %s: %s\n", path, why);
        return EX_NOINPUT;
    }
    why = key_parse(bytes.at, bytes.len, ret);
    free(bytes.at);
    if (why != NULL) {
        fprintf(stderr, "cantref-verify: %s: this is no public key of a log: %s\n", path, why);
        return EX_DATAERR;
    }
    return 0;
}

static int compare_witnesses(const void *a, const void *b)
{
    const struct witness *left = a, *right = b;
    return (left->checkpoint.size > right->checkpoint.size) -
           (left->checkpoint.size < right->checkpoint.size);
}

static int read_witnesses(const struct arguments *arguments, const struct verify_key *key,
                          struct witness *ret)
{
    for (size_t i = 0; i < arguments->witness_count; i++) {
        const char *path = arguments->witnesses[i], *why;
        struct bytes bytes;
        if (!read_file("", path, KEY_BYTES_MAX, &bytes, &why)) {
            fprintf(stderr, "cantref-verify: %s: %s\n", path, why);
            return EX_NOINPUT;
        }
        ret[i].file = path;
        why = checkpoint_parse(bytes.at, bytes.len, key, true, &ret[i].checkpoint);
        free(bytes.at);
        if (why != NULL) {
            fprintf(stderr, "cantref-verify: %s: this is no checkpoint of this log: %s\n", path,
                    why);
            return EX_DATAERR;
        }
    }
    qsort(ret, arguments->witness_count, sizeof *ret, compare_witnesses);
    return 0;
}

static int check_proof(const struct arguments *arguments, const struct verify_key *key)
{
    static struct proof proof;
    struct bytes bytes;
    const char *why;
    if (!read_file("", arguments->proof, PROOF_BYTES_MAX, &bytes, &why)) {
        fprintf(stderr, "cantref-verify: %s: %s\n", arguments->proof, why);
        return EX_NOINPUT;
    }
    why = proof_check(bytes.at, bytes.len, key, &proof);
    free(bytes.at);
    if (why == NULL) {
        report_proof(stdout, &proof, key->name, arguments->as_json);
    } else if (arguments->as_json) {
        printf("{\"holds\": false,\n \"why\": \"%s\"}\n", why);
    } else {
        printf("%s: this does not prove anything: %s.\n", arguments->proof, why);
    }
    if (fflush(stdout) != 0) {
        fputs("cantref-verify: standard output can't be written\n", stderr);
        return EX_IOERR;
    }
    return why == NULL ? EX_OK : EX_DATAERR;
}

int main(int argc, char **argv)
{
    static struct findings findings;
    static struct witness witnesses[WITNESSES_MAX];
    struct summary summary = {.name = ""};
    struct arguments arguments = {0};
    struct verify_key key;
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "--version") == 0)) {
        fputs(argv[1][2] == 'h' ? help : "cantref-verify " CANTREF_VERSION "\n", stdout);
        return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
    }
    if (sodium_init() < 0) {
        fputs("cantref-verify: libsodium can't be used here\n", stderr);
        return EX_OSERR;
    }
    int status = read_arguments(argc, argv, &arguments);
    status = status ? status : read_key(arguments.key, &key);
    status = status ? status : read_witnesses(&arguments, &key, witnesses);
    if (status != 0) {
        return status;
    }
    if (arguments.proof != NULL) {
        return check_proof(&arguments, &key);
    }
    summary.name = key.name;
    struct folder folder;
    if (!folder_list(arguments.folder, &folder, &findings)) {
        fprintf(stderr, "cantref-verify: %s: this folder can't be read\n", arguments.folder);
        return EX_NOINPUT;
    }
    log_verify(&folder, &key, witnesses, arguments.witness_count, &findings, &summary);
    folder_free(&folder);
    report(stdout, &findings, &summary, arguments.as_json);
    if (fflush(stdout) != 0) {
        fputs("cantref-verify: standard output can't be written\n", stderr);
        return EX_IOERR;
    }
    return findings.count == 0 ? EX_OK : EX_DATAERR;
}
