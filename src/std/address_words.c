/* address_words.c - what words in addresses mean, and what abbreviations stand for; English, Welsh
 * and the commonest of other languages. Folded, in byte order. To add one: a row in its place (the
 * test says if it is not). */
#include "address_words.h"

#include "wordlist.h"

/* clang-format off */
/* What an abbreviation is written out as; its number stands in the high bits of the meaning. */
enum written_out {
    AS_IS, AS_ANNEXE, AS_AVENUE, AS_BLOCK, AS_BOULEVARD, AS_BUILDING, AS_BUILDINGS, AS_CENTRE,
    AS_CIRCUIT, AS_CLOSE, AS_COTTAGE, AS_COTTAGES, AS_COURT, AS_CRESCENT, AS_DRIVE, AS_ESTATE,
    AS_FIFTH, AS_FIRST, AS_FLAT, AS_FLOOR, AS_FOURTH, AS_GARDENS, AS_GREAT, AS_GREEN, AS_GROUND,
    AS_GROVE, AS_HEIGHTS, AS_HIGHWAY, AS_HILL, AS_HOUSE, AS_LANE, AS_LOWER, AS_MOUNT, AS_NORTH,
    AS_PARADE, AS_PARK, AS_PARKWAY, AS_PLACE, AS_PROMENADE, AS_ROAD, AS_ROOM, AS_SECOND,
    AS_SOUTH, AS_SQUARE, AS_ST, AS_STREET, AS_TERRACE, AS_THIRD, AS_UNIT, AS_UPPER, AS_VIEW,
    AS_WALK, AS_WAY, AS_YARD,
};

static const char *const written_out[] = {
    [AS_ANNEXE] = "annexe", [AS_AVENUE] = "avenue", [AS_BLOCK] = "block",
    [AS_BOULEVARD] = "boulevard", [AS_BUILDING] = "building", [AS_BUILDINGS] = "buildings",
    [AS_CENTRE] = "centre", [AS_CIRCUIT] = "circuit", [AS_CLOSE] = "close",
    [AS_COTTAGE] = "cottage", [AS_COTTAGES] = "cottages", [AS_COURT] = "court",
    [AS_CRESCENT] = "crescent", [AS_DRIVE] = "drive", [AS_ESTATE] = "estate",
    [AS_FIFTH] = "fifth", [AS_FIRST] = "first", [AS_FLAT] = "flat", [AS_FLOOR] = "floor",
    [AS_FOURTH] = "fourth", [AS_GARDENS] = "gardens", [AS_GREAT] = "great", [AS_GREEN] = "green",
    [AS_GROUND] = "ground", [AS_GROVE] = "grove", [AS_HEIGHTS] = "heights",
    [AS_HIGHWAY] = "highway", [AS_HILL] = "hill", [AS_HOUSE] = "house", [AS_LANE] = "lane",
    [AS_LOWER] = "lower", [AS_MOUNT] = "mount", [AS_NORTH] = "north", [AS_PARADE] = "parade",
    [AS_PARK] = "park", [AS_PARKWAY] = "parkway", [AS_PLACE] = "place",
    [AS_PROMENADE] = "promenade", [AS_ROAD] = "road", [AS_ROOM] = "room", [AS_SECOND] = "second",
    [AS_SOUTH] = "south", [AS_SQUARE] = "square", [AS_ST] = "st", [AS_STREET] = "street",
    [AS_TERRACE] = "terrace", [AS_THIRD] = "third", [AS_UNIT] = "unit", [AS_UPPER] = "upper",
    [AS_VIEW] = "view", [AS_WALK] = "walk", [AS_WAY] = "way", [AS_YARD] = "yard",
};

enum { AS_SHIFT = 20 };
#define AS(number) ((uint32_t)(number) << AS_SHIFT)

