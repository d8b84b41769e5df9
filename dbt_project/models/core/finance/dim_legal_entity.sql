with

final as (
    select
        {{ source_key('entities', 'legal_entity_id') }} as legal_entity_key,
        entities.source_name,
        entities.legal_entity_id,
        entities.legal_entity_name,
        entities.country_code,
        entities.functional_currency_code
    from {{ ref('legal_entity') }} as entities
    union all
    select
        'unknown' as legal_entity_key,
        cast(null as varchar) as source_name,
        cast(null as varchar) as legal_entity_id,
        'Unknown' as legal_entity_name,
        cast(null as varchar) as country_code,
        cast(null as varchar) as functional_currency_code
)

select * from final
