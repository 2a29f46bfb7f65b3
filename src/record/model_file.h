/* model_file.h - model.json: what a run has learnt, enough to link the next files in the same way.
 *
 *   {"program": "cantref", "version": …, "format": 2, "standardiser": 1, "made":
 *   "2026-11-22T14:00:00Z",
 *    "sources":    [{"name", "level", "columns": [headers], "mapping": "the source's part of
 *    mapping.yaml"}], "attributes": [{"name", "seed"}], "given_sexes",
 *    "kinds":      [{"kind": "person", "learnt", "converged", "iterations", "cut", "unmet",
 *    "best_edges", "precision", "recall",
 *                    "features":    [{"feature": "name", "attribute": null, "levels": 180}],
 *                    "plan":        {"block_max", "refinements": [parts], "keys": [{"parts",
 *                    "closed_nodes", "refined", "closed"}]},
 *                    "classes":     [{"share", "agreeing_on": [parts], "levels": [[a share for each
 *                    level] for each feature]}], "frequencies": [{"of", "rarest", "values"}]}]}
 *
 * Classes: the first are the matches; agreeing_on says by which coincidence the others agree.
 * Units: cut and unmet are in 1/1024 bits, rarest in 1/64 bits.
 * Parts: named as in explanations, that of an attribute "attribute: NAME".
 * Hashes: lists are strings of fixed-width hex, ascending: 8 digits a hash of a block; 16 digits a
 *         hash of content and 4 of its adjustment (1/64 bits, two's complement); in given_sexes,
 *         16 digits a hash of a given name and the letter of the sex that it implies. They are
 *         unkeyed: keep the file as the data is kept (frequency.h).
 *
 * With the model, whether two mentions are compared and what their score is depends on the two
 * alone; whatever else is in the files. */
#ifndef CANTREF_RECORD_MODEL_FILE_H
#define CANTREF_RECORD_MODEL_FILE_H

#include "mapping.h"
#include "partition.h"

enum { MODEL_FORMAT = 2 };

struct model_file;

/* model_file_write - the model of a run that has learnt (a run that used a model has nothing new:
 * keep the file it was given).
 * In:     mappings[count] of the run's sources, in their order; made: when, UTC. Out: added to
 *         `out`.
 * Errors: ERR_LIMIT at out's maximum. The same run gives the same bytes. */
int model_file_write(const struct run *run, const struct mapping *mappings, size_t count,
                     struct str made, struct buf *out);

/* model_file_read, model_file_parse - a model from a file, or from the bytes of one called `file`.
 * Out:    *ret, to be freed with model_file_free.
 * Errors: ERR_NOTFOUND, ERR_IO; ERR_INPUT for what no program of this format wrote, saying where
 *         and what; ERR_LIMIT, ERR_MEMORY. */
int model_file_read(const char *path, struct model_file **ret, struct err *err);
int model_file_parse(struct str text, const char *file, struct model_file **ret, struct err *err);
void model_file_free(struct model_file *file);

/* model_file_made - when the model was made, as model_file_write was told. */
struct str model_file_made(const struct model_file *file);

/* model_file_mappings - a mapping for each table: the model's for a source of the same name with
 * the same headers (in any order), inferred for the others. Out: ret[count], to be freed with
 * mapping_free; *ret_known: how many are the model's.
 * Errors: ERR_INPUT, ERR_MEMORY; ret then holds nothing to free. */
int model_file_mappings(const struct model_file *file, const struct table *tables, size_t count,
                        struct mapping *ret, size_t *ret_known, struct err *err);

/* model_bind - make ready for run_link: puts the mentions' attributes where the model looks for
 * them (an attribute that they lack is missing everywhere; one that the model doesn't know is
 * neither evidence nor content) and moves the model into ret->model. Call it once. Errors:
 * ERR_MEMORY. */
int model_bind(struct model_file *file, struct mention_table *mentions, struct run *ret,
               struct err *err);

/* For live linking, which keeps the file and its model:
 * model_file_share - the same file once more, to be freed once more: what is in it doesn't change.
 * model_file_prepare - what many small linkings would each work out again (estimate_prepare);
 *     before it is shared. Errors: ERR_MEMORY.
 * model_file_model - the model, whose lists stay the file's. model_file_number - it gets the levels
 *     of these sources, for mentions whose places count sources so.
 * model_file_attributes - what mention_table_arrange is to be given. The file's. */
struct model_file *model_file_share(struct model_file *file);
int model_file_prepare(struct model_file *file);
void model_file_model(const struct model_file *file, struct model *ret);
void model_file_number(const struct model_file *file, const struct str *sources, size_t count,
                       struct model *model);
const struct str *model_file_attributes(const struct model_file *file, size_t *ret_count);

#endif
