"""Back-ups hold what cannot be rebuilt, copy what is new, and come back byte for byte into an empty place only."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from warehouse.backup import (
    BackupError,
    create_backup,
    list_backups,
    restore_backup,
    verify_backup,
    what_must_be_kept,
)
from warehouse.backup.ledgers import LINES, as_lines, put_back, take_out
from warehouse.backup.store import stored_path
from warehouse.errors import WarehouseBusyError
from warehouse.ledger import Entry, Ledger, LedgerError
from warehouse.lock import run_lock
from warehouse.releases import Release, current_release, verify_files
from warehouse.settings import Settings, load_settings

CONFIG = """
[company]
name = "Test"
group_currency = "EUR"

[[source]]
name = "shop"
vendor = "tiny"
systems = ["storefront"]
path = "data/extracts/shop"
"""
BATCH = "data/landing/shop/orders/20250101_b1/data.parquet"
WRITTEN = {
    BATCH: b"rows",
    "data/landing/.revoked/20250101_b2/manifest.json": b"{}",
    "data/landing/.incoming/b3/data.parquet": b"half",
    "data/alerts.json": b"[]",
    "data/truth/totals.csv": b"1",
    "data/extracts/shop/orders_2025-01-01.csv": b"the system's own",
    "data/quarantine/stopped/shop/b4.json": b"{}",
    "data/dagster/dagster.yaml": b"",
    "data/work/warehouse.duckdb": b"rebuilt",
    "vendors/tiny/contracts/orders.yaml": b"name: orders",
}
KEPT = {
    "configuration/entrepot.toml",
    "configuration/vendors/tiny/contracts/orders.yaml",
    BATCH,
    "data/landing/.revoked/20250101_b2/manifest.json",
    "data/alerts.json",
    "data/truth/totals.csv",
}


@pytest.fixture
def company(tmp_path: Path) -> Settings:
    """A company on the disk, with an entry in its ledger that only the write-ahead log holds."""
    folder = tmp_path / "company"
    for name, content in {"entrepot.toml": CONFIG.encode(), **WRITTEN}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return load_settings(folder / "entrepot.toml")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Where a configuration will lie that is not there yet."""
    (tmp_path / "elsewhere").mkdir()
    return tmp_path / "elsewhere" / "entrepot.toml"


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_rule_keeps_what_no_run_makes_again(company: Settings) -> None:
    assert set(what_must_be_kept(company)) == KEPT


def test_what_was_backed_up_comes_back(company: Settings, target: Path, elsewhere: Path) -> None:
    open_one = Ledger(company.ledger_url)
    open_one.append("target", "eu", {"amount": "1.00"}, "anna", "plan")
    assert (company.data_dir / "ledger.sqlite-wal").stat().st_size > 0
    made, copied = create_backup(company, target)
    assert set(made.files) == KEPT | {"ledger.sqlite"}
    assert copied == made.size_bytes
    verify_backup(target, made)
    found = restore_backup(target, elsewhere)
    restored = content(elsewhere.parent)
    assert {name: restored[name] for name in WRITTEN if name in KEPT} == {
        name: data for name, data in WRITTEN.items() if name in KEPT
    }
    assert restored["vendors/tiny/contracts/orders.yaml"] == b"name: orders"
    assert not {name for name in restored if "extracts" in name or "warehouse.duckdb" in name or "b3" in name}
    assert (elsewhere.parent / BATCH).stat().st_mtime_ns == (company.config_file.parent / BATCH).stat().st_mtime_ns
    assert (found.missing, found.kept) == (("shop",), ())
    assert Ledger(found.settings.ledger_url).read() == open_one.read()


def test_the_next_back_up_reads_and_copies_only_what_is_new(company: Settings, target: Path) -> None:
    first, _ = create_backup(company, target)
    old = company.config_file.parent / BATCH
    time = old.stat().st_mtime_ns
    old.write_bytes(b"ROWS")
    os.utime(old, ns=(time, time))
    new = old.parents[1] / "20250102_b5" / "data.parquet"
    new.parent.mkdir()
    new.write_bytes(b"more rows")
    made, copied = create_backup(company, target)
    assert copied == len(b"more rows")
    assert made.files[BATCH] == first.files[BATCH], "of the same size and time: not read"
    assert len(list_backups(target)) == 2
    verify_backup(target, made)


