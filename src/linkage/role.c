/* role.c - the table of roles: header words, value tests, readers of single cells. */
#include "role.h"

#include "address.h"
#include "contact.h"
#include "identifier.h"
#include "name.h"
#include "unzeroed.h"

#include <stdio.h>

static bool give(struct str text, char ret[ROLE_TEXT_MAX])
{
    size_t len = text.len < ROLE_TEXT_MAX - 1 ? text.len : ROLE_TEXT_MAX - 1;
    if (len > 0) {
        memcpy(ret, text.ptr, len);
    }
    ret[len] = '\0';
    return len > 0;
}

/* in_list - is the word one of a list separated by spaces? */
static bool in_list(struct str word, struct str list)
{
    for (size_t at = 0; word.len > 0 && at + word.len <= list.len; at++) {
        const char *found = memchr(list.ptr + at, word.ptr[0], list.len - word.len - at + 1);
        if (found == NULL) {
            return false;
        }
        at = (size_t)(found - list.ptr);
        size_t end = at + word.len;
        bool whole =
            (at == 0 || list.ptr[at - 1] == ' ') && (end == list.len || list.ptr[end] == ' ');
        if (whole && memcmp(found, word.ptr, word.len) == 0) {
            return true;
        }
    }
    return false;
}

static size_t count_digits(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++) {
        count += ascii_is_digit(s.ptr[i]);
    }
    return count;
}

static size_t count_words(struct str s)
{
    struct str word;
    size_t count = 0;
    while (str_next_token(&s, ' ', &word)) {
        count++;
    }
    return count;
}

/* ---- readers of one cell ---- */

static bool read_birth_date(struct str cell, const struct role_context *context, char *ret)
{
    struct date date;
    return date_parse(cell, context->date_order, context->latest_year, &date) &&
           date_text(date, ret) > 0;
}

/* Words of many languages; 1 and 2 as ISO/IEC 5218. */
static bool read_sex(struct str cell, const struct role_context *context, char *ret)
{
    static const struct {
        const char *code;
        struct str words;
    } sexes[] = {
        {"m",
         STR_INIT(
             "m male man boy mr 1 gwryw gwryaidd gwr bachgen dyn mann maennlich mannlich homme "
             "h masculin masculino hombre maschio man mezczyzna")},
        {"f", STR_INIT("f female woman girl w mrs miss 2 b benyw benywaidd menyw merch gwraig frau "
                       "weiblich femme feminin femenino feminino mujer femmina vrouw kobieta")},
        {"x",
         STR_INIT("x other i nb nonbinary indeterminate intersex d divers arall anneuaidd trans "
                  "transgender")},
    };
    (void)context;
    UNZEROED struct text folded;
    text_fold(cell, &folded);
    struct str rest = text_str(&folded);
    struct str word = STR("");
    (void)str_next_token(&rest, ' ', &word);
    if (str_eq(text_str(&folded), STR("non binary"))) {
        word = STR("x");
    }
    for (size_t i = 0; i < sizeof sexes / sizeof *sexes; i++) {
        if (in_list(word, sexes[i].words)) {
            return give(str_of(sexes[i].code), ret);
        }
    }
    return false;
}

static bool read_postcode(struct str cell, const struct role_context *context, char *ret)
{
    (void)context;
    return postcode_parse(cell, ret);
}

static bool read_uprn(struct str cell, const struct role_context *context, char *ret)
{
    (void)context;
    return uprn_parse(cell, ret);
}

static bool read_phone(struct str cell, const struct role_context *context, char *ret)
{
    (void)context;
    return phone_parse(cell, ret);
}

static bool read_email(struct str cell, const struct role_context *context, char *ret)
{
    (void)context;
    return email_parse(cell, ret);
}

static bool read_nhs_number(struct str cell, const struct role_context *context, char *ret)
{
    (void)context;
    return nhs_number_parse(cell, ret);
}

static bool read_national_insurance(struct str cell, const struct role_context *context, char *ret)
{
    (void)context;
    return national_insurance_parse(cell, ret);
}

/* A code loses its punctuation (123-45-6789 is 123456789); other text is folded. */
static bool read_attribute(struct str cell, const struct role_context *context, char *ret)
{
    (void)context;
    if (text_is_placeholder(cell)) {
        return false;
    }
    UNZEROED struct text folded;
    text_fold(cell, &folded);
    if (role_is_code(text_str(&folded)) && folded.len < IDENTIFIER_MAX) {
        return identifier_parse(cell, ret);
    }
    return give(text_str(&folded), ret);
}

