with customer_consents as (

    select * from {{ ref('base_shopify__customer_consents') }}
    where state in ('PENDING', 'SUBSCRIBED', 'UNSUBSCRIBED')

),

final as (

    select
        {{ gid_number('customer_id') }} || '/' || lower(channel) as consent_id,
        {{ gid_number('customer_id') }} as party_record_id,
        'marketing' as purpose_type,
        lower(channel) as consent_channel_type,
        {{ map_code('state', 'consent.consent_status', {
            'SUBSCRIBED': 'given', 'UNSUBSCRIBED': 'withdrawn', 'PENDING': 'pending'
        }) }} as consent_status,
        'consent' as legal_basis_type,
        decided_at,
        cast(null as date) as valid_to_date,
        lower(concat_ws(', ', collected_from, opt_in_level)) as evidence_text,
        source_name,
        'shopify' as vendor,
        coalesce(decided_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from customer_consents

)

select * from final
