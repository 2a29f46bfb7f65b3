/* feel_fault.c - feel_fault.h. */
#include "feel_fault.h"

/* By enum feel_fault; English, Welsh. */
static const char *const texts[FEEL_FAULTS][2] = {
    [FEEL_FAULT_NONE] = {"nothing is wrong", "nid oes dim o'i le"},
    [FEEL_FAULT_SYNTAX] = {"the text does not have the form that is needed",
                           "nid yw'r testun yn y ffurf sydd ei hangen"},
    [FEEL_FAULT_RANGE] = {"the value is outside of what is possible",
                          "mae'r gwerth y tu allan i'r hyn sy'n bosibl"},
    [FEEL_FAULT_ZERO_DIVISOR] = {"divided by zero", "rhannu â sero"},
    [FEEL_FAULT_NOT_REAL] = {"there is no such root, logarithm or power",
                             "nid oes gwreiddyn, logarithm na phŵer o'r fath"},
    [FEEL_FAULT_UNKNOWN_ZONE] = {"the time zone is not known", "nid yw'r gylchfa amser yn hysbys"},
    [FEEL_FAULT_ONE_ZONE_ONLY] = {"only one of the two says in which time zone it is",
                                  "dim ond un o'r ddau sy'n dweud ym mha gylchfa amser y mae"},
    [FEEL_FAULT_ZONE_NO_DATE] = {"without a date the time zone does not tell the time there",
                                 "heb ddyddiad nid yw'r gylchfa amser yn dweud yr amser yno"},
};

const char *feel_fault_text(enum feel_fault fault, enum language language)
{
    return texts[fault < FEEL_FAULTS ? fault : FEEL_FAULT_RANGE][language == LANGUAGE_WELSH];
}
