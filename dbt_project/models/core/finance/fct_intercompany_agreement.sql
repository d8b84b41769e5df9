-- What one company of ours has invoiced another beside what that one has booked. A document meets the one between the
-- same two companies of the same amount and currency; of several alike the oldest meets the oldest.
with

own_records as (
    select
        parties.source_name,
        parties.party_record_id,
        min(entities.group_legal_entity_key) as legal_entity_key
    from {{ ref('party_record') }} as parties
    inner join {{ ref('legal_entity') }} as companies on parties.tax_id = companies.tax_id
    inner join {{ ref('dim_legal_entity') }} as entities
        on companies.source_name = entities.source_name and companies.legal_entity_id = entities.legal_entity_id
    where {{ alive('parties') }}
    group by parties.source_name, parties.party_record_id
),

documents as (
    select
        {{ source_key('invoices', 'invoice_id') }} as invoice_key,
        invoices.source_name,
        invoices.invoice_number,
        invoices.invoice_type like 'receivable%' as is_sale,
        {{ or_unknown('entities.group_legal_entity_key') }} as own_entity_key,
        {{ or_unknown('partners.legal_entity_key') }} as other_entity_key,
        invoices.invoice_date,
        invoices.currency_code,
        invoices.total_amount
    from {{ ref('invoice') }} as invoices
    {{ join_entity('invoices') }}
    left join own_records as partners
        on invoices.source_name = partners.source_name and invoices.party_record_id = partners.party_record_id
    where
        {{ alive('invoices') }} and invoices.is_intercompany and invoices.total_amount <> 0
        and coalesce(invoices.is_posted, true) and not coalesce(invoices.is_cancelled, false)
        and coalesce(invoices.invoice_date <= {{ as_of() }}, true)
),

sides as (
    select
        *,
        case when is_sale then own_entity_key else other_entity_key end as seller_entity_key,
        case when is_sale then other_entity_key else own_entity_key end as buyer_entity_key
    from documents
),

placed as (
    select
        *,
        row_number() over (
            partition by is_sale, seller_entity_key, buyer_entity_key, currency_code, total_amount
            order by invoice_date, invoice_key
        ) as place
    from sides
),

sales as (
    select *
    from placed
    where is_sale
),

purchases as (
    select *
    from placed
    where not is_sale
),

final as (
    select
        coalesce(sales.invoice_key, purchases.invoice_key) as intercompany_agreement_key,
        coalesce(sales.source_name, purchases.source_name) as source_name,
        case when sales.invoice_key is not null then purchases.source_name end as other_source_name,
        coalesce(sales.seller_entity_key, purchases.seller_entity_key) as seller_entity_key,
        coalesce(sales.buyer_entity_key, purchases.buyer_entity_key) as buyer_entity_key,
        coalesce(sales.invoice_number, purchases.invoice_number) as document_number,
        coalesce(sales.invoice_date, purchases.invoice_date) as document_date,
        sales.invoice_key as seller_invoice_key,
        purchases.invoice_key as buyer_invoice_key,
        coalesce(sales.currency_code, purchases.currency_code) as currency_code,
        cast(coalesce(sales.total_amount, 0) as decimal(18, 4)) as invoiced_amount,
        cast(coalesce(purchases.total_amount, 0) as decimal(18, 4)) as booked_amount
    from sales
    full join purchases
        on
            sales.seller_entity_key = purchases.seller_entity_key
            and sales.buyer_entity_key = purchases.buyer_entity_key
            and sales.currency_code = purchases.currency_code
            and sales.total_amount = purchases.total_amount
            and sales.place = purchases.place
)

select * from final
