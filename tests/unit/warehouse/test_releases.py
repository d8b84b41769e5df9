from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from warehouse.connections import open_reader, open_writer
from warehouse.errors import ReleaseError
from warehouse.releases import (
    Candidate,
    Check,
    Release,
    ReleaseFacts,
    audit,
    build_candidate,
    current_release,
    list_releases,
    load_release,
    publication,
    publish,
    verify,
    verify_files,
)
from warehouse.settings import Settings

MakeCandidate = Callable[[int], Candidate]
MakeRelease = Callable[[int], Release]
MakeFacts = Callable[[int], ReleaseFacts]

FILE_HEADER, BLOCK = 3 * 4096, 256 * 1024

READ = """
import json, sys, time
from pathlib import Path
from warehouse.connections import open_reader
folder, reads, seen = Path(sys.argv[1]), 0, set()
while not (folder.parent / "stop").exists():
    with open_reader(folder / "current" / "entrepot.duckdb", threads=1) as connection:
        found = connection.execute(
            "select min(generation), max(generation), count(*) = 20000 from core.fct_order_line union all "
            "select min(generation), max(generation), count(*) = 100 from mart_sales__kpi_daily").fetchall()
    assert len(set(found)) == 1 and found[0][0] == found[0][1] and found[0][2], found
    seen.add(found[0][0])
    reads += 1
print(json.dumps([reads, sorted(seen)]))
"""


class Space(NamedTuple):
    total: int
    used: int
    free: int


def test_a_release_holds_core_and_marts_and_their_plain_names_and_nothing_else(make_release: MakeRelease) -> None:
    release = make_release(1)
    with open_reader(release.database) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() order by 1"
        ).fetchall()
        plain = connection.execute("select count(*) from fct_order_line").fetchone()
        catalogue = connection.execute("select current_database()").fetchone()
        itself = connection.execute("select * from release").fetchone()
    assert tables == [("core.fct_order_line",), ("main.release",), ("marts.mart_sales__kpi_daily",)]
    assert (plain, catalogue) == ((20000,), ("entrepot",))
    assert itself == (release.id, release.manifest.as_of, "Test", "EUR", False)
    with open_reader(release.personal_database) as connection:
        for name in ("personal.customer_identity", "customer_identity"):
            assert connection.execute(f"select email from {name}").fetchall() == [("a@b.example",)]


def test_personal_bytes_are_not_in_the_file_for_everyone(make_release: MakeRelease) -> None:
    release = make_release(1)
    assert b"a@b.example" not in release.database.read_bytes()
    assert b"a@b.example" in release.personal_database.read_bytes()


def test_views_work_under_another_catalogue_name(make_release: MakeRelease) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{make_release(1).database}' as renamed (read_only)")
        assert connection.execute("select count(*) from renamed.main.fct_order_line").fetchone() == (20000,)


def test_the_manifest_says_what_is_in_the_files(settings: Settings, make_release: MakeRelease) -> None:
    release = make_release(1)
    written = json.loads((settings.releases_dir / "current" / "manifest.json").read_text())
    assert written["id"] == release.id
    assert written["company"] == "Test"
    assert written["batches"] == ["batch-1"]
    assert written["tables"]["core.fct_order_line"]["rows"] == 20000
    assert list(written["personal_tables"]) == ["personal.customer_identity"]
    assert current_release(settings) == load_release(settings, release.id) == release
    assert {oct(path.stat().st_mode)[-3:] for path in release.folder.iterdir()} == {"440"}
    verify_files(release)


def test_the_pages_of_a_candidate_belong_to_its_release(settings: Settings, make_candidate: MakeCandidate) -> None:
    candidate = verify(make_candidate(1))
    page = candidate.data_docs / "expectations" / "rules.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>rules</p>")
    release = publish(settings, audit(candidate, lambda connection: []))
    published = release.data_docs / "expectations" / "rules.html"
    assert published.read_text() == "<p>rules</p>"
    assert oct(published.stat().st_mode)[-3:] == "440"
    files = ("entrepot.duckdb", "personal.duckdb", "manifest.json", "data_docs/expectations/rules.html")
    assert release.size_bytes == sum((release.folder / name).stat().st_size for name in files)
    tight = settings.model_copy(update={"retention_bytes": 1})
    for generation in (2, 3):
        publish(tight, audit(verify(make_candidate(generation)), lambda connection: []))
    assert not release.folder.exists()
    assert list(settings.releases_dir.glob(".*")) == []