/* ---- tests of one cell ---- */

bool role_is_code(struct str folded)
{
    return count_digits(folded) > 0 && count_digits(folded) * 3 >= folded.len &&
           count_words(folded) <= 4;
}

bool role_has_street_word(struct str folded)
{
    static const struct str words = STR_INIT(
        "st street rd road ave av avenue ln lane cl close dr drive cres cresc crescent ct court pl "
        "place way terrace tce ter grove gardens gdns park hill heol stryd ffordd lon clos rhodfa "
        "cilgant maes circuit cct parade pde square sq row mews walk view rise green boulevard "
        "blvd "
        "highway hwy strasse str weg allee gasse platz rue chemin quai impasse via viale calle "
        "avenida plaza rua straat laan plein ulica ul aleja gate vag gatan hwy pkwy parkway trl "
        "trail cir loop");
    struct str word;
    bool found = false;
    for (size_t n = 0; !found && str_next_token(&folded, ' ', &word); n++) {
        found = in_list(word, words) ||
                (word.len > 6 && (str_ends(word, STR("strasse")) || str_ends(word, STR("straat")) ||
                                  str_ends(word, STR("weg"))));
    }
    return found;
}

/* Text whose letters outnumber all else: no number, no code. */
static bool test_words(struct str cell, struct str folded)
{
    (void)cell;
    return folded.len > 0 && count_digits(folded) == 0 && count_words(folded) <= 6;
}

static bool test_any(struct str cell, struct str folded)
{
    (void)cell;
    return folded.len > 0;
}

static bool test_title(struct str cell, struct str folded)
{
    static const struct str titles = STR_INIT(
        "mr mrs miss ms mx dr doctor prof professor rev reverend revd sir dame lady lord mstr "
        "master cllr councillor canon father sister capt captain col colonel major sgt mme mlle m "
        "herr frau sr sra srta dhr mevr pan pani bonwr y parch parchg bnr mst exors executors "
        "hon jr madam monsieur madame signor signora fr br sra");
    (void)cell;
    struct str word;
    bool all = folded.len > 0 && count_words(folded) <= 4;
    while (all && str_next_token(&folded, ' ', &word)) {
        all = in_list(word, titles) || str_eq(word, STR("and")) || str_eq(word, STR("of"));
    }
    return all;
}

/* A whole name may hold a comma, a bracket, several people or a firm: two words or more. */
static bool test_full_name(struct str cell, struct str folded)
{
    return test_words(cell, folded) || (folded.len > 0 && count_digits(folded) * 4 < folded.len);
}

static bool test_date(struct str cell, struct str folded)
{
    struct date date;
    return count_digits(folded) >= 2 && date_parse(cell, DATE_DAY_FIRST, 2026, &date) &&
           date.year > 0;
}

static bool test_range(struct str cell, uint64_t from, uint64_t to)
{
    uint64_t value;
    if (str_ends(cell, STR(".0"))) {
        cell = str_slice(cell, 0, cell.len - 2);
    }
    return str_to_uint(cell, to, &value) && value >= from;
}

static bool test_birth_year(struct str cell, struct str folded)
{
    (void)folded;
    return test_range(cell, 1000, 2100) || (cell.len == 2 && test_range(cell, 0, 99));
}

static bool test_birth_month(struct str cell, struct str folded)
{
    struct date date;
    return test_range(cell, 1, 12) ||
           (folded.len >= 3 && !ascii_is_digit(folded.ptr[0]) &&
            date_from_parts(STR("1950"), cell, STR("1"), 2026, &date) && date.month > 0);
}

static bool test_birth_day(struct str cell, struct str folded)
{
    (void)folded;
    return test_range(cell, 1, 31);
}

static bool test_sex(struct str cell, struct str folded)
{
    char ignored[ROLE_TEXT_MAX];
    return folded.len <= 16 && count_words(folded) <= 2 &&
           read_sex(cell, &(struct role_context){0}, ignored);
}

static bool test_address(struct str cell, struct str folded)
{
    return folded.len > 0 && (count_digits(folded) < folded.len || folded.len <= 5) &&
           !(str_find(cell, STR("@")) >= 0);
}

static bool test_premise(struct str cell, struct str folded)
{
    (void)cell;
    return folded.len > 0 && folded.len <= 48 && count_words(folded) <= 7;
}

