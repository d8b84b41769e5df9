"""SQL that reads days which people wrote each in their own way: `2026-01-31`, `31.01.2026`, `2026年1月31日`, a serial.

Each is read by its own look. Where day and month stand between slashes and could be either, and the two readings
differ, there is no reading: the row is refused, as either guess would be wrong for half of the files.

Belongs here: those looks. Not here: one declared format (value_sql).
"""

from __future__ import annotations

_SPELLED = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y")
_BY_LOOK = (
    (r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", "%Y-%m-%d"),
    (r"[0-9]{8}", "%Y%m%d"),
    (r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}", "%d.%m.%Y"),
)
_EITHER = r"[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{4}"
_YEAR_FIRST = r"^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?$"
_SERIAL = r"[0-9]{5}(\.[0-9]+)?"
_SECONDS = 86_400


def mixed_moment(given: str, *, has_serials: bool) -> str:
    """Return SQL of the moment that a text means, null where it means none or could mean two.

    Args:
        given: SQL of the text.
        has_serials: It is of a workbook, in which a day is the number of days since 1899-12-30.
    """
    text = _plain(given)
    looks = [f"when regexp_full_match({text}, '{look}') then try_strptime({text}, '{form}')" for look, form in _BY_LOOK]
    if has_serials:
        looks.append(f"when regexp_full_match({text}, '{_SERIAL}') then {serial_moment(text)}")
    spelled = ", ".join(f"try_strptime(replace(replace({text}, ',', ''), '.', ''), '{form}')" for form in _SPELLED)
    looks.append(f"when regexp_full_match({text}, '{_EITHER}') then {_only_reading(text)}")
    return f"case {' '.join(looks)} else coalesce({spelled}, try_cast({text} as timestamp)) end"


def is_ambiguous(given: str) -> str:
    """Predicate: a text could mean two days."""
    text = _plain(given)
    day_first, month_first = _readings(text)
    return f"coalesce(regexp_full_match({text}, '{_EITHER}') and {day_first} <> {month_first}, false)"


def serial_moment(text: str) -> str:
    """Return SQL of the moment that a workbook's number means, to the second; null where the text is no number."""
    seconds = f"cast(round(try_cast({text} as double) * {_SECONDS}) as bigint)"
    return f"timestamp '1899-12-30' + to_seconds({seconds})"


def _plain(given: str) -> str:
    return f"regexp_replace(trim(cast({given} as varchar)), '{_YEAR_FIRST}', '\\1-\\2-\\3')"


def _readings(text: str) -> tuple[str, str]:
    slashed = f"replace({text}, '-', '/')"
    return f"try_strptime({slashed}, '%d/%m/%Y')", f"try_strptime({slashed}, '%m/%d/%Y')"


def _only_reading(text: str) -> str:
    day_first, month_first = _readings(text)
    return (
        f"case when {day_first} is null then {month_first} when {month_first} is null then {day_first} "
        f"when {day_first} = {month_first} then {day_first} end"
    )
