/* area_place.c - see area_place.h. */
#include "area_place.h"

#include "node_store.h"

int area_of_mention(struct picture *p, const struct area_file *areas, int64_t record, int number,
                    struct buf *packed, char made[POSTCODE_MAX], struct str *ret, struct err *err)
{
    struct mention_values values;
    struct err failed = {0};
    bool there = false;
    int code =
        mention_load(p->db, p->seal, p->model, record, number, packed, &values, &there, &failed);
    if (code != 0 && code != ERR_NOTFOUND) {
        *err = failed;
        return code;
    }
    *ret = STR("");
    if (code == 0 && there) {
        struct str postcode = values.text[FIELD_POSTCODE];
        const struct area *area = area_find(areas, postcode, values.text[FIELD_UPRN]);
        *ret = area != NULL   ? area->name
               : areas->there ? STR("")
               : postcode_parse(postcode, made) && postcode_is_british(str_of(made))
                   ? postcode_sector(str_of(made))
                   : STR("");
    }
    return 0;
}
