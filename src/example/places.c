/* places.c - names of places, and where dwellings stand.
 *
 * Postcodes: area CY is none of the postcode areas in use (AB … ZE: Wikipedia, "List of postcode
 * districts in the United Kingdom"); the form keeps Royal Mail's letter rules (inward letters never
 * C, I, K, M, O, V; about 15 addresses a postcode: Royal Mail, "Postcode format"). */
#include "places.h"

#include "hash.h"
#include "safe_identifiers.h"
#include "str.h"

#include <assert.h>
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct both {
    const char *english, *welsh;
};

static const struct both towns[] = {
    {"Elwenmouth", "Aberelwen"},
    {"Longbridge", "Pont Hir"},
    {"Willowtown", "Trehelyg"},
    {"Castle Gwern", "Castell Gwern"},
    {"Newmarket Wells", "Ffynnon Newydd"},
    {"Llanfedwen", "Llanfedwen"},
    {"Port Tegid", "Porth Tegid"},
    {"Greystone", "Maen Llwyd"},
    {"Pantybryn", "Pant-y-bryn"},
    {"St Curig", "Llangurig Fawr"},
    {"Blackford", "Rhyd Ddu"},
    {"Cwmhydref", "Cwm Hydref"},
    {"Marsh Haven", "Hafan-y-gors"},
    {"Trelewis Vale", "Dyffryn Trelewis"},
};

/* Streets of two names, as on the signs. */
static const struct both streets_both[] = {
    {"High Street", "Stryd Fawr"},
    {"Church Street", "Heol yr Eglwys"},
    {"Station Road", "Heol yr Orsaf"},
    {"Mill Street", "Stryd y Felin"},
    {"Bridge Street", "Stryd y Bont"},
    {"Chapel Street", "Stryd y Capel"},
    {"School Road", "Ffordd yr Ysgol"},
    {"New Road", "Heol Newydd"},
    {"Market Street", "Stryd y Farchnad"},
    {"Castle Street", "Stryd y Castell"},
    {"Park Road", "Ffordd y Parc"},
    {"King Street", "Heol y Brenin"},
    {"Queen Street", "Heol y Frenhines"},
    {"River View", "Golwg yr Afon"},
    {"Hill Street", "Stryd y Bryn"},
    {"Water Street", "Heol y Dŵr"},
    {"Field Terrace", "Rhes y Cae"},
    {"West Street", "Heol y Gorllewin"},
    {"East Street", "Heol y Dwyrain"},
    {"North Road", "Ffordd y Gogledd"},
    {"South Road", "Ffordd y De"},
    {"Quarry Road", "Heol y Chwarel"},
    {"Farm Road", "Heol y Fferm"},
    {"Sea View", "Golwg y Môr"},
    {"Green Lane", "Lôn Las"},
    {"Well Street", "Heol y Ffynnon"},
    {"Cross Street", "Stryd y Groes"},
    {"Harbour Road", "Ffordd yr Harbwr"},
    {"The Square", "Y Sgwâr"},
    {"Orchard Close", "Clos y Berllan"},
};

