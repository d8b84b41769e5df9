"""Control totals that a contract declares: what of a table's extract must arrive in which canonical entity.

Belongs here: their shape, and reading them. Not here: adding them up (raw.control).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.errors import ContractError


@dataclass(frozen=True)
class Join:
    """A table that lends a control its columns, as `name.column`.

    Attributes:
        key: SQL for the value that the table's key must have, over the own columns and the joins before this one.
        their: SQL, over the table's own columns, that must have this value; None takes the first column of its key.
        sums: Names and aggregates of what is lent of all rows with this value together; empty lends the columns of one.
    """

    name: str
    table: str
    key: str
    their: str | None = None
    sums: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Control:
    """A total that a table's extract proves against a canonical entity.

    Attributes:
        entity: The canonical entity that the rows become.
        amount: SQL over the table's columns (and those of `joins`); None counts rows only.
        date: SQL for the day of the total; None for entities without a day.
        currency: SQL for the currency; None for quantities and counts.
        joins: Tables of the same source that lend columns, each by its name, in the order in which they are joined.
        where: SQL predicate for the rows that become the entity; None for all.
        steps: Names with their SQL, each of which the following ones and the control itself may use.
        each: SQL of a list: a row counts once for every element, which it knows as `item`; None counts it once.
    """

    entity: str
    amount: str | None
    date: str | None
    currency: str | None
    joins: tuple[Join, ...]
    where: str | None
    steps: tuple[tuple[str, str], ...]
    each: str | None


def read_control(item: dict[str, Any], path: Path) -> Control:
    """Return a control as a contract declares it.

    Raises:
        ContractError: It names no entity, or a join lacks a part.
    """
    if "entity" not in item:
        raise ContractError("a control names no entity.", where=str(path), todo="Add `entity:` to it.")
    return Control(
        entity=item["entity"],
        amount=item.get("amount"),
        date=item.get("date"),
        currency=item.get("currency"),
        joins=_joins(item, path),
        where=item.get("where"),
        steps=tuple(item.get("steps", {}).items()),
        each=item.get("each"),
    )


def _joins(item: dict[str, Any], path: Path) -> tuple[Join, ...]:
    """Return the tables of a control: its parent, the parent's parent, then those that it joins by name."""
    parent = item.get("parent") or {}
    found = {"parent": (parent, '"{}"'), "grandparent": (parent.get("parent") or {}, 'parent."{}"')}
    found |= {name: (join or {}, "{}") for name, join in (item.get("joins") or {}).items()}
    given = {name: (join, form) for name, (join, form) in found.items() if join or form == "{}"}
    for name, (join, _) in given.items():
        if not {"table", "key"} <= set(join):
            raise ContractError(
                f"the control of {item['entity']} joins {name!r} without table or key.",
                where=str(path),
                todo="Give both.",
            )
    return tuple(
        Join(name, join["table"], form.format(join["key"]), join.get("their"), tuple(join.get("sums", {}).items()))
        for name, (join, form) in given.items()
    )
