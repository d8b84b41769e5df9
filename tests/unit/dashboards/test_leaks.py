"""Nobody is shown a row, key or name of another market: each statement, page, export and cache, with seeded markers."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboards import queries, screens
from dashboards.access import Visitor
from dashboards.access.roles import SCOPED_PAGES
from dashboards.boards.picture import Picture
from dashboards.queries.reader import ANSWER, SIZE, statement_text
from dashboards.questions import all_questions
from dashboards.release import _FOLLOWING, _OF_NO_MARKET, ReleaseReader
from dashboards.screens import cash, customers, plan, sales, service, supply
from warehouse.access_settings import Role
from warehouse.errors import AccessError, ReleaseError
from warehouse.releases import Release, current_release
from warehouse.settings import load_settings

OWN, FOREIGN, MARKER = "DE", "SA", "FOREIGN"
STATEMENTS = Path(queries.__file__).parent / "sql"
SCREENS = Path(screens.__file__).parent
NAMES = re.compile(r"_(name|names|number|numbers|key|text)$|^(sku|style_code|subject_code|message)$")
PICTURES: dict[str, Picture] = {
    f"boards/{picture.name}": picture
    for board in (cash, customers, plan, sales, service, supply) for row in board.ROWS for picture in row
}  # fmt: skip
LOOKED_UP: dict[str, object] = {
    "order_number": "S-1",
    "search": "c1",
    "keys": ["c2"],
    "customer": "c1",
    "item": "SKU-1",
}
COLUMNS = """select schema_name || '.' || table_name, list(column_name), list(data_type) from duckdb_columns()
    where not internal group by all order by all"""
LOGGED_IN = {"is_logged_in": True, "email": "german@example.com", "email_verified": True}


def of_market(columns: list[str]) -> tuple[str, str] | None:
    """Return the column with a table's market, and what makes a row one of a market."""
    if "market_code" in columns:
        return "market_code", "true"
    return ("attribute_value", "attribute_type = 'market'") if "attribute_value" in columns else None


def seed(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every table rows of the other market, and mark every name and key that is not of the own one."""
    for table, columns, types in connection.execute(COLUMNS).fetchall():
        market = of_market(columns)
        if table in _OF_NO_MARKET:
            continue
        names = [name for name, kind in zip(columns, types, strict=True) if kind == "VARCHAR" and NAMES.search(name)]
        is_foreign = "true"
        if table in _FOLLOWING:
            key = _FOLLOWING[table][0]
            connection.execute(f"insert into {table} select * replace ('{MARKER}' || {key} as {key}) from {table}")
            is_foreign, names = f"starts_with({key}, '{MARKER}')", [name for name in names if name != key]
        if market:
            column, is_one = market
            connection.execute(
                f"insert into {table} select * replace ('{FOREIGN}' as {column}) from {table} "
                f"where {column} = '{OWN}' and {is_one}"
            )
            is_foreign = f"not ({column} = '{OWN}' and {is_one})"
        for name in set(names) - {"metric_name"}:
            connection.execute(f"update {table} set {name} = '{MARKER}' || coalesce({name}, '') where {is_foreign}")


def keep_own(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave what a release would hold that never held anything of another market."""
    for table, columns, _ in connection.execute(COLUMNS).fetchall():
        market = of_market(columns)
        if market:
            connection.execute(f"delete from {table} where ({market[0]} = '{OWN}' and {market[1]}) is not true")
        elif table in _FOLLOWING:
            connection.execute(f"delete from {table} where starts_with({_FOLLOWING[table][0]}, '{MARKER}')")
        elif table not in _OF_NO_MARKET:
            connection.execute(f"delete from {table}")


def published(project: Path, tiny: dict[str, Any], *changes: Any) -> Release:
    project.mkdir(exist_ok=True)
    tiny["configure"](project)
    database = tiny["publish"](project)
    with duckdb.connect(str(database)) as connection:
        for change in changes:
            change(connection)
    release = current_release(load_settings(project / "entrepot.toml"))
    assert release
    return release


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, tiny: dict[str, Any]) -> Release:
    return published(tmp_path_factory.mktemp("whole"), tiny, seed)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, tiny: dict[str, Any]) -> Release:
    """The same release, but of the own market alone."""
    return published(tmp_path_factory.mktemp("own"), tiny, seed, keep_own)