static bool test_street(struct str cell, struct str folded)
{
    (void)cell;
    return folded.len >= 2 && count_digits(folded) < folded.len;
}

static bool test_postcode(struct str cell, struct str folded)
{
    char ret[POSTCODE_MAX];
    return folded.len >= 3 && count_digits(folded) >= 1 && postcode_parse(cell, ret);
}

static bool test_uprn(struct str cell, struct str folded)
{
    char ret[ROLE_TEXT_MAX];
    return count_digits(folded) == folded.len && uprn_parse(cell, ret);
}

static bool test_phone(struct str cell, struct str folded)
{
    char ret[ROLE_TEXT_MAX];
    return count_digits(folded) >= 6 && phone_parse(cell, ret);
}

static bool test_email(struct str cell, struct str folded)
{
    char ret[ROLE_TEXT_MAX];
    (void)folded;
    return str_find(cell, STR("@")) > 0 && email_parse(cell, ret);
}

static bool test_nhs_number(struct str cell, struct str folded)
{
    char ret[ROLE_TEXT_MAX];
    return count_digits(folded) == 10 && nhs_number_parse(cell, ret);
}

static bool test_national_insurance(struct str cell, struct str folded)
{
    char ret[ROLE_TEXT_MAX];
    return count_digits(folded) == 6 && national_insurance_parse(cell, ret);
}

/* ---- header words ---- */

static const char words_identity[] =
    "ssn|ss number|soc sec|soc sec id|soc sec no|soc sec num|soc sec number|social security|"
    "social security number|social security no|social security id|passport|passport number|"
    "passport no|passport id|medicare|medicare number|medicare no|medicare id|driving licence|"
    "driving licence number|driver licence|driver licence number|drivers licence|drivers license|"
    "driver license|drivers license number|driver license number|dl number|national id|"
    "national id number|national identifier|national number|citizen id|citizen number|"
    "citizen id number|"
    "identity number|identity card|id card|id card number|tax file number|tfn|tax id|tax number|"
    "sin|"
    "social insurance number|personnummer|personal number|personal id number|cpr|cpr number|bsn|"
    "pesel|"
    "codice fiscale|dni|nie|curp|cpf|aadhaar|aadhar|pan number|steuer id|steuernummer|"
    "sozialversicherungsnummer|numero de securite sociale|numero secu|unique learner number|uln|"
    "upn|"
    "unique pupil number|hospital number|hospital no|mrn|medical record number|chi|chi number|ihi|"
    "health card|health card number|health insurance number|alien number|vat number|company number|"
    "registered number|charity number|isbn|isbn13|issn|doi|orcid|ean|upc|gtin|asin|sku|"
    "model number|"
    "model no|modelno|mpn|part number|vin|imei|person shared id|master person id|mpi";

static const char words_attribute[] =
    "birth place|place of birth|birthplace|country of birth|birth country|town of birth|birth town|"
    "city of birth|birth city|birth location|birth county|birth state|man geni|lieu de naissance|"
    "geburtsort|luogo di nascita|lugar de nacimiento|local de nascimento|nationality|cenedligrwydd|"
    "citizenship|ethnicity|ethnic|ethnic group|ethnic origin|ethnic code|race|race code|"
    "religion|crefydd|"
    "language|preferred language|first language|main language|iaith|mother tongue|marital status|"
    "civil status|statws priodasol|occupation|profession|job|job title|galwedigaeth|beruf|metier|"
    "state|state code|state cd|state abbreviation|county|sir|country|gwlad|region|rhanbarth|"
    "province|"
    "district|area|ward|parish|precinct|constituency|polling district|school|ysgol|class|dosbarth|"
    "year group|form|band|status|statws|type|math|category|party|party code|date of death|"
    "death date|dod|"
    "deceased date|dyddiad marw|death place|place of death|name suffix|suffix|name suffix lbl|"
    "generation|"
    "generational suffix|sfx|age|age group|age band|oed|oedran|alter|edad|eye colour|blood group|"
    "cuisine|genre|brand|manufacturer|author|authors|artist|venue|publisher|year|colour|color|"
    "size|make|"
    "model|price|series|edition|"
    "sending school|school name|employer|employer name|gp|gp practice|gp surgery|doctor|"
    "landlord ref|"
    "relationship|relationship type|tenure|property type|disability|household id|household number|"
    "household ref|property ref|property reference|property id|property number ref";