static const char *const streets_single[] = {
    "Maes y Coed",
    "Heol Las",
    "Bryn Awel",
    "Clos y Wennol",
    "Parc Bach",
    "Cae Glas",
    "Maes yr Haf",
    "Heol Isaf",
    "Heol Uchaf",
    "Rhodfa'r Gwagenni",
    "Lôn y Felin",
    "Bro Dawel",
    "Heol y Parc",
    "Gerddi Rheidol",
    "Maesgwyn",
    "Brynteg",
    "Tan y Bryn",
    "Clos Glanrafon",
    "Heol Tŷ Gwyn",
    "Pen y Lan",
    "Cwrt yr Ysgol",
    "Rhes Newydd",
    "Min y Nant",
    "Bro Hyfryd",
    "Nant yr Arian",
    "Llwyn Onn",
    "Gwaun Afan",
    "Hafod Wen",
    "Erw Las",
    "Stad Bryn Glas",
    "Maes Llan",
    "Ffordd Gwilym",
    "Heol Dewi Sant",
    "Rhiw Goch",
    "Coed y Bryn",
    "Clos Cae'r Wern",
    "Dôl Helyg",
    "Trem y Môr",
    "Victoria Street",
    "Albert Road",
    "Alexandra Terrace",
    "Wellington Street",
    "Nelson Terrace",
    "Gladstone Road",
    "Windsor Avenue",
    "Oxford Street",
    "Cambridge Road",
    "Elm Grove",
    "Oak Avenue",
    "Ash Grove",
    "Beech Road",
    "Cedar Crescent",
    "Maple Close",
    "Lime Avenue",
    "Poplar Road",
    "Willow Drive",
    "Hazel Close",
    "Rowan Way",
    "Hawthorn Drive",
    "Holly Road",
    "Laburnum Grove",
    "Sycamore Street",
    "Chestnut Avenue",
    "Primrose Hill",
    "Heather Road",
    "Bluebell Way",
    "Lavender Court",
    "Rose Terrace",
    "Meadow Close",
    "Brook Street",
    "Spring Gardens",
    "Grove Road",
    "Woodland Avenue",
    "Hillside",
    "The Avenue",
    "The Crescent",
    "The Close",
    "The Mount",
    "Mount Pleasant",
    "Prospect Place",
    "Bellevue Terrace",
    "Belle Vue",
    "Marine Parade",
    "Cambrian Place",
    "Snowdon Drive",
    "Gower Road",
    "Teifi Drive",
    "Severn Road",
    "Wye Close",
    "Dee Terrace",
    "Conway Road",
    "Pembroke Street",
    "Carmarthen Road",
    "Cardigan Street",
    "Brecon Road",
    "Radnor Drive",
    "Anglesey Close",
    "Merthyr Street",
    "Aberdare Road",
    "Llewellyn Street",
    "Glyndwr Avenue",
    "Tudor Way",
    "Owain Close",
    "Griffith Street",
    "Morgan Street",
    "Evans Terrace",
    "Jones Street",
    "Thomas Street",
    "William Street",
    "John Street",
    "David Street",
    "George Street",
    "James Street",
    "Edward Street",
    "Charles Street",
    "Arthur Street",
    "Henry Street",
    "Mary Street",
    "Jubilee Road",
    "Coronation Avenue",
    "Silver Street",
    "Commercial Street",
    "Union Street",
    "Regent Street",
    "Clarence Road",
    "Clifton Terrace",
    "Cliff Road",
    "Fairfield Avenue",
    "Highfield Road",
    "Springfield Close",
    "Lakeside",
    "Riverside Walk",
    "Canal Row",
    "Tram Road",
    "Furnace Lane",
    "Colliery Row",
    "Pit Lane",
    "Forge Road",
    "Foundry Street",
    "Lower Row",
    "Upper Terrace",
    "Bevan Crescent",
    "Attlee Close",
    "Hardie Avenue",
    "Lloyd George Close",
    "Nightingale Way",
    "Swallow Drive",
    "Kingfisher Close",
    "Heron Way",
    "Lapwing Road",
    "Curlew Close",
    "Skylark Rise",
    "Robin Close",
    "Falcon Road",
    "Falcondale Drive",
    "Penlan Road",
    "Penrhiw Lane",
    "Tyn y Cae Lane",
    "Waun Road",
    "Graig Terrace",
    "Cefn Road",
    "Gelli Crescent",
    "Pandy Road",
    "Factory Lane",
    "Tannery Close",
    "Vicarage Road",
    "Rectory Lane",
    "Priory Street",
    "St David's Road",
    "St Mary's Street",
    "St John's Close",
    "St Teilo's Way",
    "Bethel Street",
    "Zion Terrace",
    "Salem Row",
    "Hebron Road",
    "Ebenezer Street",
};

