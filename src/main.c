/* main.c - the table of commands, and nothing else. How to add one: src/cli/command.h. */
#include "command.h"

#include "connector_job.h"
#include "egress.h"
#include "front.h"
#include "letter_job.h"
#include "memory.h"

const struct command command_table[] = {
    {"source", source_command, "show what the columns of tables are taken for; add them to a home",
     "infer FILE... | add NAME FILE | list | approve NAME   [options]",
     "infer prints a mapping as YAML: each column's role, with the evidence for it as comments.\n"
     "Correct it and give it to cantref link with --mapping.\n"
     "\n"
     "add makes FILE a source of the council's home, under NAME: it infers the mapping, chooses\n"
     "the column that tells records apart, says why, and writes sources/NAME.yaml for you to\n"
     "read and correct. FILE is not copied. list shows the sources that the home has.\n"
     "\n"
     "A source is used by no purpose until two people have approved its category, connector and\n"
     "mapping as they are: what it is of, where it comes from, what its columns mean. Who approves\n"
     "is as for a purpose (cantref help purpose).",
     "  the same as those of cantref link; NAME: letters, digits, _ and -, at most 64",
     "  cantref source infer people.csv >mapping.yaml\n"
     "  cantref source add housing extracts/housing.csv --key \"Tenancy Ref\"\n"
     "  cantref source list -C demo/home"},
    {"example", example_command, "make a council as five systems see it, with the truth beside it",
     "DIR [--people N] [--seed S] [--json]",
     "Writes the tables of council tax, electoral roll, social care, schools and housing;\n"
     "truth.csv, who each mention is; cases.csv, hard pairs such as twins. No one in it\n"
     "exists, and its identifiers can't be anyone's. The same seed gives the same bytes.",
     "  7,000,000 people; DIR must be new, empty, or made by this program",
     "  cantref example demo/council --people 5000"},
    {"link", link_command, "find the same people and places in tables of several systems",
     "FILE... [-o DIR] [options]",
     "Reads each FILE as one source, works out what its columns mean, and finds which rows\n"
     "speak of the same person, organisation, estate or property. A source is named by its\n"
     "file; NAME=FILE gives it another name; - is standard input. CSV with , ; | or tab, or\n"
     "JSON Lines; packed with gzip or zstd or not; in UTF-8, UTF-16 or Windows-1252. All of\n"
     "that is found, and said.\n"
     "\n"
     "DIR then holds entities.csv (every row and who it is), links.csv, review.csv (what to\n"
     "ask a person), golden.csv, households.csv, properties.csv, decisions.csv (what people\n"
     "decided), rejected.csv, mapping.yaml, model.json, manifest.json and report.html. It appears\n"
     "whole or not at all. A DIR that an earlier run made is replaced; another that is not empty\n"
     "is refused.\n"
     "\n"
     "With --decisions, what people decided outranks what the rows say: FILE is the decisions.csv\n"
     "of an earlier run or of cantref export, or one like it: decision,answer,source,row,mention,\n"
     "other_source,other_row,other_mention; the answer is same or different, and of two that\n"
     "contradict each other the one with the higher number holds.",
     "  1,024 tables; 4,096 columns and 4 billion rows a table; 64 MiB a row\n"
     "  households are who rows put at one address, then or now: there are no dates in them yet\n"
     "  rows that can't be read go to rejected.csv; more than --reject-max stop the run\n"
     "  exit status: 64 command line, 65 data, 66 no such file, 71 memory or disk, 73 DIR in "
     "the way",
     "  cantref link people.csv rents=tenancies.csv.gz -o linked\n"
     "  cantref link council_tax.csv housing.csv --precision .999   sure enough to bill by"},
    {"explain", explain_command, "say why two rows are, or are not, the same",
     "DIR SOURCE:ROW [SOURCE:ROW] [--json] [--svg FILE]",
     "DIR is what cantref link made. Two rows: field by field both values, how alike they are\n"
     "and what that weighs, the total, and what would change it. One row: the story of its\n"
     "entity, mention by mention, each with what speaks for it, and what is doubtful. Rows\n"
     "count from 1 without the header. The inputs are read again, and must be as they were.",
     "  inputs that were standard input can't be read again",
     "  cantref explain linked people:17 rents:204"},
    {"init", init_command, "make a council's home, the folder that all else is kept in",
     "DIR [--name TEXT] [--nation NATION] [--example]",
     "Makes DIR with council.yaml, sources/, purposes/, gateways.yaml, staff.yaml and\n"
     "approvals.yaml, which people write and keep in git, and data/, keys/ and run/, which git\n"
     "leaves out. DIR may be new, or hold other things, such as a fresh git repository. You are\n"
     "the first in staff.yaml, by your Unix login, and approve what cantref ships.\n"
     "\n"
     "With --example it also makes the tables of an example council's five systems in\n"
     "DIR/extracts, adds each as a source, ingests them, and trains and adopts a model, so that\n"
     "every other command has something to work on; and you have every role.",
     "  DIR must not be a home already; data/ and keys/ in it must be empty",
     "  cantref init demo/home --example"},
    {"check", check_command, "say whether everything in a home is as it should be",
     "[-C DIR] [--json]",
     "Reads council.yaml, every file in sources/ and purposes/, gateways.yaml, staff.yaml and\n"
     "approvals.yaml, the table of each source that is there, and every page of the databases.\n"
     "Every mistake is a line: file:line:column: what is wrong, what to do. A line that begins\n"
     "with note: is no mistake.",
     "  exit status: 0 all is well, 65 mistakes, 66 no home", "  cantref check -C demo/home"},
    {"ingest", ingest_command, "take a source's newest extract into the picture, and link it",
     "NAME [FILE] [-C DIR] [--shrink-max SHARE] [--json]  or  ingest --all | --due",
     "Compares FILE, or what sources/NAME.yaml names, with the records that stand: new rows are\n"
     "added, changed ones become new versions, and of a snapshot those that are gone are withdrawn.\n"
     "Each is linked as it comes, once a model is in use (cantref model). The same file again\n"
     "changes nothing; a run that was stopped goes on when it is run again.\n"
     "\n"
     "What sources/NAME.yaml names under connector is a file; the newest of a folder that fits a\n"
     "pattern; a database (kind odbc: connection or dsn, query, password_file); or a service that\n"
     "answers with JSON (kind http: url, items, cursor, token_file). Databases and services are\n"
     "asked by a process that has neither keys nor the store; their rows stay in memory. One that\n"
     "hangs, crashes or sends too much is an error, and changes nothing.\n"
     "\n"
     "--due takes the sources that are due by the schedule that sources/NAME.yaml gives (hourly,\n"
     "daily at 02:30, weekly on monday at 02:30; the machine's time zone) and have not succeeded\n"
     "since. One that fails stops no other, is told of, and is due again the next time. To be run\n"
     "every few minutes by cron or a systemd timer; cantref status tells what is due, and late.",
     "  a snapshot that lost more than --shrink-max of its records is refused, and changes nothing\n"
     "  rows whose key is empty or there twice are rejected; too many (reject_max) stop the run\n"
     "  of a folder one file is taken: where each holds changes, ingest each, none left out\n"
     "  databases need their ODBC driver installed; http:// is for services on this machine\n"
     "  exit status: 64 command line, 65 data or a limit, 66 no such home, source, file, driver or\n"
     "  database, 71 memory, disk, or what was asked broke down, 77 password or token not taken;\n"
     "  of --due that of the first source that failed",
     "  cantref ingest council_tax -C demo/home\n"
     "  cantref ingest housing new_tenants.csv -C demo/home\n"
     "  */10 * * * *  cantref ingest --due -C /srv/council      a line of a crontab"},
    {"review", review_command, "answer whether pairs in doubt are the same, one key each",
     "[-C DIR] [--as NAME]  or  review --calibration [--json]",
     "Shows the pairs that are most worth asking, side by side: = the same, # not the same, - one\n"
     "has none. Keys: s same, d different, l later, u undo the last, w show the weight, q quit.\n"
     "What the model gives is hidden until you have answered. An answer is a decision: it outranks\n"
     "the model, and the picture follows at once (cantref entity decisions lists them).\n"
     "\n"
     "Every tenth pair is one that somebody else has decided; it decides nothing, and tells how\n"
     "far reviewers agree. --calibration shows, by what the model said, how many pairs were\n"
     "decided to be the same. Where standard input is no terminal, keys are read from it.\n"
     "\n"
     "It asks for a purpose, data_quality_review unless another is named; pairs are of the sources\n"
     "that this one joins. Each is in the audit log before it is shown.",
     "  a model must be in use (cantref model); 1,000 pairs a sitting\n"
     "  exit status: 64 command line, 66 no home or no model, 71 memory or disk",
     "  cantref review -C demo/home --as ann\n"
     "  cantref review -C demo/home --calibration"},
    {"model", model_command, "train, compare and adopt the model that links records",
     "train | compare [NAME] | adopt [NAME] | list   [-C DIR] [--threads N] [--json]",
     "train learns a new version from all records, without labels, and changes nothing else.\n"
     "compare says what it would change: who would be joined, who parted. adopt links the whole\n"
     "picture with it and each record from then on; ids stay with those who have them. Without\n"
     "NAME: the newest. Going back is adopting the version before.",
     "  an adoption that was stopped is finished by running it again",
     "  cantref model train -C demo/home\n"
     "  cantref model adopt -C demo/home"},
    {"entity", entity_command, "show who somebody is, how that came about and why; decide it",
     "show WHO | history WHO | explain WHO [WHO] |\n"
     "       merge ID ID | split ID SOURCE:ROW... | undo DECISION | decisions  [options]",
     "It asks for a purpose, data_quality_review unless another is named, and shows what the sources\n"
     "say that this one joins, as if there were no others; the audit log has it first.\n"
     "\n"
     "WHO is an id, or SOURCE:ROW (SOURCE:ROW:MENTION) as in an export. Where the purpose may not\n"
     "know of all sources, ids are the purpose's own, as in find and view. show: the best values, the\n"
     "rows that speak of it, its addresses, who else rows put there, and the household: since\n"
     "when and by which rows; six people of four family names or more are said to be shared\n"
     "accommodation. history: when it was first\n"
     "known, which rows joined and left it, what it was merged with or parted from. explain: what\n"
     "holds it together and what is doubtful; of two, field by field why they are the same or\n"
     "not. An id that was merged leads to the one that it is now.\n"
     "\n"
     "merge decides that two entities are one and the same; split, that rows of an entity are\n"
     "not the rest of it. A decision outranks the model, now and with every later model. It is\n"
     "kept with who decided it, when, and why; undo takes it back. Of two decisions that\n"
     "contradict each other the newer holds.\n"
     "\n"
     "decisions lists those that stand, and marks with ! where the model disagrees by now, where\n"
     "one does not hold, and where a row says something else than when it was decided about.",
     "  explain links all records again, to tell what was kept apart: a minute for a million\n"
     "  who else is at an address goes by the address as it is written, not by its UPRN alone\n"
     "  two whom one row names can't be merged\n"
     "  a model must be in use (cantref model)\n"
     "  exit status: 64 command line, 66 no such entity, row or decision, 73 it can't be decided",
     "  cantref entity show housing:1 -C demo/home\n"
     "  cantref entity explain housing:1 -C demo/home\n"
     "  cantref entity merge P7K3Q9M2XH4TD P1H5B8N0Z6R3C --why \"her maiden name\" -C demo/home\n"
     "  cantref entity split P7K3Q9M2XH4TD housing:17 -C demo/home\n"
     "  cantref entity decisions -C demo/home"},
    {"export", export_command, "write the picture as cantref link writes it: all files, one folder",
     "-o DIR [-C DIR] [--json]",
     "Writes DIR as cantref link does, from the records that stand in the home and the model in\n"
     "use: entities.csv, links.csv, review.csv, golden.csv, households.csv, properties.csv,\n"
     "mapping.yaml, model.json, manifest.json and report.html. A row's number is that in the newest\n"
     "extract that holds it. cantref link --model DIR/model.json on the same extracts gives the same\n"
     "groups. Records that wait for another model (cantref status) are in waiting.csv alone.\n"
     "\n"
     "It asks for a purpose, data_quality_review unless another is named, and holds the sources that\n"
     "this one joins, linked from these alone; others are left out, and counted. When none is,\n"
     "entities have the ids that they have in the home, and that the files say what the home says is\n"
     "checked before anything is written. The audit log has it first.",
     "  it is everybody's data: DIR inside the home must be where git leaves it out\n"
     "  rejected.csv is empty: rejected rows are told by cantref ingest\n"
     "  a source that sends changes may have two records of one row number; record_id tells\n"
     "  them apart",
     "  cantref export -o exported -C demo/home"},
    {"status", status_command, "show a home at a glance: its sources, how fresh they are",
     "[-C DIR] [--json]",
     "Shows the council, its records, people and model, and of each source where it comes from,\n"
     "when its file last changed, how it is delivered, what tells its records apart, how many\n"
     "stand, and what the last ingest brought. It only reads: other commands may be at work.",
     NULL, "  cantref status -C demo/home"},
    {"find", find_command, "find people by name, address, date of birth, a number, under a purpose",
     "TEXT... --purpose PURPOSE [--case CASE] [-C DIR] [options]",
     "Finds whom you may mean: names in any order, part of an address, a postcode or the start of one,\n"
     "a date of birth, a telephone number, an identifier; with typing errors, and by other forms of\n"
     "names, in Welsh or English. Looks in the purpose’s sources alone, by the fields that it shows\n"
     "in full. Prints the best first, each with its id under the purpose, which cantref view takes.",
     "  10 people are listed; 200 bytes, 10 words are looked for\n"
     "  when too many match equally well nobody is listed: say more\n"
     "  exit status: 77 refused",
     "  cantref find sian pritchard mill st --purpose council_tax_billing -C demo/home"},
    {"view", view_command, "show a person as a purpose may see them",
     "ID --purpose PURPOSE [--case CASE] [-C DIR] [options]",
     "Shows the fields that the purpose may see, at its level of detail, from its sources alone: as\n"
     "if no other source had ever been connected. Each value has the sources that say so, since when,\n"
     "and how sure it is that their record is this person’s; where sources disagree all are shown.\n"
     "Related people are shown as far as the purpose reaches. With --at it is what was known by the end\n"
     "of a day, of the records that stand now; what has been withdrawn since is not among it.\n"
     "\n"
     "ID is what cantref find prints under the same purpose, or SOURCE:ROW of a source’s newest\n"
     "extract. Who asks is the Unix login of whoever runs this.",
     "  20 related people are listed; others at the address are counted\n"
     "  exit status: 66 nobody of that id under this purpose, 77 refused",
     "  cantref view council_tax:1 --purpose council_tax_billing -C demo/home"},
    {"my", my_command, "tell a resident who looked at their data, when, what for, under what law",
     "ENTITY [--language cy] [--json] [-C DIR]  or  my ENTITY --proof ENTRY -o FILE",
     "ENTITY is the id that the person has under residents_own_view, or SOURCE:ROW. You ask on\n"
     "the person's behalf, having made sure who they are; that you asked is in the log too.\n"
     "Every response is told that named any record of the person, and every export of all. Staff\n"
     "are told by department and role; nothing is told of others who were shown along. Entries of\n"
     "an investigation are counted by the month, with when they are reviewed; so are entries whose\n"
     "details are kept no more.\n"
     "\n"
     "--proof writes an entry with the proof that it is in the signed log, for the person to keep\n"
     "and to check with cantref-verify, which needs the log's public key and nothing else.",
     "  records that have gone from their source are told of while no barred source joined them\n"
     "  sources that may not be joined with the others are each asked for by themselves\n"
     "  exit status: 66 no such person or entry, 77 you may not ask",
     "  cantref my council_tax:17 -C demo/home\n"
     "  cantref my council_tax:17 --language cy -C demo/home\n"
     "  cantref my council_tax:17 --proof 12 -o entry.tlog-proof -C demo/home"},
    {"audit", audit_command, "look into the audit log, for information governance",
     "list | show LEAF | search ENTITY | forget MONTH | lost   --case CASE [options]",
     "Under the purpose whose acts have audit, and each look is a leaf of its own.\n"
     "\n"
     "list tells what was answered to whom, for what: by days, login, purpose or case. show tells\n"
     "all that a leaf says. search lists the leaves that name a person, by an id under that\n"
     "purpose or SOURCE:ROW. forget destroys the details of a month, or of all that are due, once\n"
     "they have been kept for log_retention_months of council.yaml; the leaves and their proofs\n"
     "stay, and cantref-verify finds the log whole.\n"
     "\n"
     "Nobody is answered while the log is an older copy than the home has seen. Where the newest\n"
     "is gone for good, lost says so, and --why, in an entry of its own, and work goes on.",
     "  what is destroyed can't be brought back; older backups of keys/log/ are yours to delete\n"
     "  exit status: 66 no such leaf or person, 73 that month is still kept, 77 you may not ask",
     "  cantref audit list --since 2026-11-01 --case IG-12 -C demo/home\n"
     "  cantref audit forget --due --case IG-12 -C demo/home"},
    {"watch", watch_command, "find what in the use of data is worth a question",
     "[--since DATE] --case CASE [-C DIR] [--json]  or  watch close|seen ID --why T",
     "Looks through the audit log, under the purpose whose acts have audit, for staff who\n"
     "look at neighbours, at their family, at colleagues, at the famous; who look without a case\n"
     "far more than their peers; who read in bulk. Each finding comes with the leaves that it rests\n"
     "on, and with what chance or peers would give. It is out of the ordinary, not yet wrong.\n"
     "\n"
     "close says what came of it, seen that somebody is at it; both are leaves, and nothing is\n"
     "overwritten: what goes on after that is a finding again.\n"
     "\n"
     "watch.yaml in the home says from when on; without it the program's own numbers hold.\n"
     "staff.yaml names the records that staff have as residents, without which neighbours, family\n"
     "and colleagues can't be told.",
     "  addresses are compared within each source as it stands; who has moved since is found where\n"
     "  they live now\n"
     "  exit status: 65 watch.yaml is wrong, 66 no such finding, 77 you may not ask, or it is you",
     "  cantref watch --case IG-12 -C demo/home\n"
     "  cantref watch close W-7K3Q9M2X --why \"on duty, agreed\" --case IG-12 -C demo/home"},
    {"purpose", purpose_command, "say what data is used for, by whom, under which law; approve it",
     "list | show NAME | check | approve NAME | ship   [options]",
     "A purpose is a file, purposes/NAME.yaml: what for, the decision that it serves, legal basis and\n"
     "power in law, who may use it, what is shown at which level of detail and from which sources,\n"
     "how long it is kept, who owns it, until when it may be used. Nothing of a person is shown\n"
     "without one. list and show say it in plain words, in English or Welsh, and show which of the\n"
     "home's sources it lets be joined.\n"
     "\n"
     "A purpose that is new or was changed refuses until two people have approved it as it is. Who\n"
     "approves is the Unix login of whoever runs this; staff.yaml must have it as administrator of\n"
     "a department or with the role information_governance. What is approved is what the file says,\n"
     "not how it is laid out.\n"
     "\n"
     "Its acts say what may be done under it other than looking: audit, rights (what residents ask\n"
     "for), seal, measures, code (giving whoever is in view a one-time code). check says what is\n"
     "wrong or due, as cantref check does. After its review date a purpose\n"
     "refuses; for 60 days before, that is a note. ship gives a home of an older version the\n"
     "purposes, gateways and staff.yaml that cantref init writes.",
     "  1,024 purposes; 64 roles; 256 teams\n"
     "  approvals.yaml is kept under the home's keys: one written by hand counts for nothing\n"
     "  exit status: 65 mistakes, 66 no such home or purpose, 73 you approved it before, 77 you may\n"
     "  not approve",
     "  cantref purpose list -C demo/home\n"
     "  cantref purpose show homelessness_duty --language cy -C demo/home\n"
     "  cantref purpose approve council_tax_billing -C demo/home"},
    {"gateway", gateway_command, "say which sources may be joined, for what; approve it",
     "list | approve NAME   [-C DIR] [--json]",
     "gateways.yaml says which pairs of sources may be matched with each other, for which purposes\n"
     "and under which power in law. Two sources without a gateway are not joined, whatever a purpose\n"
     "may use: cantref purpose show says what that leaves. A gateway that is new or was changed\n"
     "counts once two people have approved it as it is.",
     "  exit status: 65 mistakes, 66 no such home or gateway, 73 you approved it before, 77 you may\n"
     "  not approve",
     "  cantref gateway list -C demo/home\n"
     "  cantref gateway approve safeguarding -C demo/home"},
    {"duty", duty_command, "say what is owed after a life event, by which law, by when",
     "ledger EVENT | due | look | discharge EVENT DUTY --because TEXT\n"
     "       --purpose PURPOSE --case CASE [options]",
     "ledger looks at an event (cantref event) and says of each duty of its pack that it is started,\n"
     "with its deadline; refused, with the reason; not applicable, with the condition in words; not in\n"
     "force; or that it can't be told, with what is missing and the team that finds it out. What was\n"
     "found is kept, and nothing is overwritten: --history tells what was found earlier. The law is\n"
     "that of the day on which the council knew; --law-of replays the case under another day's.\n"
     "\n"
     "due lists what is owed and by when, the most pressing first, as it was last looked at. look\n"
     "looks at every open event of the purpose again; cantref work does so by itself. discharge is for\n"
     "what was kept otherwise than by the pack's steps: somebody says so, with a reason.",
     "  exit status: 65 the pack has mistakes, 66 no such event under that purpose, 77 refused",
     "  cantref duty ledger lusab-babad --purpose bereavement_support --case B-7 -C demo/home\n"
     "  cantref duty due --within 5d --purpose bereavement_support --case B-7 -C demo/home"},
    {"pack", pack_command, "say what follows from a life event: law, clocks, steps; check it",
     "list | show PACK | check PACK | new DIR | diff OLD NEW | shadow on|off PACK\n"
     "       [options]",
     "A pack is a folder that says, for one kind of life event, what is asked, what the law owes, what\n"
     "is done, by whom and by when: docs/packs.md. PACK is a folder, or the name of one that the\n"
     "program carries. list has these and, in a council's home, its own, and says on which it has put\n"
     "an overlay.\n"
     "\n"
     "check loads it, runs its own tests, and tells what no test covers, what is used nowhere, and what\n"
     "nobody has verified. With --overlay the council's own is put on it first: an overlay may add,\n"
     "tighten and word, and is refused, with the clause and its line in both files, where it would\n"
     "drop what keeps a duty, lengthen a clock or widen a purpose. diff says what changes from one\n"
     "version to another, and what of running cases it reaches. new makes a first pack to write on.\n"
     "shadow on runs a pack of a home beside what the services do by hand: events, steps and clocks are\n"
     "marked so, and nothing leaves. shadow off is a decision, kept with what the shadow had.",
     "  512 duties, 512 steps, 1,000 files of 1 MiB\n"
     "  exit status: 64 wrong words, 65 mistakes or failed tests, 66 no such pack, 73 DIR is there",
     "  cantref pack check bereavement\n"
     "  cantref pack new wedding\n"
     "  cantref pack check bereavement --overlay overlays/bereavement"},
    {"event", event_command, "tell of a life event, and what becomes of it",
     "tell TYPE | list | show EVENT | confirm EVENT | correct EVENT |\n"
     "       withdraw EVENT | close EVENT   --purpose PURPOSE [--case CASE] [options]   [-C DIR]",
     "TYPE is a pack: cantref pack list. Whom it is about is an ID that cantref find gave under the\n"
     "purpose, and the event is held for that purpose alone. Answers are held against the pack's\n"
     "questions; on a terminal those that are open are asked one by one. The same event told twice, or\n"
     "told and detected, is one: the second telling is added to the first, and what it says otherwise\n"
     "is kept beside it. An event is proposed until somebody confirms it. It is never overwritten:\n"
     "correct and withdraw make a new version and mark what was begun from it to be recalled. What was\n"
     "said is sealed, and goes when the person is erased.",
     "  100 answers of 2,000 bytes\n"
     "  exit status: 65 an answer or teller that the pack does not take, 66 nobody or no event of that\n"
     "  name, 73 it can't become that from what it is, 77 refused",
     "  cantref find Megan Evans --purpose bereavement_support --case B-17 -C demo/home\n"
     "  cantref event tell bereavement --subject 7K3Q-9M2X-H4TD-0A1C --happened 2026-11-20 \\\n"
     "    --told-by partner --channel phone --answer home_is=owned \\\n"
     "    --purpose bereavement_support --case B-17 -C demo/home\n"
     "  cantref event show lusab-babad --purpose bereavement_support --case B-17 -C demo/home"},
    {"work", work_command, "do what is to be done after life events: look, compose, send, remind",
     "[--once | --until-idle] [--workers N]   [-C DIR] [--json]",
     "Events begin processes, as their packs say: cases are looked at under the purpose of their\n"
     "event, in your name; teams get tasks, letters wait for print, messages, notices and updates\n"
     "leave, clocks run, and what is not confirmed is chased. It can be killed at any time: nothing\n"
     "is lost, and nothing is done twice in effect. Without --once or --until-idle it goes on until\n"
     "it is stopped, and takes the home only while there is something to do.\n"
     "\n"
     "delivery.yaml of the home says by whom things leave; what isn't set up waits, and is tried\n"
     "again. What can't leave in the end is parked: cantref outbox.",
     "  64 workers\n"
     "  --day in an example home alone\n"
     "  exit status: that of the first thing that could not be done; the others are done all the same",
     "  cantref work --until-idle -C demo/home\n"
     "  cantref work --until-idle --day 2026-12-24 -C demo/home"},
    {"serve", serve_command, "serve the home's pages to browsers, and its interface to programs",
     "[--address ADDRESS] [--port PORT] [options]   [-C DIR]",
     "Residents tell what happened, staff do what follows, each under a purpose and on record: in\n"
     "English and Welsh, with or without JavaScript. Meanwhile what is to be done after life events\n"
     "is done, as by cantref work, and sources that come due are taken in. nginx stands in front,\n"
     "started and stopped with it, on this machine alone unless --address says otherwise; without\n"
     "--tls-certificate only for trying.\n"
     "Accept: application/json answers with a page's model; /openapi.json says what can be asked.\n"
     "\n"
     "The home belongs to it while it runs: commands that write wait until it is stopped. SIGHUP has\n"
     "it read purposes, staff and certificates anew. docs/production says how councils run it.",
     "  64 requests at once, 256 that wait; others are answered 503 with Retry-After;\n"
     "  of those at once three in four may wait for the home itself, which training a\n"
     "  model has for minutes: the others are for pages that only read\n"
     "  --json prints {\"url\": …, \"socket\": …} once it serves\n"
     "  needs nginx (Debian: nginx-light), unless --core-only",
     "  cantref serve -C demo/home\n"
     "  cantref serve -C home --address 0.0.0.0 --port 8443 --host council.example \\\n"
     "    --tls-certificate council.pem --tls-key council.key"},
    {"task", task_command, "say what teams have to do after life events, and what became of it",
     "list | show ID | done ID | decide ID OPTION | close ID\n"
     "       --purpose PURPOSE [--case CASE] [options]   [-C DIR]",
     "list has what your teams have to do under the purpose, by its day, what is late first: tasks;\n"
     "facts that are missing, which done takes with --answer; and what a team must see to, such as\n"
     "a step that is late or could not be sent, which close ends. Of what nobody can tell, or nobody\n"
     "confirms, done says what was found out or what became of it; close, with a reason, that it is\n"
     "not to be done. A decision is made by a person, with a reason, which is kept sealed; show says\n"
     "its options, and how to appeal.",
     "  tasks of your teams by staff.yaml; of all, for information governance\n"
     "  exit status: 66 no such task for you, 73 it is not open, 77 refused",
     "  cantref task list --purpose bereavement_support --case B-17 -C demo/home\n"
     "  cantref task decide 1 confirmed --because \"the registrar's notice came\" \\\n"
     "    --purpose bereavement_support --case B-17 -C demo/home\n"
     "  cantref task done 2 --because \"nothing is queued\" --purpose bereavement_support \\\n"
     "    --case B-17 -C demo/home"},
    {"process", process_command, "show how far what follows a life event is",
     "list | show EVENT | migrate [PACK] [--apply]   --purpose PURPOSE\n"
     "       [--case CASE] [options]   [-C DIR]",
     "show has each step with its stage, since when, by which channel, by when, and what it waits\n"
     "for; and each duty. A process goes on under the version of the pack, and the council's overlay,\n"
     "that it began with. migrate says what would change for each case under those of now; --apply\n"
     "moves them: steps that are no more are stopped, and their teams told.",
     "  exit status: 66 no event of that name, 77 refused",
     "  cantref process show lusab-babad --purpose bereavement_support --case B-17 -C demo/home\n"
     "  cantref process migrate bereavement --purpose bereavement_support --case B-17 -C demo/home"},
    {"letter", letter_command, "letters that wait for print, and batches of them",
     "list | show REFERENCE [-o FILE] | batch | batch confirm NUMBER |\n"
     "       batch settle NUMBER --printed|--again |\n"
     "       preview PACK LETTER -o FILE [--large] [--overlay DIR]   [options]   [-C DIR]",
     "preview has example values in a letter's fields, so that nobody can take it for somebody's: as\n"
     "it would go to the printer, name and address in the window of a DL envelope; tagged, with its\n"
     "language, so that it can be read aloud. PACK is a folder, or one that the program carries.\n"
     "\n"
     "Letters are typeset and wait, sealed; one that is wanted no more, or whose addressee has died,\n"
     "is stopped. batch hands all that wait to print: it is recorded first, then the folder\n"
     "HOME/print/BATCH is written, with a manifest. confirm: they were posted, and their PDFs go.\n"
     "Of a batch that was cut off in between nobody but a person can say whether it was printed:\n"
     "settle. show needs --purpose, that of the letter's step.",
     "  5,000 letters a batch, 40 pages, 7 lines of address; fonts: fonts-noto-core, and others\n"
     "  exit status: 65 it can't be typeset, 66 no such letter or batch, 73 it is not in that state",
     "  cantref letter preview bereavement what_happens_next -o letter.pdf\n"
     "  cantref letter list -C demo/home\n"
     "  cantref letter batch -C demo/home"},
    {"outbox", outbox_command, "what could not leave, and what becomes of it",
     "list | retry ID | left ID | stop ID   [--because TEXT]   [-C DIR] [--json]",
     "What was tried for 75 hours, or refused, or may have left, is parked with its reason and stays\n"
     "until somebody decides: retry tries it again, left says that it has left after all, stop that\n"
     "it is seen to another way. Reasons are kept sealed.",
     "  those of your teams by staff.yaml; of all, for information governance\n"
     "  exit status: 66 no such delivery for you, 73 it is not parked",
     "  cantref outbox list -C demo/home\n"
     "  cantref outbox stop 17 --because \"told by phone\" -C demo/home"},
    {"receive", receive_command, "take one message from another system",
     "--partner NAME [--headers FILE] [FILE]   [-C DIR]",
     "FILE (or standard input) is an HTTP message as a web server hands it over: lines of headers, an\n"
     "empty line, the body; or the body alone, its headers in another file. It is signed by the\n"
     "partner (Standard Webhooks) with the secret that delivery.yaml names under inward, and is one\n"
     "CloudEvent or a batch of them: a life event that it tells (type uk.cantref.told.PACK.v1), what\n"
     "became of something that was sent (uk.cantref.confirmed.v1), or rows of a source\n"
     "(uk.cantref.records.v1). Each event has one effect, however often it comes, and is in the audit\n"
     "log before it has it, under the partner's name. Whom the partner means is looked for under the\n"
     "purpose agreed on; who is not found is for a person to see to: cantref inbox. What is printed is\n"
     "the answer, as a CGI program gives it; it never says whether somebody is known here.",
     "  1 MiB a message, 256 KiB an event, 32 levels, 100 events of a batch, 1,000 rows\n"
     "  signed within the last 5 minutes\n"
     "  exit status: 0 for 202, 65 for what can't be read or taken, 73 an id used for something else,\n"
     "  77 not signed by the partner; 66, 71, 74 the fault is here: it may be sent again",
     "  cantref receive --partner health_board message.http -C demo/home\n"
     "  cantref receive --partner health_board --headers headers.txt body.json -C demo/home"},
    {"inbox", inbox_command, "list what came from other systems, and what became of it",
     "list | show NUMBER   --purpose PURPOSE [--case CASE] [options]   [-C DIR]",
     "What came under a purpose, the newest first: when, from which partner, what it became, why it\n"
     "was refused. show prints what was said as long as it is kept: of a telling of nobody who was\n"
     "found, until its event names somebody or has ended, at most 30 days; of a confirmation, until 30\n"
     "days after it was taken up. That something came is known for 400 days.",
     "  exit status: 66 nothing of that number under this purpose, 77 refused",
     "  cantref inbox list --purpose bereavement_support --case B-17 -C demo/home\n"
     "  cantref inbox show 3 --purpose bereavement_support --case B-17 -C demo/home"},
    {"contact", contact_command, "say how a person can and wants to be reached, and why not",
     "show ID | set ID --say ITEM=VALUE... | help ID [--offer HELP] | review |\n"
     "       measures   --purpose PURPOSE [--case CASE] [options]   [-C DIR]",
     "Can't and won't are two things. What people won't have is respected until they say otherwise;\n"
     "what they can't use moves a step to the next channel that it names, and help is offered. ITEM:\n"
     "  preferred          post, email, sms, phone, desk, visit\n"
     "  each of these      can; cannot REASON [DAY]; will_not [DAY]: asked again from that day on\n"
     "    REASON           unsaid, no_device, no_connection, no_skill, sight, hearing, speech, language,\n"
     "                     reading, mobility, no_fixed_address, not_safe (others read it)\n"
     "  post_value, email_value, phone_value   where: an address, its lines apart by commas; a number\n"
     "  spoken, written    a code of a language: en, cy, pl, bfi (British Sign Language)\n"
     "  format             standard, large_print, easy_read, braille, audio\n"
     "HELP: device, connection, skills, sight, hearing, language_line, reading, address.\n"
     "\n"
     "It is of the person, through merges and splits; nothing is overwritten. Their own word stands\n"
     "before another's, the newer before the older. Every purpose that sees an address, phone or\n"
     "e-mail in full may know it, unless it was said for one alone. review lists what is to be asked\n"
     "again; a cannot is, a year later if no day was said. measures counts people by place: none under\n"
     "five is shown, or can be worked out.",
     "  a value of 400 bytes, an address of 7 lines\n"
     "  exit status: 64 it can't be said so, 66 nobody of that name, 73 the offer has ended, 77 refused",
     "  cantref contact set 7K3Q-9M2X-H4TD-0A1C --say preferred=phone --say email=\"cannot no_connection\" \\\n"
     "    --purpose bereavement_support --case B-17 -C demo/home\n"
     "  cantref contact show 7K3Q-9M2X-H4TD-0A1C --purpose bereavement_support --case B-17 -C demo/home\n"
     "  cantref contact help 7K3Q-9M2X-H4TD-0A1C --offer connection --purpose bereavement_support \\\n"
     "    --case B-17 -C demo/home"},
    {"measures", measures_command, "tell how the council did in a month, and of nobody",
     "[--month MONTH] [--csv TABLE] [options]   [-C DIR]",
     "Counted over life events, the duty ledger and processes: told against detected, duties in time,\n"
     "late, overdue, by type, team and place; steps by kind and channel; who can't or won't be reached,\n"
     "by place; the packs' own measures; what was saved, by the council's savings.yaml, and by that\n"
     "alone. No count under five is shown, none included, nor can it be worked out from all that is\n"
     "shown (docs/measures.md).\n"
     "\n"
     "A month is told when it is over, as it was at its end; what was told of it is kept, and told\n"
     "again. The example council tells of the month that runs, too. Places are the wards of areas.csv,\n"
     "or else postcode sectors. It is asked under the purpose whose acts have measures.",
     "  wards: 2,000; savings: 200\n"
     "  exit status: 64 no month, 65 a mistake in areas.csv or savings.yaml, 66 the month is not over,\n"
     "  77 refused",
     "  cantref measures -C demo/home\n"
     "  cantref measures --month 2026-10 --json -C demo/home\n"
     "  cantref measures --csv duties_ended -C demo/home"},
    {"trigger", trigger_command, "propose life events from what changes in the data",
     "list | run | show NAME | dry-run NAME --from DAY --to DAY | on NAME |\n"
     "       off NAME | shadow NAME | register [NAME]   [options]   [-C DIR]",
     "A trigger is a file of a pack: a condition over records as they come, or over dates that have\n"
     "their day. It proposes an event, and decides nothing: a team has a task, or the resident an\n"
     "offer. It sees the view of its purpose alone, in the name of whoever switched it on.\n"
     "\n"
     "dry-run tries it over what came on some days: how many by group, groups of fewer than five not\n"
     "said, and some of whom to look at. on, off and shadow are decisions, kept with their reason and\n"
     "the figures of the trial; without a trial of the file as it is now nothing is switched on. run\n"
     "looks at all that has come since, each change once, whatever is killed when; cantref ingest does\n"
     "so, too. register writes the records of the Algorithmic Transparency Recording Standard.",
     "  persons are seen as they are linked now, also in a trial over earlier days\n"
     "  a record that its source withdrew makes nothing run\n"
     "  exit status: 65 a file of a pack can't be read, 66 no such trigger, 73 not tried, 77 refused",
     "  cantref trigger dry-run moving_home/liable_at_a_new_address \\\n"
     "    --from 2026-01-01 --to 2026-11-28 -C demo/home\n"
     "  cantref trigger on moving_home/liable_at_a_new_address --why \"9 of 10 are right\" -C demo/home\n"
     "  cantref trigger register --format atrs-json -C demo/home"},
    {"account", account_command, "give a member of staff a local account",
     "add LOGIN | reset LOGIN | disable LOGIN | list   [-C DIR] [--json]",
     "For councils without a sign-on of their own, and for when it fails. add prints an enrolment\n"
     "code, once: with it the person signs in for the first time, chooses a password and sets up an\n"
     "authenticator app. Who works here, with which roles, staff.yaml alone says: an account of one\n"
     "who isn’t in post lets nobody in.\n"
     "\n"
     "Who lost password or phone is given a new code by reset: both are gone then, and whoever is\n"
     "signed in by the account is signed out. All of it is in the log.",
     "  for those who may approve: administrators of a department, information governance\n"
     "  a code is good for 7 days, once; not while cantref serve runs\n"
     "  exit status: 66 nobody of that login, 73 there is an account, or the home is in use, 77 refused",
     "  cantref account add mair -C demo/home"},
    {"code", code_command, "give a resident a one-time code to sign in by",
     "issue ID --purpose PURPOSE [--case CASE]   [-C DIR] [--json]",
     "Prints a code of 12 letters and digits, once. With it, and with their date of birth (or, where\n"
     "the council holds none, their postcode), the person whom ID leads to under the purpose signs in\n"
     "to see and say what is theirs. It works once, within 7 days; five wrong tries end it, and so\n"
     "does a new one. That it was given, by whom, is in the log, and in the person’s own.\n"
     "\n"
     "A purpose is for it whose acts have code (cantref help purpose). While cantref serve runs,\n"
     "officers give codes from the person’s page.",
     "  a code lets in as the record that the purpose sees first; records that are joined later are\n"
     "  shown, too, those that are split off no longer\n"
     "  exit status: 66 nobody of that id, 73 the home is in use, 77 refused: the purpose isn't for it,\n"
     "  or not yours",
     "  cantref code issue 2SQC-D6VK-R1Z1-PFEA --purpose council_tax_billing -C demo/home"},
    {"staff", staff_command, "say who may do what by staff.yaml; approve it",
     "show | check | approve   [-C DIR] [--json]",
     "What staff.yaml newly gives to anybody (a role, a team, a department to administer, a purpose\n"
     "to a team) counts once two people have approved the file as it is; what it takes away, at\n"
     "once. show tells who has what, and what waits; check, whether anything does.\n"
     "\n"
     "Who approves has the role information_governance, by what was approved last. While only one\n"
     "person in post has it, that one approves first, and then one to whom the new file gives it.\n"
     "staff.approved.yaml is staff.yaml as it was approved last: keep it in git with the rest.",
     "  an earlier staff.yaml that is put back needs two people again\n"
     "  exit status: 65 mistakes, or not approved, 66 no such home, 73 you approved it before, 77 you\n"
     "  may not approve",
     "  cantref staff show -C demo/home\n"
     "  cantref staff approve -C demo/home"},
    {"seal", seal_command, "make a person nobody to all but one team",
     "ENTITY --ground GROUND --team TEAM | ENTITY --lift |\n"
     "         ENTITY --open LOGIN --until DATE | --approve OPENING | --list   [-C DIR] [--json]",
     "Refuge, adoption, gender recognition, protected witnesses, staff’s own records: a sealed person\n"
     "is linked to nothing, counted nowhere and found by nobody outside the team. Whoever asks for them\n"
     "is told what is said of somebody who was never there. It is kept through corrections and new\n"
     "extracts of their records; a new record from elsewhere is linked without them, so that an old and\n"
     "a new identity are never joined: seal it too.\n"
     "\n"
     "Who seals is of the team, or of information governance; who lifts is of the team. --open asks\n"
     "that one person more may see them for a time: an administrator or information governance asks,\n"
     "another approves.",
     "  in a source without a key a corrected row is a new record, and isn’t sealed\n"
     "  exit status: 66 nobody of that id, or sealed and not for you; 73 approved before; 77 refused",
     "  cantref seal P7K3Q9M2XH4TD --ground refuge --team housing_options -C demo/home"},
    {"restrict", restrict_command, "restrict the use of a person’s data (Article 18)",
     "ENTITY [--lift] [--why TEXT] [-C DIR] [--json]",
     "While a dispute is settled the data is kept and used for little else: every purpose is refused\n"
     "but those that its file allows all the same (despite_restriction). Linking goes on, so that the\n"
     "restriction also holds for records that join the person later.",
     "  exit status: 66 nobody of that id, 73 restricted already, 77 refused",
     "  cantref restrict P7K3Q9M2XH4TD -C demo/home"},
    {"object", object_command, "heed a person’s objection (Article 21)",
     "ENTITY [--lift] [--why TEXT] [-C DIR] [--json]",
     "Purposes that rest on a public task or legitimate interests are refused from then on, but for\n"
     "those whose grounds override it (despite_objection).",
     "  exit status: 66 nobody of that id, 73 objected already, 77 refused",
     "  cantref object P7K3Q9M2XH4TD -C demo/home"},
    {"hold", hold_command, "keep a person’s data from being erased",
     "ENTITY --until DATE --why TEXT | ENTITY --lift   [-C DIR] [--json]",
     "For a claim in law: neither cantref erase nor cantref retention takes anything of the person\n"
     "until that day has passed. An erasure that is refused says why, and until when.",
     "  exit status: 66 nobody of that id, 73 held already, 77 refused",
     "  cantref hold P7K3Q9M2XH4TD --until 2027-03-31 --why \"tribunal T/26/4\" -C demo/home"},
    {"requests", requests_command, "list what residents have asked for, and by when it is due",
     "[--due-within DAYS] | add KIND ENTITY | extend REQUEST |\n"
     "         close REQUEST --outcome TEXT   [-C DIR] [--json]",
     "Each request has a clock: one month from the day of receipt to the same day of the next, or its\n"
     "last; if that is a weekend or a public holiday, the next working day (UK GDPR Article 12(3), as\n"
     "the Information Commissioner counts it). extend adds two months, once: tell the resident why\n"
     "within the first. KIND is access, rectification, erasure, restriction or objection.",
     "  exit status: 66 nobody of that id, 73 closed or extended before, 77 refused",
     "  cantref requests --due-within 5d -C demo/home"},
    {"rectify", rectify_command, "enter what a person says is wrong, and where it is kept",
     "ENTITY FIELD=VALUE... | --check   [--received DATE] [-C DIR] [--json]",
     "The council’s own systems are the source of truth: what is wrong is corrected there. This keeps\n"
     "what is claimed, sealed, with its clock, and says which sources say something else. --check\n"
     "closes the requests whose claims every source says by now; cantref requests close ends one with\n"
     "a reason.",
     "  exit status: 66 nobody of that id, 77 refused",
     "  cantref rectify P7K3Q9M2XH4TD birth_date=1961-04-02 -C demo/home"},
    {"subject-access", subject_access_command,
     "write all that is held of a person, for that person",
     "ENTITY -o DIR [--received DATE] [--language cy] [-C DIR] [--json]",
     "Every record that speaks or spoke of the person, in every version, by source, with what each\n"
     "source is used for: as a page, JSON and CSV. What is or may be about somebody else is left out by\n"
     "rule; to-check.csv lists each such cell, and texts that may name others, for a person to read\n"
     "before the answer goes out. who-looked.csv is what the audit log says: when, by which role, what\n"
     "for, under what law; of an investigation the month alone.",
     "  exit status: 66 nobody of that id, 73 the folder is in the way, 77 refused",
     "  cantref subject-access P7K3Q9M2XH4TD -o answer -C demo/home"},
    {"break-glass", break_glass_command, "list and review emergencies in which a purpose was used",
     "list [--all] | review NOTICE --justified --finding TEXT   [-C DIR]",
     "cantref view --break-glass REASON lets staff use a purpose for once without its role, team or\n"
     "case, where the purpose allows it. Each time a notice to the purpose’s owner is written before\n"
     "anything is shown, and somebody else reviews it.",
     "  exit status: 66 no such notice, 73 your own, or reviewed before, 77 refused",
     "  cantref break-glass list -C demo/home"},
    {"erase", erase_command, "erase a person from a home, for good", "ENTITY [-C DIR] [--json]",
     "Records that speak of nobody else keep nothing, in any version. Of one that speaks of others\n"
     "too, such as a joint tenancy, the columns that are theirs and the place are kept, and no\n"
     "earlier version. A cell that names the person and somebody else is emptied whole. The keys of\n"
     "all that goes are forgotten, so that no backup of the database shows it again, and the rows are\n"
     "listed, as keyed hashes, so that the next extract doesn't bring them back. The entity's id\n"
     "stays, and is nobody's.",
     "  it can't be undone; a crash amid it is finished by the next command on the home\n"
     "  older backups of the keys and files of extracts are yours to delete\n"
     "  a model in use keeps how common names are; train a new one to leave it behind\n"
     "  exit status: 66 no such home or entity, 73 it was merged into another",
     "  cantref erase P7K3Q9M2XH4TD -C demo/home"},
    {"retention", retention_command, "delete what has been gone for as long as it is kept",
     "[--dry-run] [-C DIR] [--json]",
     "A record that its source withdrew is kept for the source's retention_days (sources/NAME.yaml),\n"
     "else the council's (council.yaml), and so is a version that a newer one replaced. Then it\n"
     "goes for good, with its keys, to whom it belonged, and what people decided of it; an entity\n"
     "without any record left keeps its id alone. What stands is never touched. Each run is\n"
     "logged in the home, with the rule and how much went. A life event that was closed or withdrawn\n"
     "keeps nothing of what was said, and of whom, after the retention_days of its purpose. Run it\n"
     "daily.",
     "  it can't be undone; a run that was stopped goes on when it is run again\n"
     "  older backups of the keys and files of extracts are yours to delete\n"
     "  exit status: 65 a rule can't be read, and nothing goes; 66 no home",
     "  cantref retention --dry-run -C demo/home\n"
     "  cantref retention -C demo/home"},
    {"deliver", deliver_command, "say whether all is there to send letters, e-mail, notices",
     "check [--try PARTNER] | resume PARTNER   [-C DIR] [--json]",
     "delivery.yaml says by whom what is sent leaves: letters' return address, the mail server\n"
     "(smtp), GOV.UK Notify (notify), partners' addresses and secrets, folders for write-back files.\n"
     "The delivery.yaml that cantref init writes has every key, as comments.\n"
     "\n"
     "check reads it, and the files of passwords, keys and secrets that it names; says what leaves\n"
     "by whom; and what is to be mended, a line each. --try sends a partner a signed test notice, a\n"
     "CloudEvent of type uk.cantref.test.v1, and says what became of it.\n"
     "\n"
     "A partner that answers 410 Gone gets nothing more; resume sends to it again.\n"
     "\n"
     "All that goes over the network is sent by a process of its own, which has neither keys nor the\n"
     "database, follows no redirect, and opens no connection to an address that is not of the public\n"
     "internet unless delivery.yaml lists it.",
     "  exit status: 65 something is to be mended, 66 no such home or partner, 71 the test notice\n"
     "  was not received",
     "  cantref deliver check -C demo/home\n"
     "  cantref deliver check --try health_board -C demo/home"},
    {"feel", feel_command, "try a condition in FEEL: explain it, evaluate it, check it",
     "explain | eval | check EXPRESSION [--input FILE] [options]",
     "FEEL is the expression language of the DMN standard, in which the conditions of triggers and\n"
     "duties are written.\n"
     "\n"
     "explain says in plain words, in English or Welsh, whether EXPRESSION holds and which of its\n"
     "parts decided that, each with its value; what is not known is never taken for a no. eval\n"
     "prints its value as FEEL writes it, and on standard error why it is null, or in doubt.\n"
     "check holds it to what a pack must keep to: names that are there, types that fit, one\n"
     "reading; and prints its type.\n"
     "\n"
     "FILE has the values: JSON or YAML, a name and its value each; null is not known; a text that\n"
     "is a date, time or duration is one. --labels says what to call them: person.age: {en: the\n"
     "person's age, cy: oed y person}; of the items of a list: children[].age.",
     "  a million steps, 16 MiB; 200 parts are told, of a list 5 items\n"
     "  exit status: 0 whatever the value is, 65 when EXPRESSION is no FEEL",
     "  cantref feel explain 'age >= 65 and tenant' --input inputs.yaml --labels labels.yaml\n"
     "  cantref feel eval 'sum([1, 2.50]) * 2'"},
    {"backup", backup_command, "copy a home's database, or its keys, into a sealed file",
     "FILE [-C DIR] [--keys] [--json]",
     "FILE is new. It is read again and checked before it gets its name. Another program may be\n"
     "at work on the home meanwhile. Two backups and a sheet of paper bring a home back:\n"
     "  the database, as often as you wish; it opens with the keys alone;\n"
     "  the keys (--keys), daily, kept somewhere else; old ones deleted, since they would open\n"
     "  what was erased after them;\n"
     "  keys/council.key, printed once and put in a safe; it opens the backup of the keys.\n"
     "The rest is in git: council.yaml, sources/, purposes/, gateways.yaml, staff.yaml,\n"
     "staff.approved.yaml and approvals.yaml. Extracts can be had again. The audit log is copied\n"
     "as files: data/log/, keys/log.pub, keys/log.key, keys/log/; an older one is never put back.",
     "  beside FILE there must be room for the database once more\n"
     "  exit status: 66 no such home, 71 disk, 73 FILE is there already",
     "  cantref backup cantref.backup -C demo/home\n"
     "  cantref backup --keys keys.backup -C demo/home"},
    {"restore", restore_command, "put a home's database and keys back from backups",
     "[FILE] DIR [--keys FILE] [--json]",
     "After a fire:\n"
     "  1. get what git keeps into DIR: council.yaml, sources/, purposes/ and the other .yaml\n"
     "  2. mkdir -m 700 DIR/keys; type council.key in from paper, into DIR/keys; chmod 600 it\n"
     "  3. cantref restore cantref.backup DIR --keys keys.backup\n"
     "  4. cantref ingest --all -C DIR, with today's extracts\n"
     "Without --keys the keys that are in DIR are used; without FILE only the keys are put back.\n"
     "The two may be of different days. What can't be unsealed because its key is gone is dropped;\n"
     "whoever was erased stays so.",
     "  DIR must lack what is put back\n"
     "  exit status: 65 damaged, another home's, wrong council.key; 66 no such home or file;\n"
     "  73 DIR has a database",
     "  cantref restore cantref.backup demo/home --keys keys.backup"},
    {"simulate", simulate_command, "run the engine in a made-up world that goes wrong by chance",
     "[--seeds N] [--from S] [--threads T] [--trace SEED] [--json]",
     "Runs what carries processes out, whole, in memory: plans made by chance and those of the\n"
     "packs that the program carries, a clock that is set and leaps, receivers that are down, refuse\n"
     "or lose their answers, workers that are killed or sleep, commits that fail, and people who err.\n"
     "After every transaction it checks that nothing is lost, comes twice, leaves once it was\n"
     "stopped, or is late in silence; that each duty is in one of its states; that nothing goes to\n"
     "the dead; and at last that all ends once nothing goes wrong any more.\n"
     "\n"
     "A seed gives the same run each time, of at least 200 transactions and one crash. Of one that\n"
     "violates something, the smallest run that still does is printed, in words; --trace prints the\n"
     "whole of a seed.",
     "  exit status 65: something does not hold",
     "  cantref simulate --seeds 10000\n"
     "  cantref simulate --from 4711 --seeds 1\n"
     "  cantref simulate --trace 4711"},
    {"help", help_command, "say what a command does, its options, limits and an example",
     "[COMMAND]", "Without a COMMAND: the list of commands.", NULL, "  cantref help version"},
    {"version", version_command, "print the version", "", "Prints the version of this program.",
     NULL, "  cantref version"},
};
const size_t command_count = sizeof command_table / sizeof command_table[0];

int main(int argc, char **argv)
{
    mem_begin();
    if (argc == 2 && strcmp(argv[1], CONNECTOR_CHILD) == 0) {
        return connector_child();
    }
    if (argc == 2 && strcmp(argv[1], EGRESS_CHILD) == 0) {
        return egress_child();
    }
    if (argc >= 2 && strcmp(argv[1], FRONT_CHILD) == 0) {
        front_child(argc, argv);
    }
    if (argc == 2 && strcmp(argv[1], TYPESET_CHILD) == 0) {
        return typeset_child();
    }
    if (argc > 1 && strcmp(argv[1], FRONT_CHILD) == 0) {
        return front_child(argc, argv);
    }
    return command_main(argc, argv);
}
