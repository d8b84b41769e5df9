"""The log of dbt: what is written, and that a file has one writer."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from orchestration.dbt.log import log_of


def event(level: str, words: str) -> SimpleNamespace:
    return SimpleNamespace(info=SimpleNamespace(level=level, msg=words))


def test_what_is_for_debugging_is_not_written_and_the_rest_once(tmp_path: Path) -> None:
    for level, words in (("debug", "rendered"), ("info", "1 of 2 OK"), ("warn", "one row"), ("error", "no table")):
        log_of(tmp_path)(event(level, words))
    lines = (tmp_path / "logs" / "dbt.log").read_text(encoding="utf-8").splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == [
        "[INFO   ] 1 of 2 OK",
        "[WARNING] one row",
        "[ERROR  ] no table",
    ]


def test_each_project_has_its_own_log(tmp_path: Path) -> None:
    log_of(tmp_path / "a")(event("info", "of a"))
    log_of(tmp_path / "b")(event("info", "of b"))
    assert (tmp_path / "b" / "logs" / "dbt.log").read_text(encoding="utf-8").endswith("of b\n")
    assert "of b" not in (tmp_path / "a" / "logs" / "dbt.log").read_text(encoding="utf-8")
