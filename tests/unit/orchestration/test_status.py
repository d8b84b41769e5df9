"""The commands `status` and `alerts` say what is not as it should be, to people and to machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import ColorSystem
from typer.testing import CliRunner, Result

from orchestration.alerts.telling import tell, telling
from orchestration.cli.app import app
from orchestration.reporter import Reporter
from warehouse.errors import EntrepotError
from warehouse.releases import Release
from warehouse.settings import Settings

if TYPE_CHECKING:
    from tests.receivers import Hook, Mailbox

MakeRelease = Callable[..., Release]


@pytest.fixture
def command(company: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Call the command on the company, on a wide screen."""
    monkeypatch.setattr("orchestration.cli.console.out._width", 240)
    return lambda *arguments: CliRunner().invoke(app, [*arguments, "--config", str(company.config_file)])


def standing(command: Callable[..., Result]) -> tuple[int, dict[str, Any]]:
    """Return exit code and content of `status --format json`."""
    result = command("status", "--format", "json")
    return result.exit_code, json.loads(result.stdout)


def test_a_warehouse_that_is_fine_says_so(command: Callable[..., Result], release_with: MakeRelease) -> None:
    release = release_with(hours=2)
    code, found = standing(command)
    assert (code, found["is_fine"], found["problems"]) == (0, True, [])
    assert found["release"]["id"] == release.id
    assert found["release"]["age_hours"] == pytest.approx(2, abs=0.1)
    shown = command("status")
    assert shown.exit_code == 0
    assert f"Release {release.id}, as of 2025-12-31, published 2 hours ago." in shown.stdout
    assert "✗" not in shown.stdout


def test_without_a_release_something_is_not_fine(command: Callable[..., Result]) -> None:
    code, found = standing(command)
    assert (code, found["release"], found["sources"]) == (2, None, [])
    assert "There is no release yet. Publish one with `entrepot run`." in command("status").stdout


def test_a_release_that_is_too_old_has_a_red_line(
    command: Callable[..., Result], release_with: MakeRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    release_with(hours=50)
    code, found = standing(command)
    assert (code, found["release"]["is_too_old"]) == (2, True)
    line = "✗ No new release: no release has been published for 50 hours; 48 are allowed."
    assert line in command("status").stdout
    monkeypatch.setattr("orchestration.cli.console.out._force_terminal", True)
    monkeypatch.setattr("orchestration.cli.console.out._color_system", ColorSystem.STANDARD)
    assert "\x1b[1;31mRelease " in command("status").stdout


def test_every_source_has_its_status_its_age_and_its_refused_money(
    command: Callable[..., Result], release_with: MakeRelease, land_refused: Callable[[str], None]
) -> None:
    land_refused(
        "p1,10.00,EUR,2025-12-31\n,12.50,EUR,2025-12-31\n,3.10,USD,2025-12-31\n,0.50,EUR,2025-12-31\np2,x,EUR,2025-12-31\n"
    )
    release_with(office="missing")
    code, found = standing(command)
    assert code == 2
    till, office = found["sources"]
    assert (till["status"], till["refused_rows"]) == ("current", 4)
    assert {currency: float(amount) for currency, amount in till["refused_amounts"].items()} == {
        "EUR": 13.0,
        "USD": 3.1,
    }
    assert (office["status"], office["message"]) == ("missing", "office.csv, line 7: it is broken.")
    assert [alert["alert"] for alert in found["alerts"]] == ["source office is missing"]
    shown = command("status").stdout
    assert "13.00 EUR, 3.10 USD" in shown
    assert "✗ Source office is missing: office.csv, line 7: it is broken." in shown


def test_a_failed_run_and_an_alert_that_is_unsent_are_shown_until_they_are_over(
    command: Callable[..., Result],
    company: Settings,
    release_with: MakeRelease,
    mailbox: Mailbox,
    hook: Hook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("orchestration.alerts.telling.PAUSES", ())
    release_with()
    hook.answers = [503]
    with pytest.raises(EntrepotError), telling(company, Reporter()):
        raise EntrepotError("the check x failed.", todo="Mend the model.")
    code, found = standing(command)
    assert code == 2
    assert [(alert["alert"], alert["todo"]) for alert in found["alerts"]] == [
        ("the daily run failed", "Mend the model.")
    ]
    assert found["alerts"][0]["told"] == ["e-mail to data@example.com, it@example.com"]
    assert ["it answered 503" in line for line in found["unsent"]] == [True]
    listed = command("alerts", "list").stdout
    assert "the daily run failed" in listed
    assert command("alerts", "send").exit_code == 0
    assert hook.events == ["run_failed"]
    assert standing(command)[1]["unsent"] == []
    with telling(company, Reporter()):
        pass
    assert standing(command)[0] == 0
    assert "the daily run succeeds again" in command("alerts", "list").stdout
    assert len(mailbox.mails) == 2


def test_send_says_with_its_exit_code_that_somebody_does_not_know(
    command: Callable[..., Result], release_with: MakeRelease, hook: Hook
) -> None:
    release_with(till="stopped")
    hook.answers = [404]
    result = command("alerts", "send")
    assert result.exit_code == 2
    assert "source till is stopped: webhook 127.0.0.1" in result.stdout
    again = command("alerts", "send")
    assert (again.exit_code, "Everybody knows" in again.stdout) == (0, True)


def test_test_tries_every_channel_and_tells_nothing_else(
    command: Callable[..., Result], company: Settings, release_with: MakeRelease, mailbox: Mailbox, hook: Hook
) -> None:
    release_with(till="stopped")
    result = command("alerts", "test")
    assert result.exit_code == 0
    assert result.stdout.count("took the message") == 2
    assert mailbox.subjects == ["Tiny & Sons: this is a test"]
    assert hook.events == ["run_test"]
    hook.answers = [500]
    assert command("alerts", "test").exit_code == 2
    company.config_file.write_text(company.config_file.read_text().split("[alerts]")[0])
    assert "No channel is configured" in command("alerts", "test").stdout


def test_looking_changes_nothing(command: Callable[..., Result], company: Settings, release_with: MakeRelease) -> None:
    release_with(till="stopped")
    tell(company)
    file = company.alerts_dir / "alerts.json"
    before = file.read_bytes()
    for arguments in (("status",), ("status", "-f", "json"), ("alerts", "list")):
        command(*arguments)
    assert file.read_bytes() == before
