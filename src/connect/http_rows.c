/* http_rows.c - a service's items. */
#include "connector_job.h"

int http_rows(const struct connector_job *job, struct row_sink *sink, struct err *err)
{
    (void)job;
    (void)sink;
    return err_set(err, ERR_INPUT, "services can't be asked yet");
}
