"""What linking a million people costs, beside bare Splink on the same records; every part in a process of its own.

Belongs here: making the records, the three runs, and what they cost. Not here: how well they are resolved at scale 1
(`entrepot identity evaluate`).

`python tests/identity/at_size.py make SEED SCALE HOUSEHOLDS ERRORS FILE` writes the people of a simulated company as
Parquet; `… compare FOLDER SAMPLE FILE …` trains on the people of SAMPLE, links those of all FILEs, and prints JSON.
Companies share no person: every record's id and truth get their file's name in front.
"""

from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

NEW = 10_000
_THREADS_AND_MEMORY: dict[str, str | bool | int | float | list[str]] = {
    "threads": "2", "memory_limit": "2GB", "preserve_insertion_order": "false",
}  # fmt: skip
_SYSTEMS = ("shop_eu", "shop_us", "crm", "erp", "erp_old")
_FILES = re.compile(r"(customers|contacts|companies|res_partner|res_country)_20")


def make(seed: int, scale: float, households: float, errors: float, file: Path) -> None:
    """Write the people of a simulated company: only the files that tell of parties are landed."""
    from orchestration.options import RunOptions
    from orchestration.pipeline import opened_pipeline
    from orchestration.reporter import Reporter
    from warehouse.settings import load_settings

    folder = file.with_suffix(".company")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    world = folder / "world.toml"
    world.write_text(f"seed = {seed}\nhousehold_share = {households}\nrecord_errors = {errors}\n", encoding="utf-8")
    asked = ["demo", "--config", str(folder / "entrepot.toml"), "--scale", str(scale), "--world", str(world)]
    start = "from orchestration.cli.app import main; main()"
    subprocess.run([sys.executable, "-c", start, *asked, "--faults", "0", "--joints", "0"], check=True)
    for extract in (folder / "data" / "extracts").rglob("*"):
        if extract.is_file() and not _FILES.match(extract.name):
            extract.unlink()
    settings = load_settings(folder / "entrepot.toml")
    with opened_pipeline(settings, RunOptions(), Reporter()) as pipeline:
        for system in _SYSTEMS:
            pipeline.land(system)
        pipeline.load_raw()
        pipeline.build_canonical()
    with duckdb.connect(str(settings.work_file)) as connection:
        connection.execute(_people_sql(folder / "data" / "truth" / "parties.parquet", file))
    shutil.rmtree(folder)


def _people_sql(truth: Path, file: Path) -> str:
    return f"""
        copy (
            select record.* exclude (batch_id), known.true_id as truth
            from canonical.party_record as record
            inner join read_parquet('{truth}') as known
                on record.source_name = known.source_name and known.kind = 'person'
                and regexp_replace(record.party_record_id, '^[a-z]+:', '')
                = regexp_replace(known.record_id, '^gid://shopify/[A-Za-z]+/', '')
            order by record.source_name, record.party_record_id
        ) to '{file}' (format parquet)
    """


