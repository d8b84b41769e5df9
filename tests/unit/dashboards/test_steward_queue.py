"""The queue of stewards: names stand beside ids, and what it is sorted by is a column with its unit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.catalogue import LANGUAGES, load_catalogue
from dashboards.queries import stewards

TWO_ARTICLES = """
insert into marts.mart_quality__identity_review by name
select * from (values ('product', 'shop', '77', 'odoo', '88', 'product-1', 'product-9', 'near', 0.4, 0.25))
    as row (entity, source_name, record_id, other_source_name, other_record_id, entity_key, other_key, reason,
        match_weight, chance);
update core.dim_product set product_name = 'Wool <b>coat' where product_key = 'product-1';
insert into core.dim_supplier by name select 'mill' as supplier_key, 'Good Mills' as supplier_name;
"""


@pytest.fixture
def queued(app: AppTest, project: Path, tiny: dict[str, Any]) -> AppTest:
    rows = project / "rows.sql"
    rows.write_text(tiny["ROWS"].read_text(encoding="utf-8") + TWO_ARTICLES, encoding="utf-8")
    tiny["publish"](project, rows=rows)
    return app


def test_articles_and_suppliers_have_names_and_people_have_none(reader: Any) -> None:
    reader.connection.execute(TWO_ARTICLES)
    found = stewards.entity_names(reader, ["product-1", "mill", "c1", "nobody", "mill"])
    assert found == {("product", "product-1"): "SKU-1 Wool <b>coat", ("supplier", "mill"): "Good Mills"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_queue_names_what_it_is_about_and_shows_what_it_is_sorted_by(queued: AppTest, language: str) -> None:
    queued.query_params["lang"] = language
    queued.run().switch_page("screens/steward.py").run()
    assert not queued.exception
    page = "\n".join(str(part.proto.body) for part in queued.get("html"))
    assert "shop:77 · SKU-1 Wool &lt;b&gt;coat" in page
    assert "odoo:88<" in page, "what has no name stands by its id alone"
    assert load_catalogue(language).text("steward.worth", currency="EUR") in page
    assert "shop:77 · SKU-1" in queued.selectbox(key="steward_item").options[1]