static const char words_ignore[] =
    "date of entry|entry date|created|created at|created on|created date|created by|date created|"
    "updated|updated at|updated on|updated date|updated by|modified|modified date|date modified|"
    "last modified|last updated|last changed|date updated|timestamp|time stamp|import date|"
    "load date|extract date|extract|registration date|registered date|date registered|reg date|"
    "registr dt|effective date|review date|next review|admission date|date admitted|tenancy date|"
    "moving date|date moved|expiry date|expires|snapshot|application date|date applied|"
    "received date|date received|due date|decision date|invoice date|order date|event date|"
    "dyddiad mynediad|dyddiad creu|dyddiad|notes|note|comment|comments|remarks|free text|"
    "nodiadau|sylwadau|url|link|website|web site|fax|fax number|fax no|balance|amount|arrears|"
    "rent|charge|payment|total|score|latitude|longitude|lat|lon|lng|long|easting|northing|"
    "x coordinate|y coordinate|x coord|y coord|password|salutation line|file name|filename|"
    "source|source system|source file|source dataset|blank|filler|checksum|hash|previous school|"
    "signature|direct debit|sort code|iban|bank account";

static const char words_since[] =
    "start date|date started|date from|from date|start|tenancy start|tenancy start date|"
    "move in date|moved in|moved in date|date moved in|valid from|liability start|"
    "liability start date|liability from|liable from|occupied from|occupation start|"
    "resident from|resident since|from|since|since date|commencement date|tenancy commencement|"
    "held from|dyddiad dechrau|o r dyddiad|einzugsdatum|gueltig ab|date debut|fecha inicio|"
    "fecha alta|data inizio";

static const char words_until[] =
    "end date|date ended|date to|to date|end|tenancy end|tenancy end date|"
    "tenancy termination date|termination date|move out date|moved out|moved out date|"
    "date moved out|valid to|valid until|liability end|liability end date|liability to|liable to|"
    "occupied to|occupied until|occupation end|resident until|until|until date|date vacated|"
    "vacated|vacation date|leaving date|date left|held until|dyddiad gorffen|hyd at|auszugsdatum|"
    "gueltig bis|date fin|fecha fin|fecha baja|data fine";

static const char words_given[] =
    "given name|given names|given|first name|first names|first|forename|forenames|fore name|"
    "fore names|"
    "christian name|christian names|fname|f name|fn|frst nm|first nm|frstname|firstnm|"
    "name first|name given|"
    "givn name|givenname 1|personal name|baptismal name|"
    "enw cyntaf|enwau cyntaf|enw bedydd|enw blaen|enwau blaen|enw rhoddedig|vorname|vornamen|"
    "rufname|"
    "prenom|prenoms|nombre|nombres|primer nombre|nome|nome proprio|voornaam|voornamen|roepnaam|"
    "imie|imiona|"
    "fornamn|fornavn|etunimi|meno|jmeno|prenume|ime|keresztnev|initials|initial|llythrennau blaen|"
    "blaenlythrennau";

static const char words_middle[] =
    "middle name|middle names|middle|mname|m name|mid name|mi|middle initial|middle initials|"
    "m initial|"
    "name middle|midl name|middle nm|other names|other name|other forename|other forenames|"
    "other given names|"
    "other given name|additional names|additional name|second forename|second forenames|"
    "second given name|"
    "second first name|second name|third forename|enw canol|enwau canol|enwau eraill|enw arall|"
    "zweiter vorname|weitere vornamen|deuxieme prenom|autres prenoms|segundo nombre|secondo nome|"
    "tweede voornaam|tussenvoegsel|drugie imie";

static const char words_family[] =
    "family name|family names|family|last name|last names|last|surname|surnames|sur name|lname|"
    "l name|ln|"
    "sname|name last|name family|last nm|lst nm|lastnm|cyfenw|cyfenwau|enw olaf|enw teuluol|"
    "nachname|"
    "nachnamen|familienname|zuname|nom de famille|nom|nom usage|nom d usage|apellido|apellidos|"
    "primer apellido|segundo apellido|apellido paterno|apellido materno|cognome|achternaam|"
    "familienaam|"
    "sobrenome|apelido|nazwisko|efternamn|etternavn|efternavn|sukunimi|priezvisko|prijmeni|"
    "prezime|vezeteknev";

