/* migration_list.c - the steps of sql/, put into the program as they are. To add one: a file, and
 * its two rows here; never edit one that was released. */
#include "migration.h"

/* The assembler reads the file; a NUL ends it. */
#define STEP(symbol, path)                                                                         \
    extern const char symbol[];                                                                    \
    __asm__(".pushsection .rodata\n" #symbol ":\n.incbin \"" SQL_FOLDER "/" path                   \
            "\"\n.byte 0\n.popsection\n")

STEP(sql_0001_about, "0001_about.sql");
STEP(sql_0002_picture, "0002_picture.sql");

const struct migration migrations[] = {
    {1, "about", sql_0001_about},
    {2, "picture", sql_0002_picture},
};
const int migration_count = sizeof migrations / sizeof migrations[0];