def test_a_batch_that_was_typed_again_leaves_the_earlier_back_up_whole(
    company: Settings, target: Path, elsewhere: Path
) -> None:
    first, _ = create_backup(company, target)
    (company.config_file.parent / BATCH).write_bytes(b"ROWS")
    second, copied = create_backup(company, target)
    assert copied == 4
    for backup in (first, second):
        verify_backup(target, backup)
    restore_backup(target, elsewhere, first.id)
    assert (elsewhere.parent / BATCH).read_bytes() == b"rows"


def test_a_killed_back_up_leaves_the_last_one_and_the_next_one_clears_up(company: Settings, target: Path) -> None:
    first, _ = create_backup(company, target)
    (target / "files" / "123.tmp").write_bytes(b"ha")
    (target / "abc.tmp").mkdir()
    (target / "20990101T000000Z.json.tmp").write_text("{", encoding="utf-8")
    stray = stored_path(target, "ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"copied, but no manifest came")
    assert list_backups(target) == [first]
    verify_backup(target, first)
    create_backup(company, target)
    assert not [path for path in target.rglob("*") if path.suffix == ".tmp" or path == stray]


def test_only_so_many_back_ups_stay(company: Settings, target: Path) -> None:
    made = []
    for number in range(4):
        (company.data_dir / "alerts.json").write_text(str(number), encoding="utf-8")
        made.append(create_backup(company, target, keep=2)[0])
    assert list_backups(target) == made[2:]
    first = made[0].files["data/alerts.json"]
    assert not stored_path(target, first.sha256).exists()
    verify_backup(target, made[2])


def test_damage_is_found_and_mended_by_the_next_back_up(company: Settings, target: Path, elsewhere: Path) -> None:
    made, _ = create_backup(company, target)
    stored_path(target, made.files[BATCH].sha256).write_bytes(b"r0ws")
    with pytest.raises(BackupError, match=f"{BATCH} is missing or damaged"):
        restore_backup(target, elsewhere)
    with pytest.raises(BackupError, match=f"1 of {len(made.files)} files are missing or damaged, such as {BATCH}"):
        verify_backup(target, made)
    again, copied = create_backup(company, target)
    assert copied == 4
    verify_backup(target, again)


def test_a_restore_that_failed_may_be_repeated(company: Settings, target: Path, elsewhere: Path) -> None:
    made, _ = create_backup(company, target)
    damaged = stored_path(target, made.files[BATCH].sha256)
    damaged.write_bytes(b"r0ws")
    with pytest.raises(BackupError, match="is missing or damaged in this back-up"):
        restore_backup(target, elsewhere)
    assert not (elsewhere.parent / "data" / "landing").exists(), "nothing takes its place before all is right"
    damaged.write_bytes(b"rows")
    restore_backup(target, elsewhere)
    assert (elsewhere.parent / BATCH).read_bytes() == b"rows"
    assert not (elsewhere.parent / "data" / ".restoring").exists()


def test_a_restore_refuses_a_place_that_is_not_empty(company: Settings, target: Path, elsewhere: Path) -> None:
    create_backup(company, target)
    (elsewhere.parent / "data" / "landing").mkdir(parents=True)
    with pytest.raises(BackupError, match="the folder is not empty: there is landing"):
        restore_backup(target, elsewhere)
    assert not elsewhere.exists()
    before = content(company.config_file.parent)
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(target, company.config_file)
    assert content(company.config_file.parent) == before


def test_extracts_may_lie_there_already_and_a_configuration_stays(
    company: Settings, target: Path, elsewhere: Path
) -> None:
    create_backup(company, target)
    elsewhere.write_text(CONFIG.replace('"Test"', '"Renamed"'), encoding="utf-8")
    (elsewhere.parent / "data" / "extracts" / "shop").mkdir(parents=True)
    found = restore_backup(target, elsewhere)
    assert (found.missing, found.kept) == ((), (str(elsewhere),))
    assert found.settings.company.name == "Renamed"


def test_not_while_a_run_is_under_way(company: Settings, target: Path) -> None:
    with run_lock(company), pytest.raises(WarehouseBusyError):
        create_backup(company, target)
    assert not target.exists()


@pytest.mark.parametrize("place", ["data/landing/backups", "data", "."])
def test_a_back_up_does_not_go_into_what_it_backs_up(company: Settings, place: str) -> None:
    with pytest.raises(BackupError, match="lie in one another"):
        create_backup(company, company.config_file.parent / place)


def test_without_a_folder_back_ups_lie_aside_and_are_not_backed_up(company: Settings) -> None:
    made = [create_backup(company, company.data_dir / "backups")[0] for _ in range(2)]
    assert set(made[0].files) == set(made[1].files) == KEPT


def test_two_configurations_never_meet_in_a_folder_of_back_ups(company: Settings, target: Path) -> None:
    create_backup(company, target)
    other = shutil.copytree(company.config_file.parent, company.config_file.parents[1] / "other")
    with pytest.raises(BackupError, match="of another configuration"):
        create_backup(load_settings(other / "entrepot.toml"), target)


def test_releases_come_back_when_they_were_asked_for(
    settings: Settings, make_release: Callable[[int], Release], target: Path, elsewhere: Path
) -> None:
    settings.config_file.write_text(CONFIG, encoding="utf-8")
    releases = [make_release(1), make_release(2)]
    made, _ = create_backup(settings, target, with_releases=True)
    assert made.current_release == releases[1].id
    found = restore_backup(target, elsewhere)
    current = current_release(found.settings)
    assert current is not None
    assert current.manifest == releases[1].manifest
    verify_files(current)


def test_a_ledger_of_another_database_goes_through_lines_of_text(settings: Settings, tmp_path: Path) -> None:
    entries = ledger_with_a_gap(settings)
    other = settings.model_copy(update={"data_dir": tmp_path / "other"})
    (tmp_path / LINES).write_text(lines_of(settings, tmp_path), encoding="utf-8")
    assert put_back(other, tmp_path / LINES) == 3
    ledger = Ledger(other.ledger_url)
    assert ledger.read() == entries
    assert ledger.append("target", "next", {}, "anna", "plan") > entries[-1].entry_id
    with pytest.raises(BackupError, match="this ledger has entries"):
        put_back(other, tmp_path / LINES)
    with pytest.raises(LedgerError, match="the ledger has entries"):
        ledger.take_over(entries)


def test_entries_that_a_killed_restore_put_in_are_not_put_in_twice(settings: Settings, tmp_path: Path) -> None:
    entries = ledger_with_a_gap(settings)
    (tmp_path / LINES).write_text(lines_of(settings, tmp_path), encoding="utf-8")
    assert put_back(settings, tmp_path / LINES) == 3
    assert Ledger(settings.ledger_url).read() == entries


def ledger_with_a_gap(settings: Settings) -> list[Entry]:
    """Three entries, whose ids are not 1, 2, 3."""
    ledger = Ledger(settings.ledger_url)
    with sqlite3.connect(settings.data_dir / "ledger.sqlite") as connection:
        connection.execute("insert into sqlite_sequence values ('entry', 40)")
    for name in ("é", "b", "c"):
        ledger.append("target", name, {"amount": "1.50", "tags": [None, True]}, "anna", "plan")
    entries = ledger.read()
    assert [entry.entry_id for entry in entries] == [41, 42, 43]
    return entries


def lines_of(settings: Settings, folder: Path) -> str:
    """What a ledger that is no SQLite file is backed up as."""
    assert take_out(settings, folder) == folder / "ledger.sqlite"
    return as_lines(Ledger(settings.ledger_url))


def test_a_manifest_of_another_layout_is_said(target: Path, company: Settings) -> None:
    made, _ = create_backup(company, target)
    path = target / f"{made.id}.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"format": 1', '"format": 2'), encoding="utf-8")
    with pytest.raises(BackupError, match="this manifest cannot be read"):
        list_backups(target)
