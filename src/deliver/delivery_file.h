/* delivery_file.h - delivery.yaml of a home: by whom letters, e-mail, messages, notices and updates
 * leave. Kept in git; nothing secret stands in it: it names files in keys/.
 *
 *     letters:
 *       return_address: [Example Council, Civic Centre, Llanfedwen, CY5 5AA]    1 to 6 lines
 *       return_address_welsh: [Cyngor Enghraifft, …]    left out: the one above
 *       telephone: 01632 960000                         left out: none
 *     proxy: http://proxy.example:3128    left out: none; the environment's is never used
 *     authorities: /etc/ssl/certs/council.pem    whom TLS is believed by; left out: the system's
 *     source: //www.example.gov.uk/cantref       left out: "/councils/CODE"; of notices
 *     email: smtp                 smtp or notify: who carries e-mail; left out: whoever there is
 *     smtp:
 *       host: mail.example
 *       port: 587                 left out: 587, of tls 465
 *       security: starttls        starttls (left out: this), tls, none (to this machine alone)
 *       from: no-reply@example.gov.uk
 *       from_name: Example Council    left out: the council's
 *       reply_to: contact@example.gov.uk
 *       user: cantref             left out, with password_file: nobody signs in
 *       password_file: keys/smtp.password
 *       addresses: [10.1.2.3]     addresses that are not of the public internet, each by itself
 *     notify:
 *       url: https://api.notifications.service.gov.uk    left out: this
 *       key_file: keys/notify.key    NAME-SERVICE-SECRET, as GOV.UK Notify shows it
 *       service_id: 26785a09-…    left out: as the key has it
 *       email_template: 9d751e0e-…    its body is ((body)), its subject ((subject))
 *       sms_template: f33517ff-…      its body is ((body))
 *       email_template_welsh, sms_template_welsh: left out: those above
 *       addresses: […]
 *     partners:                   as packs call them
 *       health_board:
 *         url: https://events.board.example/cantref
 *         secret_file: keys/health_board.secret    whsec_…
 *         old_secret_file: keys/…   signed with besides, while the secret is being changed
 *         addresses: […]
 *         resolve: 203.0.113.7      no name server is asked: this is where the host of url is
 *         disabled: true            nothing is sent
 *     update:                     category of a source: folder for its write-back files
 *       council_tax: /srv/write-back/council_tax
 *     inward:                     who may send something here: inward_partner.h
 *       health_board: …
 *
 * Paths are within the home unless they begin with /. Strict: anything else is an error with its
 * place. A home without the file sends nothing. */
#ifndef CANTREF_DELIVER_DELIVERY_FILE_H
#define CANTREF_DELIVER_DELIVERY_FILE_H

#include "home.h"
#include "inward_partner.h"
#include "network_address.h"

enum {
    DELIVERY_FILE_BYTES_MAX = 1 << 20,
    DELIVERY_RETURN_LINES_MAX = 6,
    DELIVERY_LISTED_MAX = 16, /* addresses in one list */
    DELIVERY_PARTNERS_MAX = 256
};

struct text_list {
    struct str *at;
    size_t count;
};

enum smtp_security { SMTP_STARTTLS, SMTP_TLS, SMTP_OPEN };
enum email_carrier { EMAIL_BY_NOBODY, EMAIL_BY_SMTP, EMAIL_BY_NOTIFY };

/* In each: "" for what is left out. */
struct delivery_letters {
    struct text_list return_address, return_address_welsh; /* both or none have lines */
    struct str telephone;
};

struct delivery_smtp {
    struct str host, from, from_name, reply_to, user, password_file;
    int64_t port;
    enum smtp_security security;
    struct text_list addresses;
};

struct delivery_notify {
    struct str url, key_file, service_id;
    struct str email_template, email_template_welsh, sms_template, sms_template_welsh;
    struct text_list addresses;
};

struct delivery_partner {
    struct str name, url, secret_file, old_secret_file, resolve;
    struct text_list addresses;
    bool disabled;
};

struct delivery_update {
    struct str category, folder;
};

struct delivery_file {
    struct delivery_letters letters; /* return_address.count 0: letters can't be posted */
    struct str proxy, authorities, source;
    enum email_carrier email;
    struct delivery_smtp smtp;     /* host "": there is none */
    struct delivery_notify notify; /* key_file "": there is none */
    struct delivery_partner *partners;
    size_t partner_count;
    struct delivery_update *updates;
    size_t update_count;
    struct inward_partners inward;
    struct arena arena;
};

/* delivery_file_parse - the settings in the text of a file called `file`.
 * Out:    *ret, to be freed with delivery_file_free; untouched on failure.
 * Errors: ERR_INPUT and what yaml_tree_parse refuses; each mistake is added to errors. Returns the
 *         code of the first. */
int delivery_file_parse(struct str text, const char *file, struct delivery_file *ret,
                        struct err_list *errors);
void delivery_file_free(struct delivery_file *file);

/* delivery_file_read - of a home; all empty when it has no delivery.yaml. Errors: likewise, and
 * ERR_IO, ERR_LIMIT. */
int delivery_file_read(const struct home *home, struct delivery_file *ret, struct err_list *errors);

/* delivery_partner_find, delivery_update_find - by name, by category, or NULL. */
const struct delivery_partner *delivery_partner_find(const struct delivery_file *file,
                                                     struct str name);
const struct delivery_update *delivery_update_find(const struct delivery_file *file,
                                                   struct str category);

/* delivery_file_write_start - a first delivery.yaml in a home's folder, all of it comments but for
 * the return address of the example council, unless one is there. Errors: ERR_CREATE, ERR_IO. */
int delivery_file_write_start(const char *home, bool example, struct err *err);

#endif
