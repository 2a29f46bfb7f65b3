/* odbc_rows.c - a database's rows, through unixODBC and whatever driver it finds.
 *
 * All text goes to and fro as UTF-16, the one encoding that every driver means the same by, and
 * every value is asked for as text, whose form ODBC fixes (dates, times, numbers); only bytes are
 * asked for as bytes, and put in hex here. A long value comes in pieces. */
#include "connector_job.h"

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>
#include <stdio.h>
#include <utf8proc.h>

enum {
    COLUMNS_MOST = 4096,
    PIECE_BYTES = 1 << 15,
    CELL_BYTES_MOST = 1 << 24, /* of a value as it comes */
    NAME_UNITS = 512,
    MESSAGE_UNITS = 1024,
};

struct odbc {
    SQLHENV environment;
    SQLHDBC connection;
    SQLHSTMT statement;
    bool connected;
    const struct connector_job *job;
    struct row_sink *sink;
    SQLSMALLINT columns;
    bool *is_bytes;  /* by column */
    char *piece;     /* PIECE_BYTES */
    struct buf cell; /* as it comes */
    struct buf text; /* as it is written */
};

static bool done_well(SQLRETURN returned)
{
    return returned == SQL_SUCCESS || returned == SQL_SUCCESS_WITH_INFO;
}

/* ---- UTF-16 ---- */

_Static_assert(sizeof(SQLWCHAR) == 2, "unixODBC has UTF-16");

