"""One run of the bench of identity, in a process of its own: ours, or bare Splink.

Belongs here: `python -m orchestration.bench.identity_runs WHAT FOLDER PAIRS`, which prints its figures as JSON. Not
here: making the records (`people`) and comparing the runs (`identity`).

Ours is what a first run does with people: find changes, normalise, stop-lists, choose keys, score, cluster, remember;
with the generic model, so nothing is trained. Bare Splink is what its user writes: cleaning in SQL, blocking rules,
training, predict, cluster; with the comparisons that its library has for such columns.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

from orchestration.bench.people import PEOPLE
from warehouse.connections import literal

THREADS_AND_MEMORY: dict[str, str | bool | int | float | list[str]] = {
    "threads": "2", "memory_limit": "2GB", "preserve_insertion_order": "false",
}  # fmt: skip
RULES = (
    ("email",), ("phone",), ("given", "family", "postal"), ("given", "family", "city"), ("family", "street"),
    ("street", "postal", "given"), ("family", "postal", "initial"), ("given", "street"), ("family", "given"),
    ("postal", "street"), ("family", "city", "initial"), ("given", "postal"), ("family", "postal"), ("street", "city"),
    ("given", "city"),
)  # fmt: skip
"""Blocking rules as a user of Splink lists them, the most telling first; as many are used as fit the budget."""
THRESHOLD = 0.95
_CLEANED = """
    with parted as (
        select row_number() over (order by source_name, party_record_id) as unique_id,
            coalesce(given_name, case when contains(full_name, ',') then split_part(full_name, ',', 2)
                else regexp_replace(full_name, ' [^ ]+$', '') end) as given,
            coalesce(family_name, case when contains(full_name, ',') then split_part(full_name, ',', 1)
                else regexp_extract(full_name, '[^ ]+$') end) as family,
            email, phone, street, city, postal_code
        from people
    )
    select unique_id,
        nullif(trim(regexp_replace(lower(strip_accents(given)), '[^a-z0-9 ]', '', 'g')), '') as given,
        nullif(trim(regexp_replace(lower(strip_accents(family)), '[^a-z0-9 ]', '', 'g')), '') as family,
        left(nullif(trim(lower(strip_accents(given))), ''), 1) as initial,
        nullif(lower(trim(email)), '') as email,
        nullif(right(regexp_replace(phone, '[^0-9]', '', 'g'), 8), '') as phone,
        nullif(trim(regexp_replace(lower(strip_accents(street)), '[^a-z0-9 ]', '', 'g')), '') as street,
        nullif(trim(regexp_replace(lower(strip_accents(city)), '[^a-z ]', '', 'g')), '') as city,
        nullif(regexp_replace(upper(postal_code), '[^A-Z0-9]', '', 'g'), '') as postal
    from parted
"""
"""The cleaning that Splink's documentation asks of its user: small letters, no accents, no signs, empty is null."""


