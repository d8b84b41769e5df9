"""SQL that people write reads a release and nothing else: written-out attacks, and statements of a grammar."""

from __future__ import annotations

import json
import runpy
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from warehouse.errors import QueryRefusedError
from warehouse.query import QueryLimits, fetch
from warehouse.releases import require_release
from warehouse.settings import Settings

HERE = Path(__file__).parent
ATTACKS = runpy.run_path(str(HERE / "attacks.py"))
CANARY = "canary-7f3a-that-nobody-may-read"
SEED = 20261127


@dataclass
class Outside:
    """What lies outside a release: a file, a folder, a server that counts who asks it."""

    places: dict[str, str]
    folder: Path
    visits: list[Any] = field(default_factory=list)

    @property
    def state(self) -> list[tuple[str, int, int]]:
        files = [path for path in sorted(self.folder.rglob("*")) if "spill" not in path.parts]
        return [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files if path.is_file()]


@pytest.fixture
def outside(published: Settings, tmp_path: Path) -> Iterator[Outside]:
    (tmp_path / "secret.txt").write_text(f"column0\n{CANARY}\n")
    (tmp_path / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "spill").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as server:
        places = {
            "secret": str(tmp_path / "secret.txt"),
            "folder": str(tmp_path),
            "url": f"http://127.0.0.1:{server.getsockname()[1]}",
            "personal": str(require_release(published).database.with_name("personal.duckdb")),
        }
        found = Outside(places, tmp_path)

        def count() -> None:
            while True:
                try:
                    found.visits.append(server.accept())
                except OSError:
                    return

        threading.Thread(target=count, daemon=True).start()
        yield found
        server.shutdown(socket.SHUT_RDWR)


def fuzz(published: Settings, outside: Outside, **asked: Any) -> dict[str, Any]:
    database = require_release(published).database.resolve()
    before = (outside.state, database.read_bytes())
    request = {
        "database": str(database), "places": outside.places, "canary": CANARY, "wall_seconds": 1,
        "spill": str(outside.folder / "spill"), **asked,
    }  # fmt: skip
    command = [sys.executable, str(HERE / "fuzzing.py"), json.dumps(request)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=outside.folder, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (outside.state, database.read_bytes()) == before
    assert outside.visits == []
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert report["bad"] == []
    return report


def test_written_out_attacks_reach_nothing(published: Settings, outside: Outside) -> None:
    attacks = [ATTACKS["placed"](attack, outside.places) for attack in ATTACKS["OUTSIDE"]]
    report = fuzz(published, outside, statements=attacks)
    assert report["count"] == len(set(attacks)) >= 60
    assert report["ends"]["refused"] >= 0.9 * len(attacks)


def test_what_stays_open_is_answered_and_tells_of_the_release_alone(published: Settings, outside: Outside) -> None:
    report = fuzz(published, outside, statements=list(ATTACKS["WITHIN"]))
    assert report["ends"] == {"answered": len(ATTACKS["WITHIN"])}


def test_statements_of_a_grammar_reach_nothing(published: Settings, outside: Outside) -> None:
    report = fuzz(published, outside, seed=SEED, seconds=2)
    assert report["ends"]["refused"] > 10
    assert report["ends"]["answered"] > 0


def test_a_leak_would_be_found(published: Settings, outside: Outside) -> None:
    with pytest.raises(AssertionError, match="leaked"):
        fuzz(published, outside, statements=[f"select '{CANARY}' as stolen"])


@pytest.mark.soak
@pytest.mark.parametrize("minutes", [1, 10])
def test_statements_of_a_grammar_reach_nothing_for_long(published: Settings, outside: Outside, minutes: int) -> None:
    report = fuzz(published, outside, seed=time.time_ns(), seconds=60 * minutes)
    sys.stdout.write(f"{minutes} minutes: {report}\n")


@pytest.mark.soak
def test_every_attack_by_the_way_of_people_ends_in_time(
    published: Settings, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits, slowest = QueryLimits(wall_seconds=3), 0.0
    before = outside.state
    monkeypatch.setenv("ENTREPOT_TEST_CANARY", CANARY)
    for attack in (*ATTACKS["OUTSIDE"], *ATTACKS["ENDLESS"]):
        started = time.monotonic()
        try:
            content = fetch(published, ATTACKS["placed"](attack, outside.places), format="json", limits=limits).content
            assert CANARY.encode() not in content, attack
        except QueryRefusedError as error:
            assert CANARY not in str(error), attack
        slowest = max(slowest, time.monotonic() - started)
        assert time.monotonic() - started <= limits.wall_seconds + 2, attack
    assert (outside.state, outside.visits) == (before, [])
    count = len(ATTACKS["OUTSIDE"]) + len(ATTACKS["ENDLESS"])
    sys.stdout.write(f"{count} statements, the slowest {slowest:.2f} s\n")
