{# Records that went since places were last found are left out; an address that is new since is no place yet. -#}
with

final as (
    select
        links.source_name,
        links.party_record_id,
        links.place_key,
        links.rule_name,
        links.decided_by,
        links.match_weight,
        links.decision_id
    from {{ source('identity', 'place_link') }} as links
    inner join {{ ref('xref_customer') }} as customers
        on links.source_name = customers.source_name and links.party_record_id = customers.party_record_id
    where links.is_current
)

select * from final
