"""The command `questions`: the questions that the product answers, asked and checked.

Belongs here: printing. Not here: how a question is asked and proven (`orchestration.questions`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.console import Config, out, print_table, settings_of
from warehouse.errors import ConfigurationError

if TYPE_CHECKING:
    from dashboards.questions import Question
    from orchestration.questions import Answered

_FAILED = 1


class Form(StrEnum):
    """How `questions` prints."""

    table = "table"
    json = "json"


def questions(
    name: Annotated[str | None, typer.Argument(metavar="[ID]", help="One question, as manager-1.")] = None,
    config: Config = None,
    check: Annotated[bool, typer.Option("--check", help="Hold every answer against the truth.")] = False,
    sql: Annotated[bool, typer.Option("--sql", help="Print the question's SQL instead of asking it.")] = False,
    form: Annotated[Form, typer.Option("--format", "-f", help="How to print.")] = Form.table,
    release_id: Annotated[str | None, typer.Option("--release", help="Ask an earlier release.")] = None,
) -> None:
    """List the questions, answer one, or check all; the exit code is 1 if a check failed."""
    from dashboards.questions import all_questions

    chosen = _chosen(all_questions(), name)
    if sql:
        typer.echo("\n".join(it.answer or f"-- {it.id} waits for {it.waits_for}" for it in chosen))
    elif check:
        _check(config, chosen, form, release_id)
    elif name:
        _answer(config, chosen[0], form, release_id)
    else:
        _list(chosen, form)


def _chosen(every: Sequence[Question], name: str | None) -> list[Question]:
    found = [it for it in every if name in (None, it.id)]
    if not found:
        users = ", ".join(dict.fromkeys(it.user for it in every))
        raise ConfigurationError(
            f"there is no question {name}.",
            todo=f"`entrepot questions` lists them; an id is who asks ({users}) and a number, as manager-1.",
        )
    return found


def _list(chosen: Sequence[Question], form: Form) -> None:
    state = {True: "answered", False: "open"}
    if form is Form.json:
        rows = [{"id": it.id, "user": it.user, "question": it.text, "status": state[bool(it.answer)]} for it in chosen]
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    print_table(
        "Questions", ["id", "question", "waits for"], [[it.id, it.text, it.waits_for] for it in chosen], "", ["id"]
    )


def _answer(config: Any, question: Question, form: Form, release_id: str | None) -> None:
    from warehouse.query import run_query

    if question.answer is None:
        raise ConfigurationError(f"{question.id} cannot be answered yet: it waits for {question.waits_for}.")
    if form is Form.table:
        out.print(f"{question.id}: {question.text}", highlight=False, markup=False)
    run_query(settings_of(config), question.answer, release_id=release_id, format=form.value)


def _check(config: Any, chosen: Sequence[Question], form: Form, release_id: str | None) -> None:
    from orchestration.questions import check_questions
    from warehouse.releases import require_release

    settings = settings_of(config)
    release = require_release(settings, release_id)
    found = list(check_questions(settings, release, chosen))
    if form is Form.json:
        typer.echo(json.dumps([_as_json(it) for it in found], indent=1, ensure_ascii=False))
    else:
        _print_checked(found, release.id)
    if any(it.status == "failed" for it in found):
        raise typer.Exit(_FAILED)


def _as_json(it: Answered) -> dict[str, Any]:
    return {
        "id": it.question.id,
        "user": it.question.user,
        "question": it.question.text,
        "status": it.status,
        "seconds": round(it.seconds, 3),
        "rows": it.rows,
        "detail": it.detail,
    }


def _print_checked(found: Iterable[Answered], release: str) -> None:
    rows = [[it.question.id, it.status, f"{it.seconds:.3f}", it.rows, it.detail] for it in found]
    print_table(f"Questions on release {release}", ["id", "status", "seconds", "rows", "why"], rows, "", ["id"])
    counted = {status: sum(row[1] == status for row in rows) for status in ("passed", "failed", "open")}
    out.print(", ".join(f"{count} {status}" for status, count in counted.items()) + ".", highlight=False)
