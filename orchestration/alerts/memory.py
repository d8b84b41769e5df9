"""What was told of alerts, and to whom: facts that the machine must not forget, in `data_dir/alerts/alerts.json`.

Belongs here: the file, its lock, and what a look changes in it. Not here: looking, sending.

A note is either an alert, which is open until its condition has ended, or the word that one has ended.
"""

from __future__ import annotations

import fcntl
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from warehouse.files import write_whole

if TYPE_CHECKING:
    from orchestration.alerts.looking import Condition, Sight
    from warehouse.settings import Settings

RECOVERED = "recovered"
_KEPT = 200
"""Notes that are over and told to everybody; older ones are forgotten."""


class Note(BaseModel):
    """One thing to tell.

    Attributes:
        state: The condition's, or `recovered`.
        began_at: When it was first seen (UTC).
        ended_at: When it was seen to be over; None while it lasts.
        waiting: Channels that have not been told, each with why the last attempt failed.
        sent: Channels that have been told, with the moment (UTC).
        remarks: What a channel said although it took the note.
    """

    model_config = ConfigDict(extra="forbid")
    id: str = Field(default_factory=lambda: uuid.uuid4().hex)
    place: str
    state: str
    source: str
    what: str
    where: str
    todo: str
    began_at: datetime
    ended_at: datetime | None = None
    waiting: dict[str, str] = Field(default_factory=dict)
    sent: dict[str, datetime] = Field(default_factory=dict)
    remarks: dict[str, str] = Field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """An alert whose condition lasts."""
        return self.ended_at is None


class Memory(BaseModel):
    """All notes, the moment of the first look, and when a run last succeeded."""

    model_config = ConfigDict(extra="forbid")
    watched_since: datetime
    run_succeeded_at: datetime | None = None
    notes: list[Note] = Field(default_factory=list)

    @property
    def open(self) -> list[Note]:
        """The alerts that last, oldest first."""
        return [note for note in self.notes if note.is_open]

    @property
    def unsent(self) -> list[Note]:
        """The notes that a channel has not been told."""
        return [note for note in self.notes if note.waiting]

    def take(self, sight: Sight, channels: Iterable[str], now: datetime) -> None:
        """Make a note of what has begun and of what has ended.

        Args:
            sight: What was found, and which places were looked at. An open alert of a source that is configured no
                more ends without a word.
            channels: Names of the channels to tell; a new one is told what is still open.
            now: The time of the look.
        """
        names = list(channels)
        found = {item.place: item for item in sight.conditions}
        for note in self.open:
            condition = found.get(note.place)
            if condition and condition.state == note.state:
                del found[note.place]
                note.what, note.where, note.todo = condition.what, condition.where, condition.todo
                note.waiting |= {name: "" for name in names if name not in {*note.sent, *note.waiting}}
            elif note.place in sight.places or condition:
                self._end(note, has_recovered=condition is None, now=now)
        self.notes += [_alert(condition, names, now) for condition in found.values()]
        self._forget(names)

    def drop(self, places: Iterable[str], now: datetime) -> None:
        """End the open alerts of places that are no more, without a word."""
        gone = set(places)
        for note in self.open:
            if note.place in gone:
                note.ended_at = now

    def _end(self, note: Note, *, has_recovered: bool, now: datetime) -> None:
        note.ended_at = now
        if has_recovered and (note.sent or note.waiting):
            values = note.model_dump(include={"place", "source", "where"})
            since = f"It had been {note.state.replace('_', ' ')} since {note.began_at:%Y-%m-%d %H:%M} UTC."
            waiting = dict.fromkeys([*note.sent, *note.waiting], "")
            over = Note(
                **values, state=RECOVERED, what=since, todo="Nothing.", began_at=now, ended_at=now, waiting=waiting
            )
            self.notes.append(over)

    def _forget(self, channels: list[str]) -> None:
        """Let nobody wait who is configured no more, and keep the newest of what is over."""
        for note in self.notes:
            note.waiting = {name: reason for name, reason in note.waiting.items() if name in channels}
        over = [note.id for note in self.notes if not note.is_open and not note.waiting]
        forgotten = set(over[:-_KEPT])
        self.notes = [note for note in self.notes if note.id not in forgotten]


def read_memory(settings: Settings) -> Memory:
    """Return what is remembered, without changing it; an empty memory where there is none that can be read."""
    return _read(_file(settings)) or Memory(watched_since=datetime.now(UTC))


@contextmanager
def opened_memory(settings: Settings) -> Iterator[tuple[Memory, Callable[[], None]]]:
    """Yield the memory and what saves it; one process, and one thread of it, has it at a time.

    A file that cannot be read is put aside as `alerts.json.damaged`: what is open is then told once more.
    """
    settings.alerts_dir.mkdir(parents=True, exist_ok=True)
    with (settings.alerts_dir / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = _file(settings)
        memory = _read(path)
        if memory is None and path.is_file():
            path.replace(path.with_name(f"{path.name}.damaged"))
        memory = memory or Memory(watched_since=datetime.now(UTC))
        yield memory, lambda: write_whole(path, memory.model_dump_json(indent=1))


def _read(path: Path) -> Memory | None:
    """Return what the file says; None where it is missing or damaged."""
    try:
        return Memory.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _file(settings: Settings) -> Path:
    return settings.alerts_dir / "alerts.json"


def _alert(condition: Condition, channels: Iterable[str], now: datetime) -> Note:
    return Note(
        place=condition.place,
        state=condition.state,
        source=condition.source,
        what=condition.what,
        where=condition.where,
        todo=condition.todo,
        began_at=now,
        waiting=dict.fromkeys(channels, ""),
    )