def test_ids_grow_even_when_the_clock_was_set_back(
    settings: Settings, make_work: Callable[[int], None], facts: MakeFacts
) -> None:
    make_work(1)
    ids = []
    for moment in (
        datetime(2026, 1, 2, tzinfo=UTC),
        datetime(2026, 1, 2, tzinfo=UTC),
        datetime(2025, 1, 1, tzinfo=UTC),
    ):
        candidate = build_candidate(settings, facts(1), moment=moment)
        ids.append(publish(settings, audit(verify(candidate), lambda connection: []), moment=moment).id)
    digits = facts(1).inputs[:8]
    assert ids == [f"20260102T00000{second}Z-{digits}" for second in range(3)]
    assert [release.id for release in list_releases(settings)] == ids


def test_readers_never_fail_and_never_see_two_generations(settings: Settings, make_release: MakeRelease) -> None:
    make_release(0)
    command = [sys.executable, "-c", READ, str(settings.releases_dir)]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(5)]
    for generation in range(1, 4):
        make_release(generation)
    (settings.data_dir / "stop").touch()
    results = [reader.communicate(timeout=30) for reader in readers]
    assert [reader.returncode for reader in readers] == [0] * 5, results
    reads, seen = zip(*(json.loads(output) for output, _ in results), strict=True)
    assert all(count > 0 for count in reads)
    assert len({generation for generations in seen for generation in generations}) > 1


def test_a_flipped_bit_is_found_in_every_block_of_data(make_candidate: MakeCandidate, tmp_path: Path) -> None:
    candidate = make_candidate(1)
    with duckdb.connect(str(candidate.database), read_only=True) as connection:
        blocks = connection.execute(
            "select distinct block_id, max(block_offset) from pragma_storage_info('core.fct_order_line') "
            "where block_id >= 0 group by block_id order by block_id"
        ).fetchall()
    assert blocks
    for block, offset in itertools.chain(blocks, ((block, 0) for block, _ in blocks)):
        damaged = replace(candidate, folder=tmp_path / f"{block}-{offset}")
        shutil.copytree(candidate.folder, damaged.folder)
        content = bytearray(damaged.database.read_bytes())
        content[FILE_HEADER + block * BLOCK + offset + 20] ^= 1
        damaged.database.write_bytes(content)
        _refused_and_removed(damaged, "not what was built: .*checksum")


def test_a_truncated_file_is_found(make_candidate: MakeCandidate, tmp_path: Path) -> None:
    candidate = make_candidate(1)
    for size in (0, 100, FILE_HEADER, FILE_HEADER + BLOCK, candidate.database.stat().st_size - 1):
        damaged = replace(candidate, folder=tmp_path / str(size))
        shutil.copytree(candidate.folder, damaged.folder)
        os.truncate(damaged.database, size)
        _refused_and_removed(damaged)


def test_a_sound_file_with_other_rows_is_found(make_candidate: MakeCandidate) -> None:
    candidate = make_candidate(1)
    with duckdb.connect(str(candidate.personal_database)) as connection:
        connection.execute("update customer_identity set email = 'b@b.example'")
    _refused_and_removed(candidate, "customer_identity")


def test_a_log_beside_the_file_is_found(make_candidate: MakeCandidate) -> None:
    candidate = make_candidate(1)
    candidate.database.with_name("entrepot.duckdb.wal").write_bytes(b"x")
    _refused_and_removed(candidate, "write-ahead log")


def test_a_direct_identifier_in_the_open_file_is_found(
    settings: Settings, make_work: Callable[[int], None], facts: MakeFacts
) -> None:
    make_work(1)
    with open_writer(settings) as connection:
        connection.execute(
            "create table core.dim_customer as select 1 as customer_key, true as has_email, false as email, "
            "'x' as emails, 'x' as billing_email, 5 as \"Phone\", 'x' as ship_to_street, 'x' as full_name, "
            "'x' as product_name"
        )
    found = "Phone, core.dim_customer.billing_email, core.dim_customer.full_name, core.dim_customer.ship_to_street."
    _refused_and_removed(build_candidate(settings, facts(1)), f"everyone: core.dim_customer.{found}")


def test_a_failed_check_stops_the_release_and_the_last_one_stays(
    settings: Settings, make_release: MakeRelease, make_candidate: MakeCandidate
) -> None:
    release, candidate = make_release(1), verify(make_candidate(2))
    checks = [
        Check(name="rows_are_there", severity="error", passed=True),
        Check(name="fresh", severity="warn", passed=False),
        Check(name="money_agrees", severity="error", passed=False, detail="0.01 EUR"),
    ]
    with pytest.raises(ReleaseError, match=r"1 of 3 checks failed: money_agrees \(0.01 EUR\)"):
        audit(candidate, lambda connection: checks)
    assert not candidate.folder.exists()
    assert current_release(settings) == release


