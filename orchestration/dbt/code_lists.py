"""Which canonical columns hold codes, and which codes are ours: read from the contracts of the canonical entities.

Belongs here: the lists. Not here: what a source's code is mapped to (`ingestion.codes`), and what our codes mean; that
stands in the contracts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ingestion.contract.canonical_models import canonical_files, described_models

EVERY = "*"
"""Stands for every entity that has a column of that name, such as `*.currency_code`."""
_HOLDS_CODES = re.compile(r"(_code|_type|_status|_role)$")


def code_lists(given: Mapping[str, Sequence[str]] | None = None) -> dict[str, list[str]]:
    """Return our codes by canonical column; an empty list where any word will do, such as a unit.

    Args:
        given: Lists that stand in no contract, by name or end of a column, such as `country_code`.
    """
    found: dict[str, list[str]] = {}
    for entity, columns, codes in _contracts():
        for name in columns:
            own = list(codes.get(name, _given(name, given or {})))
            found[f"{entity}.{name}"] = own
            everywhere = found.setdefault(f"{EVERY}.{name}", own)
            found[f"{EVERY}.{name}"] = everywhere if everywhere == own else sorted({*everywhere, *own})
    return found


def meanings() -> dict[str, dict[str, str]]:
    """Return what each of our codes means, by canonical column."""
    return {f"{entity}.{name}": dict(words) for entity, _, codes in _contracts() for name, words in codes.items()}


def _given(name: str, given: Mapping[str, Sequence[str]]) -> Sequence[str]:
    fitting = (codes for end, codes in given.items() if name == end or name.endswith(f"_{end}"))
    return next(fitting, [])


def _contracts() -> Iterator[tuple[str, list[str], dict[str, dict[str, str]]]]:
    """Yield each entity, its columns that hold codes, and the lists of its contract."""
    for _, model in described_models(canonical_files()):
        columns = [column["name"] for column in model["columns"] if column["data_type"] == "varchar"]
        codes = model["config"]["meta"].get("codes", {})
        yield model["name"], [name for name in columns if name in codes or _HOLDS_CODES.search(name)], codes