def statements() -> Iterator[tuple[str, dict[str, object]]]:
    """Yield every statement with each option, as a page asks it that has nothing chosen, and every question."""
    names = [str(path.relative_to(STATEMENTS).with_suffix("")) for path in sorted(STATEMENTS.rglob("*.sql"))]
    asked = [prefix + it.id for it in all_questions() if it.answer for prefix in (ANSWER, SIZE)]
    for name in (*names, *asked):
        bound = set(re.findall(r"\$(\w+)", statement_text(name)))
        lists: dict[str, object] = {"markets": [], "channels": [], "limit": 1000, **LOOKED_UP}
        if name.startswith("looking/"):
            foreign = {key: f"{MARKER}{value}" if isinstance(value, str) else value for key, value in LOOKED_UP.items()}
            yield name, {key: {**lists, **foreign}.get(key) for key in bound}
        values = {key: lists.get(key) for key in bound}
        choice = PICTURES[name].choice if name in PICTURES else None
        for option in (choice.options if choice and choice.options else (None,)) if "choice" in bound else (None,):
            yield name, {**values, "choice": option} if "choice" in bound else values


def asked(reader: ReleaseReader, name: str, values: dict[str, object]) -> str:
    try:
        rows = [dict(row) for row in reader.rows(name, values)]
    except (AccessError, ReleaseError) as error:
        return type(error).__name__
    return "\n".join(sorted(map(repr, rows)))


def test_the_markers_are_where_a_leak_would_show_them(whole: Release) -> None:
    everybody = ReleaseReader(whole, Visitor("everybody", frozenset(Role)))
    shown = [name for name, values in statements() if MARKER in asked(everybody, name, values)]
    assert {"looking/thread", "looking/customer_orders"} <= set(shown)
    assert {"sku_margins", "boards/contribution", "boards/subjects", "boards/missed", "answer/manager-8"} <= set(shown)


@pytest.mark.parametrize("role", Role)
def test_an_answer_is_that_of_a_release_without_the_other_markets(whole: Release, own: Release, role: Role) -> None:
    scoped = ReleaseReader(whole, Visitor("scoped", frozenset({role}), (OWN,)))
    other = ReleaseReader(whole, Visitor("other", frozenset({role}), ("nowhere",)))
    # The same values on a release that never held anything else, asked as somebody who may see all of it.
    alone = ReleaseReader(own, Visitor("alone", frozenset(Role)))
    answered = 0
    for name, values in statements():
        found = asked(scoped, name, values)
        assert MARKER not in found + asked(other, name, values), name
        if found not in ("AccessError", "ReleaseError", ""):
            assert found == asked(alone, name, {**values, **({"markets": [OWN]} if "markets" in values else {})}), name
            answered += 1
    assert answered > 10


def test_a_choice_of_another_market_is_none(whole: Release) -> None:
    scoped = ReleaseReader(whole, Visitor("scoped", frozenset(Role), (OWN,)))
    values = {"start": None, "end": None, "channels": [], "markets": [FOREIGN, "unknown"]}
    assert asked(scoped, "sales_totals", values) == asked(scoped, "sales_totals", {**values, "markets": []})
    assert [row["market_code"] for row in scoped.rows("markets")] == [OWN]


def written(content: bytes) -> str:
    """Return the text of a file that was exported."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    book = openpyxl.load_workbook(BytesIO(content))
    return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row)


def test_no_page_and_no_export_shows_a_marker_after_somebody_saw_everything(
    whole: Release, app: AppTest, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTREPOT_TEST_SECRET", "0" * 32)
    config = project / "entrepot.toml"
    config.write_text(
        f"""data_dir = "{whole.database.parents[2]}"
[company]
name = "Tiny & Sons"
group_currency = "EUR"
[access]
public_url = "https://figures.example.com"
[access.oidc]
server_metadata_url = "https://id.example.com/.well-known/openid-configuration"
client_id = "entrepot"
client_secret = "${{ENTREPOT_TEST_SECRET}}"
cookie_secret = "${{ENTREPOT_TEST_SECRET}}"
[[access.person]]
name = "german@example.com"
roles = ["manager", "analyst", "planner", "steward", "admin"]
markets = ["{OWN}"]
[[access.person]]
name = "chief@example.com"
roles = ["analyst"]
markets = ["all"]
""",
        encoding="utf-8",
    )
    files: list[bytes] = []
    offer = st.download_button

    def taken(label: str, content: Any, **others: Any) -> bool:
        files.append(content())
        return offer(label, content, **others)

    monkeypatch.setattr(st, "download_button", taken)
    shown = {}
    for name in ("chief@example.com", "german@example.com"):
        app.user = {**LOGGED_IN, "email": name, "exp": time.time() + 600}
        files.clear()
        shown[name] = "".join(drawn(app, page) for page in sorted(SCOPED_PAGES - {"questions"})) + "\n".join(
            map(written, files)
        )
    assert MARKER in shown["chief@example.com"]
    assert "SKU-19" in shown["german@example.com"]
    assert [line for line in shown["german@example.com"].splitlines() if MARKER in line] == []


def drawn(app: AppTest, page: str) -> str:
    """Return everything that is sent to the browser for a page with its whole period."""
    app.query_params["period"] = "all"
    app.run().switch_page(str(SCREENS / f"{page}.py")).run()
    assert not app.exception
    return repr([element.proto for element in app.main] + [str(app._tree)])
