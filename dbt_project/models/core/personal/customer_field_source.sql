with

records as (
    select links.customer_key, records.*
    from {{ ref('xref_customer') }} as links
    inner join {{ ref('party_record') }} as records
        on links.source_name = records.source_name and links.party_record_id = records.party_record_id
),

filled as (
    {{ filled_fields('records', ['customer_key'], 'party_record_id', {
        'customer_type': 'party_type',
        'full_name': 'full_name',
        'organisation_name': 'organisation_name',
        'email': 'email',
        'phone': 'phone',
        'address': whole_address(),
        'country_code': 'country_code',
    }) | indent(4) }}
    union all
    {{ overridden_fields(
        'customer', ref('xref_customer'), ['customer_key'], 'party_record_id',
        ['customer_type', 'full_name', 'organisation_name', 'email', 'phone', 'address', 'country_code']
    ) | indent(4) }}
),

final as (
    {{ survivors('customer', 'filled', ['customer_key']) | indent(4) }}
)

select * from final
