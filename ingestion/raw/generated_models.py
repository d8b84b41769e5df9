"""The dbt models that follow from contracts: sources for raw, and one base model per source table.

Belongs here: text of generated dbt files. Not here: where they are put and when dbt runs (orchestration).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import yaml

from ingestion.contract.document import SourceTable

_MAP_CODE = re.compile(r"""\bmap_code\(\s*(?:"[^"]*"|'[^']*')\s*,\s*["']([a-z0-9_]+\.[a-z0-9_]+)["']""")
_CENSUS_BASE = """{{{{ config(
    schema='base', materialized='incremental', incremental_strategy='delete+insert', unique_key={unique_key}
) }}}}

with
{{% if is_incremental() %}}
stood as (
    select {key}, _is_deleted, _deleted_at, {marked} as _is_marked from {{{{ this }}}}
),

touched as (
    select {key} from {{{{ source('raw_{vendor}', '{name}') }}}}
    where _load_number > (select coalesce(max(_load_number), 0) from {{{{ this }}}})
    union
    select {stood_key} from stood
    left join {{{{ source('raw_{vendor}', '{name}__deleted') }}}} as gone on {stood_is_gone}
    where
        stood._deleted_at is distinct from gone._deleted_at
        or stood._is_deleted is distinct from (stood._is_marked or gone._deleted_at is not null)
),
{{% endif %}}

arrived as (
    select * from {{{{ source('raw_{vendor}', '{name}') }}}}
    {{% if is_incremental() %}}
    where ({key}) in (select {key} from touched)
    {{% endif %}}
),

latest as (
    select {columns},
        source_name, _batch_id, _extracted_at, _load_number, _faults, {marked} as _is_marked
    from arrived
    qualify row_number() over (
        partition by {key} order by _extracted_at desc, _modified_at desc, _batch_id desc, _row_number desc
    ) = 1
),

final as (
    select {latest_columns},
        latest.source_name, latest._batch_id, latest._extracted_at, latest._load_number, latest._faults,
        latest._is_marked or gone._deleted_at is not null as _is_deleted, gone._deleted_at
    from latest
    left join {{{{ source('raw_{vendor}', '{name}__deleted') }}}} as gone on {latest_is_gone}
)

select * from final
"""

_BASE = """{{{{ config(
    schema='base', materialized='incremental', incremental_strategy='delete+insert', unique_key={unique_key}
) }}}}

with arrived as (
    select * from {{{{ source('raw_{vendor}', '{name}') }}}}
    {{% if is_incremental() %}}
    where ({key}) in (
        select {key} from {{{{ source('raw_{vendor}', '{name}') }}}}
        where _load_number > (select coalesce(max(_load_number), 0) from {{{{ this }}}})
    )
    {{% endif %}}
),

final as (
    select {columns},
        source_name, _batch_id, _extracted_at, _load_number, _faults, {marked} as _is_deleted
    from arrived
    qualify row_number() over (
        partition by {key} order by _extracted_at desc, _modified_at desc, _batch_id desc, _row_number desc
    ) = 1
)

select * from final
"""


def base_model_sql(table: SourceTable) -> str:
    """Return the base model of a source table: the current row per source and key, last one wins.

    When new batches came, every key that they touch is decided again over all its versions, so that a batch that
    arrives late does not override a newer one. A row is flagged as deleted by the mark of its source, and where files
    tell which keys there are, when its key is gone; a key whose flag changes is decided again as well.
    """
    key = ["source_name", *table.key]
    names = [column.name for column in table.columns]
    rule = table.deletes
    return (_CENSUS_BASE if rule.has_census else _BASE).format(
        vendor=table.vendor,
        name=table.name,
        unique_key=key,
        key=listed(key),
        columns=listed(names),
        latest_columns=listed(names, "latest."),
        stood_key=listed(key, "stood."),
        stood_is_gone=" and ".join(f'stood."{name}" = gone."{name}"' for name in key),
        latest_is_gone=" and ".join(f'latest."{name}" = gone."{name}"' for name in key),
        marked=is_marked_deleted(table),
    )


def is_marked_deleted(table: SourceTable) -> str:
    """Return the condition over raw columns that a source marks a row as deleted."""
    rule = table.deletes
    return f"coalesce(({rule.deleted_when}), false)" if rule.deleted_when else "false"


def listed(names: Iterable[str], alias: str = "") -> str:
    """Return names of columns, quoted, with commas between."""
    return ", ".join(f'{alias}"{name}"' for name in names)


def base_models_yaml(tables: Iterable[SourceTable]) -> str:
    """Return the properties file of the base models and of the raw sources."""
    tables = list(tables)
    vendors = sorted({table.vendor for table in tables})
    document = {
        "version": 2,
        "sources": [
            {
                "name": f"raw_{vendor}",
                "schema": f"raw_{vendor}",
                "tables": [item for table in tables if table.vendor == vendor for item in _raw_tables(table)],
            }
            for vendor in vendors
        ],
        "models": [_base_properties(table) for table in tables],
    }
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def _raw_tables(table: SourceTable) -> list[dict[str, str]]:
    found = [{"name": table.name, "description": table.description}]
    if table.deletes.has_census:
        gone = f"Keys of {table.name} that files which tell which keys there are no longer have."
        found.append({"name": table.deleted_name.split(".")[1], "description": gone})
    return found


def staging_macro(models: Iterable[str]) -> str:
    """Return the macro that tells canonical models which staging models exist: the mapping without switches.

    Args:
        models: Names of staging models, `stg_<vendor>__<entity>`.
    """
    by_entity: dict[str, list[str]] = {}
    for name in sorted(models):
        by_entity.setdefault(name.split("__", 1)[1], []).append(name)
    return (
        f"{{% macro staging_models(entity) %}}\n    {{{{ return({by_entity!r}.get(entity, [])) }}}}\n{{% endmacro %}}\n"
    )


def self_mapping_macro(models: Mapping[str, str]) -> str:
    """Return the macro that tells which canonical columns a staging model maps by `map_code` itself.

    Args:
        models: SQL of staging models by name.
    """
    found = {name: sorted(set(_MAP_CODE.findall(sql))) for name, sql in sorted(models.items())}
    mapping = {name: targets for name, targets in found.items() if targets}
    return (
        "{% macro self_mapping_columns(model) %}\n"
        f"    {{{{ return({mapping!r}.get(model, [])) }}}}\n"
        "{% endmacro %}\n"
    )


def _base_properties(table: SourceTable) -> dict[str, object]:
    return {
        "name": table.base_name,
        "description": f"{table.description.rstrip('.')}; the current row per key of every source of this vendor.",
        "config": {"meta": {"grain": ["source_name", *table.key], "layer": "base"}},
        "columns": [
            {"name": column.name, "description": column.description, "data_type": column.duckdb_type}
            for column in table.columns
        ],
    }