static const char *const house_names[] = {
    "Bryn Awel",   "Ty Gwyn",          "Rose Cottage",  "Hafod",          "Glanrafon",
    "Y Bwthyn",    "Maes yr Haf",      "Awelon",        "The Old School", "Pen y Bryn",
    "Tŷ Coch",     "Llwyn Onn",        "Hillcrest",     "Sunnyside",      "Fairview",
    "Arosfa",      "Gwynfryn",         "Bodlondeb",     "Ty Newydd",      "Cartref",
    "Ivy Cottage", "The Bungalow",     "Hendre",        "Delfryn",        "Noddfa",
    "Min y Môr",   "Rhosyn",           "Erw Wen",       "Cwm Isaf Farm",  "Fferm Penrhiw",
    "Ty Capel",    "The Old Vicarage", "Trem y Cwm",    "Preswylfa",      "Glasfryn",
    "Derwen Deg",  "Y Felin",          "Woodlands",     "Brooklands",     "Nant y Gro",
    "Plas Newydd", "Bwlch y Gwynt",    "Orchard House", "Afallon",        "Lodge Cottage",
    "Pantglas",    "Blaen Nant",       "Tanyrallt",     "Swn y Nant",     "Heulwen",
};

static const char *const building_names[] = {
    "Llys Helyg",   "Castle Court",    "Llys Dewi",     "Victoria House",  "Mill Court",
    "Llys y Bont",  "Riverside House", "Cwrt y Coed",   "St Mary's Court", "Ty Glo",
    "Chapel Court", "Llys Gwyn",       "Harbour House", "Park House",      "Llys Owain",
    "The Maltings", "Woollen Mill",    "Llys yr Orsaf", "Market House",    "Granville House",
};

static const char *const locality_heads[] = {
    "Llan", "Aber", "Pont",  "Tre",    "Pen",    "Cwm",    "Nant", "Bryn",   "Caer",  "Rhos",
    "Maes", "Glan", "Tal",   "Pentre", "Blaen",  "Ystrad", "Cefn", "Capel ", "Felin", "Porth",
    "Coed", "Dol",  "Garth", "Bod",    "Lower ", "Upper ", "New ", "Old ",
};

static const char *const locality_tails[] = {
    "helyg",   "garreg", "gwyn",     "ddu",    "felin",  "goch",    "dulas",   "ewenni",
    "cynon",   "hafren", "alaw",     "arth",   "aeron",  "beudy",   "bedw",    "bychan",
    "cadno",   "celyn",  "clydach",  "collen", "crwys",  "cuch",    "dawel",   "deri",
    "draw",    "ebrill", "eglwys",   "eirin",  "eos",    "fach",    "faen",    "fawr",
    "fedw",    "felen",  "ffynnon",  "gain",   "galed",  "gar",     "gelli",   "gloyw",
    "gog",     "grug",   "gwenyn",   "gwern",  "haul",   "hebog",   "heulog",  "hir",
    "hywel",   "iwrch",  "las",      "lleine", "llwyd",  "llyn",    "madog",   "marlais",
    "medi",    "meini",  "melyn",    "morfa",  "mwyn",   "newydd",  "oer",     "onnen",
    "orllwyn", "padarn", "perth",    "rhedyn", "rhiw",   "rhyd",    "sarn",    "seiri",
    "siencyn", "soar",   "sycharth", "tawe",   "tegid",  "teifi",   "teilo",   "troed",
    "tylluan", "uchaf",  "wen",      "wern",   "wyddel", "ysgawen", "ysgubor", "yspyty",
    "aur",     "arian",
};

struct county county_make(uint64_t seed, uint32_t locality_count)
{
    struct county county = {.seed = seed, .locality_count = locality_count};
    /* Two localities a sector while there are districts enough, then three; beyond some five
     * million people a fourth, some of whose postcodes are those of the first (UNITS_PER_LOCALITY).
     */
    county.district_count = locality_count / 18 + 6;
    county.district_count = county.district_count > 99 ? 99 : county.district_count;
    return county;
}

