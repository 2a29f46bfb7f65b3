/* source_category.h - what service a source is of, so that a purpose or a gateway can name sources
 * that it has never seen: sources/NAME.yaml says `category: council_tax`. That decides what may be
 * joined with what, so a source is none that a purpose uses until two people have approved what it
 * is of, where it comes from and what its columns mean.
 *
 * In purposes and gateways a source is named by its category, or, where that says too little, by
 * itself: `source:NAME`. To add a category: a value here, its name and titles in the .c. */
#ifndef CANTREF_ACCESS_SOURCE_CATEGORY_H
#define CANTREF_ACCESS_SOURCE_CATEGORY_H

#include "detail.h"

enum source_category {
    SOURCE_COUNCIL_TAX,
    SOURCE_BUSINESS_RATES,
    SOURCE_HOUSING_BENEFIT, /* and council tax reduction */
    SOURCE_ELECTORAL_REGISTER,
    SOURCE_ADULT_SOCIAL_CARE,
    SOURCE_CHILDRENS_SERVICES,
    SOURCE_SCHOOLS, /* pupils and admissions */
    SOURCE_HOUSING, /* tenancies, the housing register */
    SOURCE_HOMELESSNESS,
    SOURCE_REGISTRATION, /* births, deaths and marriages */
    SOURCE_BLUE_BADGE,
    SOURCE_PARKING,
    SOURCE_LIBRARIES,
    SOURCE_LEISURE,
    SOURCE_LICENSING,
    SOURCE_PLANNING,
    SOURCE_WASTE,
    SOURCE_CUSTOMER_CONTACT,
    SOURCE_ADDRESS_REGISTER, /* the local land and property gazetteer */
    SOURCE_CATEGORIES
};

/* source_category_names - as in the files; NULL ends them. source_category_title - for people. */
extern const char *const source_category_names[SOURCE_CATEGORIES + 1];
const char *source_category_title(enum source_category category, enum access_language language);

/* source_category_find - the category of that name, or SOURCE_CATEGORIES. */
enum source_category source_category_find(struct str name);

/* struct source_reference - one or more sources, as a purpose or a gateway names them. */
struct source_reference {
    enum source_category category; /* SOURCE_CATEGORIES: the one source called `name` */
    struct str name;
};

enum { CONTENT_HASH_BYTES = 32 }; /* of what people approve: definition_hash */

/* struct access_source - a source of the home. */
struct access_source {
    struct str name;
    enum source_category category; /* SOURCE_CATEGORIES: none is given */
    bool approved;                 /* access_load looks it up */
    uint8_t content[CONTENT_HASH_BYTES];
};

/* source_is_meant - does the reference name that source, and is it approved? */
static inline bool source_is_meant(const struct source_reference *reference,
                                   const struct access_source *source)
{
    return source->approved &&
           (reference->category == SOURCE_CATEGORIES ? str_eq(reference->name, source->name)
                                                     : reference->category == source->category);
}

#endif
