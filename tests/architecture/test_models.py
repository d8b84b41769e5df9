"""Every model has one clock, reproducible SQL, a Spark twin, a name, a grain, an owner and a contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlglot
from sqlglot import ErrorLevel, exp

Manifest = dict[str, Any]
OWN_CLOCK = re.compile(
    r"\b(now|today|uuid|gen_random_uuid|random|get_current_timestamp|get_current_time|txid_current)\s*\(|"
    r"\b(current_date|current_timestamp|current_time|localtimestamp|localtime)\b",
    re.IGNORECASE,
)
NAMES = {
    "base": r"base_\w+?__\w+",
    "staging": r"stg_\w+?__\w+",
    "core": r"(dim|fct|xref)_\w+",
    "marts": r"mart_(sales|customer|supply|finance|service|planning|quality)__\w+",
    "canonical": r"(int_\w+?__\w+|[a-z]+(_[a-z]+)*)",
    "personal": r"[a-z]+(_[a-z]+)*",
}
CONTRACTED = {"canonical", "core", "marts"}
DUCKDB_ONLY = (exp.Columns, exp.ReadCSV, exp.ReadParquet, exp.Pivot)
FUNCTIONS_OF_BOTH = {"to_utc_timestamp", "hash"}


def models(manifest: Manifest) -> list[dict[str, Any]]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def without_comments(sql: str) -> str:
    return re.sub(r"--[^\n]*|/\*.*?\*/|\{#.*?#\}", "", sql, flags=re.DOTALL)


def own_clock(sql: str) -> list[str]:
    """Calls that give another answer on another day or in another run."""
    return [match[0] for match in OWN_CLOCK.finditer(without_comments(sql))]


def spark_complaints(sql: str) -> list[str]:
    """What keeps this SQL from running on Spark: untranslated, DuckDB-only, or a function that no grammar knows."""
    try:
        translated = sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE)
        sqlglot.parse(translated[0], read="spark")
    except sqlglot.errors.SqlglotError as error:
        return [str(error).splitlines()[0]]
    return list(_untranslatable(sqlglot.parse_one(sql, read="duckdb")))


def _untranslatable(tree: exp.Expression) -> Iterator[str]:
    for node in tree.find_all(*DUCKDB_ONLY):
        yield f"{type(node).__name__} has no twin"
    for join in tree.find_all(exp.Join):
        if join.method:
            yield f"{join.method} join has no twin"
    for kind in tree.find_all(exp.DataType):
        if kind.this in {exp.DataType.Type.INT128, exp.DataType.Type.UINT128, exp.DataType.Type.UBIGINT}:
            yield f"the type {kind.sql('duckdb')} has no twin"
    for call in tree.find_all(exp.Anonymous):
        if call.name.lower() not in FUNCTIONS_OF_BOTH:
            yield f"the function {call.name} is not translated"


def test_no_model_has_a_clock_of_its_own(compiled: Manifest) -> None:
    found = {node["name"]: own_clock(node["raw_code"]) for node in models(compiled)}
    assert {name: calls for name, calls in found.items() if calls} == {}


@pytest.mark.parametrize(
    "sql", ["select now()", "select current_date", "select uuid() as id", "where d < CURRENT_TIMESTAMP"]
)
def test_a_clock_of_its_own_is_found(sql: str) -> None:
    assert own_clock(sql)


def test_every_model_translates_to_spark(compiled: Manifest) -> None:
    found = {node["name"]: spark_complaints(node["compiled_code"]) for node in models(compiled)}
    assert {name: complaints for name, complaints in found.items() if complaints} == {}


@pytest.mark.parametrize(
    "sql",
    [
        "select * from a asof join b on a.k = b.k and a.t >= b.t",
        "pivot t on y using sum(x)",
        "select columns('a.*') from t",
        "select cast(a as hugeint) from t",
        "select list_cosine_similarity(a, b) from t",
        "select from where",
    ],
)
def test_what_spark_cannot_run_is_found(sql: str) -> None:
    assert spark_complaints(sql)


def name_complaints(nodes: list[dict[str, Any]]) -> list[str]:
    return [
        f"{node['schema']}.{node['name']}"
        for node in nodes
        if not re.fullmatch(NAMES.get(node["schema"], r"$^"), node["name"])
    ]


def test_names_begin_with_their_layer(compiled: Manifest) -> None:
    assert name_complaints(models(compiled)) == []


def test_a_wrong_name_is_found() -> None:
    assert name_complaints([{"schema": "core", "name": "orders"}, {"schema": "marts", "name": "mart_misc__x"}])


def description_complaints(nodes: list[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        meta = {**node.get("meta", {}), **node["config"].get("meta", {})}
        if not node["description"].startswith("One row per"):
            yield f"{node['name']}: the description does not begin with 'One row per'"
        if not meta.get("grain"):
            yield f"{node['name']}: no grain"
        if node["schema"] in CONTRACTED and not node["config"]["contract"]["enforced"]:
            yield f"{node['name']}: its contract is not enforced"
        if node["schema"] in CONTRACTED and not node.get("group"):
            yield f"{node['name']}: no owner group"


def test_every_model_says_its_grain_and_is_held_to_its_contract(compiled: Manifest) -> None:
    assert list(description_complaints(models(compiled))) == []


def test_a_model_without_grain_is_found() -> None:
    planted = {
        "name": "fct_x",
        "schema": "core",
        "description": "Orders.",
        "config": {"contract": {"enforced": False}},
        "group": None,
    }
    assert len(list(description_complaints([planted]))) == 4


def test_every_model_after_staging_is_tested(compiled: Manifest) -> None:
    tested = {
        parent
        for node in compiled["nodes"].values()
        if node["resource_type"] == "test"
        for parent in node["depends_on"]["nodes"]
    }
    untested = [
        node["name"] for node in models(compiled) if node["schema"] in CONTRACTED and node["unique_id"] not in tested
    ]
    assert untested == []


def test_every_macro_of_ours_is_seen_from_outside_its_file(compiled: Manifest) -> None:
    """Jinja does not hand on a name that begins with an underscore, and the register of purposes renders them so."""
    ours = [macro["name"] for macro in compiled["macros"].values() if macro["package_name"] == "entrepot"]
    assert ours
    assert [name for name in ours if name.startswith("_")] == []
