"""What is wrong with the data: broken rules, rows in quarantine, rows with a finding, and the pages of the judgement.

Belongs here: writing these in tables. Not here: finding them (ingestion), and markup (`components`).
"""

from __future__ import annotations

import streamlit as st

from dashboards import data_docs
from dashboards.catalogue import Catalogue
from dashboards.components import blocks, export
from dashboards.components.lists import Cell, Column, table
from dashboards.queries import Row, quality
from dashboards.session import Visit
from dashboards.tables import FINDING, QUARANTINE, RULE

_GROUPS = 200
_SAMPLE = 50
_OPEN = "open"
_BATCH_SIGNS = 8
_LEVELS = {"error": "bad", "warn": "attention"}


def broken_rules(visit: Visit) -> None:
    """Draw the rules that are broken, with what they mean and who mends it."""
    words = visit.words
    with blocks.block(words, "broken_rules", words.text("rules.title")):
        if RULE not in visit.release.tables:
            blocks.empty(words.text("empty.rules"))
            return
        found = quality.broken_rules(visit.reader)
        if not found:
            st.success(words.text("rules.none"), icon=":material/check_circle:")
            return
        blocks.note(words.text("rules.note"))
        columns = [
            Column(words.text("column.severity")),
            Column(words.text("column.source")),
            Column(words.text("column.table")),
            Column(words.text("column.column")),
            Column(words.text("column.rule")),
            Column(words.text("column.broken_by"), is_number=True),
            Column(words.text("column.may"), is_number=True),
            Column(words.text("column.may_until")),
            Column(words.text("column.owner")),
            Column(words.text("column.meaning"), is_wide=True),
        ]
        table(words, words.text("rules.title"), columns, [_rule(words, row) for row in found])
        export.download(words, found, "broken_rules")


def _rule(words: Catalogue, row: Row) -> list[str | Cell]:
    formats = words.formats
    broken_by = words.text(
        "rules.of", count=formats.number(row["failing_count"]), checked=formats.number(row["checked_count"])
    )
    return [
        _severity(words, row),
        row["source_name"],
        row["table_name"],
        row["column_name"],
        row["rule_name"],
        broken_by,
        formats.number(row["allowed_count"]),
        formats.iso_day(row["allowed_until"]),
        row["owner"],
        row["reason"],
    ]


def _severity(words: Catalogue, row: Row) -> Cell:
    severity = row["severity"] or ""
    return Cell(words.member("severity", severity), _LEVELS.get(severity, ""))


def quarantine(visit: Visit) -> None:
    """Draw refused rows by file and rule, with their money, their state, and the command that mends them."""
    words = visit.words
    with blocks.block(words, "quarantine", words.text("quarantine.title")):
        if QUARANTINE not in visit.release.tables:
            blocks.empty(words.text("empty.quarantine"))
            return
        found = quality.quarantine_groups(visit.reader, _GROUPS)
        if not found:
            st.success(words.text("quarantine.none"), icon=":material/check_circle:")
            return
        blocks.note(words.text("quarantine.note", shown=len(found), count=found[0]["group_count"]))
        columns = [
            Column(words.text("column.source")),
            Column(words.text("column.file")),
            Column(words.text("column.rule")),
            Column(words.text("column.status")),
            Column(words.text("column.row_count"), is_number=True),
            Column(words.text("column.money"), is_number=True),
            Column(words.text("column.command")),
        ]
        table(words, words.text("quarantine.title"), columns, [_refused(words, row) for row in found])
        export.download(words, lambda: quality.quarantine_rows(visit.reader), "quarantine")


def _refused(words: Catalogue, row: Row) -> list[str | Cell]:
    state, is_open = row["quarantine_state"], row["quarantine_state"] == _OPEN
    amounts = [_money(words, item["amount"], item["currency"]) for item in row["money"] or ()]
    return [
        row["source_name"],
        row["file_name"] or "",
        row["rule_name"],
        Cell(words.member("quarantine_state", state), "attention" if is_open else "good"),
        words.formats.number(row["row_count"]),
        ", ".join(amounts) or words.formats.number(None),
        Cell(_mending(row) if is_open else "", "code"),
    ]


def _mending(row: Row) -> str:
    """Return the command that mends the first row of a group, but for the value that somebody must know."""
    column = str(row["rule_name"]).split(":")[0]
    return f"entrepot quarantine mend {row['batch_id'][:_BATCH_SIGNS]} {row['first_row_number']} {column}=…"


def _money(words: Catalogue, amount: object, currency: str | None) -> str:
    return f"{words.formats.number(amount, 2)} {currency or ''}".strip()  # type: ignore[arg-type]


def findings(visit: Visit) -> None:
    """Draw the gravest rows that break a rule, and offer all of them."""
    words = visit.words
    with blocks.block(words, "findings", words.text("findings.title")):
        if FINDING not in visit.release.tables:
            blocks.empty(words.text("empty.findings"))
            return
        found = quality.findings(visit.reader, _SAMPLE)
        if not found:
            st.success(words.text("findings.none"), icon=":material/check_circle:")
            return
        count = words.formats.number(found[0]["finding_count"])
        blocks.note(words.text("findings.note", shown=len(found), count=count))
        columns = [
            Column(words.text("column.severity")),
            Column(words.text("column.source")),
            Column(words.text("column.table")),
            Column(words.text("column.key")),
            Column(words.text("column.column")),
            Column(words.text("column.rule")),
            Column(words.text("column.money"), is_number=True),
            Column(words.text("column.file")),
        ]
        table(words, words.text("findings.title"), columns, [_finding(words, row) for row in found])
        export.download(words, lambda: quality.finding_rows(visit.reader), "findings")


def _finding(words: Catalogue, row: Row) -> list[str | Cell]:
    return [
        _severity(words, row),
        row["source_name"],
        row["table_name"],
        row["row_key"] or "",
        row["column_name"],
        row["rule_name"],
        _money(words, row["money_amount"], row["currency_code"]),
        row["file_name"] or "",
    ]


def judged(visit: Visit) -> None:
    """Lead to the pages that show what was expected of the release, and what held."""
    words = visit.words
    with blocks.block(words, "data_docs", words.text("judged.title")):
        if not data_docs.has_data_docs(visit.release):
            blocks.empty(words.text("empty.judged"))
            return
        blocks.note(words.text("judged.note"))
        st.link_button(
            words.text("judged.open"), f"{data_docs.ADDRESS}/{data_docs.INDEX}", icon=":material/fact_check:"
        )
