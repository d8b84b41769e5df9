"""Every kind of thing that people write into the ledger, in a company of all systems: undone, all is as it was.

`test_steward` does the same in every check for two systems; here are an ERP's books and refused rows too.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from warehouse.connections import open_reader
from warehouse.releases import require_release
from warehouse.settings import Settings, load_settings

pytestmark = pytest.mark.soak

KINDS = {
    "golden field", "code mapping", "reference data: calendar_event", "reference data: comparable_day",
    "reference data: channel",
    "reference data: sales_target", "period close", "forecast override", "exception to a check", "mended row",
}  # fmt: skip


def tell(
    faulty_company: Future[Any], entrepot: Callable[..., Any], written_things: ModuleType,
    new_folder: Callable[[str], Path],
) -> SimpleNamespace:  # fmt: skip
    """Copy the company, and write and undo in the copy."""
    company = faulty_company.result().company
    folder = new_folder("undoing") / "company"
    shutil.copytree(company.config_file.parent, folder, symlinks=True)
    return undone(load_settings(folder / company.config_file.name), entrepot, written_things)


def undone(settings: Settings, entrepot: Callable[..., Any], written_things: ModuleType) -> SimpleNamespace:
    """Write one thing of each kind, run, undo them, run; say what stood in the releases."""
    told = SimpleNamespace(tables=[contents(settings)], moved=[])
    told.things = written_things.write(settings)
    told.moved.append(figures(settings, told.things))
    for step in ("written", "undone"):
        if step == "undone":
            for thing in told.things:
                thing.undo()
        done = entrepot(settings, "run")
        assert done.returncode in {0, 2}, done.stdout + done.stderr
        told.moved.append(figures(settings, told.things))
        told.tables.append(contents(settings))
    return told


def contents(settings: Settings) -> dict[str, Any]:
    """The hash of every table, personal ones too, but for the one that names the release."""
    release = require_release(settings)
    tables = {**release.tables, **{f"personal: {name}": table for name, table in release.personal_tables.items()}}
    return {name: table for name, table in tables.items() if not name.endswith("main.release")}


def figures(settings: Settings, things: list[Any]) -> list[Any]:
    """The figure that each thing moves, in the current release."""
    with open_reader(require_release(settings).database) as connection:
        return [connection.execute(thing.figure).fetchall() for thing in things]


def test_each_kind_moves_its_figure_and_undoing_restores_it(story: Any) -> None:
    before, between, after = story.moved
    kinds = [thing.kind for thing in story.things]
    assert set(kinds) == KINDS
    assert [kind for kind, old, new in zip(kinds, before, between, strict=True) if old == new] == []
    assert dict(zip(kinds, after, strict=True)) == dict(zip(kinds, before, strict=True))


def test_every_table_is_as_it_was(story: Any) -> None:
    before, between, after = story.tables
    assert {name for name in before if between.get(name) != before[name]} >= {"core.fct_order", "core.dim_period"}
    assert {name for name in {*before, *after} if after.get(name) != before.get(name)} == set()
