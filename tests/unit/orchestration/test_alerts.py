"""Alerts reach a real mail server and a real webhook once, and none is lost while one of them is down."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from orchestration.alerts.memory import read_memory
from orchestration.alerts.telling import AT_ONCE, RunEnd, tell, telling
from orchestration.reporter import Reporter
from warehouse.errors import ConfigurationError, EntrepotError, WarehouseBusyError
from warehouse.lock import run_lock
from warehouse.releases import Release
from warehouse.settings import Settings, load_settings

if TYPE_CHECKING:
    from tests.receivers import Hook, Mailbox

MakeRelease = Callable[..., Release]
SECRET = "s3cret-t0ken"
STOPPED = "Tiny & Sons: source till is stopped"


class Listener(Reporter):
    """Keeps warnings."""

    def __init__(self) -> None:
        super().__init__()
        self.warnings: list[str] = []

    def warned(self, text: str) -> None:
        self.warnings.append(text)


def fail(settings: Settings, error: Exception, listener: Reporter | None = None) -> None:
    """End a run with an error, as the command does."""
    with pytest.raises(type(error)), telling(settings, listener or Reporter()):
        raise error


def succeed(settings: Settings) -> list[str]:
    """End a run that went well."""
    listener = Listener()
    with telling(settings, listener):
        pass
    return listener.warnings


def test_a_stopped_source_is_told_once_on_each_channel_while_it_lasts(
    company: Settings, release_with: MakeRelease, mailbox: Mailbox, hook: Hook
) -> None:
    release = release_with(hours=3, till="stopped")
    for _ in range(2):
        assert succeed(company) == []
    assert tell(company) == []
    assert mailbox.subjects == [STOPPED]
    assert [(body["subject"], body["event"], body["source"]) for body in hook.bodies] == [
        (STOPPED, "source_stopped", "till")
    ]
    text = mailbox.mails[0].get_content()
    assert all(part in text for part in ("till.csv, line 7: it is broken.", str(company.source[0].path), release.id))
    assert "published 3 hours ago" in text
    assert "Export the file again" in text
    assert mailbox.mails[0]["To"] == "data@example.com, it@example.com"
    assert hook.bodies[0]["release"]["id"] == release.id
    assert hook.paths == [f"/services/{SECRET}"]


def test_a_source_that_recovers_and_breaks_again_is_told_of_each_time(
    company: Settings, release_with: MakeRelease, mailbox: Mailbox, hook: Hook
) -> None:
    for status in ("stopped", "stopped", "current", "stopped", "held_back", "current"):
        release_with(till=status)
        succeed(company)
    told = ["stopped", "recovered", "stopped", "held_back", "recovered"]
    assert hook.events == [f"source_{state}" for state in told]
    assert mailbox.subjects[1] == "Tiny & Sons: source till is current again"
    assert len(mailbox.mails) == len(told)


def test_a_failed_run_says_what_where_and_what_to_do_and_is_mended_by_the_next(
    company: Settings, release_with: MakeRelease, mailbox: Mailbox, hook: Hook
) -> None:
    release_with()
    error = EntrepotError("the check x failed.", where="dbt", todo="Mend the model.")
    fail(company, error)
    fail(company, error)
    assert hook.events == ["run_failed"]
    assert (hook.bodies[0]["what"], hook.bodies[0]["where"], hook.bodies[0]["todo"]) == (
        "the check x failed.",
        "dbt",
        "Mend the model.",
    )
    succeed(company)
    assert mailbox.subjects == ["Tiny & Sons: the daily run failed", "Tiny & Sons: the daily run succeeds again"]


def test_a_part_of_a_run_neither_fails_nor_mends_the_daily_run(
    company: Settings, release_with: MakeRelease, hook: Hook
) -> None:
    release_with()
    fail(company, EntrepotError("no."))
    with telling(company, Reporter()) as end:
        end.is_whole = False
    assert hook.events == ["run_failed"]
    assert [note.state for note in read_memory(company).open] == ["failed"]


def test_a_run_that_another_one_keeps_out_is_no_event(company: Settings, release_with: MakeRelease, hook: Hook) -> None:
    release_with()
    fail(company, WarehouseBusyError("another run holds it."))
    assert hook.events == []


def test_a_run_that_was_killed_is_told_by_whoever_looks_next(
    company: Settings, release_with: MakeRelease, hook: Hook
) -> None:
    release_with()
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom warehouse.lock import run_lock\n"
        "from warehouse.settings import load_settings\n"
        "with run_lock(load_settings(Path(sys.argv[1]))):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, str(company.config_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        assert run.stdout.readline() == "held\n"
        tell(company)
        assert hook.events == []
        run.kill()
    tell(company)
    tell(company)
    assert hook.events == ["run_failed"]
    assert f"the run of process {run.pid}, begun at 20" in hook.bodies[0]["what"]
    with telling(company, Reporter()), run_lock(company):
        assert tell(company) == []
    assert hook.events == ["run_failed", "run_recovered"]


def test_of_a_strange_error_only_its_kind_is_told(company: Settings, release_with: MakeRelease, hook: Hook) -> None:
    release_with()
    fail(company, ValueError("password=hunter2 for anna@example.com"))
    succeed(company)
    fail(company, OSError(28, "No space left on device"))
    told = [body["what"] for body in hook.bodies if body["event"] == "run_failed"]
    assert told == ["the run ended with ValueError.", "the run ended with OSError: No space left on device."]


def test_no_release_for_too_long_is_told_when_no_run_happens(
    company: Settings, release_with: MakeRelease, mailbox: Mailbox, hook: Hook
) -> None:
    release_with()
    now = datetime.now(UTC)
    assert tell(company, now=now + timedelta(hours=47)) == []
    assert hook.events == []
    for hours in (49, 60, 200):
        tell(company, now=now + timedelta(hours=hours))
    assert hook.events == ["release_too_old"]
    assert "no release has been published for 49 hours; 48 are allowed" in hook.bodies[0]["what"]
    release_with()
    succeed(company)
    assert mailbox.subjects == ["Tiny & Sons: no new release", "Tiny & Sons: there is a new release again"]


def test_a_first_release_is_missed_from_the_first_look_on(company: Settings, hook: Hook) -> None:
    tell(company)
    assert hook.events == []
    tell(company, now=datetime.now(UTC) + timedelta(hours=49))
    assert hook.events == ["release_too_old"]
    assert hook.bodies[0]["release"] == {"id": None}


def test_what_a_server_that_is_down_missed_is_told_later_and_once(
    company: Settings, release_with: MakeRelease, mailbox: Mailbox, hook: Hook
) -> None:
    mailbox.down()
    release_with(till="stopped")
    unsent = tell(company, pauses=AT_ONCE)
    assert len(unsent) == 1
    assert "e-mail to data@example.com, it@example.com has not been told: the server cannot be reached" in unsent[0]
    assert read_memory(company).unsent
    mailbox.up()
    assert tell(company, pauses=AT_ONCE) == tell(company, pauses=AT_ONCE) == []
    assert mailbox.subjects == [STOPPED]
    assert hook.events == ["source_stopped"]


def test_a_dead_channel_does_not_touch_the_run_and_is_named(
    company: Settings, release_with: MakeRelease, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.alerts.telling.PAUSES", ())
    release_with(till="stopped")
    hook.answers = [404]
    [warning] = succeed(company)
    assert "it answered 404 Not Found. It is tried again by the next run" in warning


def test_a_memory_that_cannot_be_written_does_not_touch_the_run(company: Settings, release_with: MakeRelease) -> None:
    release_with(till="stopped")
    company.alerts_dir.write_text("in the way")
    [warning] = succeed(company)
    assert "alerts could not be told" in warning


def test_a_server_that_stumbles_is_tried_again_at_once(
    company: Settings, release_with: MakeRelease, hook: Hook
) -> None:
    release_with(office="missing")
    hook.answers = [503, 429]
    assert tell(company, pauses=(0.01, 0.01)) == []
    assert hook.events == ["source_missing"]


def test_a_redirection_is_not_followed(company: Settings, release_with: MakeRelease, hook: Hook) -> None:
    release_with(till="stopped")
    hook.answers = [302]
    [line] = tell(company)
    assert "302" in line
    assert len(hook.paths) == 1


def test_a_refused_address_does_not_keep_the_others_from_being_told_once(
    company: Settings, release_with: MakeRelease, mailbox: Mailbox
) -> None:
    mailbox.refused = {"it@example.com"}
    release_with(till="stopped")
    assert tell(company) == tell(company) == []
    assert len(mailbox.mails) == 1
    [note] = read_memory(company).notes
    assert "it@example.com: 550 nobody of that name" in next(iter(note.remarks.values()))


def test_what_was_told_outlives_the_work_folder(company: Settings, release_with: MakeRelease, hook: Hook) -> None:
    release_with(till="stopped")
    tell(company)
    shutil.rmtree(company.work_dir)
    tell(load_settings(company.config_file))
    assert hook.events == ["source_stopped"]


def test_a_damaged_memory_is_put_aside_and_what_is_open_is_told_once_more(
    company: Settings, release_with: MakeRelease, hook: Hook
) -> None:
    release_with(till="stopped")
    tell(company)
    file = company.alerts_dir / "alerts.json"
    file.write_text(file.read_text()[:100])
    tell(company)
    tell(company)
    assert hook.events == ["source_stopped", "source_stopped"]
    assert (company.alerts_dir / "alerts.json.damaged").is_file()


def test_looks_at_the_same_time_tell_once(company: Settings, release_with: MakeRelease, hook: Hook) -> None:
    release_with(till="stopped", office="missing")
    threads = [threading.Thread(target=tell, args=(company,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(hook.events) == ["source_missing", "source_stopped"]


def test_a_source_that_is_configured_no_more_ends_without_a_word(
    company: Settings, release_with: MakeRelease, hook: Hook
) -> None:
    release_with(till="stopped")
    tell(company)
    company.source[0].is_active = False
    tell(company)
    assert hook.events == ["source_stopped"]
    assert read_memory(company).open == []


def test_a_new_channel_is_told_what_is_still_open(company: Settings, release_with: MakeRelease, hook: Hook) -> None:
    company.alerts.webhooks = []
    release_with(till="stopped")
    tell(company)
    assert hook.events == []
    with_hook = load_settings(company.config_file)
    tell(with_hook)
    assert hook.events == ["source_stopped"]


def test_no_secret_stands_in_the_memory_in_a_message_or_in_a_reason(
    company: Settings, release_with: MakeRelease, mailbox: Mailbox, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTREPOT_SMTP_PASSWORD", "hunter2hunter2")
    settings = load_settings(company.config_file)
    release_with()
    hook.down()
    listener = Listener()
    monkeypatch.setattr("orchestration.alerts.telling.PAUSES", ())
    fail(settings, EntrepotError(f"posting to /services/{SECRET} with hunter2hunter2 failed."), listener)
    written = "".join(path.read_text() for path in settings.alerts_dir.iterdir())
    mail = mailbox.mails[0].as_string()
    for text in (written, mail, " ".join(listener.warnings), repr(settings)):
        assert SECRET not in text
        assert "hunter2" not in text
    assert "posting to /services/*** with *** failed" in written


def test_a_variable_that_is_not_set_is_named_and_the_alert_waits(
    company: Settings, release_with: MakeRelease, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    release_with(till="stopped")
    monkeypatch.delenv("HOOK_TOKEN")
    [line] = tell(company)
    assert "the environment variable HOOK_TOKEN is not set" in line
    monkeypatch.setenv("HOOK_TOKEN", SECRET)
    assert tell(company) == []
    assert hook.events == ["source_stopped"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('security = "none"', 'security = "none"\npassword = "hunter2"', "alerts.email.password"),
        ('host = "127.0.0.1"', 'host = "mail.example.com"\nuser = "me"', "the password would go in the open"),
        ("it@example.com", "it", "name@example.com"),
        ("http://127", "ftp://127", "https://"),
        ("[alerts]", "[alerts]\nno_release_after_hours = 0", "alerts.no_release_after_hours"),
    ],
)
def test_a_wrong_setting_is_named_without_its_secret(company: Settings, old: str, new: str, complaint: str) -> None:
    text = company.config_file.read_text()
    assert old in text
    company.config_file.write_text(text.replace(old, new))
    with pytest.raises(ConfigurationError) as error:
        load_settings(company.config_file)
    assert complaint in str(error.value)
    assert "hunter2" not in str(error.value)


def test_the_memory_is_replaced_whole(company: Settings, release_with: MakeRelease) -> None:
    release_with(till="stopped")
    tell(company, end=RunEnd())
    assert sorted(path.name for path in company.alerts_dir.iterdir()) == ["alerts.json", "lock"]
    assert json.loads((company.alerts_dir / "alerts.json").read_text())["run_succeeded_at"]
