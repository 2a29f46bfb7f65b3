"""holding.py - what a home holds, in a form that does not tell how it came about: to be compared before
and after something that must change nothing, or just one thing."""

import collections

VERSIONS = """SELECT r.source, r.identity, v.version, v.content, v.known_to IS NULL, v.cells IS NULL
    FROM record_version v JOIN record r USING (record)"""
MEMBERS = """SELECT m.entity, r.source, r.identity, m.number
    FROM membership m JOIN record r USING (record)"""
DECISIONS = """SELECT d.same, l.source, l.identity, d.left_number, r.source, r.identity,
    d.right_number, d.who, d.undone IS NULL FROM decision d
    JOIN record l ON l.record = d.left_record JOIN record r ON r.record = d.right_record"""
REST = [
    "SELECT name, adopted IS NULL FROM model ORDER BY name",
    "SELECT value FROM about WHERE name = 'model'",
    "SELECT ended IS NULL FROM erasure",
    "SELECT count(*) FROM suppression",
    "SELECT count(*) FROM erasure_key",
    "SELECT count(*) FROM retention_key",
    "SELECT count(*) FROM waiting",
    "SELECT what, lifted IS NULL, count(*) FROM mark GROUP BY 1, 2 ORDER BY 1, 2",
    "SELECT count(*) FROM hidden_record",
    "SELECT e.type, e.shadow, v.version, v.act, v.status, v.ended IS NULL, count(*) FROM event e JOIN "
    "event_version v USING (event) GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6",
    "SELECT kind, relation, trigger_name, count(*) FROM event_telling GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "SELECT name, until IS NULL, answer_key IS NULL, count(*) FROM event_answer GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "SELECT count(*) FROM event_mention",
    "SELECT what, taken IS NULL, count(*) FROM event_recall GROUP BY 1, 2 ORDER BY 1, 2",
    "SELECT sayer, alone, said, count(*) FROM contact_statement GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "SELECT item, text_key IS NULL, count(*) FROM contact_value GROUP BY 1, 2 ORDER BY 1, 2",
    "SELECT count(*) FROM contact_mention",
    "SELECT kind, state, count(*) FROM help_offer GROUP BY 1, 2 ORDER BY 1, 2",
    "SELECT count(*) FROM help_offer_mention",
    "SELECT name, change, looked_at, proposed, cant_tell FROM trigger_position ORDER BY name",
]


class Holding:
    def __init__(self, home):
        with home.database() as db:
            self.versions = collections.Counter(db.execute(VERSIONS))
            groups = collections.defaultdict(set)
            for entity, *member in db.execute(MEMBERS):
                groups[entity].add(tuple(member))
            self.partition = frozenset(map(frozenset, groups.values()))
            self.decisions = collections.Counter(db.execute(DECISIONS))
            self.rest = [db.execute(sql).fetchall() for sql in REST]
        db.close()

    def __eq__(self, other):
        return vars(self) == vars(other)

    def differs(self, other):
        return ", ".join(name for name in vars(self) if vars(self)[name] != vars(other)[name])

    def is_between(self, before, after):
        """Nothing lost, nothing doubled."""
        return all(
            now[key] in range(min(was[key], will[key]), max(was[key], will[key]) + 1)
            for now, was, will in [
                (self.versions, before.versions, after.versions),
                (self.decisions, before.decisions, after.decisions),
            ]
            for key in now | was | will
        )
