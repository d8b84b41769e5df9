"""The files of the demo have the columns that the answer keys of their systems name.

Belongs here: keys that are measured on the extracts of the demo. Not here: the others (tests/mapping/test_answers.py).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse.settings import Settings

NAMED = """
select distinct unnest(regexp_split_to_array(ltrim(source, '?'), '[|+]')) as source
from read_csv('{key}', header = true) where source <> '-'"""
HEADER = "select * from read_csv('{file}', header = true, all_varchar = true) limit 0"


@pytest.mark.parametrize(("system", "folder"), [("hubspot", "crm"), ("threepl", "warehouse_3pl")])
def test_the_extracts_have_the_sources(system: str, folder: str, demo: Settings, house: Path) -> None:
    key = house / "tests" / "mapping" / "answers" / f"{system}.csv"
    named = {source for (source,) in duckdb.sql(NAMED.format(key=key)).fetchall()}
    columns = {
        f"{file.stem.rsplit('_', 1)[0]}.{column}"
        for file in (demo.data_dir / "extracts" / folder).glob("*.csv")
        for column in duckdb.sql(HEADER.format(file=file)).columns
    }
    assert named
    assert sorted(named - columns) == []
