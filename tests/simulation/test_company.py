"""The demo company is written all or nothing, always the same, and never over anybody's own files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from simulation.company import Mischief, all_witnesses, demo_configuration, write_company
from simulation.parameters import WorldParameters
from warehouse.settings import load_settings

Contents = Callable[[Path], dict[str, bytes]]
ORDERS = "extracts/shop_eu/orders_2025-11-30.jsonl"


def test_same_parameters_twice_are_byte_identical(faulty: Path, tmp_path: Path, contents: Contents) -> None:
    summary = write_company(tmp_path, WorldParameters(scale=0.02), Mischief(1, 1))
    assert contents(tmp_path) == contents(faulty)
    written = {path.relative_to(tmp_path).as_posix() for path in summary.files}
    added_by_faults = {"extracts/crm/companies_2025-12-01.csv", "extracts/crm/deals_2025-12-07_corrected.csv"}
    lost_by_faults = {"extracts/warehouse_3pl/returns_2025-12-21.csv"}
    assert written == set(contents(tmp_path)) - {"extracts/DEMO.txt"} - added_by_faults | lost_by_faults
    assert set(summary.rows) == {witness.name for witness in all_witnesses()}
    assert summary.planted > 100


def test_another_seed_is_another_company_and_replaces_the_first(
    clean: Path, tmp_path: Path, contents: Contents
) -> None:
    folder = tmp_path / "l'été"
    shutil.copytree(clean, folder)
    write_company(folder, WorldParameters(scale=0.0001, seed=8), Mischief(0, 0))
    second = contents(folder)
    assert second[ORDERS] != contents(clean)[ORDERS]
    assert json.loads(second["truth/parameters.json"])["parameters"]["seed"] == 8


def test_parents_stand_before_their_children(clean: Path) -> None:
    for path in (clean / "extracts").glob("shop_*/*.jsonl"):
        seen = set()
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            assert row.get("__parentId") in seen | {None}
            seen.add(row["id"])


def test_the_configuration_names_folders_of_the_extracts(clean: Path, tmp_path: Path) -> None:
    path = tmp_path / "entrepot.toml"
    path.write_text(demo_configuration(), encoding="utf-8")
    settings = load_settings(path)
    assert settings.company.group_currency == "EUR"
    written = {
        settings.data_dir / "extracts" / folder.name for folder in (clean / "extracts").iterdir() if folder.is_dir()
    }
    assert {source.path for source in settings.sources} < written
