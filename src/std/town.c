/* town.c - towns of Wales by both their names, folded, in byte order. To add one: a row for each
 * name in its place (the test says if it is not), and an enumerator.
 * To be checked against the Welsh Language Commissioner's List of Standardised Welsh Place-names:
 * unverified. */
#include "town.h"

#include "wordlist.h"

/* clang-format off */
enum town {
    NO_TOWN,
    ABERDARE, ABERGAVENNY, AMMANFORD, BALA, BARMOUTH, BARRY, BEAUMARIS, BLACKWOOD, BLAENAVON,
    BRECON, BRIDGEND, BUILTH_WELLS, BURRY_PORT, CAERLEON, CAERPHILLY, CARDIFF, CARDIGAN,
    CARMARTHEN, CHEPSTOW, COWBRIDGE, CRICKHOWELL, DENBIGH, EBBW_VALE, FISHGUARD, FLINT,
    HAVERFORDWEST, HAWARDEN, HAY_ON_WYE, HOLYHEAD, HOLYWELL, KIDWELLY, KNIGHTON, LAMPETER,
    LAUGHARNE, LLANDOVERY, LLANTWIT_MAJOR, MENAI_BRIDGE, MERTHYR_TYDFIL, MILFORD_HAVEN, MOLD,
    MONMOUTH, MONTGOMERY, MOUNTAIN_ASH, NARBERTH, NEATH, NEWCASTLE_EMLYN, NEWPORT, NEWTOWN,
    NEW_QUAY, PEMBROKE, PEMBROKE_DOCK, PONTYPOOL, PRESTEIGNE, RHYL, RISCA, RUTHIN, ST_ASAPH,
    ST_CLEARS, ST_DAVIDS, SWANSEA, TENBY, USK, WELSHPOOL, WREXHAM,
};