def open_warehouse(folder: Path, files: list[Path]) -> duckdb.DuckDBPyConnection:
    """Return a work warehouse with the party records of some files; one that is there is opened as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    is_new = not (folder / "work.duckdb").exists()
    connection = duckdb.connect(str(folder / "work.duckdb"), config=_THREADS_AND_MEMORY)
    connection.execute("set enable_progress_bar = false")
    if is_new:
        for schema in ("canonical", "identity"):
            connection.execute(f"create schema {schema}")
        each = " union all by name ".join(
            f"(select * replace ('{file.stem}:' || party_record_id as party_record_id, "
            f"'{file.stem}:' || truth as truth) from read_parquet('{file}'))"
            for file in files
        )
        connection.execute(f"create table canonical.party_record as {each}")
    return connection


def ours(folder: Path, sample: Path, files: list[Path]) -> dict[str, Any]:
    """Train on the sample, link everything, and link again with some records that were not there before."""
    from identity.block.budget import PAIR
    from identity.configuration import linkage_settings, settings_hash
    from identity.models.kept import KeptModel
    from identity.normalise.build import RECORD
    from identity.parties.linking import fit, link_changed, remember_model
    from identity.parties.reading import write_given
    from identity.resolve import resolve

    with open_warehouse(folder / "sample", [sample]) as connection:
        write_given(connection, "person")
        began = time.process_time()
        model = resolve(connection, "person", linkage_settings(), _say).model
        training = time.process_time() - began
    model.priors.clear()
    with open_warehouse(folder, files) as connection:
        kept = KeptModel("person-1", "person", model, {}, (), (), 0, settings_hash(), "trained")
        began = time.process_time()
        kept, done = fit(connection, kept, linkage_settings(), _say)
        full, peak = time.process_time() - began, _peak_gib()
        figures = _agreement(connection)
        connection.execute(f"copy (from {PAIR}) to '{folder}/pairs.parquet'")
        connection.execute(f"copy (select * exclude (record_hash) from {RECORD}) to '{folder}/records.parquet'")
        _write_rules(connection, folder)
        remember_model(connection, kept)
        _hold_back(connection)
        link_changed(connection, kept, linkage_settings(), _say)
        connection.execute("insert into canonical.party_record from held")
        began = time.process_time()
        delta = link_changed(connection, kept, linkage_settings(), _say)
        cost = time.process_time() - began
    return {
        "records": done.record_count, "pairs": done.pair_count, "keys": len(kept.keys), "cut": done.cut_count,
        "cpu_seconds": full, "peak_gib": peak, "training_cpu_seconds": training, **figures,
        "changed": delta.dirty_count, "changed_pairs": delta.pair_count, "changed_cpu_seconds": cost,
        "changed_peak_gib": _peak_gib(),
    }  # fmt: skip


def _write_rules(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write blocking rules for Splink alone: the twelve keys that make most pairs, at most two a record each."""
    from identity.block.budget import choose_keys
    from identity.block.keys import PERSON_KEYS
    from identity.configuration import Blocking

    limits = Blocking(pairs_per_record_and_key=2, pairs_per_record=100, pairs_in_all=10**9, largest_block=10**9)
    rules = [each.key.parts for each in choose_keys(connection, PERSON_KEYS, limits)[-12:]]
    (folder / "rules.json").write_text(json.dumps(rules), encoding="utf-8")


def _hold_back(connection: duckdb.DuckDBPyConnection) -> None:
    """Take some records away, the same ones each time, into the table `held`."""
    connection.execute(
        "create temp table held as from canonical.party_record "
        f"order by hash(source_name, party_record_id), source_name, party_record_id limit {NEW}"
    )
    connection.execute(
        "delete from canonical.party_record using held where canonical.party_record.source_name = held.source_name "
        "and canonical.party_record.party_record_id = held.party_record_id"
    )


