/* delivery_file.c - see delivery_file.h. */
#include "delivery_file.h"

#include "definition.h"
#include "email_address.h"
#include "secret_file.h"
#include "service_url.h"
#include "whole_file.h"

#include <sys/stat.h>

enum { PORT_MAX = 65535, PORT_STARTTLS = 587, PORT_TLS = 465, UUID_BYTES = 36 };

static const char *const securities[] = {"starttls", "tls", "none", NULL};
static const char *const carriers[] = {"", "smtp", "notify", NULL};

/* check - NULL, or what is wrong with a text and what to do. */
typedef const char *text_check(struct str text);

static int read_checked(struct settings *settings, const struct yaml_node *node, struct str *ret,
                        text_check *check, struct err *err)
{
    struct str text;
    int code = setting_text(settings, node, &text, err);
    const char *wrong = code == 0 && check != NULL ? check(text) : NULL;
    if (wrong != NULL) {
        return setting_refuse(settings, node, err, "%s", wrong);
    }
    if (code == 0) {
        *ret = text;
    }
    return code;
}

/* ---- what texts may be ---- */

static const char *check_url(struct str text)
{
    static const char *const faults[] = {
        [SERVICE_URL_NONE] = "an address that begins with https:// is wanted here",
        [SERVICE_URL_SECRET] =
            "a password or token stands in this address, and this file is kept "
            "in git: what is sent is signed instead",
        [SERVICE_URL_BROKEN] =
            "this is no address of a service: write https://, its host, its path",
        [SERVICE_URL_OPEN] =
            "http:// sends personal data readably over the network: write "
            "https:// (http:// is for this machine)"};
    return faults[service_url_check(text)];
}

static const char *check_proxy(struct str text)
{
    bool fits = (str_starts(text, STR("http://")) || str_starts(text, STR("https://"))) &&
                memchr(text.ptr, '@', text.len) == NULL && memchr(text.ptr, ' ', text.len) == NULL;
    return fits ? NULL
                : "write the proxy as http://HOST:PORT; one that asks for a password can't be used";
}

static const char *check_host(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!ascii_is_alpha(c) && !ascii_is_digit(c) && c != '.' && c != '-') {
            return "the name of a machine is wanted here, without its port: mail.example";
        }
    }
    return NULL;
}

static const char *check_email(struct str text)
{
    return email_address_fits(text) ? NULL : "an address of e-mail is wanted here: NAME@HOST";
}

static const char *check_uuid(struct str text)
{
    bool fits = text.len == UUID_BYTES;
    for (size_t i = 0; i < text.len && fits; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        char c = ascii_lower(text.ptr[i]);
        fits = dash ? c == '-' : ascii_is_digit(c) || (c >= 'a' && c <= 'f');
    }
    return fits ? NULL : "an id as GOV.UK Notify shows it is wanted here: 8-4-4-4-12 letters";
}

static const char *check_address(struct str text)
{
    struct network_address address;
    return network_address_parse(text, &address)
               ? NULL
               : "one address of the network is wanted here, as 10.1.2.3 or fd00::1";
}

/* ---- readers ---- */

