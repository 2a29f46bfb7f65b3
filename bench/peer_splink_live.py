#!/usr/bin/env python3
"""peer_splink_live.py TABLE CALLS - Splink 5's own live calls on one table, with the settings that
peer_splink.py has for a council: how long predict_between takes for one record that arrives (Splink
4 called it find_matches_to_new_records), and score_pair for one pair (compare_two_records). Prints medians as JSON. Training is not counted."""

import json
import statistics
import sys
import time

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator

from peer_splink import council, read


def median_ms(calls, call):
    times = []
    for number in range(calls):
        started = time.perf_counter()
        call(number)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def main():
    path, calls = sys.argv[1], int(sys.argv[2])
    model = council()
    connection = duckdb.connect()
    api = DuckDBAPI(connection=connection)
    name = read(connection, path, model.added)
    linker = Linker(
        api.register(name, dataset_display_name=name),
        SettingsCreator(
            link_type="dedupe_only",
            blocking_rules_to_generate_predictions=model.blocks,
            comparisons=model.comparisons,
        ),
    )
    training = linker.training
    training.estimate_probability_two_random_records_match(model.seeds, recall=model.share)
    training.estimate_u_using_random_sampling(max_pairs=model.pairs, seed=model.seed)
    for rule in model.sessions[:2]:
        training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=model.terms_apart
        )
    people = api.register(name, dataset_display_name="people")
    for column in ("given_name", "family_name"):
        linker.table_management.compute_tf_table(column)
    rows = connection.sql(f"select * from {name} using sample {2 * calls} rows (reservoir, 1)")
    records = [dict(zip(rows.columns, row)) for row in rows.fetchall()]

    def find(number):
        arrived = f"arrived_{number}"
        connection.execute(
            f"create table {arrived} as select * replace (-1 as unique_id) from {name} "
            f"where unique_id = {records[number]['unique_id']}"
        )
        new = api.register(arrived, dataset_display_name=arrived)
        linker.inference.predict_between(people, new).as_record_list()

    def compare(number):
        linker.inference.score_pair(records[number], records[number + calls]).as_record_list()

    print(json.dumps({"find_ms": median_ms(calls, find), "compare_ms": median_ms(calls, compare)}))


if __name__ == "__main__":
    main()
