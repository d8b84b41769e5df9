"""Who may see what: signing in, roles, what is refused in the page and in the data function, what is written down."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import queries
from dashboards.access import LOCAL, Right, Visitor, signing_in
from dashboards.access.roles import PAGES, PAGES_OF
from dashboards.access.signing_in import NotSignedInError
from dashboards.access.statements import _OF_PAGES, pages_of
from dashboards.app import _PAGES
from dashboards.queries import workbench
from dashboards.release import ReleaseReader
from dashboards.screens import cash, customers, plan, sales, service, supply
from dashboards.serve import command, serve
from warehouse.access_settings import Role
from warehouse.errors import AccessError, ConfigurationError
from warehouse.ledger import Kind, open_ledger
from warehouse.releases import current_release
from warehouse.settings import Settings, load_settings

BOARDS = {"sales": sales, "customers": customers, "supply": supply, "cash": cash, "service": service, "plan": plan}
STATEMENTS = Path(queries.__file__).parent / "sql"
OIDC = """
[access]
public_url = "https://figures.example.com"
[access.oidc]
server_metadata_url = "https://id.example.com/.well-known/openid-configuration"
client_id = "entrepot"
client_secret = "${ENTREPOT_TEST_SECRET}"
cookie_secret = "${ENTREPOT_TEST_SECRET}"
"""
HEADER = """
[access]
public_url = "https://figures.example.com"
[access.header]
secret = "${ENTREPOT_TEST_SECRET}"
"""
PEOPLE = """
[[access.person]]
name = "Manager@example.com"
roles = ["manager"]
markets = ["all"]
[[access.person]]
name = "german@example.com"
roles = ["manager", "analyst", "planner", "steward", "admin"]
markets = ["DE"]
"""
SECRET = "0123456789abcdef0123456789abcdef"
MANAGER = Visitor("manager", frozenset({Role.MANAGER}))


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTREPOT_TEST_SECRET", SECRET)


def configured(project: Path, block: str) -> Settings:
    config = project / "entrepot.toml"
    config.write_text(config.read_text(encoding="utf-8") + block + PEOPLE, encoding="utf-8")
    return load_settings(config)


def claims(name: str, **others: Any) -> dict[str, Any]:
    return {"is_logged_in": True, "email": name, "email_verified": True, "exp": time.time() + 600, **others}


def test_without_a_block_whoever_sits_here_sees_all_and_others_are_not_served(project: Path) -> None:
    settings = load_settings(project / "entrepot.toml")
    assert signing_in.visitor(settings, {}, {}) is LOCAL
    assert LOCAL.pages == set(PAGES)
    assert all(LOCAL.may(right) for right in Right)
    with pytest.raises(ConfigurationError, match="sign-in"):
        serve(settings, 8501, "0.0.0.0")


def test_a_person_is_whom_the_provider_names(project: Path) -> None:
    settings = configured(project, OIDC)
    found = signing_in.visitor(settings, claims("manager@EXAMPLE.com"), {})
    assert (found.roles, found.markets, found.has_expired) == ({Role.MANAGER}, None, False)
    assert signing_in.visitor(settings, claims("german@example.com"), {}).markets == ("DE",)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, NotSignedInError),
        (claims("manager@example.com", exp=time.time() - 1), NotSignedInError),
        (claims("manager@example.com", exp=None), NotSignedInError),
        (claims("manager@example.com", exp="soon"), NotSignedInError),
        (claims("manager@example.com", exp=True), NotSignedInError),
        (claims("manager@example.com", email_verified=False), AccessError),
        (claims("manager@example.com", email_verified="true"), AccessError),
        (claims("nobody@example.com"), AccessError),
        ({"sub": "manager@example.com", "exp": time.time() + 600}, NotSignedInError),
    ],
)
def test_who_is_not_known_for_sure_sees_nothing(project: Path, given: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        signing_in.visitor(configured(project, OIDC), given, {"x-forwarded-email": ["manager@example.com"]})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Forwarded-Email": ["manager@example.com"]},
        {"X-Forwarded-Email": ["manager@example.com"], "X-Entrepot-Proxy": ["wrong"]},
        {"X-Forwarded-Email": ["manager@example.com"], "X-Entrepot-Proxy": [SECRET, SECRET]},
        {"X-Forwarded-Email": ["manager@example.com", "x"], "X-Entrepot-Proxy": [SECRET]},
        {"X-Forwarded-Email": ["nobody@example.com"], "X-Entrepot-Proxy": [SECRET]},
        {"X-Forwarded-Email": [" "], "X-Entrepot-Proxy": [SECRET]},
    ],
)
def test_a_header_counts_only_from_the_proxy_and_only_once(project: Path, headers: dict[str, list[str]]) -> None:
    settings = configured(project, HEADER)
    good = {"x-forwarded-email": ["manager@example.com"], "x-entrepot-proxy": [SECRET]}
    assert signing_in.visitor(settings, {}, good).roles == {Role.MANAGER}
    with pytest.raises(AccessError):
        signing_in.visitor(settings, claims("manager@example.com"), headers)


@pytest.mark.parametrize(
    ("written", "instead", "words"),
    [
        ('markets = ["DE"]', 'markets = ["DE", "all"]', "alone"),
        ('markets = ["DE"]', "", "markets"),
        ('"german@example.com"', '"MANAGER@example.com"', "twice"),
        ("https://figures", "http://figures", "https"),
        ("${ENTREPOT_TEST_SECRET}", "written-out", "match pattern"),
        ('roles = ["manager"]', 'roles = ["owner"]', "roles"),
        ("[access.header]", "[access.proxy]", "no setting"),
    ],
)
def test_settings_that_would_let_somebody_in_by_mistake_are_refused(
    project: Path, written: str, instead: str, words: str
) -> None:
    config = project / "entrepot.toml"
    config.write_text(config.read_text(encoding="utf-8") + (HEADER + PEOPLE).replace(written, instead))
    with pytest.raises(ConfigurationError, match=words):
        load_settings(config)


def test_a_served_sign_in_has_its_host_its_origin_and_a_strong_secret(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = configured(project, OIDC)
    flags = command(settings, 8501, "0.0.0.0", project / "secrets.toml")
    assert "--server.allowedHosts=figures.example.com" in flags
    assert "--server.corsAllowedOrigins=https://figures.example.com" in flags
    assert SECRET not in " ".join(flags)
    monkeypatch.setenv("ENTREPOT_TEST_SECRET", "short")
    with pytest.raises(ConfigurationError, match="shorter"):
        serve(settings, 0, "127.0.0.1")


def test_every_statement_is_for_a_page_and_every_page_is_in_the_table() -> None:
    found = {str(path.relative_to(STATEMENTS).with_suffix("")) for path in STATEMENTS.rglob("*.sql")}
    assert [name for name in sorted(found) if not pages_of(name)] == []
    assert [
        name for names in _OF_PAGES.values() for name in names if not name.endswith("/") and name not in found
    ] == []
    assert pages_of("nobody/listed") == frozenset()
    for page, board in BOARDS.items():
        pictures = [picture for row in board.ROWS for picture in row]
        members = [it.choice.members for it in pictures if it.choice and it.choice.members]
        assert {f"boards/{name}" for name in (*(it.name for it in pictures), *members)} == {
            name for name in _OF_PAGES[page] if name.startswith("boards/")
        }
    assert {name for pages in _PAGES.values() for name, _ in pages} == set(PAGES)
    assert set(PAGES_OF) == set(Role)


def test_nobody_has_a_right_by_default() -> None:
    nobody = Visitor("nobody", frozenset())
    assert (nobody.pages, [right for right in Right if nobody.may(right)]) == (frozenset(), [])
    for check in (lambda: nobody.require_page("overview"), lambda: nobody.require_statement("sales_extent")):
        with pytest.raises(AccessError):
            check()
    assert [role for role in Role if Visitor("x", frozenset({role})).may(Right.PERSONAL)] == [Role.STEWARD]
    scoped = Visitor("scoped", frozenset(Role), ("DE",))
    assert [right for right in Right if scoped.may(right)] == []
    assert scoped.pages.isdisjoint({"workbench", "data", "integration", "scorecard", "supply"})


def test_a_data_function_refuses_what_the_page_would_not_have_shown(project: Path, tiny: dict[str, Any]) -> None:
    tiny["publish"](project)
    release = current_release(load_settings(project / "entrepot.toml"))
    assert release
    reader = ReleaseReader(release, MANAGER)
    assert reader.rows("sales_extent")
    for statement in ("nobody/listed", "scorecard", "workbench/columns", "assess/weeks", "answer/steward-6"):
        with pytest.raises(AccessError):
            reader.rows(statement, {"limit": 1})
    for ask in (workbench.cost, workbench.ask):
        with pytest.raises(AccessError):
            ask(MANAGER, release, "select 1")
    with pytest.raises(AccessError):
        workbench.file(MANAGER, release, "select 1", "csv")
    over = replace(LOCAL, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    with pytest.raises(AccessError, match="over"):
        ReleaseReader(release, over).rows("sales_extent")
    with pytest.raises(AccessError, match="over"):
        workbench.ask(over, release, "select 1")


@pytest.fixture
def signed(app: AppTest, project: Path, tiny: dict[str, Any]) -> AppTest:
    tiny["publish"](project)
    configured(project, OIDC)
    return app


def texts(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.error, *app.warning]
    return "\n".join(part.value for part in parts)


def test_nothing_is_shown_before_a_sign_in_or_after_it_is_over(signed: AppTest) -> None:
    signed.run()
    assert [button.key for button in signed.button] == ["access_sign_in"]
    assert (len(signed.metric), "Tiny" in texts(signed)) == (0, False)
    signed.user = claims("manager@example.com", exp=time.time() - 1)
    signed.run()
    assert [button.key for button in signed.button] == ["access_sign_in"]
    signed.user = claims("nobody@example.com")
    signed.run()
    assert "may not see anything" in texts(signed)
    assert len(signed.metric) == 0


def test_who_is_turned_away_is_written_down_once(signed: AppTest, project: Path) -> None:
    signed.user = claims("nobody@example.com")
    signed.run()
    signed.run()
    signed.user = claims("manager@example.com", email_verified=False)
    signed.run()
    written = open_ledger(load_settings(project / "entrepot.toml")).read(Kind.ACCESS)
    assert [(entry.actor, entry.subject, entry.payload["action"]) for entry in written] == [
        ("nobody@example.com", "sign_in:pages", "refused"),
        ("manager@example.com", "sign_in:pages", "refused"),
    ]
    assert "verified" in written[1].reason


def test_a_page_shows_itself_to_its_roles_alone_and_is_written_down(signed: AppTest, project: Path) -> None:
    signed.user = claims("manager@example.com")
    signed.run()
    assert len(signed.metric) > 0
    signed.run()
    written = open_ledger(load_settings(project / "entrepot.toml")).read(Kind.ACCESS)
    assert [(entry.actor, entry.subject, entry.payload) for entry in written] == [
        ("Manager@example.com", "page:overview", {"action": "opened", "roles": ["manager"], "markets": ["all"]})
    ]
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        signed.switch_page("screens/workbench.py")