/* to_utf16 - text with a 0 after it, added to out. What is no character becomes U+FFFD. */
static void to_utf16(struct str text, struct buf *out)
{
    while (text.len > 0) {
        utf8proc_int32_t c = 0;
        utf8proc_ssize_t len =
            utf8proc_iterate((const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len, &c);
        c = len > 0 ? c : 0xFFFD;
        text = str_slice(text, len > 0 ? (size_t)len : 1, text.len);
        SQLWCHAR units[2] = {(SQLWCHAR)c, 0};
        if (c > 0xFFFF) {
            units[0] = (SQLWCHAR)(0xD800 + ((c - 0x10000) >> 10));
            units[1] = (SQLWCHAR)(0xDC00 + ((c - 0x10000) & 0x3FF));
        }
        buf_add(out, str_make((const char *)units, c > 0xFFFF ? 4 : 2));
    }
    buf_add(out, str_make("\0", 2));
}

static void from_utf16(const char *bytes, size_t len, struct buf *out)
{
    for (size_t i = 0; i + 1 < len; i += 2) {
        SQLWCHAR unit, low = 0;
        memcpy(&unit, bytes + i, 2);
        utf8proc_int32_t c = unit;
        if (i + 3 < len) {
            memcpy(&low, bytes + i + 2, 2);
        }
        if (c >= 0xD800 && c < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        } else if (c >= 0xD800 && c < 0xE000) {
            c = 0xFFFD;
        }
        utf8proc_uint8_t encoded[4];
        utf8proc_ssize_t encoded_len = utf8proc_encode_char(c, encoded);
        buf_add(out, str_make((const char *)encoded, (size_t)encoded_len));
    }
}

/* ---- what went wrong ---- */

/* What a class of SQLSTATE means, and whether the driver's own words can be shown: those about a
 * value may quote it, and it is somebody's. */
struct state_class {
    const char *state; /* its beginning */
    int code;
    const char *what;
    bool words;
};

static const struct state_class classes[] = {
    {"IM002", ERR_NOTFOUND,
     "there is no such data source or driver: see odbcinst -j, odbcinst -q -d", true},
    {"IM", ERR_NOTFOUND, "the driver can't be used", true},
    {"01000", ERR_NOTFOUND, "the driver isn't installed, or can't be loaded", true},
    {"28", ERR_DENIED, "the database doesn't take this user and password", false},
    {"08", ERR_NOTFOUND, "the database can't be reached", true},
    {"57", ERR_IO, "the database went away, or stopped the query", true},
    {"HYT", ERR_LIMIT, "the driver gave up waiting", true},
    {"HY001", ERR_LIMIT, "the driver wants more memory than it may have: ask for fewer rows",
     false},
    {"42", ERR_INPUT, "the database refuses the query", true},
    {"HY", ERR_INPUT, "the database or its driver refuses", true},
    {"22", ERR_INPUT, "the query meets a value that it can't work with", false},
    {"", ERR_INPUT, "the database or its driver refuses", false},
};

/* show_words - without the names of makers in front, the password, and what is in quotes unless the
 * state is about names. */
static void show_words(struct str words, struct str state, struct str secret, struct buf *out)
{
    bool names = str_starts(state, STR("42")) || str_starts(state, STR("01")) ||
                 str_starts(state, STR("IM"));
    char quoted = 0;
    while (str_starts(words, STR("["))) {
        const char *end = memchr(words.ptr, ']', words.len);
        words =
            str_slice(words, end != NULL ? (size_t)(end - words.ptr) + 1 : words.len, words.len);
    }
    for (size_t i = 0; i < words.len; i++) {
        char c = words.ptr[i];
        if (secret.len > 0 && str_starts(str_slice(words, i, words.len), secret)) {
            buf_add(out, STR("***"));
            i += secret.len - 1;
        } else if (quoted != 0) {
            if (c == quoted) {
                buf_add_char(out, c);
                quoted = 0;
            }
        } else {
            buf_add_char(out, (unsigned char)c < ' ' ? ' ' : c);
            if (!names && (c == '\'' || c == '"')) {
                quoted = c;
                buf_add(out, STR("…"));
            }
        }
    }
}

/* refused - what the driver tells of its newest failure. */
static int refused(const struct odbc *o, SQLSMALLINT type, SQLHANDLE handle, struct err *err)
{
    SQLWCHAR state_units[6] = {0}, units[MESSAGE_UNITS] = {0};
    SQLINTEGER native = 0;
    SQLSMALLINT len = 0;
    struct buf state = {0}, words = {0}, shown = {0};
    if (done_well(
            SQLGetDiagRecW(type, handle, 1, state_units, &native, units, MESSAGE_UNITS, &len))) {
        size_t count = len < 0 ? 0 : (size_t)len;
        from_utf16((const char *)state_units, 10, &state);
        from_utf16((const char *)units, 2 * (count < MESSAGE_UNITS ? count : MESSAGE_UNITS - 1),
                   &words);
    }
    const struct state_class *class = classes;
    while (!str_starts(buf_str(&state), str_of(class->state))) {
        class ++;
    }
    /* Some drivers have one state for all that goes wrong while they connect. */
    if (!o->connected && (str_find(buf_str(&words), STR("password")) >= 0 ||
                          str_find(buf_str(&words), STR("authentication")) >= 0)) {
        class = &classes[3];
    }
    bool lost = o->connected && str_starts(buf_str(&state), STR("08"));
    int code = lost ? ERR_IO : class->code;
    const char *what = lost ? "the database went away amid its answer" : class->what;
    if (class->words) {
        buf_add(&shown, STR(": "));
        show_words(str_trim(buf_str(&words)), buf_str(&state), o->job->secret, &shown);
    }
    if (!class->words && o->job->secret.len == 0 && code == ERR_DENIED) {
        buf_add(&shown, STR(": name a password_file or password_environment"));
    }
    err_set(err, code, "%s (SQLSTATE %.*s)%.*s", what, PRI(buf_str(&state)),
            (int)(shown.len < 300 ? shown.len : 300),
            buf_str(&shown).ptr); /* not personal: above */
    buf_free(&state);
    buf_free(&words);
    buf_free(&shown);
    return code;
}

/* ---- connecting ---- */

/* add_password - as the text of a connection has it: in braces, if it has anything special. */
static void add_password(struct str secret, struct buf *text)
{
    bool plain = true;
    for (size_t i = 0; i < secret.len; i++) {
        char c = secret.ptr[i];
        plain = plain && (ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '_');
    }
    buf_add(text, STR(";PWD="));
    if (plain) {
        buf_add(text, secret);
        return;
    }
    buf_add_char(text, '{');
    for (size_t i = 0; i < secret.len; i++) {
        buf_add(text, secret.ptr[i] == '}' ? STR("}}") : str_slice(secret, i, i + 1));
    }
    buf_add_char(text, '}');
}

static int connect_with(struct odbc *o, struct str further, struct err *err)
{
    const struct connector *c = &o->job->connector;
    struct buf text = {0}, units = {0};
    struct str connection = str_trim(c->connection);
    while (str_ends(connection, STR(";"))) {
        connection = str_trim(str_slice(connection, 0, connection.len - 1));
    }
    if (c->dsn.len > 0) {
        buf_printf(&text, "DSN=%.*s", PRI(c->dsn));
    } else {
        buf_add(&text, connection);
    }
    if (o->job->secret.len > 0) {
        add_password(o->job->secret, &text);
    }
    buf_add(&text, further);
    to_utf16(buf_str(&text), &units);
    SQLRETURN returned = SQLDriverConnectW(o->connection, NULL, (SQLWCHAR *)(void *)units.ptr,
                                           SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT);
    explicit_bzero(text.ptr, text.len);
    explicit_bzero(units.ptr, units.len);
    buf_free(&text);
    buf_free(&units);
    if (!done_well(returned)) {
        return refused(o, SQL_HANDLE_DBC, o->connection, err);
    }
    o->connected = true;
    return 0;
}

/* PostgreSQL's driver takes a whole answer into memory unless it is told to fetch by blocks, and as
 * Debian sets it up it keeps a log in /tmp. */
static bool is_postgresql(const struct odbc *o)
{
    SQLWCHAR units[NAME_UNITS] = {0};
    SQLSMALLINT len = 0;
    struct buf name = {0};
    bool is = false;
    if (done_well(SQLGetInfoW(o->connection, SQL_DRIVER_NAME, units, sizeof units, &len))) {
        size_t bytes = len < 0 ? 0 : (size_t)len;
        from_utf16((const char *)units, bytes < sizeof units ? bytes : sizeof units, &name);
        is = str_find(buf_str(&name), STR("psqlodbc")) >= 0;
    }
    buf_free(&name);
    return is;
}

static int connect_to(struct odbc *o, struct err *err)
{
    struct str connection = o->job->connector.connection;
    if (!done_well(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &o->environment)) ||
        !done_well(
            SQLSetEnvAttr(o->environment, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0)) ||
        !done_well(SQLAllocHandle(SQL_HANDLE_DBC, o->environment, &o->connection))) {
        return err_set(err, ERR_IO, "unixODBC can't be used");
    }
    /* A query only reads; a driver that can't be told so is used all the same. */
    SQLSetConnectAttr(o->connection, SQL_ATTR_ACCESS_MODE, (SQLPOINTER)SQL_MODE_READ_ONLY, 0);
    int code = connect_with(o, STR(""), err);
    if (code == 0 && is_postgresql(o) && str_find(connection, STR("UseDeclareFetch")) < 0) {
        SQLDisconnect(o->connection);
        o->connected = false;
        code = connect_with(o, STR(";UseDeclareFetch=1;Fetch=1000;Debug=0;CommLog=0"), err);
    }
    if (code == 0) { /* what it changes all the same is not kept */
        SQLSetConnectAttr(o->connection, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_OFF, 0);
    }
    return code;
}

