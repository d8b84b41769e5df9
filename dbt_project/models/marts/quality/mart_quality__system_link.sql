with

tickets as (
    select tickets.*, sales_order_id as order_reference
    from {{ ref('ticket') }} as tickets
    where {{ alive('tickets') }}
),

records as (
    select records.*
    from {{ ref('party_record') }} as records
    where {{ alive('records') }}
),

known as (
    select vendor, party_record_id
    from records
    group by vendor, party_record_id
),

-- Office systems leave the letters and zeros before a number out: 41 is P00041.
documents as (
    select 'purchase_order' as document_type, regexp_extract(order_number, '[1-9][0-9]*$') as comparable_number
    from {{ ref('fct_purchase_order_line') }}
    union
    select 'sales_order' as document_type, regexp_extract(order_number, '[1-9][0-9]*$') as comparable_number
    from {{ ref('fct_order') }}
    union
    select 'invoice' as document_type, regexp_extract(invoice_number, '[1-9][0-9]*$') as comparable_number
    from {{ ref('fct_invoice_line') }}
),

links as (
    select
        'ticket_order' as link_type, tickets.source_name, tickets.sales_order_id is not null as is_named,
        {{ joined_order() }} <> 'unknown' as is_found
    from tickets
    {{ join_order('tickets') }}
    union all
    select
        'ticket_person' as link_type, tickets.source_name, tickets.party_record_id is not null as is_named,
        people.party_record_id is not null as is_found
    from tickets
    left join records as people
        on tickets.source_name = people.source_name and tickets.party_record_id = people.party_record_id
    union all
    select
        'order_person' as link_type, orders.source_name, orders.party_record_id is not null as is_named,
        people.party_record_id is not null as is_found
    from {{ ref('fct_order') }} as orders
    left join records as people
        on orders.source_name = people.source_name and orders.party_record_id = people.party_record_id
    union all
    select
        case records.party_type when 'organisation' then 'organisation_account' else 'person_account' end as link_type,
        records.source_name, records.external_id is not null as is_named, known.vendor is not null as is_found
    from records
    left join known on records.external_vendor = known.vendor and records.external_id = known.party_record_id
    union all
    select
        'approval_document' as link_type, approvals.source_name, approvals.document_number is not null as is_named,
        documents.comparable_number is not null as is_found
    from {{ ref('approval') }} as approvals
    left join documents
        on
            approvals.document_type = documents.document_type
            and nullif(regexp_extract(approvals.document_number, '[1-9][0-9]*$'), '') = documents.comparable_number
    where {{ alive('approvals') }} and approvals.document_type <> 'style_milestone'
),

final as (
    select
        link_type,
        source_name,
        count(*) as record_count,
        count(*) filter (where is_named) as named_count,
        count(*) filter (where is_found) as found_count
    from links
    group by link_type, source_name
)

select * from final