static const char words_former[] =
    "maiden name|maiden|former name|former names|previous name|previous names|previous surname|"
    "previous surnames|former surname|former surnames|previous last name|former last name|"
    "birth name|"
    "name at birth|surname at birth|birth surname|family name at birth|last name at birth|nee|"
    "previous family name|former family name|other surname|other surnames|other last name|"
    "alias surname|"
    "maiden surname|enw blaenorol|cyfenw blaenorol|enw cyn priodi|cyfenw cyn priodi|geburtsname|"
    "fruherer name|nom de naissance|nom de jeune fille|apellido de soltera|cognome da nubile|"
    "meisjesnaam|"
    "nazwisko rodowe|nazwisko panienskie";

static const char words_full[] =
    "full name|fullname|full names|name|names|nm|person name|whole name|complete name|display name|"
    "account name|name of account|addressee|known as|also known as|aka|alias|aliases|"
    "preferred name|"
    "preferred first name|preferred forename|preferred given name|usual name|nickname|nick name|"
    "name full|name in full|name and title|billing name|correspondence name|salutation name|"
    "first and surname|"
    "first and last name|forename and surname|forename surname|surname forename|first last|"
    "enw|enwau|enw llawn|enw adnabod|llysenw|name vorname|vor und nachname|vollstandiger name|"
    "nom complet|nom prenom|nom et prenom|nombre completo|nombre y apellidos|nome completo|"
    "nome e cognome|naam|volledige naam|imie i nazwisko|namn|navn|nimi";

static const char words_organisation[] =
    "company|company name|business name|business|organisation|organization|organisation name|"
    "organization name|org name|org|trading name|trading as|trade name|firm|firm name|"
    "enterprise name|"
    "corporate name|legal name|legal entity name|registered name|charity name|landlord company|"
    "supplier|supplier name|vendor name|cwmni|enw cwmni|enw r cwmni|busnes|enw busnes|sefydliad|"
    "enw sefydliad|enw masnachu|firma|unternehmen|firmenname|societe|raison sociale|entreprise|"
    "empresa|"
    "razon social|azienda|ragione sociale|bedrijf|bedrijfsnaam|nazwa firmy";

static const char words_thing[] =
    "title|name|product|product name|product title|item|item name|item title|headline|"
    "song|song title|track|track title|album|album title|book title|paper title|article title|"
    "movie|"
    "movie title|film|restaurant|restaurant name|venue name|hotel|hotel name|brand name|beer name|"
    "event name|project name|enw|titel|titre|titulo";

static const char words_birth_date[] =
    "date of birth|birth date|birthdate|dob|d o b|born|birthday|birth dt|bdate|b date|birth|"
    "bday|date birth|"
    "dt birth|dt of birth|date born|born on|birth day|dtob|brthdt|brth dt|birthdt|"
    "date naissance|dyddiad geni|"
    "dyddiad y geni|dyddiad genedigaeth|geni|ganwyd|geburtsdatum|geb datum|gebdat|gebdatum|"
    "geboren|geb|"
    "date de naissance|naissance|ddn|fecha de nacimiento|fecha nacimiento|fec nac|fecha nac|"
    "nacimiento|"
    "data di nascita|data nascita|nascita|data de nascimento|data nascimento|dt nasc|data nasc|"
    "nascimento|"
    "geboortedatum|data urodzenia|fodselsdato|fodelsedatum|fodt|syntymaaika|datum narozeni|"
    "szuletesi datum";

static const char words_birth_year[] =
    "birth year|year of birth|yob|by|b year|birth yr|byear|born year|year born|dob year|dob yr|"
    "dob yyyy|"
    "dob y|yr of birth|yr birth|birth yyyy|brth yr|birthyr|blwyddyn geni|geburtsjahr|gebjahr|"
    "annee de naissance|"
    "annee naissance|ano de nacimiento|ano nacimiento|ano de nascimento|anno di nascita|"
    "geboortejaar|"
    "rok urodzenia|fodelsear";

static const char words_birth_month[] =
    "birth month|month of birth|mob|bm|b month|birth mon|bmonth|birth mth|dob month|dob mon|"
    "dob mm|dob m|"
    "mth of birth|brth mo|mis geni|geburtsmonat|gebmonat|mois de naissance|mes de nacimiento|"
    "mes de nascimento|mese di nascita|geboortemaand";

static const char words_birth_day[] =
    "birth day|day of birth|bd|b day|bday|dob day|dob dd|dob d|day born|birth dd|brth dy|"
    "diwrnod geni|"
    "geburtstag|gebtag|jour de naissance|dia de nacimiento|dia de nascimento|giorno di nascita|"
    "geboortedag";

