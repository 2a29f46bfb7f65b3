#!/usr/bin/env python3
"""peer_splink.py SET ANSWER FILE... - run Splink 5 on one set, in the environment that peers.py
makes, and write ANSWER: source,row,entity.

For historical_50k, febrl1, febrl4 and fake_1000 the model is that of Splink's own demos, named
below: the same columns blocked on and compared, trained in the same way. For the others there is
none, and the model is by hand; it is given what the demos and the documentation advise, and the
trap of households is seen to: family name, address and postcode are one comparison, so that those
who live together don't seem alike three times. Clusters are cut at a probability of .95, as in the
demos; the council's at .8, the best of .5, .8, .95 and .99 by its truth, which a council would not
have: so that nobody can say that the peer was given a bad cut."""

import csv
import os
import sys

import duckdb
import splink.comparison_level_library as level
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


class Model:
    """What one set is told to Splink with. seeds: rules that find true pairs, to guess from how
    many there are, and the share of them that they are thought to find; sessions: what each pass of
    expectation maximisation is blocked on."""

    def __init__(self, blocks, comparisons, seeds, share, sessions, **more):
        self.blocks, self.comparisons = blocks, comparisons
        self.seeds, self.share, self.sessions = seeds, share, sessions
        self.pairs = more.get("pairs", 1e6)
        self.seed = more.get("seed")
        self.terms_apart = more.get("terms_apart", True)
        self.added = more.get("added", "")  # columns made of others
        self.link_only = more.get("link_only", False)
        self.threshold = more.get("threshold")
        self.cut = more.get("cut", 0.95)


