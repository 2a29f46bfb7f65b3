/* pack_folder.h - the files of a pack or of an overlay, read whole before anything in them is
 * looked at: from a folder, or of those that the program carries.
 *
 *     pack.yaml event.yaml duties.yaml process.yaml measures.yaml overlay.yaml README.md
 *     triggers/NAME.yaml tests/NAME.yaml letters/NAME.en.md guidance/NAME.cy.md */
#ifndef CANTREF_PROCESS_PACK_FOLDER_H
#define CANTREF_PROCESS_PACK_FOLDER_H

#include "err_list.h"
#include "memory.h"

enum {
    PACK_FILES_MAX = 1000,
    PACK_FILE_BYTES_MAX = 1 << 20,
    PACK_BYTES_MAX = 16 << 20, /* of all its files */
    PACK_PATH_MAX = 128        /* bytes of a file's place in it */
};

struct pack_file {
    struct str path;   /* in the folder: "letters/survivor.en.md" */
    const char *where; /* as errors name it: "packs/bereavement/letters/survivor.en.md" */
    struct str text;
};

/* struct pack_folder - in byte order of paths. Start from {0}; pack_folder_free. */
struct pack_folder {
    struct str name;   /* of the folder itself */
    const char *where; /* as errors name it */
    struct pack_file *files;
    size_t count;
    size_t bytes; /* of all texts */
    struct arena arena;
};

/* pack_folder_read - all that belongs to a pack in the folder at path.
 * Errors: ERR_NOTFOUND it can't be read; ERR_INPUT a file that belongs to no pack, or is no plain
 *         file; ERR_LIMIT too many or too large. All are added; returns the code of the first. *ret
 *         is untouched then. Hidden files are passed over. */
int pack_folder_read(const char *path, struct pack_folder *ret, struct err_list *errors);

/* pack_folder_shipped - a pack that the program carries. Errors: ERR_NOTFOUND. pack_shipped_name -
 * the name of the pack of that number, from 0; "": there are no more. */
int pack_folder_shipped(struct str name, struct pack_folder *ret, struct err *err);
struct str pack_shipped_name(size_t number);

/* pack_folder_add - a file's path and text (both copied), for tests and fuzzing. Errors: ERR_INPUT
 * no such file in a pack, or it is there already; ERR_LIMIT. pack_folder_sort - after the last. */
int pack_folder_add(struct pack_folder *folder, struct str path, struct str text, struct err *err);
void pack_folder_sort(struct pack_folder *folder);

/* pack_folder_find - the file of that path, or NULL. */
const struct pack_file *pack_folder_find(const struct pack_folder *folder, const char *path);

void pack_folder_free(struct pack_folder *folder);

/* ---- what the program carries, made by the build ---- */

struct pack_shipped_file {
    const char *path; /* "bereavement/letters/survivor.en.md" */
    const char *text;
};
extern const struct pack_shipped_file pack_shipped_files[];
extern const int pack_shipped_file_count;

#endif
