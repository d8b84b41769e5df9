{# Two records that a steward told apart have two keys, two that a steward made one have one. -#}
{{ config(meta={"dagster": {"ref": {"name": "xref_customer"}}}) }}

with

links as (
    {{ identity_links() | indent(4) }}
),

final as (
    select decisions.*, one.entity_key, other.entity_key as other_key
    from {{ source('run', 'identity_decision') }} as decisions
    inner join links as one
        on
            decisions.entity = one.entity
            and decisions.source_name = one.source_name
            and decisions.record_id = one.record_id
    inner join links as other
        on
            decisions.entity = other.entity
            and decisions.other_source_name = other.source_name
            and decisions.other_record_id = other.record_id
    where
        (decisions.kind = 'cannot_link' and one.entity_key = other.entity_key)
        or (decisions.kind = 'must_link' and one.entity_key <> other.entity_key)
)

select * from final
