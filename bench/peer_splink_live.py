#!/usr/bin/env python3
"""peer_splink_live.py TABLE CALLS - Splink 5's own live calls on one table, with the settings that
peer_splink.py has for a council: how long find_matches_to_new_records takes for one record, and
compare_two_records for one pair. Prints medians as JSON. Training is not counted."""

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
    rows = connection.sql(f"select * from {name} using sample {2 * calls} rows (reservoir, 1)")
    records = [dict(zip(rows.columns, row)) for row in rows.fetchall()]

    def find(number):
        record = {**records[number], "unique_id": -1 - number}
        linker.inference.find_matches_to_new_records([record]).as_record_dict()

    def compare(number):
        linker.inference.compare_two_records(
            records[number], records[number + calls]
        ).as_record_dict()

    print(json.dumps({"find_ms": median_ms(calls, find), "compare_ms": median_ms(calls, compare)}))


if __name__ == "__main__":
    main()