def historical_50k():
    """Demo "Linking a dataset of real historical persons"."""
    return Model(
        [
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode_fake", "first_name"),
            block_on("postcode_fake", "surname"),
            block_on("dob", "birth_place"),
            block_on("substr(postcode_fake,1,3)", "dob"),
            block_on("substr(postcode_fake,1,3)", "first_name"),
            block_on("substr(postcode_fake,1,3)", "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ],
        [
            compare.ForenameSurnameComparison(
                "first_name", "surname", forename_surname_concat_col_name="both_names"
            ),
            compare.DateOfBirthComparison("dob", input_is_string=True),
            compare.PostcodeComparison("postcode_fake"),
            compare.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            compare.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
        [
            block_on("first_name", "surname", "dob"),
            block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
            block_on("dob", "postcode_fake"),
        ],
        0.6,
        [block_on("first_name", "surname"), block_on("dob")],
        pairs=1e7,
        added=", first_name || ' ' || surname as both_names",
    )


def febrl1():
    """Demo "Deduplicating the febrl3 dataset": the same generator, another file."""
    return Model(
        [block_on(c) for c in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")],
        [
            compare.NameComparison("given_name"),
            compare.NameComparison("surname"),
            compare.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d"
            ),
            compare.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            compare.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            compare.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
        [
            block_on("soc_sec_id"),
            block_on("given_name", "surname", "date_of_birth"),
            "l.given_name = r.surname and l.surname = r.given_name "
            "and l.date_of_birth = r.date_of_birth",
        ],
        0.9,
        [block_on("date_of_birth"), block_on("postcode")],
        seed=2,
        terms_apart=False,
        threshold=0.2,
    )


def febrl4():
    """Demo "Linking the febrl4 datasets", its detailed model."""
    return Model(
        [
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("date_of_birth"),
            block_on("soc_sec_id"),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ],
        [
            compare.NameComparison("given_name").configure(term_frequency_adjustments=True),
            compare.NameComparison("surname").configure(term_frequency_adjustments=True),
            compare.DateOfBirthComparison(
                "date_of_birth",
                input_is_string=True,
                datetime_format="%Y%m%d",
                invalid_dates_as_null=True,
            ),
            compare.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            compare.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            compare.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(
                term_frequency_adjustments=True
            ),
        ],
        [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
        0.8,
        [block_on("date_of_birth"), block_on("postcode")],
        link_only=True,
        threshold=0.2,
    )


def clk_dirty():
    """No demo has this set; it has febrl4's columns, so its model is febrl4's."""
    return febrl4()


def fake_1000():
    """Demo "Evaluation when you have fully labelled data"."""
    near = "levenshtein(r.dob, l.dob) <= 1"
    return Model(
        [block_on(column) for column in ("first_name", "surname", "dob", "email")],
        [
            compare.ForenameSurnameComparison("first_name", "surname"),
            compare.DateOfBirthComparison("dob", input_is_string=True),
            compare.ExactMatch("city").configure(term_frequency_adjustments=True),
            compare.EmailComparison("email"),
        ],
        [
            f"l.first_name = r.first_name and {near}",
            f"l.surname = r.surname and {near}",
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            "l.email = r.email",
        ],
        0.7,
        [block_on("dob"), block_on("email"), block_on("first_name", "surname")],
        seed=5,
    )


def council():
    """By hand, for the table that council_for_peers.py makes."""
    one_home = level.And(level.ExactMatchLevel("house"), level.ExactMatchLevel("postcode"))
    one_family = level.ExactMatchLevel("family_name")
    near_family = level.JaroWinklerLevel("family_name", 0.88)
    family_and_place = compare.CustomComparison(
        output_column_name="family_and_place",
        comparison_levels=[
            level.NullLevel("family_name"),
            level.And(one_family, one_home),
            level.And(near_family, one_home),
            level.And(one_family, level.ExactMatchLevel("address")),
            one_home,
            level.And(one_family, level.ExactMatchLevel("postcode")),
            level.And(one_family, level.CustomLevel("postcode_l[:-5] = postcode_r[:-5]")),
            level.ExactMatchLevel("family_name", term_frequency_adjustments=True),
            near_family,
            level.ElseLevel(),
        ],
    )
    given = compare.CustomComparison(
        output_column_name="given_name",
        comparison_levels=[
            level.NullLevel("given_name"),
            level.ExactMatchLevel("given_name", term_frequency_adjustments=True),
            level.CustomLevel(
                "(length(given_name_l) = 1 or length(given_name_r) = 1) "
                "and given_name_l[1] = given_name_r[1]"
            ),
            level.JaroWinklerLevel("given_name", 0.9),
            level.JaroWinklerLevel("given_name", 0.8),
            level.ElseLevel(),
        ],
    )
    middle = compare.CustomComparison(
        output_column_name="middle_names",
        comparison_levels=[
            level.NullLevel("middle_names"),
            level.ExactMatchLevel("middle_names"),
            level.CustomLevel("middle_names_l[1] = middle_names_r[1]"),
            level.ElseLevel(),
        ],
    )
    return Model(
        [
            block_on("given_name", "family_name", "postcode"),
            block_on("given_name", "family_name", "birth_date"),
            block_on("family_name", "postcode"),
            block_on("given_name", "postcode"),
            block_on("address"),
            block_on("birth_date", "postcode"),
            block_on("birth_date", "given_name"),
            block_on("birth_date", "family_name"),
            block_on("phone"),
            block_on("email"),
            block_on("given_name", "middle_names", "family_name"),
        ],
        [
            given,
            family_and_place,
            middle,
            compare.DateOfBirthComparison("birth_date", input_is_string=True),
            compare.ExactMatch("sex"),
            compare.ExactMatch("phone"),
            compare.ExactMatch("email"),  # too few rows have two of these to learn more levels from
            compare.ExactMatch("nhs_number"),
            compare.ExactMatch("ni_number"),
        ],
        [
            block_on("given_name", "family_name", "postcode"),
            block_on("given_name", "family_name", "birth_date"),
            block_on("substr(given_name,1,1)", "family_name", "house", "postcode"),
            block_on("nhs_number"),
            block_on("ni_number"),
        ],
        0.7,
        # The last is there for the rows that have no birth date, where initials are.
        [
            block_on("birth_date", "family_name"),
            block_on("birth_date", "given_name"),
            block_on("given_name", "family_name", "postcode"),
            block_on("family_name", "house", "postcode"),
        ],
        pairs=1e7,
        seed=1,
        cut=0.8,
    )


MODELS = {
    "historical_50k": historical_50k,
    "febrl1": febrl1,
    "febrl4": febrl4,
    "clk_dirty": clk_dirty,
    "fake_1000": fake_1000,
}


def read(connection, path, added):
    """The table, every cell as text and empty cells as none, numbered as its rows are."""
    columns = connection.sql(f"select * from read_csv('{path}', all_varchar=true) limit 0").columns
    cells = ", ".join(f'nullif(trim("{column}"), \'\') as "{column}"' for column in columns)
    name = "table_" + os.path.splitext(os.path.basename(path))[0]
    connection.execute(
        f"create table {name} as select *{added} from (select row_number() over () as unique_id, "
        f"{cells} from read_csv('{path}', all_varchar=true))"
    )
    return name


def link(model, paths):
    """(source, row, entity) of every row."""
    connection = duckdb.connect()
    api = DuckDBAPI(connection=connection)
    names = [read(connection, path, model.added) for path in paths]
    tables = [api.register(name, dataset_display_name=name) for name in names]
    linker = Linker(
        tables if len(tables) > 1 else tables[0],
        SettingsCreator(
            link_type="link_only" if model.link_only else "dedupe_only",
            blocking_rules_to_generate_predictions=model.blocks,
            comparisons=model.comparisons,
        ),
    )
    training = linker.training
    training.estimate_probability_two_random_records_match(model.seeds, recall=model.share)
    training.estimate_u_using_random_sampling(max_pairs=model.pairs, seed=model.seed)
    for rule in model.sessions:
        training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=model.terms_apart
        )
    scored = linker.inference.predict(threshold_match_probability=model.threshold)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        scored, threshold_match_probability=model.cut
    )
    source = "source_dataset" if len(tables) > 1 else f"'{names[0]}'"
    return connection.sql(
        f"select {source}, unique_id, cluster_id from {clusters.physical_name}"
    ).fetchall()


def main():
    name, answer, *paths = sys.argv[1:]
    found = link(MODELS.get(name, council)(), paths)
    with open(answer, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["source", "row", "entity"])
        out.writerows((source[len("table_") :], row, entity) for source, row, entity in found)


if __name__ == "__main__":
    main()