static void disconnect(struct odbc *o)
{
    if (o->statement != NULL) {
        SQLFreeHandle(SQL_HANDLE_STMT, o->statement);
    }
    if (o->connected) {
        SQLEndTran(SQL_HANDLE_DBC, o->connection, SQL_ROLLBACK);
        SQLDisconnect(o->connection);
    }
    if (o->connection != NULL) {
        SQLFreeHandle(SQL_HANDLE_DBC, o->connection);
    }
    if (o->environment != NULL) {
        SQLFreeHandle(SQL_HANDLE_ENV, o->environment);
    }
}

/* ---- rows ---- */

static int ask(struct odbc *o, struct err *err)
{
    struct buf units = {0};
    if (!done_well(SQLAllocHandle(SQL_HANDLE_STMT, o->connection, &o->statement))) {
        return refused(o, SQL_HANDLE_DBC, o->connection, err);
    }
    to_utf16(o->job->connector.query, &units);
    SQLRETURN returned = SQLExecDirectW(o->statement, (SQLWCHAR *)(void *)units.ptr, SQL_NTS);
    buf_free(&units);
    if (!done_well(returned) && returned != SQL_NO_DATA) {
        return refused(o, SQL_HANDLE_STMT, o->statement, err);
    }
    if (!done_well(SQLNumResultCols(o->statement, &o->columns)) || o->columns < 1) {
        return err_set(err, ERR_INPUT, "the query gives no table: write a SELECT");
    }
    if (o->columns > COLUMNS_MOST) {
        return err_set(err, ERR_LIMIT, "the query gives %d columns, more than %d", o->columns,
                       COLUMNS_MOST);
    }
    return 0;
}

