/* source_category.c - the categories of sources, by name. */
#include "source_category.h"

const char *const source_category_names[SOURCE_CATEGORIES + 1] = {
    [SOURCE_COUNCIL_TAX] = "council_tax",
    [SOURCE_BUSINESS_RATES] = "business_rates",
    [SOURCE_HOUSING_BENEFIT] = "housing_benefit",
    [SOURCE_ELECTORAL_REGISTER] = "electoral_register",
    [SOURCE_ADULT_SOCIAL_CARE] = "adult_social_care",
    [SOURCE_CHILDRENS_SERVICES] = "childrens_services",
    [SOURCE_SCHOOLS] = "schools",
    [SOURCE_HOUSING] = "housing",
    [SOURCE_HOMELESSNESS] = "homelessness",
    [SOURCE_REGISTRATION] = "registration",
    [SOURCE_BLUE_BADGE] = "blue_badge",
    [SOURCE_PARKING] = "parking",
    [SOURCE_LIBRARIES] = "libraries",
    [SOURCE_LEISURE] = "leisure",
    [SOURCE_LICENSING] = "licensing",
    [SOURCE_PLANNING] = "planning",
    [SOURCE_WASTE] = "waste",
    [SOURCE_CUSTOMER_CONTACT] = "customer_contact",
    [SOURCE_ADDRESS_REGISTER] = "address_register",
    [SOURCE_CATEGORIES] = NULL,
};

/* The Welsh is to be checked by a translator. */
static const char *const titles[SOURCE_CATEGORIES][ACCESS_LANGUAGES] = {
    [SOURCE_COUNCIL_TAX] = {"council tax", "treth gyngor"},
    [SOURCE_BUSINESS_RATES] = {"business rates", "ardrethi busnes"},
    [SOURCE_HOUSING_BENEFIT] = {"housing benefit and council tax reduction",
                                "budd-dal tai a gostyngiad y dreth gyngor"},
    [SOURCE_ELECTORAL_REGISTER] = {"electoral register", "cofrestr etholiadol"},
    [SOURCE_ADULT_SOCIAL_CARE] = {"adult social care", "gofal cymdeithasol i oedolion"},
    [SOURCE_CHILDRENS_SERVICES] = {"children’s services", "gwasanaethau plant"},
    [SOURCE_SCHOOLS] = {"schools", "ysgolion"},
    [SOURCE_HOUSING] = {"housing", "tai"},
    [SOURCE_HOMELESSNESS] = {"homelessness", "digartrefedd"},
    [SOURCE_REGISTRATION] = {"births, deaths and marriages",
                             "genedigaethau, marwolaethau a phriodasau"},
    [SOURCE_BLUE_BADGE] = {"blue badges", "bathodynnau glas"},
    [SOURCE_PARKING] = {"parking", "parcio"},
    [SOURCE_LIBRARIES] = {"libraries", "llyfrgelloedd"},
    [SOURCE_LEISURE] = {"leisure", "hamdden"},
    [SOURCE_LICENSING] = {"licensing", "trwyddedu"},
    [SOURCE_PLANNING] = {"planning", "cynllunio"},
    [SOURCE_WASTE] = {"waste and recycling", "gwastraff ac ailgylchu"},
    [SOURCE_CUSTOMER_CONTACT] = {"customer contact", "cyswllt cwsmeriaid"},
    [SOURCE_ADDRESS_REGISTER] = {"address register", "cofrestr cyfeiriadau"},
};

const char *source_category_title(enum source_category category, enum access_language language)
{
    return titles[category][language];
}

enum source_category source_category_find(struct str name)
{
    int category = 0;
    while (category < SOURCE_CATEGORIES && !str_eq(name, str_of(source_category_names[category]))) {
        category++;
    }
    return (enum source_category)category;
}
