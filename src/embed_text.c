/* embed_text.c - a step of the build: text files as C, so that the program carries them.
 *
 *   embed_text steps 0001_about.sql 0002_record.sql … > migrations.c     src/store/migration.h
 *   embed_text files shipped shipped.h gateways.yaml … > shipped_files.c
 *                                                                        src/access/shipped.h
 *   embed_text files front front_parts.h front_nginx.conf … > front_files.c
 *                                                                        src/web/front_parts.h
 *   embed_text folder packs pack_folder.h pack_shipped shipped_packs.c shipped_packs.c.d
 *
 * Runs on the machine that builds. Steps have numbers: it fails where one is missing or taken
 * twice. A folder is all files in it and in its folders, each with its path in it, but for those
 * that end with .md beside its folders; the .d tells ninja which, so that a new file is not missed.
 * The header declares what they become: struct pack_shipped_file {const char *path, *text;},
 * pack_shipped_files[], which ends with an empty path, and pack_shipped_file_count. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DIGITS = 4, STEPS_MAX = 9999, PATH_BYTES = 4096 };

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

static int write_steps(int count, char **paths)
{
    fputs(
        "/* migrations.c - made by embed_text from the files of sql. */\n"
        "#include \"migration.h\"\n\n"
        "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n"
        "const struct migration migrations[] = {\n",
        stdout);
    for (int i = 0; i < count; i++) {
        const char *name = base_name(paths[i]);
        if (check_name(name, i + 1) != 0) {
            return 1;
        }
        int len = (int)strlen(name) - DIGITS - 1 - 4;
        fprintf(stdout, "    {%d, \"%.*s\",\n", i + 1, len, name + DIGITS + 1);
        if (write_text(paths[i]) != 0) {
            return 1;
        }
    }
    fprintf(stdout, "};\n\nconst int migration_count = %d;\n", count);
    return 0;
}

/* write_files - struct WHAT_file { const char *name, *text; } WHAT_files[WHAT_file_count]. */
static int write_files(const char *what, const char *header, int count, char **paths)
{
    fprintf(stdout,
            "/* %s_files.c - made by embed_text from the files of %s. */\n"
            "#include \"%s\"\n\n"
            "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n"
            "const struct %s_file %s_files[] = {\n",
            what, what, header, what, what);
    for (int i = 0; i < count; i++) {
        fprintf(stdout, "    {\"%s\",\n", base_name(paths[i]));
        if (write_text(paths[i]) != 0) {
            return 1;
        }
    }
    fprintf(stdout, "};\n\nconst int %s_file_count = %d;\n", what, count);
    return 0;
}

/* write_folder - the files in the folder, and in those in it, in byte order; each, and each folder,
 * into the .d. skip: how much of a path is that of the outermost folder. */
static int write_folder(const char *folder, size_t skip, FILE *depends, int *count)
{
    struct dirent **entries = NULL;
    char path[PATH_BYTES];
    struct stat about;
    int failed = 0;
    int entry_count = scandir(folder, &entries, NULL, alphasort);
    fprintf(depends, " \\\n %s", folder);
    for (int i = 0; i < entry_count; i++) {
        int len = snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (failed || entries[i]->d_name[0] == '.') {
        } else if (len >= (int)sizeof path || stat(path, &about) != 0) {
            fprintf(stderr, "%s can't be read\n", path);
            failed = 1;
        } else if (S_ISDIR(about.st_mode)) {
            failed = write_folder(path, skip, depends, count);
        } else if (strchr(path + skip, '/') != NULL || strcmp(path + len - 3, ".md") != 0) {
            fprintf(depends, " \\\n %s", path);
            fprintf(stdout, "    {\"%s\",\n", path + skip);
            failed = write_text(path);
            ++*count;
        }
        free(entries[i]);
    }
    free(entries);
    return failed || entry_count < 0;
}

static int write_tree(const char *folder, const char *header, const char *name, const char *output,
                      const char *depfile)
{
    int count = 0;
    FILE *depends = fopen(depfile, "w");
    if (depends == NULL || freopen(output, "w", stdout) == NULL) {
        fprintf(stderr, "%s can't be written\n", output);
        return 1;
    }
    fprintf(depends, "%s:", output);
    fprintf(stdout,
            "/* made by embed_text from the files of a folder: %s */\n"
            "#include \"%s\"\n\n"
            "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n"
            "const struct %s_file %s_files[] = {\n",
            base_name(folder), header, name, name);
    int failed = write_folder(folder, strlen(folder) + 1, depends, &count);
    fprintf(stdout,
            "    {\"\", \"\"}, /* the end */\n};\n\n"
            "const int %s_file_count = %d;\n",
            name, count);
    fputs("\n", depends);
    return fclose(depends) != 0 || failed;
}

int main(int argc, char **argv)
{
    int failed = 1;
    if (argc > 2 && strcmp(argv[1], "steps") == 0) {
        failed = write_steps(argc - 2, argv + 2);
    } else if (argc > 4 && strcmp(argv[1], "files") == 0) {
        failed = write_files(argv[2], argv[3], argc - 4, argv + 4);
    } else if (argc == 7 && strcmp(argv[1], "folder") == 0) {
        failed = write_tree(argv[2], argv[3], argv[4], argv[5], argv[6]);
    } else {
        fputs(
            "embed_text steps FILE... | files WHAT HEADER FILE... | "
            "folder DIR HEADER NAME OUT DEPFILE\n",
            stderr);
    }
    return !failed && fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
