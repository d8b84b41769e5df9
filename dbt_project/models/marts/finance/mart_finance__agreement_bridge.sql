-- The two ends are added up from the documents of each side, the steps from the list of items; a test holds that they
-- meet.
with

ends as (
    select
        'shop_erp' as pair_type, source_name, currency_code, 'left' as step_type, total_amount as amount
    from {{ ref('fct_order_agreement') }}
    union all
    select
        'shop_erp' as pair_type, orders.source_name, copies.currency_code, 'right' as step_type,
        copies.total_amount as amount
    from {{ ref('fct_order_copy') }} as copies
    inner join {{ ref('fct_order_agreement') }} as orders on copies.sales_order_key = orders.sales_order_key
    union all
    select
        'shop_erp' as pair_type, origin_name as source_name, currency_code, 'right' as step_type,
        total_amount as amount
    from {{ ref('fct_order_copy') }}
    where sales_order_key = 'unknown'
    union all
    select
        'shop_payout' as pair_type, coalesce(source_name, 'unknown') as source_name, currency_code,
        'left' as step_type, paid_amount as amount
    from {{ ref('fct_payment_agreement') }}
    union all
    select
        'shop_payout' as pair_type, coalesce(source_name, 'unknown') as source_name, currency_code,
        'right' as step_type, accounted_amount as amount
    from {{ ref('fct_payment_agreement') }}
    union all
    select
        'statement_payout' as pair_type, source_name, currency_code, 'left' as step_type, line_amount as amount
    from {{ ref('fct_payout') }}
    where short_amount is not null and payout_status = 'paid' and payout_date <= {{ as_of() }}
    union all
    select
        'statement_payout' as pair_type, source_name, currency_code, 'right' as step_type, payout_amount as amount
    from {{ ref('fct_payout') }}
    where short_amount is not null and payout_status = 'paid' and payout_date <= {{ as_of() }}
    union all
    select
        'payout_ledger' as pair_type, source_name, currency_code, 'left' as step_type, payout_amount as amount
    from {{ ref('fct_payout_agreement') }}
    union all
    select
        'payout_ledger' as pair_type, source_name, currency_code, 'right' as step_type, booked_amount as amount
    from {{ ref('fct_payout_agreement') }}
    union all
    select 'company_company' as pair_type, source_name, currency_code, 'left' as step_type, invoiced_amount as amount
    from {{ ref('fct_intercompany_agreement') }}
    union all
    select 'company_company' as pair_type, source_name, currency_code, 'right' as step_type, booked_amount as amount
    from {{ ref('fct_intercompany_agreement') }}
),

steps as (
    select pair_type, source_name, currency_code, step_type, amount
    from ends
    union all
    select
        pair_type, source_name, currency_code, cause_type as step_type, difference_amount as amount
    from {{ ref('mart_finance__agreement_item') }}
    where pair_type <> 'erp_warehouse'
),

final as (
    select
        pair_type,
        source_name,
        coalesce(currency_code, 'unknown') as currency_code,
        case step_type when 'left' then 0 when 'unexplained' then 98 when 'right' then 99 else 1 end as step_number,
        step_type,
        count(*) as document_count,
        cast(sum(amount) as decimal(38, 4)) as step_amount
    from steps
    group by 1, 2, 3, 4, 5
)

select * from final
