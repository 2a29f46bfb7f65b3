/* machine.c - what other programs ask of core: is it there, is it ready, how is it doing; what can
 * be asked at all. Nothing of these says anything about anybody. */
#include "machine.h"

#include "openapi.h"
#include "web.h"

#include <inttypes.h>

static int health(struct request *r, struct err *err)
{
    (void)err;
    return reply_file(r, "text/plain; charset=utf-8", NULL, STR("ok\n"));
}

/* Ready: the home can be read now. */
static int ready(struct request *r, struct err *err)
{
    uint64_t version = 0;
    struct picture *picture = picture_take(r->web->pool);
    int code = picture_begin(picture, &version, err);
    if (code == 0) {
        picture_end(picture);
    }
    picture_let_go(r->web->pool, picture);
    return code ? code : reply_file(r, "text/plain; charset=utf-8", NULL, STR("ready\n"));
}

static void put_times(const struct web_counts *counts, struct buf *out)
{
    uint64_t sum = 0;
    buf_add(out, STR("# TYPE cantref_request_seconds histogram\n"
                     "# UNIT cantref_request_seconds seconds\n"));
    for (int i = 0; i < WEB_TIME_BUCKETS; i++) {
        sum += atomic_load(&counts->within[i]);
        if (i < WEB_TIME_BUCKETS - 1) {
            buf_printf(out, "cantref_request_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
                       web_time_bounds_ms[i] / 1000.0, sum);
        } else {
            buf_printf(out, "cantref_request_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n", sum);
        }
    }
    buf_printf(out, "cantref_request_seconds_count %" PRIu64 "\n", sum);
    buf_printf(out, "cantref_request_seconds_sum %.6f\n",
               (double)atomic_load(&counts->time_us) / 1e6);
}

static void put_counter(struct buf *out, const char *name, uint64_t value)
{
    buf_printf(out, "# TYPE %s counter\n%s_total %" PRIu64 "\n", name, name, value);
}

static void put_gauge(struct buf *out, const char *name, int64_t value)
{
    buf_printf(out, "# TYPE %s gauge\n%s %" PRId64 "\n", name, name, value);
}

/* Source: OpenMetrics 1.0. */
static int metrics(struct request *r, struct err *err)
{
    struct web_counts *counts = &r->web->counts;
    struct buf out = {0};
    (void)err;
    buf_add(&out, STR("# TYPE cantref_requests counter\n"));
    for (int i = 1; i < WEB_STATUS_CLASSES; i++) {
        buf_printf(&out, "cantref_requests_total{status=\"%dxx\"} %" PRIu64 "\n", i,
                   (uint64_t)atomic_load(&counts->answered[i]));
    }
    put_times(counts, &out);
    put_counter(&out, "cantref_refused", atomic_load(&counts->refused));
    put_counter(&out, "cantref_turned_away", atomic_load(&counts->turned_away));
    put_counter(&out, "cantref_turns", atomic_load(&counts->turns));
    put_counter(&out, "cantref_looks", atomic_load(&counts->looks));
    put_counter(&out, "cantref_deliveries", atomic_load(&counts->deliveries));
    put_counter(&out, "cantref_work_failures", atomic_load(&counts->work_failures));
    put_gauge(&out, "cantref_waiting", atomic_load(&counts->waiting));
    put_gauge(&out, "cantref_at_work", atomic_load(&counts->at_work));
    buf_add(&out, STR("# EOF\n"));
    int code = reply_file(r, "application/openmetrics-text; version=1.0.0; charset=utf-8", NULL,
                          buf_str(&out));
    buf_free(&out);
    return code;
}

static int openapi(struct request *r, struct err *err)
{
    struct buf out = {0};
    struct json_writer json = {.out = &out};
    (void)err;
    openapi_write(r->web->tables, r->web->table_count, r->web->council, &json);
    r->reply.is_public = true;
    int code = reply_file(r, "application/json", NULL, buf_str(&out));
    buf_free(&out);
    return code;
}

static const struct route rows[] = {
    {.name = "health",
     .method = "GET",
     .path = "/health",
     .is_bare = true,
     .who = ROUTE_MACHINE,
     .summary = "Whether core answers at all",
     .handle = health},
    {.name = "ready",
     .method = "GET",
     .path = "/ready",
     .is_bare = true,
     .who = ROUTE_MACHINE,
     .summary = "Whether the home can be read now",
     .handle = ready},
    {.name = "metrics",
     .method = "GET",
     .path = "/metrics",
     .is_bare = true,
     .who = ROUTE_MACHINE,
     .summary = "Counts and times, in OpenMetrics",
     .handle = metrics},
    {.name = "openapi",
     .method = "GET",
     .path = "/openapi.json",
     .is_bare = true,
     .who = ROUTE_ANYBODY,
     .summary = "What can be asked, as OpenAPI 3.1",
     .handle = openapi},
};

const struct route_table machine_routes = {rows, sizeof rows / sizeof rows[0]};
