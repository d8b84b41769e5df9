"""The coverage table: which vendor feeds which canonical entity, how many of its columns, and what that costs.

A column counts as filled when the vendor's staging model gives it anything but a constant null.

Belongs here: reading that out of the staging models, and the page. Not here: what a vendor's page says in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp

from orchestration.dbt.entities import Manifest, Node, entities
from orchestration.pages.canonical import PROVENANCE, area_of, meta_of
from orchestration.pages.markdown import as_codes, blocks, grid

INTRODUCTION = (
    "A cell says how many of an entity's columns a vendor's staging model fills, of how many there are; those that "
    "say where a row comes from are not counted. An empty cell: the vendor does not feed the entity. What a company's "
    "own data hold in those columns the coverage of its release tells."
)
QUESTIONS = (
    "Of the columns that serve a question, in the entities that the vendor feeds, how many it fills. Which further "
    "systems a question needs, the entities' [contracts](canonical.md) say."
)
MISSING = "Columns that a vendor's staging models leave empty, in the entities that it feeds."


@dataclass(frozen=True)
class Feed:
    """What one vendor gives of one entity.

    Attributes:
        columns: The entity's columns, without those that say where a row comes from.
        filled: Those that the vendor fills.
    """

    vendor: str
    entity: str
    columns: tuple[str, ...]
    filled: frozenset[str]

    @property
    def empty(self) -> list[str]:
        """The columns that it leaves empty."""
        return [name for name in self.columns if name not in self.filled]


def coverage_page(manifest: Manifest, vendors: Iterable[str], notice: str) -> str:
    """Return the page.

    Args:
        manifest: dbt's manifest of a project assembled with these vendors, others among them.
        vendors: Those that the page is about.
        notice: The sentence that says who writes the page, with a place for its origin.
    """
    chosen = sorted(vendors)
    found, given = entities(manifest), [feed for feed in feeds(manifest) if feed.vendor in chosen]
    parts = ["# Coverage", notice.format(origin="the staging models and the canonical contracts"), INTRODUCTION]
    parts += ["## Entities", _matrix(found, given, chosen)]
    parts += ["## Questions", QUESTIONS, _questions(found, given, chosen)]
    parts += ["## What is left empty", MISSING, *[_gaps(vendor, given) for vendor in chosen]]
    return blocks(parts)


def feeds(manifest: Manifest) -> list[Feed]:
    """Return what every staging model gives of its entity."""
    models = [node for node in manifest["nodes"].values() if node["name"].startswith("stg_")]
    known = {node["name"]: node for node in entities(manifest)}
    return sorted((_feed(model, known) for model in models), key=lambda feed: (feed.entity, feed.vendor))


def filled_columns(raw_sql: str) -> frozenset[str]:
    """Return the columns that a model gives anything but a constant null.

    Args:
        raw_sql: The model as it is written, with its templates.

    Raises:
        sqlglot.errors.ParseError: It is no SQL once its templates are taken out.
    """
    plain = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", raw_sql, flags=re.DOTALL)
    tree = sqlglot.parse_one(re.sub(r"\{\{.*?\}\}", "given", plain, flags=re.DOTALL), read="duckdb")
    parts = {part.alias: part.this for part in tree.find_all(exp.CTE)}
    return frozenset(name for name, is_filled in _projected(tree, parts).items() if is_filled)


def _feed(model: Node, known: Mapping[str, Node]) -> Feed:
    vendor, _, entity = str(model["name"]).removeprefix("stg_").partition("__")
    columns = tuple(name for name in known[entity]["columns"] if name not in PROVENANCE)
    return Feed(vendor, entity, columns, filled_columns(model["raw_code"]) & frozenset(columns))


def _projected(query: exp.Expr, parts: Mapping[str, exp.Expr]) -> dict[str, bool]:
    """The columns of a query, each with whether any of its branches fills it."""
    if isinstance(query, exp.SetOperation):
        left, right = _projected(query.left, parts), _projected(query.right, parts)
        return {name: left.get(name, False) or right.get(name, False) for name in {**left, **right}}
    if isinstance(query, exp.Subquery):
        return _projected(query.this, parts)
    found: dict[str, bool] = {}
    if not isinstance(query, exp.Select):
        return found
    for item in query.expressions:
        if item.is_star:
            found |= _starred(item, query, parts)
        else:
            found[item.alias_or_name] = not _is_null(item)
    return found


def _starred(item: exp.Expr, query: exp.Select, parts: Mapping[str, exp.Expr]) -> dict[str, bool]:
    """The columns behind a star: those of the named parts of the model that it stands for."""
    wanted = item.table if isinstance(item, exp.Column) else ""
    clauses = [query.args.get("from_"), *query.args.get("joins", [])]
    tables = [clause.this for clause in clauses if clause and wanted in {"", clause.this.alias_or_name}]
    found: dict[str, bool] = {}
    for table in tables:
        found |= _projected(parts[table.name], parts) if table.name in parts else {}
    return found


def _is_null(item: exp.Expr) -> bool:
    inner = item.unalias()
    while isinstance(inner, exp.Cast | exp.Paren):
        inner = inner.this
    return isinstance(inner, exp.Null)


def _matrix(found: Iterable[Node], given: list[Feed], vendors: list[str]) -> str:
    cells = {(feed.entity, feed.vendor): f"{len(feed.filled)}/{len(feed.columns)}" for feed in given}
    rows = [
        (area_of(node), f"`{node['name']}`", *[cells.get((str(node["name"]), vendor), "") for vendor in vendors])
        for node in found
    ]
    return grid(("area", "entity", *vendors), sorted(rows))


def _questions(found: list[dict[str, Any]], given: list[Feed], vendors: list[str]) -> str:
    serving = {str(node["name"]): _columns_by_question(node) for node in found}
    names = {question for columns in serving.values() for question in columns}
    order = sorted(names, key=lambda name: (name.rpartition("-")[0], int(name.rpartition("-")[2])))
    rows = [(name, *[_share(name, vendor, given, serving) for vendor in vendors]) for name in order]
    return grid(("question", *vendors), rows)


def _columns_by_question(node: Mapping[str, Any]) -> dict[str, set[str]]:
    every = meta_of(node)["questions"]
    found: dict[str, set[str]] = {}
    for name, column in node["columns"].items():
        served = meta_of(column).get("questions", every) if name not in PROVENANCE else []
        for question in served:
            found.setdefault(question, set()).add(name)
    return found


def _share(question: str, vendor: str, given: list[Feed], serving: Mapping[str, Mapping[str, set[str]]]) -> str:
    own = [(feed, serving[feed.entity].get(question, set())) for feed in given if feed.vendor == vendor]
    wanted = sum(len(columns) for _, columns in own)
    filled = sum(len(columns & feed.filled) for feed, columns in own)
    return f"{filled}/{wanted}" if wanted else ""


def _gaps(vendor: str, given: list[Feed]) -> str:
    rows = [(f"`{feed.entity}`", as_codes(feed.empty)) for feed in given if feed.vendor == vendor and feed.empty]
    return blocks([f"### {vendor}", grid(("entity", "left empty"), rows)])
