-- What a step of the bridge between two systems explains (timing, test orders, gift cards, refunds, rounding, edits,
-- presentment) is no pain; an order that came late or was typed by hand is one although its money agrees.
with

roles as (
    select
        source_name,
        contains(systems, 'storefront') and not contains(systems, 'erp') as is_shop,
        contains(systems, 'erp') and landed_row_count > 0 as is_erp
    from {{ ref('mart_quality__source_status') }}
),

erps as (
    select count(*) as erp_count
    from roles
    where is_erp
),

copied as (
    select origin_name
    from {{ ref('fct_order_copy') }}
    where origin_name is not null
    group by origin_name
),

-- A system that no run reads cannot be held against what names it.
known as (
    select vendor, party_record_id
    from {{ ref('party_record') }} as records
    where {{ alive('records') }}
    group by vendor, party_record_id
),

connected as (
    select vendor
    from known
    group by vendor
),

items as (
    select
        agreements.agreement_item_key as subject_key,
        agreements.pair_type,
        agreements.item_type as pain_type,
        agreements.source_name,
        agreements.other_source_name,
        coalesce(orders.order_number, agreements.document_number) as document_number,
        agreements.item_date,
        agreements.currency_code,
        case
            when agreements.difference_amount <> 0 then abs(agreements.difference_amount)
            else agreements.document_amount
        end as pain_amount
    from {{ ref('mart_finance__agreement_item') }} as agreements
    left join {{ ref('fct_order') }} as orders on agreements.sales_order_key = orders.sales_order_key
    where
        agreements.cause_type in ('unexplained', 'duplicates', 'tax')
        or agreements.item_type in ('order_late_in_erp', 'order_typed_by_hand')
    union all
    select
        {{ source_key('records', 'party_record_id') }} as subject_key,
        'crm_shop' as pair_type,
        'contact_without_order' as pain_type,
        records.source_name,
        cast(null as varchar) as other_source_name,
        split_part(records.party_record_id, ':', -1) as document_number,
        cast(records.created_at as date) as item_date,
        cast(null as varchar) as currency_code,
        cast(null as decimal(18, 4)) as pain_amount
    from {{ ref('party_record') }} as records
    inner join connected on records.external_vendor = connected.vendor
    left join known on records.external_vendor = known.vendor and records.external_id = known.party_record_id
    where {{ alive('records') }} and records.external_id is not null and known.party_record_id is null
    union all
    select
        orders.sales_order_key as subject_key,
        'shop_erp' as pair_type,
        'shop_not_connected' as pain_type,
        orders.source_name,
        cast(null as varchar) as other_source_name,
        orders.order_number as document_number,
        orders.order_date as item_date,
        orders.currency_code,
        orders.total_amount as pain_amount
    from {{ ref('fct_order') }} as orders
    inner join roles on orders.source_name = roles.source_name and roles.is_shop
    inner join erps on erps.erp_count > 0
    left join copied on orders.source_name = copied.origin_name
    where copied.origin_name is null and not orders.is_test and not orders.is_cancelled
),

final as (
    select
        items.pain_type || '/' || items.subject_key as integration_pain_key,
        items.pain_type,
        items.pair_type,
        items.source_name,
        items.other_source_name,
        items.document_number,
        items.item_date,
        items.currency_code,
        cast(items.pain_amount as decimal(18, 4)) as pain_amount,
        {{ to_group('items.pain_amount') }} as pain_amount_group
    from items
    {{ join_rate('items.currency_code', 'items.item_date') }}
)

select * from final
