"""The integration report on two real systems of one company: an Odoo 14 and a Vendure shop, each in its own schema."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from warehouse.settings import load_settings

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "vendors")]
postgres_server, odoo, vendure = map(import_module, ("postgres_server", "test_odoo", "test_vendure_database"))

CONFIG = """
[company]
name = "An ERP and a shop"
group_currency = "USD"

[[source]]
name = "erp"
vendor = "odoo"
systems = ["erp", "crm", "scm"]
dsn = "{dsn}"
[source.options]
schema = "odoo14"

[[source]]
name = "shop"
vendor = "vendure"
systems = ["storefront"]
dsn = "{dsn}"
"""


@pytest.mark.soak
def test_the_report_on_an_odoo_and_a_vendure_says_what_fits_and_what_no_system_tells(
    entrepot: Callable[..., Any], shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    """They know nothing of each other: no order of the shop is in the ERP, and the report says so with its money."""
    real_odoo, real_vendure = shared_data("odoo14"), shared_data("vendure")
    config = tmp_path / "entrepot.toml"
    with postgres_server.postgres() as database:
        config.write_text(CONFIG.format(dsn=database.dsn), encoding="utf-8")
        vendure.fill(database, real_vendure)
        with odoo.opened(database.dsn) as erp:
            odoo.fill(erp, database.dsn, real_odoo, load_settings(config))
        run = entrepot(config, "run")
    assert run.returncode == 0, run.stdout + run.stderr
    told = entrepot(config, "assess", "--format", "json")
    assert told.returncode == 0, told.stderr
    report = json.loads(told.stdout)
    assert {system["source_name"]: system["status"] for system in report["systems"]} == {
        "erp": "current",
        "shop": "current",
    }
    [missing] = [pain for pain in report["pains"] if pain["pain_type"] == "shop_not_connected"]
    assert missing["document_count"] > 20
    assert float(missing["amount_group"]) > 0
    for language in ("en", "zh"):
        page = entrepot(config, "assess", "--lang", language)
        assert page.returncode == 0, page.stderr
