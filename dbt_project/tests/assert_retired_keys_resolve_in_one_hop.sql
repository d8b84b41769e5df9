{# A retired key leads to a key that records have today, in one hop and to one only, and no record has it still. A
   household that all but one have left is in no row, though its key is not retired. -#}
{{ config(meta={"dagster": {"ref": {"name": "xref_customer"}}}) }}

with

links as (
    {{ identity_links() | indent(4) }}
),

living as (
    select entity, entity_key
    from links
    group by entity, entity_key
    union all
    select distinct 'household' as entity, household_key as entity_key
    from {{ ref('xref_household') }}
),

aliases as (
    select *, count(*) over (partition by entity, retired_key) as target_count
    from {{ source('identity', 'key_alias') }}
),

final as (
    select
        aliases.entity,
        aliases.retired_key,
        aliases.current_key,
        aliases.target_count,
        further.current_key as further_key,
        targets.entity_key as living_target,
        undead.entity_key as retired_key_in_use
    from aliases
    left join {{ source('identity', 'key_alias') }} as further
        on aliases.entity = further.entity and aliases.current_key = further.retired_key
    left join living as targets on aliases.entity = targets.entity and aliases.current_key = targets.entity_key
    left join living as undead on aliases.entity = undead.entity and aliases.retired_key = undead.entity_key
    where
        aliases.target_count > 1
        or further.retired_key is not null
        or (targets.entity_key is null and aliases.entity <> 'household')
        or undead.entity_key is not null
)

select * from final
