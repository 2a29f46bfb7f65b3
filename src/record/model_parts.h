/* model_parts.h - what writing and reading a model file share. Private to model_file.c and
 * model_read.c. */
#ifndef CANTREF_RECORD_MODEL_PARTS_H
#define CANTREF_RECORD_MODEL_PARTS_H

#include "model_file.h"

#include <stdatomic.h>

struct model_source {
    struct str name;
    int level; /* of the source feature */
    size_t column_count;
    struct str *columns; /* headers */
    struct str mapping;  /* its item in the list of a mapping file's sources */
};

struct model_file {
    atomic_size_t shared; /* how many others have it */
    struct arena arena;   /* all text */
    const char *path;     /* for messages */
    struct str made;
    size_t source_count;
    struct model_source *sources;
    size_t attribute_count;
    struct str attributes[ATTRIBUTES_MAX];
    struct model model;
};

/* Names in the file of the kinds that are linked; NULL for those that aren't. */
extern const char *const model_kind_names[LINKED_KINDS];

/* Lists of term frequencies: one a field, then the two combinations. */
enum { MODEL_FREQUENCIES_MAX = FIELDS_MAX + 2 };
#define MODEL_ATTRIBUTE_PREFIX "attribute: "

/* model_frequency - list number i and, in ret_name, what the file calls it: static text, or for an
 * attribute NULL. */
struct frozen_rarities *model_frequency(struct frozen_frequency *frequency, int i,
                                        const char **ret_name);

#endif