static const char words_sex[] =
    "sex|gender|sex code|gender code|sex cd|gender cd|sex at birth|gender identity|"
    "sex or gender|m f|mf|"
    "male female|rhyw|rhywedd|geschlecht|sexe|sexo|genero|genere|sesso|geslacht|plec|kon|kjonn|"
    "sukupuoli";

static const char words_address[] =
    "address|addresses|addr|adr|adress|add|full address|street address|home address|"
    "property address|"
    "residential address|address line|address lines|addr line|addrline|address text|address concat|"
    "single line address|postal address|location address|situs address|situs|site address|"
    "res address|"
    "residence address|dwelling address|address full|address string|cyfeiriad|cyfeiriad llawn|"
    "llinell cyfeiriad|llinell gyfeiriad|cyfeiriad cartref|cyfeiriad eiddo|llinell|adresse|"
    "anschrift|"
    "adresszeile|direccion|domicilio|indirizzo|endereco|adres|adresregel|osoite|line";

static const char words_premise[] =
    "street number|street no|street num|street nbr|st no|house number|house no|house num|"
    "house nbr|houseno|"
    "hse no|hse num|house|house name|house name number|house name or number|house number or name|"
    "building number|building no|building name|building|property number|property name|property no|"
    "paon|saon|flat|flat number|flat no|flat name|unit|unit number|unit no|apartment|"
    "apartment number|apt|"
    "apt no|apt number|apt num|sub building|sub building name|sub building number|sub premise|"
    "premise|premises|"
    "door number|door no|dwelling number|addr number|address number|number|no|num|nr|"
    "rhif ty|rhif y ty|enw ty|enw r ty|rhif fflat|fflat|hausnummer|haus nr|hausnr|hnr|"
    "numero de rue|numero civico|civico|numero|huisnummer|huisnr|numero de calle|nr domu|suite|lot";

static const char words_street[] =
    "street|street name|streetname|st name|road|road name|thoroughfare|thoroughfare name|"
    "dependent thoroughfare|street descriptor|street description|lane|avenue|str name|"
    "stryd|enw stryd|enw r stryd|heol|ffordd|strasse|strassenname|str|rue|nom de rue|voie|calle|"
    "via|rua|"
    "straat|straatnaam|ulica|gata|katu";

static const char words_town[] =
    "town|town name|towncity|town or city|town city|city|city name|city desc|city town|suburb|"
    "post town|"
    "posttown|postal town|locality|locality name|dependent locality|double dependent locality|"
    "village|"
    "settlement|municipality|place|place name|hamlet|tref|tref bost|dinas|pentref|"
    "cymuned|lleoliad|ort|ortsname|stadt|wohnort|gemeinde|ville|commune|localite|ciudad|"
    "localidad|poblacion|"
    "municipio|citta|comune|localita|cidade|plaats|woonplaats|stad|miasto|miejscowosc|postort|"
    "poststed";

static const char words_postcode[] =
    "postcode|post code|postal code|postalcode|postcode full|zip|zip code|zipcode|zip postcode|"
    "pcode|p code|"
    "postcd|post cd|pcd|pcds|pcd2|cod post|codpost|plz|postleitzahl|code postal|codigo postal|"
    "cap|cep|"
    "kod pocztowy|postnr|postnummer|postinumero|pin code|pincode|eircode|psc|cp";

static const char words_uprn[] =
    "uprn|unique property reference number|unique property reference|"
    "property uprn|llpg uprn|blpu uprn|nlpg uprn|cyfeirnod eiddo unigryw";

static const char words_phone[] =
    "phone|phone number|phone no|phone num|phoneno|phonenumber|telephone|telephone number|"
    "telephone no|"
    "tel|tel no|telno|tel number|tel num|mobile|mobile number|mobile no|mobile phone|"
    "mobile phone number|"
    "mobile telephone|mob no|mobile tel|cell|cell phone|cellphone|cell number|contact number|"
    "contact no|"
    "contact telephone|contact telephone number|contact phone|contact phone number|contact tel|"
    "home phone|"
    "home telephone|home tel|home number|work phone|work telephone|work tel|landline|"
    "landline number|"
    "daytime phone|daytime telephone|evening phone|evening telephone|full phone number|msisdn|ffon|"
    "rhif ffon|rhif ffon symudol|ffon symudol|symudol|ffon cartref|rhif cyswllt|telefon|"
    "telefonnummer|"
    "telefonnr|handy|handynummer|mobil|telefono|movil|cellulare|telefone|celular|telemovel|"
    "portable|"
    "numero de telephone|telefoon|telefoonnummer|numer telefonu|puhelin";

