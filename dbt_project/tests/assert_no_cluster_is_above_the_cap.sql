{# No more records are one by rule or model than are believed; what stewards joined is theirs to answer for. Any number
   of people may have one address. -#}
{{ config(meta={"dagster": {"ref": {"name": "xref_customer"}}}) }}

with

links as (
    {{ identity_links() | indent(4) }}
),

final as (
    select entity, entity_key, count(*) as record_count
    from links
    where decided_by is distinct from 'steward' and entity <> 'place'
    group by entity, entity_key
    having count(*) > {{ largest_cluster() }}
)

select * from final
