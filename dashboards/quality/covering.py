"""What the sources cover: columns filled, questions answered, and what each other question lacks.

Belongs here: writing that down. Not here: how it is judged (the marts).
"""

from __future__ import annotations

from dashboards.catalogue import Catalogue
from dashboards.components import blocks, export
from dashboards.components.lists import Column, table
from dashboards.queries import Row, Rows, quality
from dashboards.session import Visit
from dashboards.tables import COVERAGE


def covered_sources(visit: Visit) -> None:
    """Draw coverage per source, and every question with what it lacks."""
    words = visit.words
    with blocks.block(words, "coverage", words.text("coverage.title")):
        found = quality.coverage(visit.reader) if COVERAGE in visit.release.tables else ()
        if not found:
            blocks.empty(words.text("empty.coverage"))
            return
        questions = quality.question_coverage(visit.reader)
        blocks.note(_note(words, questions))
        columns = [
            Column(words.text("column.source")),
            Column(words.text("column.entities"), is_number=True),
            Column(words.text("column.filled_columns"), is_number=True),
            Column(words.text("column.coverage"), is_number=True),
            Column(words.text("column.answerable"), is_number=True),
            Column(words.text("column.in_part"), is_number=True),
            Column(words.text("column.not_landed"), is_number=True),
        ]
        table(words, words.text("coverage.title"), columns, [_source(words, row) for row in found])
        export.download(words, found, "coverage")
        _questions(words, questions)


def _note(words: Catalogue, questions: Rows) -> str:
    formats = words.formats
    own = sum(row["answer_status"] == "own_records" for row in questions)
    return words.text(
        "coverage.note",
        answerable=formats.number(sum(row["is_answerable"] for row in questions) - own),
        own=formats.number(own),
        partial=formats.number(sum(row["answer_status"] == "part" for row in questions)),
        count=formats.number(len(questions)),
    )


def _source(words: Catalogue, row: Row) -> list[str]:
    formats = words.formats
    count = formats.number(row["column_count"])
    return [
        f"{row['source_name']} ({row['vendor']})",
        formats.number(row["entity_count"]),
        words.text("coverage.of", part=formats.number(row["filled_column_count"]), count=count),
        formats.percent(row["filled_column_pct"], 1),
        words.text(
            "coverage.of",
            part=formats.number(row["answerable_count"]),
            count=formats.number(row["question_count"]),
        ),
        formats.number(row["partial_count"]),
        formats.number(row["not_landed_count"]),
    ]


def _questions(words: Catalogue, questions: Rows) -> None:
    columns = [
        Column(words.text("column.question")),
        Column(words.text("column.in_words"), is_wide=True),
        Column(words.text("column.state")),
        Column(words.text("column.filled_columns"), is_number=True),
        Column(words.text("column.lacks"), is_wide=True),
    ]
    table(words, words.text("coverage.questions"), columns, [_question(words, row) for row in questions])
    export.download(words, questions, "question_coverage")


def _question(words: Catalogue, row: Row) -> list[str]:
    formats = words.formats
    needed = row["needed_column_count"]
    of = words.text("coverage.of", part=formats.number(row["filled_column_count"]), count=formats.number(needed))
    return [
        row["question_code"],
        row["question_text"],
        words.member("answer_status", row["answer_status"]),
        of if needed else "",
        _lacking(words, row["missing_column_names"]),
    ]


def _lacking(words: Catalogue, names: str | None) -> str:
    """Name the entities that lack, and how many columns of each; the download has every column."""
    entities = [name.partition(".")[0] for name in names.split(", ")] if names else []
    counted = {entity: entities.count(entity) for entity in entities}
    return ", ".join(f"{entity} ({words.formats.number(count)})" for entity, count in counted.items())
