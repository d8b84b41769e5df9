"""The checks of a release in a line.

Belongs here: how checks are counted and named. Not here: judging (acceptance).
"""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.releases import SOURCE_PROFILE, SOURCE_RULES, Check

_SHOWN = 3
_TOGETHER = {SOURCE_RULES: "rules broken in {tables}", SOURCE_PROFILE: "unlike what is expected: {tables}"}


def told_checks(checks: Sequence[Check]) -> str:
    """Return how many checks passed and which warned; warnings about many tables are counted after a few names."""
    warned = [check.name for check in checks if not check.passed]
    return told_counts(len(checks) - len(warned), warned)


def told_counts(passed: int, warned: Sequence[str]) -> str:
    """Return the same from the number of checks that passed and the names of those that warned."""
    single = [name for name in warned if name.split(".")[0] not in _TOGETHER]
    told = [*single, *(_together(words, _tables(warned, kind)) for kind, words in _TOGETHER.items())]
    warnings = ", ".join(filter(None, told))
    return f"{passed} passed" + (f", warnings: {warnings}" if warnings else "")


def _tables(names: Sequence[str], kind: str) -> list[str]:
    return [name.removeprefix(f"{kind}.") for name in names if name.startswith(f"{kind}.")]


def _together(words: str, tables: Sequence[str]) -> str:
    if not tables:
        return ""
    more = f" and {len(tables) - _SHOWN} more tables" if len(tables) > _SHOWN else ""
    return words.format(tables=", ".join(tables[:_SHOWN]) + more)