def test_the_audit_reads_the_candidate_and_its_checks_are_published(
    settings: Settings, make_candidate: MakeCandidate
) -> None:
    def run_checks(connection: duckdb.DuckDBPyConnection) -> list[Check]:
        found = connection.execute("select max(generation) from fct_order_line").fetchone()
        return [Check(name="generation", severity="warn", passed=found == (8,), detail="7")]

    release = publish(settings, audit(verify(make_candidate(7)), run_checks))
    assert release.manifest.checks == (Check(name="generation", severity="warn", passed=False, detail="7"),)


def test_only_a_verified_and_audited_candidate_is_published(settings: Settings, make_candidate: MakeCandidate) -> None:
    candidate = make_candidate(1)
    for halfway in (candidate, replace(candidate, is_verified=True), replace(candidate, is_audited=True)):
        with pytest.raises(ReleaseError, match="not verified and audited"):
            publish(settings, halfway)
    assert current_release(settings) is None


def test_what_killed_runs_left_goes_with_the_next_build(settings: Settings, make_release: MakeRelease) -> None:
    first = make_release(1)
    half_built = settings.releases_dir / ".20250101T000000Z-00000000.tmp"
    shutil.copytree(first.folder, half_built)
    shutil.copytree(first.folder, settings.releases_dir / ".20250101T000000Z-00000000.old")
    (settings.releases_dir / "current.123.tmp").symlink_to("nowhere")
    assert [release.id for release in list_releases(settings)] == [first.id]
    second = make_release(2)
    assert sorted(path.name for path in settings.releases_dir.iterdir()) == sorted([first.id, second.id, "current"])


def test_a_run_killed_before_the_switch_leaves_the_last_release_current(
    settings: Settings, make_release: MakeRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_release(1)
    with monkeypatch.context() as patch:
        patch.setattr(publication, "switch", killed)
        with pytest.raises(KeyboardInterrupt):
            make_release(2)
    assert current_release(settings) == first
    third = make_release(3)
    assert current_release(settings) == third
    assert not list(settings.releases_dir.glob(".*"))


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_build_needs_three_times_the_space(
    settings: Settings, make_candidate: MakeCandidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_candidate(1)
    free = 3 * settings.work_file.stat().st_size - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Space(0, 0, free))
    with pytest.raises(ReleaseError, match="free space"):
        make_candidate(2)


def test_a_build_says_when_the_work_file_is_held(
    settings: Settings, make_work: Callable[[int], None], facts: MakeFacts
) -> None:
    make_work(1)
    with open_writer(settings), pytest.raises(ReleaseError, match="could not be built"):
        build_candidate(settings, facts(1))
    assert list(settings.releases_dir.iterdir()) == []


def test_there_is_nothing_to_publish_without_tables(settings: Settings, facts: MakeFacts) -> None:
    with pytest.raises(ReleaseError, match="no work warehouse"):
        build_candidate(settings, facts(1))
    open_writer(settings).close()
    with pytest.raises(ReleaseError, match="no table"):
        build_candidate(settings, facts(1))
    assert list(settings.releases_dir.iterdir()) == []


def test_an_unknown_release_is_named_with_those_there_are(settings: Settings, make_release: MakeRelease) -> None:
    release = make_release(1)
    for name in ("20250101T000000Z-00000000", "../work", "current", ""):
        with pytest.raises(ReleaseError, match=f"There are: {release.id}"):
            load_release(settings, name)


def test_a_copy_in_place_of_the_link_is_told(settings: Settings, make_release: MakeRelease) -> None:
    release = make_release(1)
    (settings.releases_dir / "current").unlink()
    shutil.copytree(release.folder, settings.releases_dir / "current")
    with pytest.raises(ReleaseError, match=f"not a link.*ln -s {release.id}"):
        current_release(settings)


def test_a_damaged_manifest_is_told(settings: Settings, make_release: MakeRelease) -> None:
    path = make_release(1).folder / "manifest.json"
    path.chmod(0o640)
    path.write_text("{")
    with pytest.raises(ReleaseError, match="manifest of this release"):
        current_release(settings)


def _refused_and_removed(candidate: Candidate, words: str | None = None) -> None:
    with pytest.raises(ReleaseError, match=words):
        verify(candidate)
    assert not Path(candidate.folder).exists()
