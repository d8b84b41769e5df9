"""Runs that are killed at every stage, again and again, each on what the one before left.

Belongs here: the stages, how each is recognised from outside, and what must hold after every single kill. Not here:
what must hold once the next run has ended (the tests).
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from orchestration.purpose.landing import plan_landing
from warehouse.connections import open_reader
from warehouse.releases import Release, current_release, verify_files
from warehouse.releases.publication import switch
from warehouse.settings import load_settings

if TYPE_CHECKING:
    from tests.resilience.conftest import Child, Place

SECONDS_FOR_A_RUN = 900
BYTES_OF_EXTRACTS = 4_000_000
STANDING = {psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE}
MISSES = 8
"""A moment shorter than a look may be over before the kill falls; such a kill is not counted, and made again."""


@dataclass(frozen=True)
class Scene:
    """A run under way; `known` are the names in the folder of releases that were there before, the link among them."""

    place: Place
    child: Child
    before: Release
    known: frozenset[str]

    def shows(self, text: str) -> bool:
        return self.child.shows(text)

    def file(self, pattern: str) -> Path | None:
        return next(self.place.settings.data_dir.glob(pattern), None)


Look = Callable[[Scene], object]


@dataclass(frozen=True)
class Stage:
    """Where to kill.

    Attributes:
        begins: Seen from outside when the stage is under way.
        wait: Longest further wait, in seconds; the wait is drawn.
        holds: Must hold after the kill, or it fell too late and is not counted.
        is_over: Seen when the stage was missed.
        is_short: Whether it takes milliseconds, so that it is looked for all the time.
        prepare: Puts the place back to where the stage has something to do.
        is_published: Whether the new release is the current one by then.
    """

    begins: Look
    wait: float = 0.0
    holds: Look = lambda scene: True
    is_over: Look = lambda scene: False
    is_short: bool = False
    prepare: Callable[[Place], None] = lambda place: None
    is_published: bool = False


def _reads_extracts(scene: Scene) -> bool:
    """It has read more than its own configuration and contracts: files are hashed to find what is new."""
    counters = Path(f"/proc/{scene.child.pid}/io").read_text(encoding="utf-8")
    return int(counters.split()[1]) > BYTES_OF_EXTRACTS


def _is_half_landed(scene: Scene) -> bool:
    """Of the batches of one moment some stand in the landing and some do not yet."""
    landing = scene.place.settings.landing_dir
    try:
        places = json.loads((landing / ".incoming" / "moment.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    there = [(landing / place).exists() for place in places.values()]
    return any(there) and not all(there)


def _builds(schema: str) -> Look:
    """The log of dbt says that a table of this schema is being made."""

    def look(scene: Scene) -> bool:
        log = scene.place.settings.dbt_dir / "logs" / "dbt.log"
        run = scene.child.started_at
        return scene.shows("canonical …") and log.is_file() and log.stat().st_mtime > run and _tells(log, schema)

    def _tells(log: Path, schema: str) -> bool:
        lines = log.read_text(encoding="utf-8", errors="replace").rsplit("Running with dbt", 1)[-1]
        return f" {schema}." in lines

    return look


def _new(scene: Scene, name: str) -> bool:
    """Say whether a folder of releases that this run made, published or not yet, has a file of this name."""
    found = scene.place.settings.releases_dir.iterdir()
    return any((path / name).exists() for path in found if path.is_dir() and path.name not in scene.known)


def _is_built(scene: Scene) -> bool:
    """The candidate is being copied or judged; its manifest is not written."""
    return _new(scene, "entrepot.duckdb") and not _new(scene, "manifest.json")


def _before_the_switch(scene: Scene) -> bool:
    """The new release has its manifest; `current` still names the old one."""
    return _current(scene) == scene.before.id and scene.shows("release …") and _new(scene, "manifest.json")


def _has_switched(scene: Scene) -> bool:
    return _current(scene) != scene.before.id


def _current(scene: Scene) -> str:
    return (scene.place.settings.releases_dir / "current").readlink().name


def _with_something_to_land(place: Place) -> None:
    if not any(plan.pending for plan in plan_landing(place.settings)):
        shutil.rmtree(place.settings.landing_dir)
        _with_something_to_load(place)


def _with_something_to_load(place: Place) -> None:
    for path in place.settings.work_dir.glob("warehouse.duckdb*"):
        path.unlink()


STAGES: Mapping[str, Stage] = {
    "extract": Stage(_reads_extracts, holds=lambda scene: not scene.shows("models …"), prepare=_with_something_to_land),
    "models": Stage(lambda scene: scene.shows("models …"), wait=1.0, holds=lambda scene: not scene.shows("✓ models")),
    "gate": Stage(
        lambda scene: scene.shows("landing ") and scene.file("landing/.incoming/*/*.parquet"),
        holds=lambda scene: scene.file("landing/.incoming/*") and not scene.file("landing/.incoming/moment.json"),
        prepare=_with_something_to_land,
    ),
    "landing, between two renames of one moment": Stage(
        _is_half_landed,
        holds=_is_half_landed,
        is_over=lambda scene: scene.shows("raw …"),
        is_short=True,
        prepare=_with_something_to_land,
    ),
    "between rename and ledger": Stage(
        lambda scene: scene.shows("✓ landing warehouse_3pl"),
        holds=lambda scene: not scene.shows("✓ raw"),
        prepare=_with_something_to_load,
    ),
    "raw": Stage(
        lambda scene: scene.shows("raw …"),
        wait=1.5,
        holds=lambda scene: not scene.shows("✓ raw"),
        prepare=_with_something_to_load,
    ),
    "base": Stage(_builds("base"), wait=0.5, holds=lambda scene: not scene.shows("✓ canonical")),
    "canonical": Stage(_builds("canonical"), wait=0.5, holds=lambda scene: not scene.shows("✓ canonical")),
    "identity": Stage(
        lambda scene: scene.shows("identity …"), wait=0.2, holds=lambda scene: not scene.shows("✓ identity")
    ),
    "core": Stage(lambda scene: scene.shows("core …"), wait=1.5, holds=lambda scene: not scene.shows("✓ core")),
    "forecast": Stage(
        lambda scene: scene.shows("forecast …"), wait=0.3, holds=lambda scene: not scene.shows("✓ forecast")
    ),
    "marts": Stage(lambda scene: scene.shows("marts …"), wait=0.8, holds=lambda scene: not scene.shows("✓ marts")),
    "release, copying": Stage(lambda scene: _new(scene, "entrepot.duckdb"), wait=0.2, holds=_is_built),
    "audit": Stage(lambda scene: _new(scene, "personal.duckdb"), wait=1.0, holds=_is_built),
    "publish, between build and switch": Stage(
        _before_the_switch,
        holds=_before_the_switch,
        is_over=_has_switched,
        is_short=True,
    ),
    "publish, right after the switch": Stage(_has_switched, holds=_has_switched, is_published=True),
}
"""The stages of a run in their order."""


EARLY = ("extract", "gate", "landing, between two renames of one moment", "between rename and ledger", "raw")
LATE = ("identity", "core", "forecast", "marts", "release, copying", "audit")
"""Stages that a run reaches after most of its work: one run is made to stand still at all of them."""
SWITCH = "publish, between build and switch"
AFTER = "publish, right after the switch"
Start = Callable[["Place"], "Child"]


def kill_late(place: Place, start: Start, leave: Path) -> dict[str, int]:
    """Kill after the switch what stood still at all late stages; where the one before it was missed, kill there too."""
    kept = freeze_at_stages(place, start, (*LATE, SWITCH, AFTER), leave)
    if SWITCH in kept:
        return dict.fromkeys(kept, 1)
    put_back(kept[LATE[-1]], place)
    before = kill_at_stages(place, start, [SWITCH], 1)
    return {**dict.fromkeys(kept, 1), **before, AFTER: kill_after_the_switch(place, start, 1)}


def freeze_at_stages(place: Place, start: Start, names: Sequence[str], leave: Path) -> dict[str, Place]:
    """Let one run stand still at every stage and copy what a kill there leaves; at the last one it is killed.

    While the run and all that it started stand still nothing is written, so that a copy is what `kill -9` leaves: at
    the last stage, where the run is killed while it stands still, the files are compared with the copy.

    Returns:
        By stage a place with what it leaves, in which the last release is current, whole, and answers: after the switch
        that is the new one. A stage that was over before it was seen is not there.
    """
    accidents, before, kept = random.Random(len(list(leave.iterdir()))), place.release(), {}
    STAGES[names[0]].prepare(place)
    scene = _begin(place, start, before)
    try:
        for name in names:
            stage = STAGES[name]
            _await(scene, lambda scene, stage=stage: stage.begins(scene) or stage.is_over(scene), stage.is_short)
            time.sleep(accidents.uniform(0, stage.wait))
            _stand_still(scene)
            if stage.holds(scene):
                kept[name] = _copy(place, leave / f"{len(list(leave.iterdir()))}")
                _assert_readable(kept[name], kept[name].release() if stage.is_published else before)
            if name == names[-1]:
                scene.child.kill()
                assert name not in kept or _files(place) == _files(kept[name])
            _go_on(scene)
        assert not scene.child.survivors()
    finally:
        scene.child.clean()
    return kept


def put_back(left: Place, place: Place) -> None:
    """Let a place be what a kill left."""
    shutil.rmtree(place.settings.data_dir)
    shutil.move(left.settings.data_dir, place.settings.data_dir)


def _stand_still(scene: Scene) -> None:
    family = scene.child.family()
    for process in family:
        process.suspend()
    while any(process.status() not in STANDING for process in family):
        time.sleep(0.001)


def _go_on(scene: Scene) -> None:
    for process in scene.child.family():
        process.resume()


def _copy(place: Place, folder: Path) -> Place:
    shutil.copytree(place.folder, folder, symlinks=True)
    return replace(place, folder=folder, settings=load_settings(folder / place.settings.config_file.name))


def _files(place: Place) -> dict[str, str]:
    """Every file below the data folder with the hash of what it holds."""
    data = place.settings.data_dir
    files = [path for path in sorted(data.rglob("*")) if path.is_file()]
    return {str(path.relative_to(data)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def kill_at_stages(place: Place, start: Start, names: Sequence[str], times: int) -> dict[str, int]:
    """Kill runs of a place, some at each stage; after each the last release is current, whole, and answers.

    Returns:
        How many kills fell at each stage.
    """
    accidents, before = random.Random(20251231), place.release()
    kills = dict.fromkeys(names, 0)
    for name in names:
        for _ in range(times):
            _kill_once(place, start, name, before, accidents)
            kills[name] += 1
    return kills


def kill_after_the_switch(place: Place, start: Start, times: int) -> int:
    """Kill runs right after they switched; the new release is current and whole, and the place ends on it."""
    before = place.release()
    for _ in range(times):
        switch(place.settings.releases_dir, before.id)
        scene = _begin(place, start, before)
        try:
            _await(scene, _has_switched, is_short=False)
            _end(scene)
        finally:
            scene.child.clean()
        assert _current(scene) != before.id
        _assert_readable(place, place.release())
    return times


def _begin(place: Place, start: Start, before: Release) -> Scene:
    known = frozenset(path.name for path in place.settings.releases_dir.iterdir())
    return Scene(place, start(place), before, known)


def _kill_once(place: Place, start: Start, name: str, before: Release, accidents: random.Random) -> None:
    stage = STAGES[name]
    for _ in range(MISSES):
        stage.prepare(place)
        scene = _begin(place, start, before)
        try:
            _await(scene, lambda scene: stage.begins(scene) or stage.is_over(scene), stage.is_short)
            time.sleep(accidents.uniform(0, stage.wait))
            _end(scene)
        finally:
            scene.child.clean()
        is_counted = stage.holds(scene)
        if current_release(place.settings) != before:
            switch(place.settings.releases_dir, before.id)
            assert not is_counted
        _assert_readable(place, before)
        if is_counted:
            return
    raise AssertionError(f"no kill fell in {name} in {MISSES} runs: {scene.child.told}")


def _await(scene: Scene, look: Look, is_short: bool) -> None:
    """Look again and again; a run that ends first was missed."""
    end = time.monotonic() + SECONDS_FOR_A_RUN
    while scene.child.process.poll() is None and not look(scene):
        assert time.monotonic() < end, scene.child.told
        time.sleep(0.0002 if is_short else 0.005)
    assert scene.child.process.poll() in {None, 0}, scene.child.told


def _end(scene: Scene) -> None:
    if scene.child.process.poll() is None:
        scene.child.kill()
        assert scene.child.process.returncode == -signal.SIGKILL, scene.child.told
    left: list[Any] = scene.child.survivors()
    assert not left, left


def _assert_readable(place: Place, expected: Release) -> None:
    found = place.release()
    assert (found.id, found.tables) == (expected.id, expected.tables)
    verify_files(found)
    with open_reader(place.settings.releases_dir / "current" / "entrepot.duckdb") as connection:
        rows = connection.execute("select count(*) from fct_order_line").fetchone()
        assert rows == (expected.tables["core.fct_order_line"].rows,)
