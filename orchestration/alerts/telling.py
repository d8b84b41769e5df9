"""Telling: looking, remembering and sending, after a run and whenever it is asked for.

Belongs here: the order of the three, attempts, and that no channel's failure becomes the run's. Not here: any of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from orchestration.alerts.channels import Channel, Message, Outcome, channels_of, redacted
from orchestration.alerts.looking import RUN, Condition, Sight, failed_run, look, source_place
from orchestration.alerts.memory import Memory, Note, opened_memory
from orchestration.alerts.writing import TEST, headline, message_of
from warehouse.errors import EntrepotError, WarehouseBusyError

if TYPE_CHECKING:
    from ingestion.intake.sources import SourceReport
    from orchestration.reporter import Reporter
    from warehouse.settings import Settings

PAUSES = (1.0, 3.0)
"""Seconds before the second and the third attempt."""
AT_ONCE: tuple[float, ...] = ()
_FAILURES_PER_CHANNEL = 2
"""A channel that failed so often waits for the next time, whatever else there is to tell."""


@dataclass
class RunEnd:
    """What is known of a run when it has ended.

    Attributes:
        reports: How its sources fared, as far as it came.
        failure: Why it failed, where that was not raised.
        is_whole: It went the whole way; a part of it neither fails nor mends the daily run.
    """

    reports: Mapping[str, SourceReport] = field(default_factory=dict)
    failure: BaseException | None = None
    is_whole: bool = True


@contextmanager
def telling(settings: Settings, reporter: Reporter) -> Iterator[RunEnd]:
    """Tell how a run ended, after it has; the run's own error goes on as it is.

    A run that was refused because another one is under way is no event.
    """
    end = RunEnd()
    try:
        yield end
    except WarehouseBusyError:
        raise
    except Exception as error:
        end.failure = error
        _tell_safely(settings, reporter, end)
        raise
    _tell_safely(settings, reporter, end)


def tell(
    settings: Settings,
    *,
    end: RunEnd | None = None,
    now: datetime | None = None,
    pauses: Sequence[float] = PAUSES,
) -> list[str]:
    """Look, remember, and send what has not been sent.

    Args:
        settings: The configuration.
        end: How a run ended; None where none did: then nothing is known about it.
        now: The time of the look; None takes the clock.
        pauses: Seconds between attempts at a channel that is down.

    Returns:
        One line for each note that a channel has still not been told.

    Raises:
        OSError: What was told cannot be written down.
    """
    moment = now or datetime.now(UTC)
    channels = channels_of(settings)
    with opened_memory(settings) as (memory, save):
        memory.drop({note.place for note in memory.open if note.source} - _places(settings), moment)
        sight = _sight(settings, memory, end, moment)
        memory.take(sight, [channel.name for channel in channels], moment)
        save()
        for channel in channels:
            _send_waiting(settings, channel, memory, save, pauses)
        return unsent_lines(memory)


def try_channels(settings: Settings) -> dict[str, Outcome]:
    """Send a test message through every channel, once, and return how it went; nothing of it is remembered."""
    now = datetime.now(UTC)
    note = Note(
        place=RUN,
        state=TEST,
        source="",
        what="Somebody tried the channels with `entrepot alerts test`.",
        where=str(settings.config_file),
        todo="Nothing.",
        began_at=now,
    )
    message = message_of(settings, note, now)
    return {channel.name: _clean(settings, channel.send(message)) for channel in channels_of(settings)}


def unsent_lines(memory: Memory) -> list[str]:
    """Return one line for each note and channel that has not been told it."""
    return [
        f"{headline(note)}: {name} has not been told" + (f": {reason}" if reason else "")
        for note in memory.unsent
        for name, reason in note.waiting.items()
    ]


def _tell_safely(settings: Settings, reporter: Reporter, end: RunEnd) -> None:
    """Tell; what goes wrong with that is shown and does not touch the run."""
    try:
        for line in tell(settings, end=end, pauses=PAUSES):
            reporter.warned(f"{line}. It is tried again by the next run and by `entrepot alerts send`.")
    except (EntrepotError, OSError) as error:
        reporter.warned(f"alerts could not be told: {redacted(settings, str(error))}")


def _places(settings: Settings) -> set[str]:
    return {source_place(source.name) for source in settings.sources}


def _sight(settings: Settings, memory: Memory, end: RunEnd | None, now: datetime) -> Sight:
    """Return what is seen now, and how the run ended, if one did."""
    failure = end.failure if end else None
    seen = look(settings, now, memory.watched_since, end.reports if end and failure else None)
    conditions = [_redacted(settings, item) for item in seen.conditions]
    if failure:
        conditions.append(_redacted(settings, failed_run(settings, failure)))
    if end is None or not (end.is_whole or failure):
        return Sight(tuple(conditions), seen.places)
    if not failure:
        memory.run_succeeded_at = now
    return Sight(tuple(conditions), seen.places | {RUN})


def _redacted(settings: Settings, condition: Condition) -> Condition:
    what, where, todo = (redacted(settings, text) for text in (condition.what, condition.where, condition.todo))
    return Condition(condition.place, condition.state, condition.source, what, where, todo)


def _send_waiting(
    settings: Settings, channel: Channel, memory: Memory, save: Callable[[], None], pauses: Sequence[float]
) -> None:
    """Send what a channel has not been told, oldest first; each success is written down at once."""
    failures = 0
    for note in memory.unsent:
        if channel.name not in note.waiting or failures == _FAILURES_PER_CHANNEL:
            continue
        message = message_of(settings, note, datetime.now(UTC))
        outcome = _clean(settings, _attempts(channel, message, pauses if not failures else AT_ONCE))
        if outcome.is_sent:
            del note.waiting[channel.name]
            note.sent[channel.name] = datetime.now(UTC)
            note.remarks |= {channel.name: outcome.reason} if outcome.reason else {}
        else:
            note.waiting[channel.name] = outcome.reason
            failures += 1
        save()


def _attempts(channel: Channel, message: Message, pauses: Sequence[float]) -> Outcome:
    outcome = channel.send(message)
    for seconds in pauses:
        if outcome.is_sent or not outcome.is_down:
            break
        time.sleep(seconds)
        outcome = channel.send(message)
    return outcome


def _clean(settings: Settings, outcome: Outcome) -> Outcome:
    return Outcome(outcome.is_sent, outcome.is_down, redacted(settings, outcome.reason))
