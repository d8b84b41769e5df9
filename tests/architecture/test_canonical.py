"""Every canonical entity is a whole contract, says so in the changelog, and keeps what was frozen."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ingestion.landing.batches import CANONICAL_VERSION
from orchestration.dbt.entities import checks_on, entities, unfed_entities
from orchestration.pages.canonical import PROVENANCE, measures, meta_of, unit_of

Manifest = dict[str, Any]
Contract = dict[str, Any]
NUMBERS = re.compile(r"decimal|integer|bigint|date|timestamp|double")
CHANGE = re.compile(r"^\| (\d+) \| (.+?) \|", re.MULTILINE)


def rules_of(manifest: Manifest, node: Contract) -> dict[str, Any]:
    """What the test of an entity's rules is given."""
    test = next(iter(item for item in manifest["nodes"].values() if item["name"] == f"holds_{node['name']}"), {})
    found: dict[str, Any] = test.get("test_metadata", {}).get("kwargs", {})
    return found


def contract_complaints(manifest: Manifest) -> Iterator[str]:
    """What an entity's contract lacks, said of the entity and where possible of the column."""
    known = measures(manifest)
    for node in entities(manifest):
        complaints = [*_entity_complaints(node, rules_of(manifest, node)), *_column_complaints(node)]
        complaints += [] if _can_be_proven(node, known.get(node["name"])) else ["canonical_measures cannot prove it"]
        yield from (f"{node['name']}: {complaint}" for complaint in complaints)


def _entity_complaints(node: Contract, rules: dict[str, Any]) -> Iterator[str]:
    meta, columns = meta_of(node), list(node["columns"])
    key = ["source_name", f"{node['name']}_id"]
    accepted = {name: list(values) for name, values in (rules.get("accepted") or {}).items()}
    checks = {
        "its sentence does not begin with 'One row per source and'": node["description"].startswith(
            "One row per source and "
        ),
        "its key is not the source and its first column": meta.get("grain") == key and columns[:1] == key[1:],
        "its key is not tested": rules.get("grain") == key and key[1] in rules.get("not_null", []),
        "it serves no question": bool(meta.get("questions")),
        "it has no mapping hints": bool(meta.get("mapping")),
        "it has no contract version": isinstance(meta.get("contract_version"), int) and meta["contract_version"] > 0,
        "it does not end with where a row comes from": tuple(columns[-5:]) == PROVENANCE,
        "codes and accepted values differ": {name: list(values) for name, values in meta.get("codes", {}).items()}
        == accepted,
    }
    yield from (complaint for complaint, is_met in checks.items() if not is_met)


def _column_complaints(node: Contract) -> Iterator[str]:
    meta = meta_of(node)
    for name, column in node["columns"].items():
        unit = unit_of(name, column, meta.get("codes", {}))
        if not column["description"] or not column["data_type"]:
            yield f"{name} has no meaning or no type"
        if unit is None or (unit.endswith("`currency_code`") and "currency_code" not in node["columns"]):
            yield f"{name} has no unit"
        if NUMBERS.match(column["data_type"]) and unit == "text":
            yield f"{name} is a number without a unit"
        if not set(meta_of(column).get("questions") or []) <= set(meta.get("questions", [])):
            yield f"{name} serves a question that its entity does not"


def _can_be_proven(node: Contract, measure: list[str | None] | None) -> bool:
    return measure is not None and all(name in node["columns"] for name in measure if name)


def test_every_entity_is_a_whole_contract(compiled: Manifest) -> None:
    assert len(entities(compiled)) > 60
    assert list(contract_complaints(compiled)) == []


def _without(*path: str) -> Callable[[Contract], None]:
    def plant(node: Contract) -> None:
        for step in path[:-1]:
            node = node[step]
        del node[path[-1]]

    return plant


def _another_grain(node: Contract) -> None:
    node["config"]["meta"]["grain"] = ["ticket_id"]


def _another_code(node: Contract) -> None:
    node["config"]["meta"]["codes"]["ticket_status"]["lost"] = "nobody knows where"


def _foreign_question(node: Contract) -> None:
    node["columns"]["opened_at"]["config"] = {"meta": {"questions": ["manager-1"]}}


def _no_unit(node: Contract) -> None:
    node["columns"]["satisfaction_score"]["config"]["meta"].pop("unit")


BREACHES = {
    "it has no contract version": _without("config", "meta", "contract_version"),
    "it has no mapping hints": _without("config", "meta", "mapping"),
    "it serves no question": _without("config", "meta", "questions"),
    "its key is not the source and its first column": _another_grain,
    "codes and accepted values differ": _another_code,
    "opened_at serves a question that its entity does not": _foreign_question,
    "satisfaction_score has no unit": _no_unit,
    "it does not end with where a row comes from": _without("columns", "batch_id"),
    "canonical_measures cannot prove it": _without("columns", "opened_date"),
}


