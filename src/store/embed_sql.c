/* embed_sql.c - a step of the build: the schema's steps as C, so that the program carries them.
 *
 *   embed_sql 0001_about.sql 0002_record.sql … > migrations.c
 *
 * Runs on the machine that builds, and fails there when a number is missing or taken twice. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 4, STEPS_MAX = 9999 };

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* check_name - NNNN_what.sql, with the number that is due. */
static int check_name(const char *name, int number)
{
    char start[16];
    size_t len = strlen(name);
    snprintf(start, sizeof start, "%04d_", number);
    if (number > STEPS_MAX || strncmp(name, start, DIGITS + 1) != 0 || len <= DIGITS + 5 ||
        strcmp(name + len - 4, ".sql") != 0) {
        fprintf(stderr, "%s: its name should begin with %s and end with .sql\n", name, start);
        return 1;
    }
    return 0;
}

/* write_text - the file as a string literal, a line of it a line. */
static int write_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "%s can't be read\n", path);
        return 1;
    }
    fputs("     \"", stdout);
    for (int c; (c = getc(file)) != EOF;) {
        if (c == '\n') {
            fputs("\\n\"\n     \"", stdout);
        } else if (c == '"' || c == '\\') {
            fprintf(stdout, "\\%c", c);
        } else if (c < ' ' || c > '~') {
            fprintf(stdout, "\\%03o", (unsigned)c);
        } else {
            putc(c, stdout);
        }
    }
    fputs("\"},\n", stdout);
    int failed = ferror(file);
    return fclose(file) != 0 || failed;
}

int main(int argc, char **argv)
{
    fputs(
        "/* migrations.c - made by embed_sql from the files of sql. */\n"
        "#include \"migration.h\"\n\n"
        "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n"
        "const struct migration migrations[] = {\n",
        stdout);
    for (int i = 1; i < argc; i++) {
        const char *name = base_name(argv[i]);
        if (check_name(name, i) != 0) {
            return EXIT_FAILURE;
        }
        int len = (int)strlen(name) - DIGITS - 1 - 4;
        fprintf(stdout, "    {%d, \"%.*s\",\n", i, len, name + DIGITS + 1);
        if (write_text(argv[i]) != 0) {
            return EXIT_FAILURE;
        }
    }
    fprintf(stdout, "};\n\nconst int migration_count = %d;\n", argc - 1);
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