static const struct word_row towns[] = {
    {"aberdar", ABERDARE}, {"aberdare", ABERDARE}, {"aberdaugleddau", MILFORD_HAVEN},
    {"abergavenny", ABERGAVENNY}, {"abergwaun", FISHGUARD}, {"aberhonddu", BRECON},
    {"abermaw", BARMOUTH}, {"aberpennar", MOUNTAIN_ASH}, {"abertawe", SWANSEA},
    {"aberteifi", CARDIGAN}, {"ammanford", AMMANFORD}, {"arberth", NARBERTH}, {"bala", BALA},
    {"barmouth", BARMOUTH}, {"barri", BARRY}, {"barry", BARRY}, {"beaumaris", BEAUMARIS},
    {"bermo", BARMOUTH}, {"biwmares", BEAUMARIS}, {"blackwood", BLACKWOOD},
    {"blaenafon", BLAENAVON}, {"blaenavon", BLAENAVON}, {"bont faen", COWBRIDGE},
    {"brecon", BRECON}, {"bridgend", BRIDGEND}, {"brynbuga", USK},
    {"builth wells", BUILTH_WELLS}, {"burry port", BURRY_PORT}, {"caerdydd", CARDIFF},
    {"caerffili", CAERPHILLY}, {"caerfyrddin", CARMARTHEN}, {"caergybi", HOLYHEAD},
    {"caerleon", CAERLEON}, {"caerllion", CAERLEON}, {"caerphilly", CAERPHILLY},
    {"cardiff", CARDIFF}, {"cardigan", CARDIGAN}, {"carmarthen", CARMARTHEN},
    {"cas gwent", CHEPSTOW}, {"casnewydd", NEWPORT}, {"castell nedd", NEATH},
    {"castellnewydd emlyn", NEWCASTLE_EMLYN}, {"ceinewydd", NEW_QUAY}, {"chepstow", CHEPSTOW},
    {"coed duon", BLACKWOOD}, {"cowbridge", COWBRIDGE}, {"crickhowell", CRICKHOWELL},
    {"crucywel", CRICKHOWELL}, {"cydweli", KIDWELLY}, {"denbigh", DENBIGH},
    {"dinbych", DENBIGH}, {"dinbych y pysgod", TENBY}, {"doc penfro", PEMBROKE_DOCK},
    {"drenewydd", NEWTOWN}, {"ebbw vale", EBBW_VALE}, {"fenni", ABERGAVENNY},
    {"fflint", FLINT}, {"fishguard", FISHGUARD}, {"flint", FLINT},
    {"gelli gandryll", HAY_ON_WYE}, {"glynebwy", EBBW_VALE}, {"haverfordwest", HAVERFORDWEST},
    {"hawarden", HAWARDEN}, {"hay on wye", HAY_ON_WYE}, {"holyhead", HOLYHEAD},
    {"holywell", HOLYWELL}, {"hwlffordd", HAVERFORDWEST}, {"kidwelly", KIDWELLY},
    {"knighton", KNIGHTON}, {"lampeter", LAMPETER}, {"laugharne", LAUGHARNE},
    {"llanandras", PRESTEIGNE}, {"llanbedr pont steffan", LAMPETER},
    {"llandovery", LLANDOVERY}, {"llanelwy", ST_ASAPH}, {"llanfair ym muallt", BUILTH_WELLS},
    {"llanilltud fawr", LLANTWIT_MAJOR}, {"llantwit major", LLANTWIT_MAJOR},
    {"llanymddyfri", LLANDOVERY}, {"menai bridge", MENAI_BRIDGE},
    {"merthyr tudful", MERTHYR_TYDFIL}, {"merthyr tydfil", MERTHYR_TYDFIL},
    {"milford haven", MILFORD_HAVEN}, {"mold", MOLD}, {"monmouth", MONMOUTH},
    {"montgomery", MONTGOMERY}, {"mountain ash", MOUNTAIN_ASH}, {"narberth", NARBERTH},
    {"neath", NEATH}, {"new quay", NEW_QUAY}, {"newcastle emlyn", NEWCASTLE_EMLYN},
    {"newport", NEWPORT}, {"newtown", NEWTOWN}, {"pembroke", PEMBROKE},
    {"pembroke dock", PEMBROKE_DOCK}, {"pen y bont ar ogwr", BRIDGEND}, {"penarlag", HAWARDEN},
    {"penfro", PEMBROKE}, {"pont y pwl", PONTYPOOL}, {"pontypool", PONTYPOOL},
    {"pontypwl", PONTYPOOL}, {"porth tywyn", BURRY_PORT}, {"porthaethwy", MENAI_BRIDGE},
    {"presteigne", PRESTEIGNE}, {"rhisga", RISCA}, {"rhuthun", RUTHIN},
    {"rhydaman", AMMANFORD}, {"rhyl", RHYL}, {"risca", RISCA}, {"ruthin", RUTHIN},
    {"sancler", ST_CLEARS}, {"st asaph", ST_ASAPH}, {"st clears", ST_CLEARS},
    {"st davids", ST_DAVIDS}, {"swansea", SWANSEA}, {"talacharn", LAUGHARNE}, {"tenby", TENBY},
    {"trallwng", WELSHPOOL}, {"tref y clawdd", KNIGHTON}, {"trefaldwyn", MONTGOMERY},
    {"treffynnon", HOLYWELL}, {"trefyclo", KNIGHTON}, {"trefynwy", MONMOUTH},
    {"tyddewi", ST_DAVIDS}, {"usk", USK}, {"welshpool", WELSHPOOL}, {"wrecsam", WREXHAM},
    {"wrexham", WREXHAM}, {"wyddgrug", MOLD}, {"y bala", BALA}, {"y barri", BARRY},
    {"y bermo", BARMOUTH}, {"y bont faen", COWBRIDGE}, {"y drenewydd", NEWTOWN},
    {"y fenni", ABERGAVENNY}, {"y fflint", FLINT}, {"y gelli gandryll", HAY_ON_WYE},
    {"y rhyl", RHYL}, {"y trallwng", WELSHPOOL}, {"yr wyddgrug", MOLD},
};
/* clang-format on */

enum { TOWNS = sizeof(towns) / sizeof(towns[0]) };

int town_number(struct str folded)
{
    return folded.len < WORD_ROW_MAX ? (int)wordlist_meaning(towns, TOWNS, folded) : NO_TOWN;
}

bool town_table_is_sorted(void)
{
    return wordlist_is_sorted(towns, TOWNS, false);
}
