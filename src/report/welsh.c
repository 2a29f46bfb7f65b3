/* welsh.c - the Welsh of everything that is said, by its English.
 *
 * Rows stand in the order of strcmp of the English; tests/check.py says where one is missing, out
 * of place or no longer said. `true` at the end: a translator has yet to check it, and
 * docs/welsh.md lists it; take it away once that is done, and run ./do welsh. How it is written:
 * plain Welsh (Cymraeg Clir), "o" with a plural after figures, the reader as "chi". */
#include "language.h"

const struct welsh welsh_table[] = {
    {"%s estate", "%s ystad", true},
    {"%s estates", "%s o ystadau", true},
    {"%s organisation", "%s sefydliad", false},
    {"%s organisations", "%s o sefydliadau", false},
    {"%s people", "%s o bobl", false},
    {"%s person", "%s person", false},
    {"%s properties", "%s eiddo", true},
    {"%s property", "%s eiddo", false},
    {"%s thing", "%s peth", true},
    {"%s things", "%s o bethau", true},
    {"Date of birth", "Dyddiad geni", false},
    {"Email", "E-bost", false},
    {"Family name", "Cyfenw", false},
    {"Former family name", "Cyfenw blaenorol", false},
    {"Given name", "Enw cyntaf", false},
    {"House or flat", "Tŷ neu fflat", false},
    {"Middle names", "Enwau canol", false},
    {"NHS number", "Rhif GIG", false},
    {"Name", "Enw", false},
    {"National Insurance number", "Rhif Yswiriant Gwladol", false},
    {"Phone", "Ffôn", false},
    {"Postcode", "Cod post", false},
    {"Sex", "Rhyw", false},
    {"Street", "Stryd", false},
    {"Town", "Tref", false},
    {"UPRN", "UPRN", false},
    {"What was linked, and how sure that is", "Beth gafodd ei gysylltu, a pha mor sicr yw hynny",
     true},
    {"there were no pairs to tell from", "nid oedd parau i farnu wrthynt", true},
};
const size_t welsh_count = sizeof welsh_table / sizeof *welsh_table;
