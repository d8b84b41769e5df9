"""What becomes of a source that does not add up: its new batches wait, or a named person's force lets them in.

Belongs here: the judgement, a pure function. Not here: the comparison (ingestion.admission) and rebuilding (pipeline).
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from ingestion.admission.forcing import Force
from ingestion.admission.objections import Residual
from warehouse.errors import EntrepotError


@dataclass(frozen=True)
class Verdict:
    """Batches that must wait, or the force that lets all of them in; one of the two."""

    hold: frozenset[str] = frozenset()
    force: Force | None = None


def judge(residual: Residual, new: Set[str], force: Force | None, *, is_held: bool) -> Verdict:
    """Judge a source that does not add up.

    Args:
        residual: What is off with the batches that are admitted now.
        new: Those of its admitted batches that no sound release stands on.
        force: The force that stands for the source.
        is_held: Some of its batches were held back already.

    Returns:
        What a force does not cover waits first; if what it covers is off by something else, that waits too.

    Raises:
        EntrepotError: Even the batches of the last release do not add up.
    """
    if force is not None and new and force.covers(residual, new):
        return Verdict(force=force)
    covered = force.batches if force else frozenset()
    hold = frozenset(new) - covered or frozenset(new)
    if hold:
        return Verdict(hold=hold)
    where = f"source {residual.source_name}"
    if is_held:
        raise EntrepotError(
            f"it does not add up even without its new batches: {residual.text}.",
            where=where,
            todo="A model or contract changed it; mend that.",
        )
    raise EntrepotError(
        f"its rows no longer add up to its extracts: {residual.text}.",
        where=where,
        todo="The batches are those of the last release, so a model or contract changed it; mend that.",
    )