@pytest.mark.parametrize("complaint", BREACHES)
def test_a_breach_is_found_and_named(compiled: Manifest, complaint: str) -> None:
    planted = {**compiled, "nodes": {**compiled["nodes"]}}
    planted["nodes"]["model.entrepot.ticket"] = copy.deepcopy(compiled["nodes"]["model.entrepot.ticket"])
    BREACHES[complaint](planted["nodes"]["model.entrepot.ticket"])
    assert f"ticket: {complaint}" in list(contract_complaints(planted))


def unrecorded(manifest: Manifest, changelog: str) -> set[str]:
    """Entities whose version the changelog of the contract does not have."""
    lines = [(int(version), set(re.findall(r"`(\w+)`", names))) for version, names in CHANGE.findall(changelog)]
    return {
        node["name"]
        for node in entities(manifest)
        if not any(
            version == meta_of(node).get("contract_version") and node["name"] in names for version, names in lines
        )
    }


def test_every_version_stands_in_the_changelog(compiled: Manifest, house: Path) -> None:
    page = (house / "docs" / "canonical.md").read_text(encoding="utf-8")
    assert unrecorded(compiled, page) == set()
    assert unrecorded(compiled, page.replace("`ticket`", "`tickets`")) == {"ticket"}


def test_the_version_that_manifests_carry_is_the_highest_of_the_entities(compiled: Manifest) -> None:
    assert max(meta_of(node)["contract_version"] for node in entities(compiled)) == CANONICAL_VERSION


def frozen_contract(file: Path) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Entity, version, and column with type, of every line of the frozen contract."""
    for line in file.read_text(encoding="utf-8").splitlines():
        head, _, columns = line.partition(": ")
        name, version = head.split(" v")
        yield name, int(version), dict(part.split(" ", 1) for part in columns.split("; "))


def broken_promises(manifest: Manifest, frozen: list[tuple[str, int, dict[str, str]]]) -> Iterator[str]:
    """Columns of a version that stands which are gone or have another type; new columns break nothing."""
    found = {node["name"]: node for node in entities(manifest)}
    for name, version, columns in frozen:
        if name not in found:
            yield f"{name}: gone"
        elif version == meta_of(found[name])["contract_version"]:
            now = {column: item["data_type"] for column, item in found[name]["columns"].items()}
            yield from (f"{name}.{column}: {kind}" for column, kind in columns.items() if now.get(column) != kind)


def test_what_was_frozen_still_holds(compiled: Manifest, house: Path) -> None:
    frozen = list(frozen_contract(house / "tests" / "architecture" / "canonical_frozen.txt"))
    assert {name for name, _, _ in frozen} == {node["name"] for node in entities(compiled)}
    assert list(broken_promises(compiled, frozen)) == []


def test_a_renamed_or_retyped_column_is_found(compiled: Manifest) -> None:
    columns = {"ticket_id": "varchar", "opened_at": "date", "opened": "date"}
    assert list(broken_promises(compiled, [("ticket", 1, columns), ("ticket", 2, columns), ("claim", 1, {})])) == [
        "ticket.opened_at: date",
        "ticket.opened: date",
        "claim: gone",
    ]


def test_what_nothing_feeds_is_left_out_with_its_own_test_only(compiled: Manifest) -> None:
    unfed = unfed_entities(compiled)
    names = {node["name"] for node in unfed}
    assert "work_center_capacity" in names
    assert names.isdisjoint({"sales_order", "price", "int_quality__canonical_total"})
    assert checks_on(compiled, unfed) == {f"holds_{name}" for name in names}


def idle_columns_read(manifest: Manifest) -> list[str]:
    """Columns that serve no question, so that nothing of them lands, and that a model behind canonical reads."""
    idle = {
        node["unique_id"]: {name for name, column in node["columns"].items() if meta_of(column).get("questions") == []}
        for node in entities(manifest)
    }
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    return [
        f"{node['name']} reads {name}"
        for node in models
        if node["schema"] in {"core", "marts", "personal"}
        for source in node["depends_on"]["nodes"]
        for name in sorted(idle.get(source, set()) & set(re.findall(r"\w+", node["raw_code"])))
    ]


def test_what_a_model_shows_serves_a_question(compiled: Manifest) -> None:
    assert idle_columns_read(compiled) == []
    planted = {**compiled, "nodes": copy.deepcopy(compiled["nodes"])}
    planted["nodes"]["model.entrepot.supplier"]["columns"]["supplier_name"]["config"] = {"meta": {"questions": []}}
    assert idle_columns_read(planted) == ["dim_supplier reads supplier_name"]
