with

links as (
    {{ identity_links() | indent(4) }}
),

-- Of a place only the party is named whose address it is, not the digest of the address.
final as (
    select
        entries.entry_id,
        entries.recorded_at,
        entries.actor,
        entries.reason,
        entries.entity,
        entries.decision_type,
        entries.source_name,
        case entries.entity
            when 'place' then split_part(entries.record_id, '@', 1) else entries.record_id
        end as record_id,
        entries.other_source_name,
        case entries.entity
            when 'place' then split_part(entries.other_record_id, '@', 1) else entries.other_record_id
        end as other_record_id,
        entries.undoes_entry_id,
        entries.undone_by_entry_id,
        entries.decision_type <> 'undo' and entries.undone_by_entry_id is null as is_standing,
        case entries.decision_type
            when 'must_link' then one.entity_key = other.entity_key
            when 'cannot_link' then one.entity_key <> other.entity_key
        end as is_held
    from {{ source('run', 'steward_entry') }} as entries
    left join links as one
        on
            entries.entity = one.entity
            and entries.source_name = one.source_name
            and entries.record_id = one.record_id
    left join links as other
        on
            entries.entity = other.entity
            and entries.other_source_name = other.source_name
            and entries.other_record_id = other.record_id
)

select * from final
