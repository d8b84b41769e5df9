with

items as (
    select *, coalesce(customer_key, supplier_key, counterparty_name, 'unknown') as counterparty_key
    from {{ ref('fct_open_item') }}
),

final as (
    select
        items.legal_entity_key,
        items.account_type,
        coalesce(items.clearing_type, 'none') as clearing_type,
        items.counterparty_key,
        items.currency_code,
        {{ as_of() }} as as_of_date,
        bool_or(items.is_intercompany) as is_intercompany,
        count(*) as item_count,
        max(items.age_days) as oldest_age_days,
        {{ total('items.open_amount') }} as open_amount,
        {{ total('items.closing_amount_group') }} as open_amount_group,
        {{ total('items.closing_amount_group', "items.ageing_bucket = 'not_due'") }} as not_due_amount_group,
        {{ total('items.closing_amount_group', "items.ageing_bucket = '1_30'") }} as overdue_1_30_amount_group,
        {{ total('items.closing_amount_group', "items.ageing_bucket = '31_60'") }} as overdue_31_60_amount_group,
        {{ total('items.closing_amount_group', "items.ageing_bucket = '61_90'") }} as overdue_61_90_amount_group,
        {{ total('items.closing_amount_group', "items.ageing_bucket = 'over_90'") }} as overdue_over_90_amount_group,
        {{ total('items.closing_amount_group', "items.ageing_bucket = 'unknown'") }} as not_dated_amount_group,
        {{ total('items.translation_amount_group') }} as translation_amount_group,
        count(*) filter (where items.closing_amount_group is null) as missing_rate_count
    from items
    group by 1, 2, 3, 4, 5
)

select * from final
