{# By place of a source that counts: all units of its count in force stand in the mart, once. -#}
{{ config(meta={"dagster": {"ref": {"name": "mart_supply__stock_health"}}}) }}

{% set counts %}
    select snapshots.location_key, snapshots.on_hand_qty
    from {{ ref('fct_stock_snapshot') }} as snapshots
    inner join (
        select
            location_key,
            coalesce(max(case when snapshot_date <= {{ as_of() }} then snapshot_date end), min(snapshot_date)) as snapshot_date
        from {{ ref('fct_stock_snapshot') }}
        group by location_key
    ) as latest
        on snapshots.location_key = latest.location_key and snapshots.snapshot_date = latest.snapshot_date
    where {{ counts_stock('snapshots.source_name') }}
{% endset %}

{% set mart %}
    select location_key, on_hand_qty from {{ ref('mart_supply__stock_health') }}
{% endset %}

{{ differences(counts, mart, ["location_key"], ["on_hand_qty"]) }}
