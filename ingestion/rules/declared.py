"""Rules as contracts declare them: the `quality` block of a table.

Belongs here: reading that block into small typed objects, and refusing one that could not be run. Not here: running
them (scan).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from open_data_contract_standard.model import DataQuality

from warehouse.errors import ContractError

Severity = Literal["error", "warn"]
SEVERITIES: tuple[Severity, ...] = ("error", "warn")
KINDS = ("refers", "broken", "outlier")


@dataclass(frozen=True)
class Reference:
    """Where a value must be found.

    Attributes:
        table: A table of the same source; None where it is an entity.
        entity: A canonical entity, of whatever source; compared without regard to case.
        column: The column there.
    """

    table: str | None
    entity: str | None
    column: str


@dataclass(frozen=True)
class DeclaredRule:
    """One rule of a table; exactly one of `reference`, `broken` and `per` is given.

    Attributes:
        name: Unique in its table.
        column: The column that is to blame.
        severity: `error` holds the source back where more rows break it than are allowed, `warn` is shown.
        owner: Who mends it.
        reason: What is wrong with a row that breaks it.
        allowed_count: Rows that may break it.
        allowed_until: Last day of that allowance; None for always.
        reference: The value must be found there.
        broken: SQL that is true for a bad row; `this` is the row, `{table}` the current rows of a table of the vendor.
        per: The value is compared with the median of the rows that share these columns.
        factor: How many times larger or smaller than that median is too far.
    """

    name: str
    column: str
    severity: Severity
    owner: str
    reason: str
    allowed_count: int
    allowed_until: date | None
    reference: Reference | None
    broken: str | None
    per: tuple[str, ...]
    factor: float


def read_rules(items: Iterable[DataQuality] | None, path: Path, owner: str) -> tuple[DeclaredRule, ...]:
    """Read a table's `quality` block.

    Args:
        items: The block; None without one.
        path: The contract, for messages.
        owner: Who owns a rule that names nobody.

    Raises:
        ContractError: A rule has no name, column, reason or kind, or says something unknown.
    """
    rules = tuple(_rule(item, path, owner) for item in items or [])
    twice = sorted({rule.name for rule in rules if [other.name for other in rules].count(rule.name) > 1})
    if twice:
        raise ContractError(f"the rule {twice[0]!r} stands twice.", where=str(path), todo="Give each its own name.")
    return rules


def _rule(item: DataQuality, path: Path, owner: str) -> DeclaredRule:
    body = item.implementation if isinstance(item.implementation, dict) else {}
    extras = {extra.property: extra.value for extra in item.customProperties or []}
    kinds = [kind for kind in KINDS if kind in body]
    complaint = _complaint(item, body, kinds)
    if complaint:
        raise ContractError(
            f"the rule {item.name!r} {complaint}.",
            where=str(path),
            todo="Compare with the rules of shopify/order_lines.yaml.",
        )
    allowed = extras.get("allowed") or {}
    outlier = body.get("outlier") or {}
    return DeclaredRule(
        name=str(item.name),
        column=str(body["column"]),
        severity="error" if item.severity == "error" else "warn",
        owner=str(extras.get("owner") or owner),
        reason=str(item.description),
        allowed_count=int(allowed.get("count", 0)),
        allowed_until=allowed.get("until"),
        reference=_reference(body["refers"]) if "refers" in body else None,
        broken=body.get("broken"),
        per=tuple(outlier.get("per", ())),
        factor=float(outlier.get("factor", 0)),
    )


def _complaint(item: DataQuality, body: Mapping[str, Any], kinds: list[str]) -> str | None:
    """Say what a rule lacks; None where nothing is."""
    complaints = {
        "has no name": not item.name,
        "has no description, which is its reason": not item.description,
        "names no column": not body.get("column"),
        f"has not exactly one of {', '.join(KINDS)}": len(kinds) != 1,
        f"has a severity that is none of {', '.join(SEVERITIES)}": (item.severity or "warn") not in SEVERITIES,
    }
    return next((text for text, holds in complaints.items() if holds), None)


def _reference(body: Mapping[str, Any]) -> Reference:
    return Reference(table=body.get("table"), entity=body.get("entity"), column=str(body["column"]))
