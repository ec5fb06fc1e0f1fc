"""Splink's side of ``benchmarks.linkage --peer``: runs in the peers' own environment, never in ours.

    python splink_side.py PARCELS.parquet OUT THRESHOLD[,THRESHOLD...]

Links the receivers of PARCELS: texts made ready in DuckDB, five blocking rules, five comparisons, EM. Writes
the clusters at each threshold (a match weight, in bits) as OUT/<threshold>.parquet, and one line of JSON: the
costs up to the clusters of the first threshold. Importing is not counted, as on our side.
"""

import json
import logging
import resource
import sys
import time
from pathlib import Path

import duckdb  # type: ignore[import-not-found, unused-ignore]
import splink.comparison_library as cl  # type: ignore[import-not-found, unused-ignore]
from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # type: ignore[import-not-found, unused-ignore]

# Accents off, case folded, words in one order, phone by its last nine digits: what a careful user would do.
READY = r"""
create table records as
with folded as (
    select waybill as unique_id,
        translate(strip_accents(lower(receiver_name)), 'đ', 'd') as name,
        translate(strip_accents(lower(receiver_address)), 'đ', 'd') as address,
        regexp_replace(receiver_phone, '[^0-9]', '', 'g') as digits,
        upper(regexp_replace(receiver_postcode, '[^0-9A-Za-z]', '', 'g')) as postcode
    from read_parquet($path)
), words as (
    select *,
        list_sort(regexp_extract_all(name, '[\p{L}\p{N}]+')) as name_words,
        list_sort(regexp_extract_all(address, '[\p{L}\p{N}]+')) as address_words,
        list_sort(regexp_extract_all(address, '\b[0-9]{1,5}[a-z]?\b')) as number_words
    from folded
)
select unique_id,
    nullif(array_to_string(name_words, ' '), '') as name,
    nullif(array_to_string(address_words, ' '), '') as address,
    nullif(array_to_string(list_filter(number_words, lambda word: word <> coalesce(postcode, '')), ' '), '')
        as numbers,
    case when length(digits) >= 8 then right(digits, 9) end as phone,
    nullif(postcode, '') as postcode
from words
"""
BLOCKS = (("phone",), ("name", "postcode"), ("name", "numbers"), ("postcode", "numbers"), ("address",))


def model() -> "SettingsCreator":
    """Return the model: what is compared, at which levels, and who is compared at all."""
    return SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on(*fields) for fields in BLOCKS],
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("phone", [1, 2]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address", [0.95, 0.88, 0.8]),
            cl.LevenshteinAtThresholds("numbers", [1]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("postcode", [1]),
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )


def trained(connection: "duckdb.DuckDBPyConnection") -> "Linker":
    """Return a linker whose weights were fitted to these records."""
    api = DuckDBAPI(connection)
    linker = Linker(api.register("records"), model())
    train = linker.training
    train.estimate_probability_two_random_records_match(
        [block_on("phone", "name"), block_on("address", "name")], recall=0.6
    )
    train.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for fields in (("phone",), ("name", "numbers"), ("postcode", "numbers")):
        train.estimate_parameters_using_expectation_maximisation(block_on(*fields))
    return linker


def main() -> None:
    """Link, write, tell the cost."""
    parcels, out = Path(sys.argv[1]), Path(sys.argv[2])
    thresholds = [float(text) for text in sys.argv[3].split(",")]
    logging.disable(logging.WARNING)
    wall, cpu = time.perf_counter(), time.process_time()
    connection = duckdb.connect()
    connection.execute(READY, {"path": str(parcels)})
    linker = trained(connection)
    links = linker.inference.predict(threshold_match_weight=min(thresholds))
    cost: dict[str, float] = {}
    for threshold in thresholds:
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(
            links, threshold_match_weight=threshold
        )
        if not cost:
            cost = {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall}
            cost["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        connection.sql(
            f"select unique_id as waybill, cluster_id as party from {found.physical_name}"  # noqa: S608 - its own table
        ).write_parquet(str(out / f"{threshold:g}.parquet"))
    print(json.dumps(cost))


if __name__ == "__main__":
    main()
