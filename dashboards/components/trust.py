"""Whether the figures of a release can be relied on: green, amber or red, with the reasons.

Belongs here: the judgement of what the release says about its sources. Not here: how it is shown.

- red: a source was held back, stopped or forced by a person, or does not equal its extract;
- amber: nothing arrived from a source, rows were refused, more rows break a rule than may, a table is unlike what is
  expected of it, or another check of the audit warned;
- green: none of these. Flagged rows that a rule allows are in the figures and change no amount, so they do not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from warehouse.releases import SOURCE_PROFILE, SOURCE_RULES

Level = Literal["good", "attention", "bad", "unknown"]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Reason:
    """Why: the key of a text, and the names that it is about."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Trust:
    """The state of a release."""

    level: Level
    reasons: tuple[Reason, ...]


def _has_status(status: str) -> Callable[[Row], bool]:
    return lambda row: row["status"] == status


def differs(row: Row) -> bool:
    """Say whether a source does not equal its extract."""
    return bool(row["residual_amount"] or row["residual_row_count"])


_BAD: dict[str, Callable[[Row], bool]] = {
    "stopped": _has_status("stopped"),
    "held_back": _has_status("held_back"),
    "forced": _has_status("forced"),
    "residual": differs,
}
_ATTENTION: dict[str, Callable[[Row], bool]] = {
    "missing": _has_status("missing"),
    "refused": lambda row: bool(row["refused_row_count"]),
}

_OF_TABLES = {"rules": SOURCE_RULES, "unlike": SOURCE_PROFILE}


def judge(sources: Iterable[Row], warned_checks: Iterable[str] = ()) -> Trust:
    """Judge a release by its sources (rows of `mart_quality__source_status`) and the checks that warned."""
    rows = list(sources)
    if not rows:
        return Trust("unknown", (Reason("no_status", ()),))
    bad = _reasons(rows, _BAD)
    attention = _reasons(rows, _ATTENTION) + _warned(list(warned_checks))
    if not bad and not attention:
        return Trust("good", (Reason("all_good", tuple(row["source_name"] for row in rows)),))
    return Trust("bad" if bad else "attention", bad + attention)


def level_of(row: Row) -> Level:
    """Judge one source."""
    return judge([row]).level


def _warned(checks: list[str]) -> tuple[Reason, ...]:
    """Name the sources that checks on tables are about, and every other check."""
    found = {key: _sources(checks, kind) for key, kind in _OF_TABLES.items()}
    found["warned"] = [name for name in checks if name.split(".")[0] not in _OF_TABLES.values()]
    return tuple(Reason(key, tuple(names)) for key, names in found.items() if names)


def _sources(checks: list[str], kind: str) -> list[str]:
    return list(dict.fromkeys(name.split(".")[1] for name in checks if name.startswith(f"{kind}.")))


def _reasons(rows: list[Row], rules: Mapping[str, Callable[[Row], bool]]) -> tuple[Reason, ...]:
    found = ((key, tuple(row["source_name"] for row in rows if rule(row))) for key, rule in rules.items())
    return tuple(Reason(key, names) for key, names in found if names)
