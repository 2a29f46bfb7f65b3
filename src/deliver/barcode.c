/* barcode.c - the table of Code 128, and a text by it. */
#include "barcode.h"

enum { VALUES = 107, START_B = 104, STOP = 106, CHECK = 103, SYMBOL_WIDTHS = 6, STOP_WIDTHS = 7 };

/* Bar, space, bar, space, bar, space; of stop one bar more. */
static const char symbols[VALUES][STOP_WIDTHS + 1] = {
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212",
    "221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221",
    "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221",
    "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
    "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131",
    "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131",
    "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111",
    "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
    "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242",
    "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112"};

/* put_symbol - Returns how many widths there are now. */
static size_t put_symbol(unsigned value, uint8_t *widths, size_t count, size_t *modules)
{
    for (const char *width = symbols[value]; *width != '\0'; width++) {
        widths[count] = (uint8_t)(*width - '0');
        *modules += widths[count++];
    }
    return count;
}

size_t barcode_widths(struct str text, uint8_t ret[BARCODE_WIDTHS_MAX], size_t *ret_modules)
{
    size_t count = 0, modules = 0;
    unsigned check = START_B;
    if (text.len == 0 || text.len > BARCODE_CHARACTERS_MAX) {
        return 0;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < ' ' || text.ptr[i] > '~') {
            return 0;
        }
    }
    count = put_symbol(START_B, ret, count, &modules);
    for (size_t i = 0; i < text.len; i++) {
        unsigned value = (unsigned)(text.ptr[i] - ' ');
        count = put_symbol(value, ret, count, &modules);
        check = (check + (unsigned)(i + 1) * value) % CHECK;
    }
    count = put_symbol(check, ret, count, &modules);
    count = put_symbol(STOP, ret, count, &modules);
    *ret_modules = modules;
    return count;
}