static const char words_email[] =
    "email|e mail|email address|e mail address|emailaddr|email addr|email id|"
    "electronic mail|contact email|ebost|e bost|cyfeiriad ebost|cyfeiriad e bost|cyf ebost|correo|"
    "correo electronico|courriel|mel|e post|epost|sahkoposti";

static const char words_nhs[] =
    "nhs|nhs number|nhs no|nhs num|nhsno|nhs id|new nhs number|rhif nhs|"
    "rhif gig|rhif y gig|rhif gig nhs|gig";

static const char words_ni[] =
    "national insurance|national insurance number|national insurance no|"
    "national insurance num|nat ins|nat ins no|nat ins number|ni number|nino|"
    "ni no|ni num|ni|nin|yswiriant gwladol|rhif yswiriant gwladol|rhif yg|"
    "yswiriant cenedlaethol|rhif yswiriant cenedlaethol";

static const char words_title[] =
    "title|titles|salutation|honorific|prefix|name prefix|name title|person title|"
    "courtesy title|mr mrs|"
    "teitl|anrede|titel|civilite|tratamiento|titolo|titulo|aanhef|tytul";

static const char words_record_id[] =
    "id|ids|record id|rec id|recid|row id|rowid|ref|refs|reference|reference number|"
    "reference no|ref no|ref num|"
    "ref number|refno|number|no|num|key|primary key|pk|uid|uuid|guid|unique id|"
    "unique identifier|identifier|"
    "unique ref|unique reference|account number|account no|account ref|account reference|"
    "account id|"
    "acc no|acc ref|acc|acct|acct no|acct num|acct id|account|case id|case number|case no|case ref|"
    "case reference|client id|client ref|client no|client number|customer id|customer ref|"
    "customer no|"
    "customer number|person id|person ref|person no|person number|pupil id|pupil no|pupil ref|"
    "student id|"
    "student no|student number|tenancy ref|tenancy reference|tenancy id|tenancy no|"
    "tenancy number|tenant id|"
    "tenant ref|tenant no|elector number|elector no|electoral number|elector id|roll number|"
    "membership number|"
    "membership no|member id|member no|application ref|application no|application id|"
    "application number|"
    "claim ref|claim no|claim number|claim id|system id|system ref|internal id|internal ref|"
    "service user id|"
    "patient id|patient no|patient number|applicant id|applicant ref|resident id|resident ref|"
    "party id|party ref|contact id|entity id|licence number|licence no|licence ref|permit no|"
    "permit number|"
    "ncid|voter id|voter no|voter reg num|voter registration number|registration number|"
    "registration no|"
    "reg num|reg no|source id|source key|local id|local reference|sequence|sequence number|seq|"
    "seq no|index|idx|"
    "row|row number|row no|line number|line no|serial|serial number|serial no|rhif|rhif cyfrif|"
    "rhif cyfeirnod|"
    "cyfeirnod|cyf|rhif adnabod|dynodwr|rhif disgybl|rhif cleient|kennung|kundennummer|lfd nr|"
    "laufende nummer|"
    "identifiant|identificador|identificativo|numer|ident";

#define NEVER 2.0

