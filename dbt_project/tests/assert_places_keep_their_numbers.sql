{# No two numbers of a house or flat are one place, and no party record is at two places now; what people joined is
   theirs to answer for. -#}
{{ config(meta={"dagster": {"ref": {"name": "xref_place"}}}) }}

with

numbered as (
    select place_key as subject, 'two numbers' as breach
    from {{ source('identity', 'place_link') }}
    group by place_key
    having count(distinct numbers) > 1 and not bool_or(rule_name in ('decision', 'key_map'))
),

placed as (
    select source_name || ':' || party_record_id as subject, 'two places' as breach
    from {{ source('identity', 'place_link') }}
    where is_current
    group by source_name, party_record_id
    having count(distinct place_key) > 1
),

retired as (
    select links.place_key as subject, 'a retired key' as breach
    from {{ ref('xref_place') }} as links
    inner join {{ source('identity', 'key_alias') }} as aliases
        on links.place_key = aliases.retired_key and aliases.entity = 'place'
),

final as (
    select * from numbered
    union all
    select * from placed
    union all
    select * from retired
)

select * from final