/* Which postcode sector a locality has, and which part of it. 101 is prime and shares no factor
 * with 9 × districts, so that every sector is used once before any is used again. */
static uint32_t locality_sector(const struct county *county, uint32_t locality)
{
    return locality * 101 % (county->district_count * 9);
}

static const struct both *locality_town(const struct county *county, uint32_t locality)
{
    uint32_t district = locality_sector(county, locality) / 9;
    return &towns[(district + county->seed % 7) % COUNT(towns)];
}

static void locality_name(const struct county *county, uint32_t locality, char ret[PLACE_TEXT_MAX])
{
    /* Where localities outnumber the names, two bear one, as villages do. */
    uint64_t pairs = COUNT(locality_heads) * COUNT(locality_tails);
    uint64_t pair = scatter(county->seed, locality, pairs);
    const char *head = locality_heads[pair % COUNT(locality_heads)];
    const char *tail = locality_tails[pair / COUNT(locality_heads)];
    snprintf(ret, PLACE_TEXT_MAX, "%s%s", head, tail);
    size_t space = strcspn(ret, " ");
    if (ret[space] == ' ') {
        ret[space + 1] = ascii_upper(ret[space + 1]);
    }
}

void dwellings_lay(const struct county *county, uint32_t locality, struct random *random,
                   uint64_t first_serial, struct dwelling *ret, uint32_t count)
{
    static const char bands[] = "AAAABBBBBCCCCCDDDDEEEFFGHI";
    uint16_t street = 0, unit = 0, number = 1;
    uint32_t in_street = 0, in_unit = 0, flats_left = 0, street_size = 24;
    bool named = false;
    (void)county;
    for (uint32_t i = 0; i < count; i++, in_street++, in_unit++) {
        if (in_street >= street_size && flats_left == 0) {
            street++;
            in_street = 0;
            number = 1;
            street_size = 10 + (uint32_t)random_below(random, 32);
            named = random_below(random, 12) == 0; /* a lane of houses with names */
        }
        if (in_unit >= 15 || (in_street == 0 && i > 0)) {
            unit = (uint16_t)(unit + 1 < UNITS_PER_LOCALITY ? unit + 1 : unit);
            in_unit = 0;
        }
        struct dwelling *d = &ret[i];
        *d = (struct dwelling){.serial = first_serial + i,
                               .locality = locality,
                               .street = street,
                               .unit = unit,
                               .number = number,
                               .name = -1,
                               .band = bands[random_below(random, sizeof bands - 1)]};
        if (flats_left > 0) {
            *d = ret[i - 1];
            d->serial++;
            d->flat++;
            flats_left--;
            continue;
        }
        if (named) {
            d->number = 0;
            d->name = (int16_t)((in_street + street * 7u) % COUNT(house_names));
        } else if (random_below(random, 60) == 0) {
            d->number_letter = 'A';
        } else if (random_below(random, 45) == 0) {
            d->flat = 1; /* a block of flats at this number begins here */
            flats_left = 3 + (uint32_t)random_below(random, 9);
            if (random_below(random, 2)) {
                d->name = (int16_t)random_below(random, COUNT(building_names));
            }
        }
        number++;
    }
}

static void dwelling_postcode(const struct county *county, const struct dwelling *dwelling,
                              char ret[16])
{
    static const char letters[] = "ABDEFGHJLNPQRSTUWXYZ";
    uint32_t sectors = county->district_count * 9;
    uint32_t sector = locality_sector(county, dwelling->locality);
    uint32_t unit = dwelling->locality / sectors * UNITS_PER_LOCALITY + dwelling->unit;
    /* Units in a scattered order, as Royal Mail's are. 400 = 2^4 × 5^2. */
    unit = (unit * 133 + sector) % 400;
    snprintf(ret, 16, "CY%u %u%c%c", sector / 9 + 1, sector % 9 + 1, letters[unit / 20],
             letters[unit % 20]);
}

