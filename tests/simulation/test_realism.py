"""The demo company looks like a real one, and a company that does not is told so."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from simulation.errors import DemoError
from simulation.realism import Realism, measure
from simulation.realism import __main__ as command

PLANTED = [
    ("return_rate", "shop_*/refunds_*.jsonl", '"restockType":"RETURN"', '"restockType":"NO_RESTOCK"'),
    ("cash_share", "shop_*/orders_*.jsonl", '"Cash on delivery"', '"Gift wrapping"'),
    ("cash_refusal", "carriers/tracking_*.jsonl", '"REFUSED"', '"DELIVERED"'),
    ("late_parcel_share", "shop_*/fulfillments_*.jsonl", '"estimatedDeliveryAt":"202', '"estimatedDeliveryAt":"200'),
    ("mobile_share", "web_analytics/sessions_*.csv", ",mobile,", ",desktop,"),
]


@pytest.fixture(scope="module")
def figures(clean: Path) -> dict[str, Realism]:
    return by_name(clean)


def by_name(data_dir: Path) -> dict[str, Realism]:
    return {figure.name: figure for figure in measure(data_dir)}


@pytest.fixture(scope="module")
def unreal(clean: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Realism]:
    """The figures of a copy of the company in whose extracts every text of `PLANTED` is replaced."""
    folder = tmp_path_factory.mktemp("unreal") / "data"
    shutil.copytree(clean, folder, copy_function=os.link)
    for _, pattern, old, new in PLANTED:
        for path in (folder / "extracts").glob(pattern):
            changed = path.read_text(encoding="utf-8").replace(old, new)
            path.unlink()
            path.write_text(changed, encoding="utf-8")
    return by_name(folder)


def test_every_figure_but_those_of_large_companies_is_measured(figures: dict[str, Realism]) -> None:
    assert {name for name, figure in figures.items() if figure.value is None} <= {"price_response"}


def test_the_company_looks_real(figures: dict[str, Realism]) -> None:
    outside = [name for name, figure in figures.items() if not figure.depends_on_scale and not figure.is_within]
    assert outside == []
    assert sum(figure.is_within for figure in figures.values()) >= 10


@pytest.mark.parametrize("name", [planted[0] for planted in PLANTED])
def test_an_unreal_company_is_found(figures: dict[str, Realism], unreal: dict[str, Realism], name: str) -> None:
    assert figures[name].is_within
    assert not unreal[name].is_within


@pytest.mark.parametrize(("value", "code", "verdict"), [(0.3, 0, "within"), (0.5, 1, "OUTSIDE"), (None, 1, "OUTSIDE")])
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_the_command_fails_on_a_figure_outside(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    value: float | None,
    code: int,
    verdict: str,
    form: str,
) -> None:
    figure = Realism("return_rate", "Return rate", value, 0.2, 0.4, "share", "Units sent back.", "Somebody 2023: 24 %")
    monkeypatch.setattr(command, "measure", lambda data_dir: [figure])
    assert command.main(["anywhere", "--format", form]) == code
    said = capsys.readouterr().out
    assert verdict in said
    assert "Somebody 2023: 24 %" in said


def test_a_folder_without_a_company_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DemoError):
        measure(tmp_path)
    assert command.main([str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_a_company_with_faults_is_refused(tmp_path: Path) -> None:
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth" / "parameters.json").write_text('{"faults": 0.5}')
    with pytest.raises(DemoError, match="faults"):
        measure(tmp_path)
