"""What `entrepot source check` prints of coverage and questions.

Belongs here: words, short first. Not here: what is covered (purpose).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.markup import escape

from orchestration.cli.console import out, print_table
from orchestration.purpose.answering import Answer
from orchestration.purpose.checking import SourceCoverage

_STATUS = {
    "full": "yes, in full",
    "enough": "yes; some columns lack",
    "part": "in part",
    "none": "no",
    "own_records": "yes, needs no source",
    "no_table": "no table yet",
}
"""What becomes of a question."""


def print_coverage(found: SourceCoverage, name: str, *, with_details: bool) -> None:
    """Print how much a source covers and what that answers.

    Args:
        found: What was gathered.
        name: The source.
        with_details: Also every column that lacks for a question, and who could fill it.
    """
    columns, defined = sum(it.columns for it in found.entities), sum(it.defined for it in found.entities)
    valued = [it.valued for it in found.entities if it.valued is not None]
    with_values = f", {sum(valued):,} with values in its files" if valued else ""
    _say(f"Coverage: {len(found.entities)} entities, {defined:,} of their {columns:,} columns filled{with_values}.")
    _say(
        f"Questions, of {len(found.alone)}: {_counted(found.alone)} with {name} alone, {_counted(found.together)} with "
        f"all sources together; {_without_source(found.alone)} more need no source."
    )
    _say(f"Answerable with {name} alone: {_named(found.alone)}.")
    _print_lost(found)
    _print_not_landed(found)
    rows = [[it.entity, it.columns, it.defined, it.valued] for it in found.entities]
    print_table("Entities", ["entity", "columns", "filled", "with values"], rows, "")
    _print_empty(found, with_details=with_details)
    if not with_details:
        _say("Every question, what it lacks and who could fill it: --details; for machines: --json.")
        return
    _print_questions(found)


def as_json(found: SourceCoverage) -> dict[str, Any]:
    """Return the same for machines."""
    return {
        "entities": [asdict(it) for it in found.entities],
        "questions": [
            {
                "question": alone.question,
                "text": alone.text,
                "alone": alone.status,
                "together": together.status,
                "needed": list(alone.needed),
                "lacking": {
                    column: {
                        "suppliers": list(found.suppliers.get(column, ())),
                        "is_filled_by_another_source": column not in together.lacking,
                        "description": found.descriptions[column],
                    }
                    for column in alone.lacking
                },
            }
            for alone, together in zip(found.alone, found.together, strict=True)
        ],
        "answerable_alone": sum(it.is_answerable for it in found.alone),
        "answerable_together": sum(it.is_answerable for it in found.together),
        "no_longer_filled": {name: list(found.questions.get(name, ())) for name in found.lost},
        "not_landed": [f"{it.table}.{it.column}" for it in found.not_landed],
        "kept": {f"{it.table}.{it.column}": {"by": it.kept_by, "reason": it.kept_reason} for it in found.kept},
    }


def _say(text: str) -> None:
    out.print(escape(text), highlight=False, soft_wrap=True)


def _counted(answers: Sequence[Answer]) -> str:
    whole = sum(answer.is_answerable for answer in answers) - _without_source(answers)
    return f"{whole} answerable and {sum(answer.status == 'part' for answer in answers)} in part"


def _without_source(answers: Sequence[Answer]) -> int:
    return sum(answer.status == "own_records" for answer in answers)


def _named(answers: Sequence[Answer]) -> str:
    found = [answer.question for answer in answers if answer.status in {"full", "enough"}]
    return ", ".join(found) or "none"


def _print_lost(found: SourceCoverage) -> None:
    for name in found.lost:
        served = ", ".join(found.questions.get(name, ())) or "no question"
        out.print(
            f"[red]✗[/] {escape(name)} was filled in the current release and is filled no longer: {escape(served)}.",
            highlight=False,
            soft_wrap=True,
        )


def _print_not_landed(found: SourceCoverage) -> None:
    if found.not_landed:
        _say(f"Not landed, for they serve nothing: {', '.join(f'{it.table}.{it.column}' for it in found.not_landed)}.")
    for it in found.kept:
        _say(f"Landed all the same: {it.table}.{it.column}, for {it.kept_by}: {it.kept_reason}")


def _print_empty(found: SourceCoverage, *, with_details: bool) -> None:
    """Name the columns that stay empty: those that staging leaves out, and those for which no file holds a value."""
    empty = [it for it in found.entities if it.empty]
    if empty:
        _say("Left empty by the staging models although a question needs it:")
    for it in empty:
        _say(f"  {it.entity}: {', '.join(it.empty)}")
    valueless = [it for it in found.entities if it.valueless and it.valued]
    absent = [it.entity for it in found.entities if it.valued == 0]
    if absent:
        _say(f"No file holds a value of: {', '.join(absent)}.")
    if valueless and with_details:
        _say("Filled by the staging models, but no file holds a value:")
        for it in valueless:
            _say(f"  {it.entity}: {', '.join(it.valueless)}")


def _print_questions(found: SourceCoverage) -> None:
    rows = [
        [alone.question, alone.text, _STATUS[alone.status], _STATUS[together.status], len(alone.lacking) or None]
        for alone, together in zip(found.alone, found.together, strict=True)
    ]
    print_table(
        "Questions", ["question", "in words", "this source alone", "all sources", "columns that lack"], rows, ""
    )
    for alone, together in zip(found.alone, found.together, strict=True):
        if alone.lacking:
            _say(f"\n{alone.question} lacks:")
            for name in alone.lacking:
                _say(f"  {name}: {_who(found, name, is_there=name not in together.lacking)}")


def _who(found: SourceCoverage, name: str, *, is_there: bool) -> str:
    """Say who could fill a column."""
    places = found.suppliers.get(name, ())
    told = "another source of yours fills it; " if is_there else ""
    if places:
        return told + "; ".join(places)
    return f"{told}no vendor in the house; an export with: {found.descriptions[name]}"