static const struct word_row address_words[] = {
    {"1st", LEVEL | AS(AS_FIRST)}, {"2nd", LEVEL | AS(AS_SECOND)}, {"3rd", LEVEL | AS(AS_THIRD)},
    {"4th", LEVEL | AS(AS_FOURTH)}, {"5th", LEVEL | AS(AS_FIFTH)}, {"airfield", BUILDING},
    {"alley", TYPE}, {"allt", FRONT}, {"annex", BUILDING | AS(AS_ANNEXE)}, {"annexe", BUILDING},
    {"apartement", FLAT | AS(AS_FLAT)}, {"apartment", FLAT | AS(AS_FLAT)},
    {"apartments", BUILDING}, {"appartment", FLAT | AS(AS_FLAT)}, {"approach", WEAK},
    {"apt", FLAT | AS(AS_FLAT)}, {"arcade", WEAK}, {"arms", BUILDING}, {"attic", LEVEL},
    {"av", TYPE | LATER | AS(AS_AVENUE)}, {"ave", TYPE | AS(AS_AVENUE)},
    {"aven", TYPE | AS(AS_AVENUE)}, {"avenida", FRONT}, {"avenue", TYPE},
    {"avn", TYPE | AS(AS_AVENUE)}, {"bach", AFTER}, {"bank", WEAK}, {"barn", BUILDING},
    {"basement", LEVEL}, {"bedsit", FLAT}, {"bldg", BUILDING | AS(AS_BUILDING)},
    {"bldgs", BUILDING | AS(AS_BUILDINGS)}, {"bloc", FLAT | AS(AS_BLOCK)}, {"block", FLAT},
    {"blvd", TYPE | AS(AS_BOULEVARD)}, {"boulevard", TYPE}, {"box", BOX}, {"brae", WEAK},
    {"bridge", WEAK}, {"building", BUILDING}, {"buildings", BUILDING}, {"bungalow", BUILDING},
    {"bvd", TYPE | AS(AS_BOULEVARD)}, {"bwthyn", BUILDING}, {"cafe", BUILDING}, {"calle", FRONT},
    {"camino", FRONT}, {"capel", BUILDING}, {"caravan", FLAT}, {"castle", SITE},
    {"causeway", TYPE}, {"cct", TYPE | AS(AS_CIRCUIT)}, {"center", BUILDING | AS(AS_CENTRE)},
    {"centre", BUILDING}, {"chambers", BUILDING}, {"chapel", BUILDING | SITE}, {"chase", TYPE},
    {"chemin", FRONT}, {"church", BUILDING | SITE | BEFORE}, {"cilgant", FRONT},
    {"circuit", TYPE}, {"circus", TYPE}, {"cl", TYPE | LATER | AS(AS_CLOSE)},
    {"clo", TYPE | AS(AS_CLOSE)}, {"clos", FRONT}, {"close", TYPE}, {"club", BUILDING},
    {"college", BUILDING | SITE}, {"common", WEAK}, {"complex", BUILDING}, {"corner", WEAK},
    {"corso", FRONT}, {"cott", BUILDING | AS(AS_COTTAGE)}, {"cottage", BUILDING},
    {"cottages", WEAK | BUILDING}, {"cotts", WEAK | AS(AS_COTTAGES)},
    {"court", WEAK | BUILDING | SITE}, {"cove", WEAK}, {"cr", TYPE | LATER | AS(AS_CRESCENT)},
    {"cres", TYPE | AS(AS_CRESCENT)}, {"cresc", TYPE | AS(AS_CRESCENT)}, {"crescent", TYPE},
    {"croft", WEAK}, {"cross", WEAK}, {"crs", TYPE | AS(AS_CRESCENT)},
    {"crt", WEAK | AS(AS_COURT)}, {"ct", WEAK | LATER | AS(AS_COURT)},
    {"cwrt", BUILDING | FRONT}, {"cyntaf", LEVEL | AS(AS_FIRST)}, {"dale", WEAK}, {"ddu", AFTER},
    {"de", ARTICLE}, {"del", ARTICLE}, {"dell", WEAK}, {"dene", TYPE}, {"des", ARTICLE},
    {"di", ARTICLE}, {"dr", TYPE | LATER | AS(AS_DRIVE)}, {"drive", TYPE}, {"drove", TYPE},
    {"drv", TYPE | AS(AS_DRIVE)}, {"du", ARTICLE}, {"dwyrain", DIRECTION},
    {"east", DIRECTION | BEFORE}, {"embankment", TYPE}, {"end", WEAK}, {"esplanade", TYPE},
    {"est", WEAK | AS(AS_ESTATE)}, {"estate", WEAK}, {"fach", AFTER}, {"farm", BUILDING},
    {"farmers", SITE}, {"farmhouse", BUILDING}, {"fawr", AFTER}, {"ff", LEVEL | AS(AS_FIRST)},
    {"fferm", BUILDING}, {"fflat", FLAT | AS(AS_FLAT)}, {"ffordd", FRONT}, {"field", WEAK},
    {"fields", WEAK}, {"fifth", LEVEL}, {"first", LEVEL}, {"fl", FLOOR | AS(AS_FLOOR)},
    {"flat", FLAT}, {"flats", BUILDING}, {"floor", FLOOR}, {"floors", FLOOR | AS(AS_FLOOR)},
    {"flr", FLOOR | AS(AS_FLOOR)}, {"flt", FLAT | AS(AS_FLAT)}, {"fourth", LEVEL},
    {"front", LEVEL}, {"gam", AFTER}, {"ganol", AFTER}, {"gap", WEAK}, {"garden", LEVEL},
    {"gardens", TYPE}, {"garth", WEAK}, {"gate", WEAK}, {"gdn", TYPE | AS(AS_GARDENS)},
    {"gdns", TYPE | AS(AS_GARDENS)}, {"gerddi", FRONT}, {"gf", LEVEL | AS(AS_GROUND)},
    {"glebe", WEAK}, {"gn", WEAK | LATER | AS(AS_GREEN)}, {"gnd", LEVEL | AS(AS_GROUND)},
    {"goch", AFTER}, {"gogledd", DIRECTION}, {"gorllewin", DIRECTION},
    {"gr", TYPE | LATER | AS(AS_GROVE)}, {"grange", BUILDING | SITE},
    {"grd", LEVEL | AS(AS_GROUND)}, {"great", BEFORE}, {"green", WEAK},
    {"gro", TYPE | AS(AS_GROVE)}, {"ground", LEVEL}, {"grove", TYPE},
    {"grv", TYPE | AS(AS_GROVE)}, {"gt", BEFORE | AS(AS_GREAT)}, {"gwyn", AFTER},
    {"hall", BUILDING | SITE}, {"heights", WEAK | BUILDING}, {"heol", FRONT}, {"high", BEFORE},
    {"highway", TYPE}, {"hill", WEAK}, {"hir", AFTER}, {"hl", WEAK | LATER | AS(AS_HILL)},
    {"ho", BUILDING | AS(AS_HOUSE)}, {"homestead", BUILDING}, {"hospital", BUILDING | SITE},
    {"hostel", BUILDING}, {"hotel", BUILDING | SITE}, {"house", BUILDING},
    {"hse", BUILDING | AS(AS_HOUSE)}, {"hts", WEAK | AS(AS_HEIGHTS)}, {"hub", BUILDING},
    {"hwy", TYPE | AS(AS_HIGHWAY)}, {"impasse", FRONT}, {"inn", BUILDING | SITE},
    {"isaf", DIRECTION | AFTER}, {"king", BEFORE}, {"kiosk", BUILDING},
    {"la", TYPE | LATER | ARTICLE | AS(AS_LANE)}, {"lane", TYPE}, {"las", AFTER},
    {"le", ARTICLE}, {"lea", WEAK}, {"leas", WEAK}, {"left", LEVEL}, {"les", ARTICLE},
    {"library", BUILDING | SITE}, {"link", WEAK}, {"little", BEFORE},
    {"llawr", FLOOR | AS(AS_FLOOR)}, {"llwybr", FRONT}, {"ln", TYPE | LATER | AS(AS_LANE)},
    {"lodge", BUILDING}, {"lon", FRONT}, {"long", BEFORE}, {"loop", TYPE}, {"lot", FLAT},
    {"lower", LEVEL | DIRECTION | BEFORE}, {"lwr", LEVEL | BEFORE | AS(AS_LOWER)},
    {"maes", FRONT}, {"maisonette", FLAT}, {"manor", BUILDING | SITE}, {"mansion", BUILDING},
    {"mansions", BUILDING}, {"marina", BUILDING}, {"mawr", AFTER}, {"mead", TYPE},
    {"meadow", WEAK}, {"meadows", WEAK}, {"mews", TYPE}, {"mezzanine", LEVEL}, {"middle", LEVEL},
    {"mill", BUILDING | SITE}, {"mount", WEAK | BEFORE}, {"mt", BEFORE | AS(AS_MOUNT)},
    {"neuadd", BUILDING}, {"new", BEFORE}, {"newydd", AFTER}, {"no", LABEL}, {"nook", WEAK},
    {"north", DIRECTION | BEFORE}, {"nos", LABEL}, {"nr", LABEL}, {"nth", BEFORE | AS(AS_NORTH)},
    {"num", LABEL}, {"number", LABEL}, {"numbers", LABEL}, {"nursery", BUILDING},
    {"of", ARTICLE}, {"office", FLAT}, {"old", BEFORE}, {"orchard", WEAK}, {"paddock", WEAK},
    {"parade", TYPE}, {"park", WEAK | SITE}, {"parkway", TYPE}, {"paseo", FRONT}, {"pass", WEAK},
    {"passage", TYPE}, {"path", WEAK}, {"pavilion", BUILDING}, {"pde", TYPE | AS(AS_PARADE)},
    {"penthouse", FLAT}, {"piazza", FRONT}, {"pitch", FLAT}, {"pk", WEAK | LATER | AS(AS_PARK)},
    {"pkwy", TYPE | AS(AS_PARKWAY)}, {"pl", TYPE | LATER | AS(AS_PLACE)}, {"place", TYPE},
    {"plas", BUILDING}, {"plaza", FRONT}, {"plot", FLAT}, {"point", WEAK | BUILDING},
    {"praca", FRONT}, {"precinct", WEAK}, {"priory", BUILDING | SITE},
    {"prom", TYPE | AS(AS_PROMENADE)}, {"promenade", TYPE}, {"quai", FRONT}, {"quay", WEAK},
    {"queen", BEFORE}, {"rd", TYPE | AS(AS_ROAD)}, {"reach", WEAK}, {"rear", LEVEL},
    {"rectory", BUILDING | SITE}, {"restaurant", BUILDING}, {"rhes", FRONT}, {"rhif", LABEL},
    {"rhiw", FRONT}, {"rhodfa", FRONT}, {"rhodfeydd", FRONT}, {"ridge", WEAK},
    {"ridgeway", TYPE}, {"right", LEVEL}, {"rise", WEAK}, {"road", TYPE}, {"roadway", TYPE},
    {"room", FLAT}, {"row", TYPE}, {"rua", FRONT}, {"rue", FRONT}, {"saint", BEFORE | AS(AS_ST)},
    {"school", BUILDING | SITE}, {"second", LEVEL}, {"sgwar", FRONT}, {"shop", BUILDING},
    {"side", WEAK}, {"sixth", LEVEL}, {"south", DIRECTION | BEFORE},
    {"sq", TYPE | LATER | AS(AS_SQUARE)}, {"square", TYPE}, {"st", BEFORE | SAINT},
    {"stables", BUILDING}, {"stall", FLAT}, {"station", BUILDING | SITE},
    {"ste", BEFORE | AS(AS_ST)}, {"sth", BEFORE | AS(AS_SOUTH)}, {"stores", BUILDING},
    {"str", TYPE | AS(AS_STREET)}, {"strada", FRONT}, {"straight", TYPE}, {"street", TYPE},
    {"strt", TYPE | AS(AS_STREET)}, {"stryd", FRONT}, {"studio", FLAT}, {"studios", BUILDING},
    {"suite", FLAT}, {"surgery", BUILDING}, {"tc", TYPE | LATER | AS(AS_TERRACE)},
    {"tce", TYPE | AS(AS_TERRACE)}, {"ter", TYPE | LATER | AS(AS_TERRACE)},
    {"terace", TYPE | AS(AS_TERRACE)}, {"teras", FRONT}, {"terminal", BUILDING},
    {"terr", TYPE | AS(AS_TERRACE)}, {"terrace", TYPE}, {"the", ARTICLE | BEFORE},
    {"third", LEVEL}, {"top", LEVEL}, {"tower", BUILDING}, {"towers", BUILDING}, {"track", WEAK},
    {"trail", WEAK}, {"turnpike", TYPE}, {"ty", BUILDING}, {"tyddyn", BUILDING},
    {"uchaf", DIRECTION | AFTER}, {"uchel", AFTER}, {"ulica", FRONT},
    {"uned", FLAT | AS(AS_UNIT)}, {"unit", FLAT}, {"units", FLAT | AS(AS_UNIT)},
    {"upper", LEVEL | DIRECTION | BEFORE}, {"upr", LEVEL | BEFORE | AS(AS_UPPER)},
    {"vale", WEAK}, {"vaults", BUILDING}, {"vennel", WEAK}, {"via", FRONT}, {"viale", FRONT},
    {"vicarage", BUILDING | SITE}, {"view", WEAK}, {"villa", BUILDING},
    {"villas", WEAK | BUILDING}, {"vw", WEAK | LATER | AS(AS_VIEW)}, {"walk", TYPE},
    {"way", TYPE}, {"wen", AFTER}, {"wend", WEAK}, {"west", DIRECTION | BEFORE}, {"wharf", WEAK},
    {"wk", TYPE | LATER | AS(AS_WALK)}, {"wlk", TYPE | AS(AS_WALK)}, {"wood", WEAK},
    {"woods", WEAK}, {"works", BUILDING}, {"wy", TYPE | LATER | AS(AS_WAY)}, {"wynd", WEAK},
    {"y", ARTICLE}, {"yard", WEAK}, {"yd", WEAK | LATER | AS(AS_YARD)}, {"yr", ARTICLE},
    {"ysgol", BUILDING}, {"ystafell", FLAT | AS(AS_ROOM)},
};

