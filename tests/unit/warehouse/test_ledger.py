from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from warehouse import ledger as module
from warehouse.errors import ConfigurationError
from warehouse.ledger import BUILD_KINDS, Entry, Kind, Ledger, LedgerError, open_ledger
from warehouse.settings import Settings

APPEND = """
import sys
from warehouse.ledger import Ledger
ledger = Ledger(sys.argv[1])
for number in range(15):
    ledger.append("target", f"{sys.argv[2]}-{number}", {}, "anna", "plan")
"""


def _file(settings: Settings) -> Path:
    return Path(settings.ledger_url.removeprefix("sqlite:///"))


def test_an_entry_comes_back_as_it_was_typed(settings: Settings) -> None:
    ledger = open_ledger(settings)
    payload = {"sku": "MÉ-1", "qty": "12.5000", "tags": ["a", None], "is_final": True}
    number = ledger.append(Kind.OVERRIDE, "MÉ-1", payload, "anna", "launch of the autumn range")
    [entry] = open_ledger(settings).read("override")
    assert entry.entry_id == number
    assert (entry.kind, entry.subject, entry.payload) == (Kind.OVERRIDE, "MÉ-1", payload)
    assert (entry.actor, entry.reason) == ("anna", "launch of the autumn range")
    assert abs(datetime.now(UTC) - entry.recorded_at) < timedelta(minutes=1)


def test_entries_are_read_in_order_by_kind_subject_and_mark(ledger: Ledger) -> None:
    ids = [ledger.append(kind, subject, {}, "anna", "why") for kind, subject in
           [("target", "a"), ("override", "a"), ("target", "b"), ("target", "a")]]  # fmt: skip
    assert [entry.entry_id for entry in ledger.read()] == ids == sorted(ids)
    assert [entry.entry_id for entry in ledger.read("target", subject="a")] == [ids[0], ids[3]]
    assert [entry.entry_id for entry in ledger.read("target", up_to=ids[2])] == [ids[0], ids[2]]


def test_the_mark_moves_with_what_a_build_reads_and_with_nothing_else(ledger: Ledger) -> None:
    assert ledger.high_water() == 0
    mark = ledger.append("steward_decision", "c1", {}, "anna", "same person")
    ledger.append("access", "query", {}, "anna", "select 1")
    ledger.append("rollback", "r1", {}, "anna", "wrong prices")
    assert ledger.high_water() == mark
    assert ledger.high_water(["access"]) == mark + 1
    assert Kind.TOMBSTONE in BUILD_KINDS


def test_entries_that_stand_together_are_there_all_or_none(ledger: Ledger) -> None:
    first = ledger.append("target", "a", {}, "anna", "plan")
    seen = []

    def decide(entries: list[Entry]) -> list[tuple[str, dict[str, int]]]:
        seen.extend(entries)
        return [("b", {"n": 1}), ("c", {"n": 2})]

    assert ledger.append_all("target", decide, "anna", "plan") == [first + 1, first + 2]
    assert seen == ledger.read()[:1]
    with pytest.raises(LedgerError, match="the subject of the entry is empty"):
        ledger.append_all("target", lambda _: [("d", {}), ("", {})], "anna", "plan")
    assert [(entry.subject, entry.payload) for entry in ledger.read()[1:]] == [("b", {"n": 1}), ("c", {"n": 2})]


def test_no_function_changes_an_entry() -> None:
    names = {name for name in (*dir(Ledger), *dir(module)) if not name.startswith("__")}
    assert not [name for name in names if any(word in name for word in ("update", "delete", "remove", "replace"))]


@pytest.mark.parametrize(
    "statement",
    [
        "update entry set reason = 'another'",
        "delete from entry",
        "delete from entry where entry_id = 1",
        "insert or replace into entry select entry_id, kind, subject, payload, 'bob', reason, recorded_at from entry",
        "insert into entry select entry_id, kind, subject, payload, 'bob', reason, recorded_at from entry "
        "where true on conflict (entry_id) do update set actor = 'bob'",
    ],
)
def test_the_database_refuses_a_change(settings: Settings, ledger: Ledger, statement: str) -> None:
    ledger.append("target", "a", {}, "anna", "plan")
    with sqlite3.connect(_file(settings)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    assert [entry.actor for entry in ledger.read()] == ["anna"]


def test_the_ledger_is_in_wal_mode(settings: Settings, ledger: Ledger) -> None:
    with sqlite3.connect(_file(settings)) as connection:
        assert connection.execute("pragma journal_mode").fetchone() == ("wal",)


def test_several_processes_write_at_once(settings: Settings) -> None:
    _file(settings).parent.mkdir(parents=True)
    command = [sys.executable, "-c", APPEND, settings.ledger_url]
    writers = [subprocess.Popen([*command, name], stderr=subprocess.PIPE, text=True) for name in ("a", "b", "c")]
    assert [writer.communicate(timeout=60)[1] for writer in writers] == [""] * 3
    entries = open_ledger(settings).read("target")
    assert len(entries) == 45
    for name in ("a", "b", "c"):
        mine = [entry.subject for entry in entries if entry.subject.startswith(name)]
        assert mine == [f"{name}-{number}" for number in range(15)]


@pytest.mark.parametrize(
    ("kind", "subject", "actor", "reason", "words"),
    [
        ("gossip", "a", "anna", "why", "no kind 'gossip'"),
        ("target", " ", "anna", "why", "subject of the entry is empty"),
        ("target", "a", "", "why", "actor of the entry is empty"),
        ("target", "a", "anna", "", "reason of the entry is empty"),
    ],
)
def test_an_incomplete_entry_is_refused(
    ledger: Ledger, kind: str, subject: str, actor: str, reason: str, words: str
) -> None:
    with pytest.raises(LedgerError, match=words):
        ledger.append(kind, subject, {}, actor, reason)
    assert ledger.read() == []


@pytest.mark.parametrize(
    "url", ["no url", "nodatabase://host/x", "mysql+pymysql_missing://host/x", "sqlite:////proc/none/ledger.sqlite"]
)
def test_a_wrong_url_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigurationError, match="ENTREPOT_LEDGER_URL"):
        Ledger(url)