#define TEXT_READER(type, member, check)                                                           \
    static int read_##type##_##member(struct settings *settings, const struct yaml_node *node,     \
                                      void *into, struct err *err)                                 \
    {                                                                                              \
        return read_checked(settings, node, &((struct delivery_##type *)into)->member, check,      \
                            err);                                                                  \
    }
TEXT_READER(letters, telephone, NULL)
TEXT_READER(smtp, host, check_host)
TEXT_READER(smtp, from, check_email)
TEXT_READER(smtp, from_name, NULL)
TEXT_READER(smtp, reply_to, check_email)
TEXT_READER(smtp, user, NULL)
TEXT_READER(smtp, password_file, secret_file_check)
TEXT_READER(notify, url, check_url)
TEXT_READER(notify, key_file, secret_file_check)
TEXT_READER(notify, service_id, check_uuid)
TEXT_READER(notify, email_template, check_uuid)
TEXT_READER(notify, email_template_welsh, check_uuid)
TEXT_READER(notify, sms_template, check_uuid)
TEXT_READER(notify, sms_template_welsh, check_uuid)
TEXT_READER(partner, url, check_url)
TEXT_READER(partner, secret_file, secret_file_check)
TEXT_READER(partner, old_secret_file, secret_file_check)
TEXT_READER(partner, resolve, check_address)
TEXT_READER(file, proxy, check_proxy)
TEXT_READER(file, authorities, NULL)
TEXT_READER(file, source, NULL)

static int read_list(struct settings *settings, const struct yaml_node *node, size_t max,
                     text_check *check, struct text_list *ret, struct err *err)
{
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && (node->count == 0 || node->count > max)) {
        return setting_refuse(settings, node, err, "1 to %zu are wanted here", max);
    }
    if (code == 0) {
        ret->at = arena_alloc(settings->arena, node->count * sizeof *ret->at);
    }
    for (; item != NULL && code == 0; item = item->next) {
        code = read_checked(settings, item, &ret->at[ret->count], check, err);
        ret->count += code == 0;
    }
    return code;
}

#define LIST_READER(type, member, max, check)                                                      \
    static int read_##type##_##member(struct settings *settings, const struct yaml_node *node,     \
                                      void *into, struct err *err)                                 \
    {                                                                                              \
        return read_list(settings, node, max, check, &((struct delivery_##type *)into)->member,    \
                         err);                                                                     \
    }
LIST_READER(letters, return_address, DELIVERY_RETURN_LINES_MAX, NULL)
LIST_READER(letters, return_address_welsh, DELIVERY_RETURN_LINES_MAX, NULL)
LIST_READER(smtp, addresses, DELIVERY_LISTED_MAX, check_address)
LIST_READER(notify, addresses, DELIVERY_LISTED_MAX, check_address)
LIST_READER(partner, addresses, DELIVERY_LISTED_MAX, check_address)

static int read_smtp_port(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    return yaml_get_whole(node, settings->file, 1, PORT_MAX, &((struct delivery_smtp *)into)->port,
                          err);
}

static int read_smtp_security(struct settings *settings, const struct yaml_node *node, void *into,
                              struct err *err)
{
    int choice = 0;
    int code = setting_choice(settings, node, securities, &choice, err);
    ((struct delivery_smtp *)into)->security = (enum smtp_security)choice;
    return code;
}

static int read_partner_disabled(struct settings *settings, const struct yaml_node *node,
                                 void *into, struct err *err)
{
    return yaml_get_bool(node, settings->file, &((struct delivery_partner *)into)->disabled, err);
}

#define ROW(type, member, flags)                                                                   \
    {                                                                                              \
        STR_INIT(#member), flags, read_##type##_##member                                           \
    }

static int read_file_letters(struct settings *settings, const struct yaml_node *node, void *into,
                             struct err *err)
{
    static const struct setting rows[] = {
        ROW(letters, return_address, SETTING_NEEDED),
        ROW(letters, return_address_welsh, 0),
        ROW(letters, telephone, 0),
    };
    struct delivery_letters *letters = &((struct delivery_file *)into)->letters;
    (void)err;
    settings_read(settings, node, rows, sizeof rows / sizeof rows[0], letters);
    if (letters->return_address_welsh.count == 0) {
        letters->return_address_welsh = letters->return_address;
    }
    return 0;
}

static int read_file_smtp(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    static const struct setting rows[] = {
        ROW(smtp, host, SETTING_NEEDED),
        ROW(smtp, port, 0),
        ROW(smtp, security, 0),
        ROW(smtp, from, SETTING_NEEDED),
        ROW(smtp, from_name, 0),
        ROW(smtp, reply_to, 0),
        ROW(smtp, user, 0),
        ROW(smtp, password_file, 0),
        ROW(smtp, addresses, 0),
    };
    struct delivery_smtp *smtp = &((struct delivery_file *)into)->smtp;
    settings_read(settings, node, rows, sizeof rows / sizeof rows[0], smtp);
    if (smtp->port == 0) {
        smtp->port = smtp->security == SMTP_TLS ? PORT_TLS : PORT_STARTTLS;
    }
    if ((smtp->user.len > 0) != (smtp->password_file.len > 0)) {
        return setting_refuse(settings, node, err,
                              "user and password_file go together: write both, or neither");
    }
    if (smtp->security == SMTP_OPEN && smtp->host.len > 0 && !host_is_here(smtp->host)) {
        return setting_refuse(settings, node, err,
                              "without security, e-mail goes readably over the network: none is "
                              "for this machine (127.0.0.1, localhost); write starttls or tls");
    }
    return 0;
}

static int read_file_notify(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err)
{
    static const struct setting rows[] = {
        ROW(notify, url, 0),
        ROW(notify, key_file, SETTING_NEEDED),
        ROW(notify, service_id, 0),
        ROW(notify, email_template, 0),
        ROW(notify, email_template_welsh, 0),
        ROW(notify, sms_template, 0),
        ROW(notify, sms_template_welsh, 0),
        ROW(notify, addresses, 0),
    };
    struct delivery_notify *notify = &((struct delivery_file *)into)->notify;
    notify->url = STR("https://api.notifications.service.gov.uk");
    settings_read(settings, node, rows, sizeof rows / sizeof rows[0], notify);
    while (str_ends(notify->url, STR("/"))) {
        notify->url.len--;
    }
    if (notify->email_template_welsh.len == 0) {
        notify->email_template_welsh = notify->email_template;
    }
    if (notify->sms_template_welsh.len == 0) {
        notify->sms_template_welsh = notify->sms_template;
    }
    if (memchr(notify->url.ptr, '?', notify->url.len) != NULL) {
        return setting_refuse(settings, node, err, "the url ends before a question mark");
    }
    return 0;
}

/* read_named - the key of a member, which must be a name. */
static int read_named(struct settings *settings, const struct yaml_node *member, struct str *ret,
                      struct err *err)
{
    if (!definition_name_fits(member->key)) {
        return err_at(err, ERR_INPUT, settings->file, member->key_line, member->key_column,
                      "a name here has letters, digits and _, at most %d", DEFINITION_NAME_MAX);
    }
    *ret = arena_str(settings->arena, member->key);
    return 0;
}

static int read_file_partners(struct settings *settings, const struct yaml_node *node, void *into,
                              struct err *err)
{
    static const struct setting rows[] = {
        ROW(partner, url, SETTING_NEEDED), ROW(partner, secret_file, SETTING_NEEDED),
        ROW(partner, old_secret_file, 0),  ROW(partner, addresses, 0),
        ROW(partner, resolve, 0),          ROW(partner, disabled, 0),
    };
    struct delivery_file *file = into;
    if (node->kind != YAML_MAP || node->count > DELIVERY_PARTNERS_MAX) {
        return setting_refuse(settings, node, err,
                              "a map of partners by name is wanted here, at most %d",
                              DELIVERY_PARTNERS_MAX);
    }
    file->partners = arena_alloc(settings->arena, (node->count + 1) * sizeof *file->partners);
    for (const struct yaml_node *member = node->first; member != NULL; member = member->next) {
        struct delivery_partner *partner = &file->partners[file->partner_count++];
        if (read_named(settings, member, &partner->name, err) != 0) {
            err_list_add(settings->errors, err);
        }
        settings_read(settings, member, rows, sizeof rows / sizeof rows[0], partner);
    }
    return 0;
}

static int read_file_update(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err)
{
    struct delivery_file *file = into;
    if (node->kind != YAML_MAP || node->count > SOURCE_CATEGORIES) {
        return setting_refuse(settings, node, err,
                              "a map is wanted here: the category of a source, and its folder");
    }
    file->updates = arena_alloc(settings->arena, (node->count + 1) * sizeof *file->updates);
    for (const struct yaml_node *member = node->first; member != NULL; member = member->next) {
        struct delivery_update *update = &file->updates[file->update_count++];
        int code = setting_text(settings, member, &update->folder, err);
        if (code == 0 && source_category_find(member->key) == SOURCE_CATEGORIES) {
            code = err_at(err, ERR_INPUT, settings->file, member->key_line, member->key_column,
                          "this is no category of a source, such as council_tax");
        }
        if (code != 0) {
            err_list_add(settings->errors, err);
        }
        update->category = arena_str(settings->arena, member->key);
    }
    return 0;
}

static int read_file_inward(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err)
{
    return inward_partners_setting(settings, node, &((struct delivery_file *)into)->inward, err);
}

static int read_file_email(struct settings *settings, const struct yaml_node *node, void *into,
                           struct err *err)
{
    int choice = 0;
    int code = setting_choice(settings, node, carriers + 1, &choice, err);
    ((struct delivery_file *)into)->email = (enum email_carrier)(choice + 1);
    return code;
}

/* ---- the whole ---- */

static void check_together(struct settings *settings, const struct yaml_node *root, void *into)
{
    struct delivery_file *file = into;
    struct err err;
    bool by_smtp = file->smtp.host.len > 0, by_notify = file->notify.email_template.len > 0;
    if (file->email == EMAIL_BY_NOBODY) {
        file->email = by_smtp ? EMAIL_BY_SMTP : by_notify ? EMAIL_BY_NOTIFY : EMAIL_BY_NOBODY;
    } else if (file->email == EMAIL_BY_SMTP ? !by_smtp : !by_notify) {
        setting_refuse(settings, yaml_map_get(root, STR("email")), &err,
                       "e-mail is carried by what isn't set up here: add smtp, or notify with an "
                       "email_template");
        err_list_add(settings->errors, &err);
    }
}

int delivery_file_parse(struct str text, const char *name, struct delivery_file *ret,
                        struct err_list *errors)
{
    static const struct setting rows[] = {
        ROW(file, letters, 0), ROW(file, proxy, 0),    ROW(file, authorities, 0),
        ROW(file, source, 0),  ROW(file, email, 0),    ROW(file, smtp, 0),
        ROW(file, notify, 0),  ROW(file, partners, 0), ROW(file, update, 0),
        ROW(file, inward, 0),
    };
    struct delivery_file file = {0};
    struct settings settings = {.file = name, .arena = &file.arena, .errors = errors};
    int code =
        settings_parse(&settings, text, rows, sizeof rows / sizeof rows[0], check_together, &file);
    if (code != 0) {
        delivery_file_free(&file);
        return code;
    }
    *ret = file;
    return 0;
}

void delivery_file_free(struct delivery_file *file)
{
    arena_free(&file->arena);
    *file = (struct delivery_file){0};
}

int delivery_file_read(const struct home *home, struct delivery_file *ret, struct err_list *errors)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct err err;
    const char *path = home_file(home, &arena, "delivery.yaml").ptr;
    int code =
        file_read_whole(path, "the settings of sending", DELIVERY_FILE_BYTES_MAX, &text, &err);
    if (code == 0) {
        code = delivery_file_parse(buf_str(&text), path, ret, errors);
    } else if (code == ERR_NOTFOUND) {
        *ret = (struct delivery_file){0};
        code = 0;
    } else {
        err_list_add(errors, &err);
    }
    buf_free(&text);
    arena_free(&arena);
    return code;
}

const struct delivery_partner *delivery_partner_find(const struct delivery_file *file,
                                                     struct str name)
{
    for (size_t i = 0; i < file->partner_count; i++) {
        if (str_eq(file->partners[i].name, name)) {
            return &file->partners[i];
        }
    }
    return NULL;
}

const struct delivery_update *delivery_update_find(const struct delivery_file *file,
                                                   struct str category)
{
    for (size_t i = 0; i < file->update_count; i++) {
        if (str_eq(file->updates[i].category, category)) {
            return &file->updates[i];
        }
    }
    return NULL;
}
