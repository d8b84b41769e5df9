"""A file that was read before is not read again, and one that changed always is."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from ingestion.intake import seen_files
from ingestion.intake.seen_files import SeenFiles
from warehouse.settings import Settings

NAME = "payments_2026-01-31.csv"


@pytest.fixture(autouse=True)
def files_settle_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen_files, "SECONDS_TO_SETTLE", -1)


@pytest.fixture
def path(extract_dir: Path) -> Path:
    written = extract_dir / NAME
    written.write_bytes(b"one")
    return written


def hash_of(settings: Settings, path: Path) -> str:
    seen = SeenFiles(settings)
    found = seen.describe(path).file_hash
    seen.save()
    return found


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_file_that_did_not_change_is_not_read_again(settings: Settings, path: Path) -> None:
    hash_of(settings, path)
    remembered = settings.work_dir / "seen_files.json"
    remembered.write_text(
        remembered.read_text(encoding="utf-8").replace(sha(b"one"), "as remembered"), encoding="utf-8"
    )
    assert hash_of(settings, path) == "as remembered"


def test_other_bytes_of_the_same_size_under_the_old_date_are_read(settings: Settings, path: Path) -> None:
    hash_of(settings, path)
    before = path.stat()
    time.sleep(0.05)
    path.write_bytes(b"two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert hash_of(settings, path) == sha(b"two")


def test_another_file_moved_into_its_place_is_read(settings: Settings, path: Path) -> None:
    hash_of(settings, path)
    other = path.with_name("other.csv")
    other.write_bytes(b"two")
    other.replace(path)
    assert hash_of(settings, path) == sha(b"two")


def test_a_file_that_has_just_changed_is_not_remembered(
    settings: Settings, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen_files, "SECONDS_TO_SETTLE", 60)
    hash_of(settings, path)
    assert not (settings.work_dir / "seen_files.json").exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', '{"a": [["x"], "b"]}'])
def test_a_damaged_memory_is_no_memory(settings: Settings, path: Path, content: str) -> None:
    settings.work_dir.mkdir(parents=True)
    (settings.work_dir / "seen_files.json").write_text(content, encoding="utf-8")
    assert hash_of(settings, path) == sha(b"one")
    assert hash_of(settings, path) == sha(b"one")