void dwelling_address(const struct county *county, const struct dwelling *dwelling,
                      bool street_other, bool town_other, struct address_parts *ret)
{
    *ret = (struct address_parts){0};
    if (dwelling->flat > 0) {
        snprintf(ret->flat, sizeof ret->flat, "Flat %u", dwelling->flat);
    }
    if (dwelling->name >= 0) {
        snprintf(ret->building, sizeof ret->building, "%s",
                 dwelling->flat ? building_names[dwelling->name] : house_names[dwelling->name]);
    }
    if (dwelling->number > 0) {
        snprintf(ret->number, sizeof ret->number, "%u%.1s", dwelling->number,
                 &dwelling->number_letter);
    }
    /* Each locality walks through all the names in another order. */
    uint64_t names = COUNT(streets_both) + COUNT(streets_single);
    uint64_t name = scatter(county->seed + dwelling->locality, dwelling->street, names);
    /* One street in seven has two names. */
    const char *street = name < COUNT(streets_both) ? (street_other ? streets_both[name].welsh
                                                                    : streets_both[name].english)
                                                    : streets_single[name - COUNT(streets_both)];
    snprintf(ret->street, sizeof ret->street, "%s", street);
    locality_name(county, dwelling->locality, ret->locality);
    const struct both *town = locality_town(county, dwelling->locality);
    snprintf(ret->town, sizeof ret->town, "%s", town_other ? town->welsh : town->english);
    dwelling_postcode(county, dwelling, ret->postcode);
}

void street_shorten(char *street)
{
    static const struct both endings[] = {
        {" Street", " St"},    {" Road", " Rd"},      {" Avenue", " Ave"}, {" Close", " Cl"},
        {" Drive", " Dr"},     {" Terrace", " Terr"}, {" Lane", " La"},    {" Crescent", " Cres"},
        {" Gardens", " Gdns"}, {" Court", " Ct"},
    };
    struct str text = str_of(street);
    for (size_t i = 0; i < COUNT(endings); i++) {
        if (str_ends(text, str_of(endings[i].english))) {
            size_t at = text.len - strlen(endings[i].english);
            memcpy(street + at, endings[i].welsh, strlen(endings[i].welsh) + 1);
            return;
        }
    }
}

void postcode_damage(struct random *random, char postcode[16])
{
    static const char letters[] = "ABDEFGHJLNPQRSTUWXYZ";
    size_t len = strlen(postcode);
    if (len < 5) {
        return;
    }
    char *last = &postcode[len - 1];
    switch (random_below(random, 4)) {
    case 0:
        *last = letters[random_below(random, 20)];
        break;
    case 1: {
        char c = last[0];
        last[0] = last[-1];
        last[-1] = c;
        break;
    }
    case 2:
        last[-2] = (char)('1' + random_below(random, 9));
        break;
    default:
        last[-2] = last[-2] == '5' ? 'S' : last[-2] == '1' ? 'I' : last[-2] == '8' ? 'B' : '0';
    }
}

void care_home_name(const struct county *county, uint32_t locality, char ret[PLACE_TEXT_MAX])
{
    static const char *const heads[] = {"Plas", "Bryn", "Hafan", "Cartref", "Glan", "Maes"};
    static const char *const tails[] = {"Deg", "Helyg", "y Waun", "Dawel", "Heulog", "yr Afon"};
    static const char *const kinds[] = {"Residential Home", "Nursing Home", "Care Home"};
    uint64_t h = hash_mix(county->seed * 31 + locality);
    snprintf(ret, PLACE_TEXT_MAX, "%s %s %s", heads[h % 6], tails[h / 6 % 6], kinds[h / 36 % 3]);
}