/* Counties and countries: at an address's end they tell nothing that town and postcode don't. */
static const struct word_row counties[] = {
    {"aberdeenshire", 1}, {"anglesey", 1}, {"angus", 1}, {"antrim", 1}, {"argyll", 1},
    {"armagh", 1}, {"avon", 1}, {"ayrshire", 1}, {"bedfordshire", 1}, {"beds", 1}, {"berks", 1},
    {"berkshire", 1}, {"blaenau gwent", 1}, {"bridgend county", 1}, {"bro morgannwg", 1},
    {"buckinghamshire", 1}, {"bucks", 1}, {"caernarfonshire", 1}, {"caithness", 1},
    {"cambridgeshire", 1}, {"cambs", 1}, {"cardiganshire", 1}, {"carmarthenshire", 1},
    {"ceredigion", 1}, {"cheshire", 1}, {"clackmannanshire", 1}, {"cleveland", 1}, {"clwyd", 1},
    {"co antrim", 1}, {"co armagh", 1}, {"co down", 1}, {"co durham", 1}, {"co fermanagh", 1},
    {"co londonderry", 1}, {"co tyrone", 1}, {"conwy", 1}, {"cornwall", 1}, {"county antrim", 1},
    {"county armagh", 1}, {"county down", 1}, {"county durham", 1}, {"county fermanagh", 1},
    {"county londonderry", 1}, {"county tyrone", 1}, {"cumberland", 1}, {"cumbria", 1},
    {"cymru", 1}, {"denbighshire", 1}, {"derbys", 1}, {"derbyshire", 1}, {"devon", 1},
    {"dorset", 1}, {"dumfriesshire", 1}, {"durham", 1}, {"dyfed", 1}, {"east ayrshire", 1},
    {"east lothian", 1}, {"east riding of yorkshire", 1}, {"east sussex", 1},
    {"east yorkshire", 1}, {"england", 1}, {"essex", 1}, {"fife", 1}, {"flintshire", 1},
    {"gb", 1}, {"glamorgan", 1}, {"glos", 1}, {"gloucestershire", 1}, {"great britain", 1},
    {"greater london", 1}, {"greater manchester", 1}, {"gwent", 1}, {"gwynedd", 1},
    {"hampshire", 1}, {"hants", 1}, {"herefordshire", 1}, {"hertfordshire", 1}, {"herts", 1},
    {"highland", 1}, {"humberside", 1}, {"huntingdonshire", 1}, {"isle of anglesey", 1},
    {"isle of man", 1}, {"isle of wight", 1}, {"kent", 1}, {"lanarkshire", 1}, {"lancashire", 1},
    {"lancs", 1}, {"leicestershire", 1}, {"leics", 1}, {"lincolnshire", 1}, {"lincs", 1},
    {"lloegr", 1}, {"lothian", 1}, {"merionethshire", 1}, {"merseyside", 1},
    {"mid glamorgan", 1}, {"middlesex", 1}, {"middx", 1}, {"midlothian", 1},
    {"monmouthshire", 1}, {"montgomeryshire", 1}, {"morgannwg ganol", 1}, {"norfolk", 1},
    {"north ayrshire", 1}, {"north lincolnshire", 1}, {"north somerset", 1},
    {"north yorkshire", 1}, {"northamptonshire", 1}, {"northants", 1}, {"northern ireland", 1},
    {"northumberland", 1}, {"nottinghamshire", 1}, {"notts", 1}, {"oxfordshire", 1}, {"oxon", 1},
    {"pembrokeshire", 1}, {"perthshire", 1}, {"powys", 1}, {"prydain fawr", 1},
    {"radnorshire", 1}, {"renfrewshire", 1}, {"rhondda cynon taf", 1}, {"rutland", 1},
    {"salop", 1}, {"scotland", 1}, {"shropshire", 1}, {"sir benfro", 1}, {"sir ddinbych", 1},
    {"sir fflint", 1}, {"sir fynwy", 1}, {"sir gaerfyrddin", 1}, {"sir gar", 1},
    {"sir y fflint", 1}, {"somerset", 1}, {"south ayrshire", 1}, {"south glamorgan", 1},
    {"south gloucestershire", 1}, {"south yorkshire", 1}, {"staffordshire", 1}, {"staffs", 1},
    {"stirlingshire", 1}, {"suffolk", 1}, {"surrey", 1}, {"sutherland", 1}, {"torfaen", 1},
    {"tyne and wear", 1}, {"tyne wear", 1}, {"uk", 1}, {"united kingdom", 1},
    {"vale of glamorgan", 1}, {"wales", 1}, {"warks", 1}, {"warwickshire", 1},
    {"west glamorgan", 1}, {"west lothian", 1}, {"west midlands", 1}, {"west sussex", 1},
    {"west yorkshire", 1}, {"wilts", 1}, {"wiltshire", 1}, {"worcestershire", 1}, {"worcs", 1},
    {"y deyrnas unedig", 1}, {"ynys mon", 1}, {"yorks", 1}, {"yorkshire", 1},
};
/* clang-format on */