static int write_header(struct odbc *o, struct err *err)
{
    int code = 0;
    o->is_bytes = mem_must_array((size_t)o->columns, sizeof *o->is_bytes);
    for (SQLSMALLINT c = 0; code == 0 && c < o->columns; c++) {
        SQLWCHAR units[NAME_UNITS] = {0};
        SQLSMALLINT len = 0, type = 0, digits, nullable;
        SQLULEN size;
        if (!done_well(SQLDescribeColW(o->statement, (SQLUSMALLINT)(c + 1), units, NAME_UNITS, &len,
                                       &type, &size, &digits, &nullable))) {
            return refused(o, SQL_HANDLE_STMT, o->statement, err);
        }
        size_t count = len < 0 ? 0 : (size_t)len;
        o->text.len = 0;
        from_utf16((const char *)units, 2 * (count < NAME_UNITS ? count : NAME_UNITS - 1),
                   &o->text);
        o->is_bytes[c] = type == SQL_BINARY || type == SQL_VARBINARY || type == SQL_LONGVARBINARY;
        code = row_sink_cell(o->sink, buf_str(&o->text), c == 0, err);
    }
    return code ? code : row_sink_add(o->sink, STR("\r\n"), err);
}

/* read_cell - all pieces of a value into o->cell; nothing for NULL. */
static int read_cell(struct odbc *o, SQLSMALLINT column, struct err *err)
{
    bool bytes = o->is_bytes[column];
    const size_t room = PIECE_BYTES - (bytes ? 0 : sizeof(SQLWCHAR)); /* text ends with a 0 */
    SQLRETURN returned = SQL_SUCCESS_WITH_INFO;
    o->cell.len = 0;
    while (returned == SQL_SUCCESS_WITH_INFO) {
        SQLLEN left = 0;
        returned = SQLGetData(o->statement, (SQLUSMALLINT)(column + 1),
                              bytes ? SQL_C_BINARY : SQL_C_WCHAR, o->piece, PIECE_BYTES, &left);
        if (returned == SQL_NO_DATA || left == SQL_NULL_DATA) {
            return 0;
        }
        if (!done_well(returned)) {
            return refused(o, SQL_HANDLE_STMT, o->statement, err);
        }
        bool more = left == SQL_NO_TOTAL || left < 0 || (size_t)left > room;
        buf_add(&o->cell, str_make(o->piece, more ? room : (size_t)left));
        returned =
            more ? SQL_SUCCESS_WITH_INFO : SQL_SUCCESS; /* a warning may be of another kind */
        if (o->cell.len > CELL_BYTES_MOST) {
            return err_set(err, ERR_LIMIT, "a value in column %d is longer than %d MiB", column + 1,
                           CELL_BYTES_MOST >> 20);
        }
    }
    return 0;
}

static void put_text(struct odbc *o, SQLSMALLINT column)
{
    static const char digits[] = "0123456789abcdef";
    o->text.len = 0;
    if (!o->is_bytes[column]) {
        from_utf16(o->cell.ptr, o->cell.len, &o->text);
        return;
    }
    for (size_t i = 0; i < o->cell.len; i++) {
        unsigned char byte = (unsigned char)o->cell.ptr[i];
        buf_add_char(&o->text, digits[byte >> 4]);
        buf_add_char(&o->text, digits[byte & 15]);
    }
}

static int write_rows(struct odbc *o, struct err *err)
{
    int code = 0;
    SQLRETURN returned;
    while (code == 0 && (returned = SQLFetch(o->statement)) != SQL_NO_DATA) {
        if (!done_well(returned)) {
            return refused(o, SQL_HANDLE_STMT, o->statement, err);
        }
        row_sink_begun(o->sink);
        for (SQLSMALLINT c = 0; code == 0 && c < o->columns; c++) {
            code = read_cell(o, c, err);
            if (code == 0) {
                put_text(o, c);
                code = row_sink_cell(o->sink, buf_str(&o->text), c == 0, err);
            }
        }
        code = code ? code : row_sink_end_row(o->sink, err);
    }
    return code;
}

int odbc_rows(const struct connector_job *job, struct row_sink *sink, struct err *err)
{
    struct odbc o = {.job = job, .sink = sink, .piece = mem_must_array(PIECE_BYTES, 1)};
    int code = connect_to(&o, err);
    code = code ? code : ask(&o, err);
    code = code ? code : write_header(&o, err);
    code = code ? code : write_rows(&o, err);
    if (code == 0) {
        disconnect(&o);
    } /* else a server that hangs would hold up the news; the process ends, and that is enough */
    mem_free(o.is_bytes);
    mem_free(o.piece);
    buf_free(&o.cell);
    buf_free(&o.text);
    return code;
}