class Clock:
    """CPU seconds of this process, all threads, by part."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}
        self._last = time.process_time()

    def done(self, part: str) -> None:
        """Say that a part is done."""
        now = time.process_time()
        self.parts[part], self._last = now - self._last, now

    def skip(self) -> None:
        """Leave out what was done since the last part."""
        self._last = time.process_time()


def run_ours(folder: Path, new: int) -> dict[str, Any]:
    """Link everything, then again with some records that were not there before."""
    from identity.configuration import linkage_settings, settings_hash
    from identity.models.generic import generic_model
    from identity.models.kept import KeptModel
    from identity.parties.linking import fit, link_changed, remember_model

    settings = linkage_settings()
    blank = KeptModel("person-1", "person", generic_model("person"), {}, (), (), 0, settings_hash(), "generic")
    with _opened(folder, "ours") as connection:
        connection.execute("create schema canonical; create schema identity")
        connection.execute("create view canonical.party_record as from people")
        clock = Clock()
        kept, done = fit(connection, blank, settings, _say)
        remember_model(connection, kept)
        clock.done("all")
        found = {"records": done.record_count, "pairs": done.pair_count, "keys": len(kept.keys), **clock.parts}
        peak = _peak_gib()
        figures = _clusters(connection, "identity.person_part", "cluster")
        _hold_back(connection, new)
        link_changed(connection, kept, settings, _say)
        connection.execute("insert into people from held")
        clock.skip()
        delta = link_changed(connection, kept, settings, _say)
        clock.done("new")
    return {
        "records": found["records"], "pairs": found["pairs"], "keys": found["keys"], "cpu_seconds": found["all"],
        "peak_gib": peak, **figures,
        "new": {"records": new, "scored": delta.dirty_count, "pairs": delta.pair_count,
                "cpu_seconds": clock.parts["new"], "peak_gib": _peak_gib()},
    }  # fmt: skip


def run_splink(folder: Path, budget: int) -> dict[str, Any]:
    """Let Splink alone do what its user has it do, with at most so many pairs."""
    from splink import DuckDBAPI, Linker, block_on

    with _opened(folder, "splink") as connection:
        clock = Clock()
        connection.execute(f"create table person as {_CLEANED}")
        clock.done("clean")
        rules = affordable_rules(connection, budget)
        clock.skip()
        api = DuckDBAPI(connection=connection)
        linker = Linker(api.register("person"), _splink_settings(rules))
        linker.training.estimate_u_using_random_sampling(1_000_000)
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("email"))
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("family", "given"))
        clock.done("train")
        found = linker.inference.predict(threshold_match_probability=0.5)
        clock.done("predict")
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(found, THRESHOLD)
        clock.done("cluster")
        peak = _peak_gib()
        pairs = _pairs_of(connection, rules)
        figures = _clusters(connection, clusters.physical_name, "cluster_id")
    return {
        "pairs": pairs, "rules": [" and ".join(rule) for rule in rules],
        **{f"{part}_cpu_seconds": seconds for part, seconds in clock.parts.items()},
        "cpu_seconds": sum(clock.parts.values()), "peak_gib": peak, **figures,
    }  # fmt: skip


def affordable_rules(connection: duckdb.DuckDBPyConnection, budget: int) -> list[tuple[str, ...]]:
    """Return as many of `RULES`, in their order, as make no more pairs than the budget together."""
    chosen: list[tuple[str, ...]] = []
    for rule in RULES:
        if _pairs_of(connection, [*chosen, rule]) <= budget:
            chosen.append(rule)
    return chosen


def _pairs_of(connection: duckdb.DuckDBPyConnection, rules: list[tuple[str, ...]]) -> int:
    """Return how many pairs some rules make at most: each pair is counted once for each rule that finds it."""
    total = 0
    for rule in rules:
        columns = ", ".join(rule)
        known = " and ".join(f"{column} is not null" for column in rule)
        ((pairs,),) = connection.execute(
            "select coalesce(sum(n * (n - 1) / 2), 0)::bigint from "
            f"(select count(*)::hugeint as n from person where {known} group by {columns})"
        ).fetchall()
        total += int(pairs)
    return total


def _splink_settings(rules: list[tuple[str, ...]]) -> dict[str, Any]:
    """Return settings with the comparisons that Splink's library has for these columns."""
    import splink.comparison_library as compare
    from splink import block_on

    return {
        "link_type": "dedupe_only", "unique_id_column_name": "unique_id", "retain_matching_columns": False,
        "blocking_rules_to_generate_predictions": [block_on(*rule) for rule in rules],
        "comparisons": [
            compare.ForenameSurnameComparison("given", "family"),
            compare.EmailComparison("email"),
            compare.LevenshteinAtThresholds("phone", [1]),
            compare.JaroWinklerAtThresholds("street", [0.92, 0.85]),
            compare.ExactMatch("postal").configure(term_frequency_adjustments=True),
            compare.ExactMatch("city").configure(term_frequency_adjustments=True),
        ],
    }  # fmt: skip


def _opened(folder: Path, name: str) -> duckdb.DuckDBPyConnection:
    """Return a new database with the records as the table `people`."""
    file = folder / f"{name}.duckdb"
    file.unlink(missing_ok=True)
    connection = duckdb.connect(str(file), config=THREADS_AND_MEMORY)
    connection.execute("set enable_progress_bar = false")
    connection.execute(f"create table people as from read_parquet({literal(folder / PEOPLE)})")
    return connection


def _hold_back(connection: duckdb.DuckDBPyConnection, new: int) -> None:
    """Take some records away, the same ones each time, into the table `held`."""
    connection.execute(
        "create temp table held as from people "
        f"order by hash(party_record_id, source_name), source_name, party_record_id limit {new}"
    )
    connection.execute(
        "delete from people using held where people.source_name = held.source_name "
        "and people.party_record_id = held.party_record_id"
    )


def _clusters(connection: duckdb.DuckDBPyConnection, table: str, cluster: str) -> dict[str, int]:
    """Return how many clusters there are and the records of the largest, by which a collapse is seen."""
    ((count, largest),) = connection.execute(
        f"select count(*), max(n) from (select count(*) as n from {table} group by {cluster})"
    ).fetchall()
    return {"clusters": int(count), "largest_cluster": int(largest)}


def _peak_gib() -> float:
    """Return the most memory that this process held; what the system says of resources includes its parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 2**20


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def main() -> None:
    """Do one run and print its figures."""
    what, folder, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    found = run_ours(folder, number) if what == "ours" else run_splink(folder, number)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
