with

entities as (
    select {{ source_key('entities', 'legal_entity_id') }} as legal_entity_key, entities.*
    from {{ ref('legal_entity') }} as entities
),

final as (
    select
        entities.legal_entity_key,
        -- One company in two systems is one: by its tax number, else by its name and country.
        min(entities.legal_entity_key) over (
            partition by coalesce(
                entities.tax_id,
                lower(entities.legal_entity_name) || ':' || coalesce(entities.country_code, ''),
                entities.legal_entity_key
            )
        ) as group_legal_entity_key,
        entities.source_name,
        entities.legal_entity_id,
        entities.legal_entity_name,
        entities.country_code,
        entities.functional_currency_code,
        zones.time_zone
    from entities
    left join {{ ref('country_time_zone') }} as zones on entities.country_code = zones.country_code
    union all
    select
        'unknown' as legal_entity_key,
        'unknown' as group_legal_entity_key,
        cast(null as varchar) as source_name,
        cast(null as varchar) as legal_entity_id,
        'Unknown' as legal_entity_name,
        cast(null as varchar) as country_code,
        cast(null as varchar) as functional_currency_code,
        cast(null as varchar) as time_zone
)

select * from final
