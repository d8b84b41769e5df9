"""Worlds of the known-truth company at any size: their party files alone, linked as a run links them, and how well.

    python tests/identity/parties_alone.py FOLDER [--scale 10] WORLD…

A world is one of `simulation/worlds` or a file of parameters. Orders, stock and books are not landed, so that ten times
the company fits into an hour; people, companies and households are judged. A world that is in the folder already is
linked again, its files are not made anew.

Belongs here: the run and its figures. Not here: a run as a user runs it (`judged_worlds.py`).
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import time
from datetime import datetime
from pathlib import Path

import duckdb

from identity.decisions import write_decisions
from identity.evaluate.measuring import Figures, measure
from identity.evaluate.reading import KNOWN
from identity.households.linking import link_households
from identity.keeping import load_issued
from identity.key_map import load_key_maps
from identity.parties.customers import link_customers
from orchestration.options import RunOptions
from orchestration.pipeline import opened_pipeline
from orchestration.reporter import Reporter
from tests.identity.judged_worlds import entrepot
from warehouse.settings import Settings, load_settings

SYSTEMS = ("shop_eu", "shop_us", "crm", "erp", "erp_old")
PARTY_FILES = re.compile(r"(customers|contacts|companies|res_partner|res_country)_20")
RUN_AT = datetime(2026, 1, 1)


def made(folder: Path, world: str, scale: float) -> Settings:
    """Return the configuration of a company whose party records are canonical."""
    home = folder / f"{Path(world).stem}_{scale:g}"
    config = home / "entrepot.toml"
    if not (home / "canonical").exists():
        shutil.rmtree(home, ignore_errors=True)
        entrepot("demo", "--config", str(config), "--world", world, "--scale", f"{scale:g}")
        settings = load_settings(config)
        for extract in (settings.data_dir / "extracts").rglob("*"):
            if extract.is_file() and not PARTY_FILES.match(extract.name):
                extract.unlink()
        with opened_pipeline(settings, RunOptions(), Reporter()) as pipeline:
            for system in SYSTEMS:
                pipeline.land(system)
            pipeline.load_raw()
            pipeline.build_canonical()
        (home / "canonical").touch()
    return load_settings(config)


def link(settings: Settings) -> tuple[duckdb.DuckDBPyConnection, list[str]]:
    """Link the parties in a copy in memory, with the generic model and no memory of earlier runs."""
    connection = duckdb.connect(config={"threads": "2"})
    connection.execute("set enable_progress_bar = false")
    models = settings.data_dir / "models"
    shutil.rmtree(models, ignore_errors=True)
    connection.execute(f"attach '{settings.work_file}' as work (read_only)")
    connection.execute("create schema canonical")
    connection.execute("create table canonical.party_record as from work.canonical.party_record")
    load_key_maps(connection, {})
    write_decisions(connection, [])
    load_issued(connection, settings.data_dir / "issued")
    began = time.process_time()
    said = [str(link_customers(connection, models, {}, RUN_AT, lambda text: None))]
    middle = time.process_time()
    said.append(str(link_households(connection, models, RUN_AT)))
    return connection, [
        f"{said[0]}; {middle - began:.1f} CPU s",
        f"{said[1]}; {time.process_time() - middle:.1f} CPU s",
    ]


def measured(connection: duckdb.DuckDBPyConnection, truth: Path, kind: str) -> Figures:
    """Return how well the records of people, or of companies, were made customers."""
    connection.execute(f"""
        create or replace temp table {KNOWN} as
        select row_number() over () - 1 as record_number, party.true_id as truth, link.customer_key
        from identity.customer_link as link
        inner join read_parquet('{truth / "parties.parquet"}') as party
            on party.kind = '{kind}' and party.source_name = link.source_name
            and regexp_replace(party.record_id, '^gid://shopify/[A-Za-z]+/', '')
                = regexp_replace(link.party_record_id, '^[a-z]+:', '')
    """)
    connection.execute(
        "create or replace temp table identity_step_guess as "
        f"select record_number, dense_rank() over (order by customer_key) as cluster from {KNOWN}"
    )
    return measure(connection, "identity_step_guess")


def households(connection: duckdb.DuckDBPyConnection, truth: Path) -> tuple[float, float, float]:
    """Return precision, recall and F1 over pairs of customers who are two people by the truth.

    A customer is the person that most of its records are; people of whom the truth knows no household are left out.
    """
    ((precision, recall),) = connection.execute(f"""
        with person as (
            select link.customer_key, party.true_id, count(*) as n
            from identity.customer_link as link
            inner join read_parquet('{truth / "parties.parquet"}') as party
                on party.kind = 'person' and party.source_name = link.source_name
                and regexp_replace(party.record_id, '^gid://shopify/[A-Za-z]+/', '')
                    = regexp_replace(link.party_record_id, '^[a-z]+:', '')
            group by link.customer_key, party.true_id
            qualify row_number() over (partition by link.customer_key order by n desc, party.true_id) = 1
        ),
        customer as (
            select person.customer_key, person.true_id, home.household_id, link.household_key
            from person
            inner join read_parquet('{truth / "households.parquet"}') as home using (true_id)
            left join identity.household_link as link using (customer_key)
        ),
        pair as (
            select one.household_key = other.household_key as is_found, one.household_id = other.household_id as is_true
            from customer as one inner join customer as other
                on (one.household_key = other.household_key or one.household_id = other.household_id)
                and one.customer_key < other.customer_key and one.true_id <> other.true_id
        )
        select count(*) filter (is_found and is_true) / nullif(count(*) filter (is_found), 0),
            count(*) filter (is_found and is_true) / nullif(count(*) filter (is_true), 0)
        from pair
    """).fetchall()
    return precision, recall, 2 * precision * recall / (precision + recall)


def main() -> None:
    """Make, link and judge each world; one line per kind of entity."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("worlds", nargs="+")
    parser.add_argument("--scale", type=float, default=10.0)
    asked = parser.parse_args()
    for world in asked.worlds:
        settings = made(asked.folder, world, asked.scale)
        connection, said = link(settings)
        truth = settings.data_dir / "truth"
        name = f"{Path(world).stem}, scale {asked.scale:g}"
        for line in said:
            sys.stdout.write(f"{name}: {line}\n")
        for kind in ("person", "organisation"):
            found = measured(connection, truth, kind)
            sys.stdout.write(
                f"{name}, {kind}: P {found.pairwise.precision:.4f}, "
                f"R {found.pairwise.recall:.4f}, F1 {found.pairwise.f1:.4f}, B-cubed F1 {found.b_cubed.f1:.4f}, "
                f"largest {found.largest_cluster}\n"
            )
        sys.stdout.write("{}, household: P {:.4f}, R {:.4f}, F1 {:.4f}\n".format(name, *households(connection, truth)))
        sys.stdout.flush()
        connection.close()


if __name__ == "__main__":
    main()
