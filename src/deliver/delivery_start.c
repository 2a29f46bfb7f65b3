/* delivery_start.c - a first delivery.yaml: every key, as a comment, until somebody fills it in. */
#include "delivery_file.h"

#include "whole_file.h"

#include <sys/stat.h>

enum { FILE_MODE = 0644 };

static const char head[] =
    "# By whom letters, e-mail, messages, notices and updates leave. Take the # away from what you\n"
    "# set up; cantref deliver check says whether all is there. This file is kept in git: passwords,\n"
    "# keys and secrets go into keys/, one a file, with chmod 600, and stand here by name.\n";

static const char letters_example[] =
    "\nletters:\n"
    "  return_address: [Example Council, Civic Centre, 1 High "
    "Street, Llanfedwen, CY5 5AA]\n"
    "  return_address_welsh: [Cyngor Enghraifft, Canolfan "
    "Ddinesig, 1 Stryd Fawr, Llanfedwen, CY5 5AA]\n"
    "  telephone: 01632 960000\n";

static const char letters[] =
    "\n#letters:                        # where letters come back to, at most 6 lines\n"
    "#  return_address: [Our Council, Civic Centre, Ourtown, AB1 2CD]\n"
    "#  return_address_welsh: [Ein Cyngor, Canolfan Ddinesig, Ourtown, AB1 2CD]\n"
    "#  telephone: 01632 960000\n";

static const char rest[] =
    "\n#email: smtp                     # who carries e-mail: smtp or notify\n"
    "#smtp:                           # the council's mail server\n"
    "#  host: mail.example\n"
    "#  port: 587\n"
    "#  security: starttls            # or tls; none only to this machine\n"
    "#  from: no-reply@example.gov.uk\n"
    "#  from_name: Our Council        # left out: the council's name\n"
    "#  reply_to: contact@example.gov.uk\n"
    "#  user: cantref\n"
    "#  password_file: keys/smtp.password\n"
    "#  addresses: [10.1.2.3]         # each address that is not of the public internet\n"
    "\n#notify:                         # GOV.UK Notify: SMS, and e-mail if it is to\n"
    "#  key_file: keys/notify.key     # NAME-SERVICE-SECRET, as Notify shows it\n"
    "#  service_id: 00000000-0000-0000-0000-000000000000        # left out: as the key has it\n"
    "#  sms_template: 00000000-0000-0000-0000-000000000000      # whose text is ((body))\n"
    "#  email_template: 00000000-0000-0000-0000-000000000000    # ((subject)) and ((body))\n"
    "#  sms_template_welsh: 00000000-0000-0000-0000-000000000000    # left out: the one above\n"
    "#  email_template_welsh: 00000000-0000-0000-0000-000000000000\n"
    "#  url: https://api.notifications.service.gov.uk\n"
    "#  addresses: [10.1.2.4]\n"
    "\n#partners:                       # as packs call them (cantref pack show)\n"
    "#  health_board:\n"
    "#    url: https://events.board.example/cantref\n"
    "#    secret_file: keys/health_board.secret     # whsec_…, which the partner has, too\n"
    "#    old_secret_file: keys/health_board.old    # signs besides, while the secret is changed\n"
    "#    addresses: [10.1.2.5]       # each address that is not of the public internet\n"
    "#    resolve: 10.1.2.5           # no name server is asked\n"
    "#    disabled: false\n"
    "\n#inward:                         # who may send something here (cantref help receive)\n"
    "#  health_board:\n"
    "#    secret_file: keys/health_board.inward     # whsec_…, that the partner signs with\n"
    "#    purpose: bereavement_support              # under which it is taken\n"
    "#    on_behalf_of: ann                         # who answers for it here, by staff.yaml\n"
    "\n#update:                         # category of a source: folder for its write-back files\n"
    "#  council_tax: /srv/write-back/council_tax\n"
    "\n#proxy: http://proxy.example:3128    # the environment's is never used\n"
    "#authorities: /etc/ssl/certs/council.pem    # whom TLS is believed by; else the system's\n"
    "#source: //www.example.gov.uk/cantref    # of notices; left out: /councils/CODE\n";

int delivery_file_write_start(const char *home, bool example, struct err *err)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct stat about;
    const char *path = arena_printf(&arena, "%s/delivery.yaml", home).ptr;
    int code = 0;
    if (stat(path, &about) != 0) {
        buf_add(&text, str_of(head));
        buf_add(&text, str_of(example ? letters_example : letters));
        buf_add(&text, str_of(rest));
        code = file_replace(path, buf_str(&text), FILE_MODE, err);
    }
    buf_free(&text);
    arena_free(&arena);
    return code;
}
