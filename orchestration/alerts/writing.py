"""What an alert says: subject, text and fields of a message.

Belongs here: words. Not here: what is told, and to whom.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from orchestration.alerts.channels import Message
from orchestration.alerts.looking import FAILED, RELEASE, RUN, TOO_OLD, UNREADABLE, hours_since
from orchestration.alerts.memory import RECOVERED, Note
from warehouse.errors import ReleaseError
from warehouse.releases import current_release

if TYPE_CHECKING:
    from warehouse.settings import Settings

TEST = "test"
_EVENTS = {
    (RUN, FAILED): "the daily run failed",
    (RUN, RECOVERED): "the daily run succeeds again",
    (RELEASE, TOO_OLD): "no new release",
    (RELEASE, UNREADABLE): "the release cannot be read",
    (RELEASE, RECOVERED): "there is a new release again",
}
_HOURS_PER_DAY = 24


def headline(note: Note) -> str:
    """Return the event in a few words, the source named: `source crm is stopped`."""
    if note.state == TEST:
        return "this is a test"
    words = "current again" if note.state == RECOVERED else note.state.replace("_", " ")
    return _EVENTS.get((note.place, note.state), f"{note.place} is {words}")


def message_of(settings: Settings, note: Note, now: datetime) -> Message:
    """Return the message that tells of a note; the release's age is that of now."""
    company, release = settings.company.name, _release(settings, now)
    subject = f"{company}: {headline(note)}"
    lines = [
        f"{headline(note)[0].upper()}{headline(note)[1:]}.",
        "",
        f"What      {note.what}",
        f"Where     {note.where}",
        f"To do     {note.todo}",
        f"Seen      {note.began_at:%Y-%m-%d %H:%M} UTC",
        f"Release   {release['text']}",
        f"Company   {company}",
    ]
    return Message(note.id, note.began_at, subject, "\n".join(lines) + "\n", _fields(company, note, release))


def age(hours: float) -> str:
    """Return an age in words, in minutes below one hour, in days from two days on."""
    if hours < 1:
        return f"{hours * 60:.0f} minutes"
    return f"{hours:.0f} hours" if hours < 2 * _HOURS_PER_DAY else f"{hours / _HOURS_PER_DAY:.1f} days"


def _fields(company: str, note: Note, release: dict[str, Any]) -> dict[str, Any]:
    return {
        "company": company,
        "event": f"source_{note.state}" if note.source else "_".join([note.place.split()[-1], note.state]),
        "source": note.source or None,
        "what": note.what,
        "where": note.where,
        "todo": note.todo,
        "seen_at": note.began_at.isoformat(timespec="seconds"),
        "release": {name: value for name, value in release.items() if name != "text"},
    }


def _release(settings: Settings, now: datetime) -> dict[str, Any]:
    """Say which release is current and how old it is."""
    try:
        release = current_release(settings)
    except ReleaseError as error:
        return {"id": None, "text": f"cannot be read: {error.what}"}
    if release is None:
        return {"id": None, "text": "there is none yet"}
    manifest = release.manifest
    hours = hours_since(manifest.published_at, now)
    return {
        "id": release.id,
        "as_of": manifest.as_of.isoformat(),
        "published_at": manifest.published_at.isoformat(timespec="seconds"),
        "age_hours": round(hours, 1),
        "text": f"{release.id}, as of {manifest.as_of}, published {age(hours)} ago; it stays readable",
    }