const struct role_info role_table[ROLES] = {
    [ROLE_IGNORE] = {"ignore", -1, ROLE_MANY, 0, NEVER, NULL, NULL, words_ignore},
    [ROLE_TITLE] = {"title", -1, 0, .5, .9, test_title, NULL, words_title},
    [ROLE_GIVEN_NAME] = {"given_name", -1, ROLE_MANY | ROLE_NUMBERED | ROLE_NAMES | ROLE_PERSONAL,
                         .5, NEVER, test_words, NULL, words_given},
    [ROLE_MIDDLE_NAME] = {"middle_name", -1, ROLE_MANY | ROLE_NUMBERED | ROLE_PERSONAL, .5, NEVER,
                          test_words, NULL, words_middle},
    [ROLE_FAMILY_NAME] = {"family_name", -1, ROLE_MANY | ROLE_NUMBERED | ROLE_NAMES | ROLE_PERSONAL,
                          .5, NEVER, test_words, NULL, words_family},
    [ROLE_FORMER_NAME] = {"former_name", -1, ROLE_PERSONAL, .5, NEVER, test_words, NULL,
                          words_former},
    [ROLE_FULL_NAME] = {"full_name", -1, ROLE_MANY | ROLE_NAMES, .6, NEVER, test_full_name, NULL,
                        words_full},
    [ROLE_ORGANISATION] = {"organisation", -1, ROLE_NAMES, .5, NEVER, test_street, NULL,
                           words_organisation},
    [ROLE_THING_NAME] = {"thing_name", -1, 0, .5, NEVER, test_any, NULL, words_thing},
    [ROLE_BIRTH_DATE] = {"birth_date", FIELD_BIRTH_DATE, ROLE_PERSONAL, .4, NEVER, test_date,
                         read_birth_date, words_birth_date},
    [ROLE_BIRTH_YEAR] = {"birth_year", -1, ROLE_PERSONAL, .6, NEVER, test_birth_year, NULL,
                         words_birth_year},
    [ROLE_BIRTH_MONTH] = {"birth_month", -1, ROLE_PERSONAL, .6, NEVER, test_birth_month, NULL,
                          words_birth_month},
    [ROLE_BIRTH_DAY] = {"birth_day", -1, ROLE_PERSONAL, .6, NEVER, test_birth_day, NULL,
                        words_birth_day},
    [ROLE_SEX] = {"sex", FIELD_SEX, ROLE_PERSONAL, .6, .95, test_sex, read_sex, words_sex},
    [ROLE_ADDRESS] = {"address", -1, ROLE_MANY | ROLE_SHARED, .5, NEVER, test_address, NULL,
                      words_address},
    [ROLE_PREMISE] = {"premise", -1, ROLE_MANY | ROLE_SHARED, .6, NEVER, test_premise, NULL,
                      words_premise},
    [ROLE_STREET] = {"street", -1, ROLE_MANY | ROLE_SHARED, .5, NEVER, test_street, NULL,
                     words_street},
    [ROLE_TOWN] = {"town", -1, ROLE_MANY | ROLE_SHARED, .6, NEVER, test_words, NULL, words_town},
    [ROLE_POSTCODE] = {"postcode", FIELD_POSTCODE, ROLE_SHARED, .5, .8, test_postcode,
                       read_postcode, words_postcode},
    [ROLE_UPRN] = {"uprn", FIELD_UPRN, ROLE_SHARED, .5, NEVER, test_uprn, read_uprn, words_uprn},
    [ROLE_PHONE] = {"phone", FIELD_PHONE, ROLE_MANY, .4, .85, test_phone, read_phone, words_phone},
    [ROLE_EMAIL] = {"email", FIELD_EMAIL, ROLE_MANY, .4, .8, test_email, read_email, words_email},
    [ROLE_NHS_NUMBER] = {"nhs_number", FIELD_NHS_NUMBER, ROLE_PERSONAL, .3, .85, test_nhs_number,
                         read_nhs_number, words_nhs},
    [ROLE_NATIONAL_INSURANCE] = {"national_insurance", FIELD_NATIONAL_INSURANCE, ROLE_PERSONAL, .3,
                                 .8, test_national_insurance, read_national_insurance, words_ni},
    [ROLE_SINCE] = {"since", -1, ROLE_SHARED, .4, NEVER, test_date, NULL, words_since},
    [ROLE_UNTIL] = {"until", -1, ROLE_SHARED, .4, NEVER, test_date, NULL, words_until},
    [ROLE_ATTRIBUTE] = {"attribute", FIELD_ATTRIBUTE, ROLE_MANY, 0, NEVER, NULL, read_attribute,
                        words_attribute},
    [ROLE_RECORD_ID] = {"record_id", -1, 0, .5, NEVER, test_any, NULL, words_record_id},
};

bool role_is_date(enum role role)
{
    return role == ROLE_BIRTH_DATE || role == ROLE_SINCE || role == ROLE_UNTIL;
}

enum role role_find(struct str name)
{
    for (int role = 0; role < ROLES; role++) {
        if (str_eq(name, str_of(role_table[role].name))) {
            return (enum role)role;
        }
    }
    return ROLES;
}

bool role_is_identity(struct str words)
{
    struct str rest = str_of(words_identity);
    struct str phrase;
    while (str_next_token(&rest, '|', &phrase)) {
        ptrdiff_t at = str_find(words, phrase);
        size_t end = (size_t)at + phrase.len;
        if (at >= 0 && (at == 0 || words.ptr[at - 1] == ' ') &&
            (end == words.len || words.ptr[end] == ' ')) {
            return true;
        }
    }
    return false;
}