def _agreement(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Pairwise precision and recall, B-cubed F1, and the largest cluster."""
    precision, recall, b_precision, b_recall, largest = connection.execute("""
        with found as (
            select record.truth, part.cluster
            from identity.person_part as part
            inner join canonical.party_record as record
                on part.record_hash = hash(record.source_name, record.party_record_id)
        ),
        cells as (select truth, cluster, count(*) as n from found group by all),
        sized as (
            select n, sum(n) over (partition by cluster) as in_cluster, sum(n) over (partition by truth) as in_truth
            from cells
        )
        select sum(n * (n - 1)) / sum(n * (in_cluster - 1)), sum(n * (n - 1)) / sum(n * (in_truth - 1)),
            sum(n * n / in_cluster) / sum(n), sum(n * n / in_truth) / sum(n), max(in_cluster)
        from sized
    """).fetchall()[0]
    return {
        "precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall),
        "b_cubed_f1": 2 * b_precision * b_recall / (b_precision + b_recall), "largest_cluster": int(largest),
    }  # fmt: skip


def bare(folder: Path, which: str) -> dict[str, Any]:
    """Let Splink alone predict over the records as we normalised them, with its usual comparisons.

    Args:
        folder: That of `ours`.
        which: `rules` for blocking rules of its own, `pairs` for the pairs that we compared.
    """
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, block_on

    rules = [block_on(*parts) for parts in json.loads((folder / "rules.json").read_text(encoding="utf-8"))]
    usual = [
        compare.JaroWinklerAtThresholds("given", [0.92, 0.88]).configure(term_frequency_adjustments=True),
        compare.JaroWinklerAtThresholds("family", [0.92, 0.88]).configure(term_frequency_adjustments=True),
        compare.JaroWinklerAtThresholds("mailbox", [0.92]).configure(term_frequency_adjustments=True),
        compare.LevenshteinAtThresholds("phone", [1]),
        compare.JaroWinklerAtThresholds("street", [0.92]),
        compare.ExactMatch("postal").configure(term_frequency_adjustments=True),
        compare.ExactMatch("city").configure(term_frequency_adjustments=True),
    ]
    settings: dict[str, Any] = {
        "link_type": "dedupe_only", "unique_id_column_name": "record_number", "comparisons": usual,
        "blocking_rules_to_generate_predictions": rules, "retain_matching_columns": False,
    }  # fmt: skip
    with duckdb.connect(str(folder / f"bare_{which}.duckdb"), config=_THREADS_AND_MEMORY) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"create table person as from read_parquet('{folder}/records.parquet')")
        api = DuckDBAPI(connection=connection)
        began = time.process_time()
        linker = Linker(api.register("person"), settings)
        linker.training.estimate_u_using_random_sampling(1_000_000)
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("mailbox"))
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("family", "given"))
        training = time.process_time() - began
        began = time.process_time()
        if which == "pairs":
            connection.execute(
                "create table asked as select '0' as match_key, l as join_key_l, r as join_key_r "
                f"from read_parquet('{folder}/pairs.parquet')"
            )
            linker.table_management.register_blocked_pairs_for_predict(api.register("asked"))
        found = linker.inference.predict()
        predicting = time.process_time() - began
        linker.clustering.cluster_pairwise_predictions_at_threshold(found, 0.95)
        ((pairs,),) = connection.execute(f"select count(*) from {found.physical_name}").fetchall()
    return {
        "pairs": pairs, "predict_cpu_seconds": predicting, "cpu_seconds": time.process_time() - began,
        "peak_gib": _peak_gib(), "training_cpu_seconds": training,
    }  # fmt: skip


def compare(folder: Path, sample: Path, files: list[Path]) -> dict[str, Any]:
    """Run all of it, each part in a process of its own, and return what each cost."""
    shutil.rmtree(folder, ignore_errors=True)
    named = [str(folder), str(sample), *map(str, files)]
    found = {
        "ours": _apart("ours", *named),
        "bare_own_rules": _apart("bare", str(folder), "rules"),
        "bare_same_pairs": _apart("bare", str(folder), "pairs"),
    }
    shutil.rmtree(folder)
    return {
        **found,
        "ratio_own_rules": found["ours"]["cpu_seconds"] / found["bare_own_rules"]["cpu_seconds"],
        "ratio_same_pairs": found["ours"]["cpu_seconds"] / found["bare_same_pairs"]["cpu_seconds"],
    }


def _apart(*arguments: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, __file__, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _peak_gib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def main() -> None:
    """Do what the first argument says."""
    what, rest = sys.argv[1], sys.argv[2:]
    if what == "make":
        make(int(rest[0]), float(rest[1]), float(rest[2]), float(rest[3]), Path(rest[4]))
        return
    if what == "bare":
        found = bare(Path(rest[0]), rest[1])
    else:
        found = {"ours": ours, "compare": compare}[what](
            Path(rest[0]), Path(rest[1]), [Path(file) for file in rest[2:]]
        )
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
