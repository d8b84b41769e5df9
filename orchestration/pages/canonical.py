"""The reference page of the canonical contract: every entity with key, columns, units, questions, hints and codes.

Belongs here: turning the contracts of `dbt_project/models/canonical` into Markdown. Not here: how contracts change,
which a person writes in `docs/canonical.md`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from typing import Any

from orchestration.dbt.entities import Manifest, Node, entities
from orchestration.pages.markdown import as_codes, blocks, grid

AREAS = {
    "parties": "People and companies, and what they agreed to.",
    "goods": "What is bought, made and sold, what it costs and how it is shown.",
    "sales": "What customers order, pay, receive and send back; what partners sell.",
    "demand": "What people look at, ask for and say, and what is spent so that they do.",
    "service": "What customers ask and complain about.",
    "supply": "What is ordered from suppliers, promised, announced, received and moved.",
    "stock": "Where goods lie and how they move.",
    "making": "What is made, where, and how much can be.",
    "logistics": "What is on its way, what that costs, and what customs say.",
    "funds": "What is invoiced, settled, paid out and posted, in which money.",
    "office": "What people decide outside the other systems.",
}
"""The folders of entities, in the order of the page; a folder without a line here stops the generation."""

INTRODUCTION = (
    "What every vendor maps to: a staging model `stg_<vendor>__<entity>` gives the columns of an entity, null where "
    "the system does not know them. How contracts change stands in [canonical.md](../canonical.md), how a vendor is "
    "mapped in [your own files](../how-to/your-own-files.md), the words of the questions in "
    "[questions](../questions/README.md)."
)

READING = (
    "A column serves all questions of its entity unless it names its own; a dash is for columns that "
    "serve none, and what would fill them does not land. "
    "*Proven by* is what an extract's control total and the entity must share. A code that is not in its list is kept "
    "and warned of. An entity that no configured vendor feeds is there, typed and empty."
)

UNITS = {
    "_at": "moment, UTC",
    "_date": "day",
    "_qty": "units",
    "_amount": "money in `currency_code`",
    "_pct": "fraction",
    "_count": "count",
    "_days": "days",
    "_minutes": "minutes",
    "currency_code": "ISO 4217",
    "country_code": "ISO 3166-1",
    "language_code": "ISO 639-1",
    "incoterm_code": "Incoterms 2020",
    "hs_code": "Harmonised System",
}
"""Units by the end of a column's name, as docs/naming.md has them."""

PROVENANCE = ("source_name", "vendor", "updated_at", "is_deleted", "batch_id")
"""The columns that say where a row comes from, at the end of every entity."""


def canonical_page(manifest: Manifest, notice: str) -> str:
    """Return the page.

    Args:
        manifest: dbt's manifest of an assembled project; which vendors it has makes no difference.
        notice: The sentence that says who writes the page, with a place for its origin.
    """
    found, proven = entities(manifest), measures(manifest)
    parts = ["# The canonical contract", notice.format(origin="the contracts in `dbt_project/models/canonical`")]
    parts += [INTRODUCTION, READING, "## Every entity", _provenance(found)]
    for area in sorted({area_of(node) for node in found}, key=list(AREAS).index):
        own = [node for node in found if area_of(node) == area]
        index = " · ".join(f"[{node['name']}](#{node['name']})" for node in own)
        parts += [f"## {area}", AREAS[area], index, *[_entity(node, proven[node["name"]]) for node in own]]
    return blocks(parts)


def area_of(node: Node) -> str:
    """Return the folder of an entity below `models/canonical`."""
    return str(node["fqn"][2])


def measures(manifest: Manifest) -> dict[str, list[str | None]]:
    """Return day, amount and currency of every entity, as the macro `canonical_measures` has them."""
    return measures_in(manifest["macros"]["macro.entrepot.canonical_measures"]["macro_sql"])


def measures_in(sql: str) -> dict[str, list[str | None]]:
    """Return the same out of the macro's own text."""
    found = re.search(r"return\((\{.*?\})\)", sql, re.DOTALL)
    return ast.literal_eval(re.sub(r"\bnone\b", "None", found[1])) if found else {}


def unit_of(name: str, column: Mapping[str, Any], listed: Iterable[str]) -> str | None:
    """Return the unit of a column: its own, that of its name, or that of its type; None if nothing tells it."""
    own = meta_of(column).get("unit")
    by_name = next((unit for ending, unit in UNITS.items() if name.endswith(ending)), None)
    by_type = {"varchar": "code" if name in listed else "text", "boolean": "yes or no"}.get(column["data_type"])
    return own or by_name or by_type


def meta_of(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the metadata of a model or column."""
    found: Mapping[str, Any] = item.get("config", {}).get("meta", {})
    return found


def _provenance(found: list[dict[str, Any]]) -> str:
    columns = found[0]["columns"]
    return "Ends with the columns that say where a row comes from; they serve every question:\n\n" + grid(
        ("column", "type", "what it is"),
        [(f"`{name}`", columns[name]["data_type"], columns[name]["description"]) for name in PROVENANCE],
    )


def _entity(node: Node, measure: list[str | None]) -> str:
    meta = meta_of(node)
    facts = [f"Contract version {meta['contract_version']}", f"key: {as_codes(meta['grain'])}"]
    facts += [f"questions: {', '.join(meta['questions'])}", f"proven by {_proof(measure)}"]
    lists = [f"- `{name}`: {_choices(values)}" for name, values in meta.get("codes", {}).items()]
    hints = [f"- {hint}" for hint in meta["mapping"]]
    rows = [_column(name, column, meta) for name, column in node["columns"].items() if name not in PROVENANCE]
    text = [f"### {node['name']}", node["description"], " · ".join(facts)]
    text += [grid(("column", "type", "unit", "what it is", "questions"), rows)]
    text += ["Codes:\n\n" + "\n".join(lists)] if lists else []
    return blocks([*text, "Mapping:\n\n" + "\n".join(hints)])


def _column(name: str, column: Mapping[str, Any], meta: Mapping[str, Any]) -> tuple[str, ...]:
    questions = meta_of(column).get("questions")
    served = "all" if questions is None else ", ".join(questions) or "–"
    unit = unit_of(name, column, meta.get("codes", {})) or ""
    return f"`{name}`", column["data_type"], unit, column["description"] + _deprecation(column), served


def _deprecation(column: Mapping[str, Any]) -> str:
    told = meta_of(column).get("deprecated")
    return f" **Deprecated** since {told['since']}, gone from {told['until']} on: {told['instead']}" if told else ""


def _proof(measure: list[str | None]) -> str:
    date, amount, currency = measure
    by = " and ".join(f"`{name}`" for name in (date, currency) if name)
    return (f"`{amount}`" if amount else "the number of rows") + (f" by {by}" if by else "")


def _choices(values: Mapping[str, str]) -> str:
    return "; ".join(f"`{code}` {meaning}" for code, meaning in values.items())
