"""Edges between layers are those of the table in docs/layers.md, and nothing after staging knows a vendor."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forecasting import tables as forecasting_tables
from identity import tables as identity_tables
from ingestion import tables as ingestion_tables
from orchestration import tables as orchestration_tables

Manifest = dict[str, Any]
ROW = re.compile(r"^\| `(\w+)` \|(.*)\|$")
PACKAGES = (identity_tables, forecasting_tables, ingestion_tables, orchestration_tables)
WRITTEN_BY_PYTHON = ("identity", "forecasting", "run")


def layer_of(node: dict[str, Any]) -> str:
    """The layer is the schema; all raw schemas are one, a seed is one too, and quality marts are one of their own."""
    if node["resource_type"] == "seed":
        return "seed"
    if node["name"].startswith("mart_quality__"):
        return "quality_marts"
    return "raw" if node["schema"].startswith("raw_") else str(node["schema"])


def allowed_edges(page: Path) -> dict[str, set[str]]:
    """Read the table of docs/layers.md: layer, and the layers that it may read."""
    rows = (ROW.match(line) for line in page.read_text(encoding="utf-8").splitlines())
    return {row[1]: set(re.findall(r"`(\w+)`", row[2].split("|")[0])) for row in rows if row}


def forbidden_edges(manifest: Manifest, allowed: dict[str, set[str]]) -> Iterator[str]:
    nodes = {**manifest["nodes"], **manifest["sources"]}
    for node in manifest["nodes"].values():
        if node["resource_type"] != "model":
            continue
        for parent in node["depends_on"]["nodes"]:
            above, below = layer_of(node), layer_of(nodes[parent])
            if below not in allowed.get(above, set()):
                yield f"{node['name']} ({above}) reads {nodes[parent]['name']} ({below})"


def vendor_words(manifest: Manifest, vendors: list[str]) -> Iterator[str]:
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and layer_of(node) not in {"base", "staging"}:
            found = [word for word in vendors if re.search(rf"\b{word}\b", node["raw_code"])]
            yield from (f"{node['name']} names {word}" for word in found)


@pytest.fixture(scope="module")
def allowed(house: Path) -> dict[str, set[str]]:
    return allowed_edges(house / "docs" / "layers.md")


def test_edges_between_layers_are_those_of_the_table(compiled: Manifest, allowed: dict[str, set[str]]) -> None:
    assert set(allowed) >= {"staging", "canonical", "core", "marts"}
    assert list(forbidden_edges(compiled, allowed)) == []


def test_a_mart_that_reads_staging_is_found(compiled: Manifest, allowed: dict[str, set[str]]) -> None:
    planted = copy.deepcopy(compiled)
    mart = next(node for node in planted["nodes"].values() if node["name"] == "mart_sales__kpi_daily")
    staging = next(key for key in planted["nodes"] if key.endswith("stg_shopify__sales_order"))
    mart["depends_on"]["nodes"].append(staging)
    assert any(
        "mart_sales__kpi_daily (marts) reads stg_shopify__sales_order" in edge
        for edge in forbidden_edges(planted, allowed)
    )


def test_nothing_after_staging_knows_a_vendor(compiled: Manifest, every_vendor: Any) -> None:
    assert list(vendor_words(compiled, [source.vendor for source in every_vendor.sources])) == []


def test_a_core_model_that_names_a_vendor_is_found(compiled: Manifest) -> None:
    planted = copy.deepcopy(compiled)
    next(node for node in planted["nodes"].values() if node["name"] == "fct_order")["raw_code"] += (
        " where vendor = 'shopify'"
    )
    assert list(vendor_words(planted, ["shopify"])) == ["fct_order names shopify"]


def unknown_tables(manifest: Manifest) -> set[str]:
    """Tables that a Python package says it reads or writes, and that no model or source is."""
    known = {f"{node['schema']}.{node['name']}" for node in manifest["nodes"].values()}
    known |= {f"{source['schema']}.{source['name']}" for source in manifest["sources"].values()}
    named = {name for package in PACKAGES for name in (*package.READS, *package.WRITES)}
    return named - known - {"run.loaded_batch"}


def test_tables_that_packages_name_exist(compiled: Manifest) -> None:
    assert unknown_tables(compiled) == set()


def test_tables_that_models_expect_of_python_are_written(compiled: Manifest) -> None:
    expected = {
        f"{source['schema']}.{source['name']}"
        for source in compiled["sources"].values()
        if source["schema"] in WRITTEN_BY_PYTHON
    }
    written = {name for package in PACKAGES for name in package.WRITES}
    assert expected <= written