enum {
    ADDRESS_WORDS = sizeof(address_words) / sizeof(address_words[0]),
    COUNTIES = sizeof(counties) / sizeof(counties[0])
};

/* Words of Germanic languages that carry their street type at the end; "way" as in Parkway. */
static bool ends_like_street(struct str word)
{
    static const char *const endings[] = {"strasse", "straat", "gasse", "platz",
                                          "gatan",   "vagen",  "way",   "allee"};
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        struct str ending = str_of(endings[i]);
        if (word.len > ending.len + 2 && str_ends(word, ending)) {
            return true;
        }
    }
    return false;
}

uint32_t address_word_meaning(struct str folded_word, struct str *ret_written_out)
{
    uint32_t meaning = wordlist_meaning(address_words, ADDRESS_WORDS, folded_word);
    const char *text = written_out[meaning >> AS_SHIFT];
    *ret_written_out = text == NULL ? folded_word : str_of(text);
    if (meaning == 0 && ends_like_street(folded_word)) {
        meaning = WHOLE;
    }
    return meaning & (((uint32_t)1 << AS_SHIFT) - 1);
}

bool address_is_county(struct str folded)
{
    bool shire = folded.len > 7 && str_ends(folded, STR("shire")) && str_find(folded, STR(" ")) < 0;
    return shire || wordlist_find(counties, COUNTIES, folded) != NULL;
}

bool address_words_are_sorted(void)
{
    return wordlist_is_sorted(address_words, ADDRESS_WORDS, false) &&
           wordlist_is_sorted(counties, COUNTIES, false);
}
