"""A force covers the batches and the difference that a named person saw, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.admission.admitted import remember_admitted, sound_batches
from ingestion.admission.forcing import ForceError, force_source, standing_forces, unforce_source
from ingestion.admission.objections import Residual
from ingestion.contract.document import SourceTable
from ingestion.intake.sources import plan_intake, take_in
from ingestion.landing.batches import list_batches
from warehouse.ledger import BUILD_KINDS, Kind, Ledger, open_ledger
from warehouse.releases import ForceFact, Manifest, require_release
from warehouse.settings import Settings

OFF = Residual("till", 1, Decimal("12.50"), 1, "payment 2025-01-01 EUR")
ID = "20260101T000000Z-0123abcd"


@pytest.fixture
def ledger(settings: Settings) -> Ledger:
    return open_ledger(settings)


@pytest.fixture
def batches(
    gate: duckdb.DuckDBPyConnection, settings: Settings, write_table: Callable[..., SourceTable], extract_dir: Path
) -> list[str]:
    """Ids of two landed batches."""
    write_table()
    for day in (1, 2):
        row = f"id,amount,currency,paid_at,method,score\np{day},1.00,EUR,2025-01-01T10:00:00Z,card,3\n"
        (extract_dir / f"payments_2025-01-0{day}.csv").write_text(row, encoding="utf-8")
    for plan in plan_intake(settings):
        take_in(gate, settings, plan)
    return [batch.batch_id for batch in list_batches(settings)]


def release(settings: Settings, admitted: list[str], held: list[str], **fact: Any) -> None:
    """Leave what a release says of itself; its files are not looked at here."""
    source = {"source_name": "till", "vendor": "tiny", "status": "held_back", "residual": OFF.text, **fact}
    manifest = Manifest.model_validate(
        {
            "id": ID, "published_at": datetime.now(UTC), "company": "Tiny", "group_currency": "EUR",
            "duckdb_version": "1", "tables": {}, "personal_tables": {}, "checks": (), "as_of": date(2026, 1, 1),
            "batches": admitted, "held_back": held, "ledger_high_water": 0, "code_hash": "c", "sources": [source],
        }
    )  # fmt: skip
    folder = settings.releases_dir / ID
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(manifest.model_dump_json(), encoding="utf-8")
    link = settings.releases_dir / "current"
    link.unlink(missing_ok=True)
    link.symlink_to(ID)


def test_a_force_covers_what_was_held_back_and_seen(settings: Settings, ledger: Ledger, batches: list[str]) -> None:
    release(settings, batches[:1], batches[1:])
    force_source(settings, ledger, "till", actor="anna", reason="the bank agrees")
    [entry] = ledger.read(Kind.FORCED_RELEASE)
    assert (entry.subject, entry.actor, entry.reason) == ("till", "anna", "the bank agrees")
    assert entry.payload == {"action": "force", "residual": OFF.text, "batches": batches[1:]}
    assert Kind.FORCED_RELEASE in BUILD_KINDS
    force = standing_forces(ledger)["till"]
    assert force.covers(OFF, batches[1:])
    assert not force.covers(OFF, [*batches[1:], "later"])
    assert not force.covers(replace(OFF, amount=Decimal("12.51")), batches[1:])
    assert force.text.startswith("forced by anna on ")
    assert "(the bank agrees): its rows are 12.5 and 1 rows apart" in force.text


def test_another_force_covers_the_earlier_one_too(settings: Settings, ledger: Ledger, batches: list[str]) -> None:
    fact = ForceFact(actor="a", reason="r", recorded_at=datetime(2026, 1, 1), residual="x", batches=(batches[0],))
    release(settings, batches[:1], batches[1:], status="forced", force=fact)
    assert sound_batches(settings) == set()
    assert force_source(settings, ledger, "till", actor="anna", reason="that too").batches == set(batches)


def test_a_force_is_taken_back(settings: Settings, ledger: Ledger, batches: list[str]) -> None:
    release(settings, batches[:1], batches[1:])
    assert sound_batches(settings) == set(batches[:1])
    force_source(settings, ledger, "till", actor="anna", reason="the bank agrees")
    unforce_source(ledger, "till", actor="ben", reason="it does not")
    assert standing_forces(ledger) == {}
    with pytest.raises(ForceError, match="nobody has forced this source"):
        unforce_source(ledger, "till", actor="ben", reason="again")


@pytest.mark.parametrize(
    ("name", "changes"), [("till", {"residual": None, "status": "current"}), ("kiosk", {})], ids=["sound", "unknown"]
)
def test_only_what_is_held_back_can_be_forced(
    settings: Settings, ledger: Ledger, batches: list[str], name: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(ForceError, match="holds nothing of this source back"):
        force_source(settings, ledger, name, actor="anna", reason="because")
    release(settings, batches, [] if changes else batches[1:], **changes)
    with pytest.raises(ForceError, match="holds nothing of this source back"):
        force_source(settings, ledger, name, actor="anna", reason="because")
    assert ledger.read() == []


def test_a_place_that_was_restored_without_releases_knows_what_was_sound(
    settings: Settings, batches: list[str]
) -> None:
    fact = ForceFact(actor="a", reason="r", recorded_at=datetime(2026, 1, 1), residual="x", batches=(batches[1],))
    release(settings, batches, [], status="forced", force=fact)
    remember_admitted(settings, require_release(settings))
    (settings.releases_dir / "current").unlink()
    assert sound_batches(settings) == {batches[0]}
    (settings.data_dir / "admitted.json").unlink()
    assert sound_batches(settings) == set()
