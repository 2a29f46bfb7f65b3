/* feel_fault.h - why an operation on values has no value. FEEL makes all of these null; whoever
 * explains a null says which it was. Pure. */
#ifndef CANTREF_FEEL_FAULT_H
#define CANTREF_FEEL_FAULT_H

enum feel_fault {
    FEEL_FAULT_NONE,          /* it has one */
    FEEL_FAULT_SYNTAX,        /* text that does not have the form */
    FEEL_FAULT_RANGE,         /* outside of what a value, or an argument, may be */
    FEEL_FAULT_ZERO_DIVISOR,  /* divided by zero */
    FEEL_FAULT_NOT_REAL,      /* the root, logarithm or power of what has none */
    FEEL_FAULT_UNKNOWN_ZONE,  /* a time zone that is not in the database */
    FEEL_FAULT_ONE_ZONE_ONLY, /* one of the two says at which offset, the other does not */
    FEEL_FAULT_ZONE_NO_DATE,  /* a time of day in a zone whose offset depends on the date */
    FEEL_FAULTS
};

#endif
