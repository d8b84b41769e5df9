"""Records of people of any number, from the simulation: what the bench of identity links.

Belongs here: making companies until there are enough people, and their party records as one Parquet file. Not
here: linking them (`identity_runs`), and who the people truly are, which no bench is told.

Companies of other seeds share no person: ids get the seed in front. Their names come of the same lists.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from warehouse.connections import literal
from warehouse.settings import Settings, load_settings

PEOPLE = "people.parquet"
_WORLDS = ((901, 0.35, 1.2), (902, 0.5, 1.8), (903, 0.4, 1.5))
"""Seed, share of households and of errors: of these three, one after the other, companies are made."""
_RECORDS_AT_SCALE_1 = 38_000
"""A company of scale 1 has more; a larger one has fewer for each of its parts."""
_LARGEST_SCALE = 10.0
_SYSTEMS = ("shop_eu", "shop_us", "crm", "erp", "erp_old")
_FILES = re.compile(r"(customers|contacts|companies|res_partner|res_country)_20")


def write_people(folder: Path, records: int, say: Callable[[str], None]) -> Path:
    """Write so many records of people, with the columns of `canonical.party_record`.

    Args:
        folder: Where; a file that is there with as many records is used again.
        records: How many.
        say: Is told what begins.

    Returns:
        The Parquet file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / PEOPLE
    parts: list[Path] = []
    if file.exists() and _count([file]) == records:
        return file
    while _count(parts) < records:
        left = records - _count(parts)
        seed, households, errors = _WORLDS[len(parts) % len(_WORLDS)]
        scale = min(max(left * 1.08 / _RECORDS_AT_SCALE_1, 0.1), _LARGEST_SCALE)
        say(f"making a company of scale {scale:.2g}")
        parts.append(_company(folder / f"company_{len(parts)}", seed + len(parts) // 3 * 10, scale, households, errors))
    with duckdb.connect() as connection:
        connection.execute(f"""
            copy (from {_read(parts)} order by hash(source_name, party_record_id), party_record_id limit {records})
            to {literal(file)} (format parquet)
        """)
    for part in parts:
        part.unlink()
    return file


def _company(folder: Path, seed: int, scale: float, households: float, errors: float) -> Path:
    """Write a company, land what tells of parties alone, and return its people."""
    from simulation.company import Mischief, demo_configuration, write_company
    from simulation.parameters import WorldParameters

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    config = folder / "entrepot.toml"
    config.write_text(demo_configuration(), encoding="utf-8")
    settings = load_settings(config)
    parameters = WorldParameters(seed=seed, scale=scale, household_share=households, record_errors=errors)
    write_company(settings.data_dir, parameters, Mischief(faults=0, joints=0), lambda text: None)
    for extract in (settings.data_dir / "extracts").rglob("*"):
        if extract.is_file() and not _FILES.match(extract.name):
            extract.unlink()
    _land(settings)
    file = folder.with_suffix(".parquet")
    with duckdb.connect(str(settings.work_file)) as connection:
        connection.execute(_people_sql(seed, file))
    shutil.rmtree(folder)
    return file


def _land(settings: Settings) -> None:
    from orchestration.options import RunOptions
    from orchestration.pipeline import opened_pipeline
    from orchestration.reporter import Reporter

    with opened_pipeline(settings, RunOptions(), Reporter()) as pipeline:
        for system in _SYSTEMS:
            pipeline.land(system)
        pipeline.load_raw()
        pipeline.build_canonical()


def _people_sql(seed: int, file: Path) -> str:
    return f"""
        copy (
            select * exclude (batch_id) replace ('{seed}:' || party_record_id as party_record_id)
            from canonical.party_record
            where party_type = 'person'
        ) to {literal(file)} (format parquet)
    """


def _read(parts: list[Path]) -> str:
    return f"read_parquet([{', '.join(literal(part) for part in parts)}], union_by_name = true)"


def _count(parts: list[Path]) -> int:
    return sum(int(duckdb.execute(f"select count(*) from {_read([part])}").fetchall()[0][0]) for part in parts)
