with

values_of_orders as (
    select
        lines.sales_order_key,
        max_by(products.category_name, lines.net_amount_group) as category_name,
        {{ total('lines.discount_amount_group') }} > 0 as is_discounted,
        {{ total('contributions.net_sales_amount_group') }} as net_sales_amount_group,
        {{ total('contributions.cm1_amount_group') }} as cm1_amount_group,
        count(*) filter (where contributions.cm1_amount_group is null) as missing_cm1_line_count,
        cast(sum(contributions.marketing_amount_group) as decimal(18, 4)) as marketing_amount_group
    from {{ ref('fct_order_line') }} as lines
    inner join {{ ref('dim_product') }} as products on lines.product_key = products.product_key
    left join {{ ref('fct_order_line_contribution') }} as contributions
        on lines.order_line_key = contributions.order_line_key
    group by lines.sales_order_key
),

orders as (
    {{ orders_of_consumers('values_of_orders') }}
),

joined as (
    select
        orders.*,
        cast(date_trunc('month', orders.order_date) as date) as order_month,
        values_of_orders.category_name,
        values_of_orders.is_discounted,
        values_of_orders.net_sales_amount_group,
        values_of_orders.cm1_amount_group,
        values_of_orders.missing_cm1_line_count,
        values_of_orders.marketing_amount_group
    from orders
    inner join values_of_orders on orders.sales_order_key = values_of_orders.sales_order_key
),

firsts as (
    select
        customer_key,
        order_month as cohort_month,
        unnest(['all', 'market', 'channel', 'category', 'discount']) as attribute_type,
        unnest([
            'all', market_code, channel_code, coalesce(category_name, 'unknown'),
            if(is_discounted, 'discounted', 'full_price')
        ]) as attribute_value
    from joined
    where order_number_of_customer = 1
),

cohorts as (
    select attribute_type, attribute_value, cohort_month, count(*) as customer_count
    from firsts
    group by attribute_type, attribute_value, cohort_month
),

months as (
    select distinct month_start_date
    from {{ ref('dim_date') }}
    where last_day(month_start_date) <= {{ as_of() }}
),

-- Every month of a cohort that is over; one that still runs is left out, because it would look like a fall.
cells as (
    select
        cohorts.*,
        months.month_start_date as active_month,
        cast(date_diff('month', cohorts.cohort_month, months.month_start_date) as integer) as month_number
    from cohorts
    inner join months on cohorts.cohort_month <= months.month_start_date
),

active as (
    select
        firsts.attribute_type,
        firsts.attribute_value,
        firsts.cohort_month,
        joined.order_month as active_month,
        count(distinct joined.customer_key) as active_customer_count,
        count(*) as order_count,
        count(*) filter (where joined.order_number_of_customer > 1) as repeat_order_count,
        sum(joined.net_sales_amount_group) as net_sales_amount_group,
        sum(joined.cm1_amount_group) as cm1_amount_group,
        sum(joined.missing_cm1_line_count) as missing_cm1_line_count,
        sum(joined.marketing_amount_group) filter (where joined.order_number_of_customer = 1)
            as acquisition_amount_group
    from firsts
    inner join joined on firsts.customer_key = joined.customer_key
    group by firsts.attribute_type, firsts.attribute_value, firsts.cohort_month, joined.order_month
),

final as (
    select
        cells.attribute_type,
        cells.attribute_value,
        cells.cohort_month,
        cells.month_number,
        cells.active_month,
        cells.customer_count,
        coalesce(active.active_customer_count, 0) as active_customer_count,
        {{ ratio('coalesce(active.active_customer_count, 0)', 'cells.customer_count') }} as retention_pct,
        coalesce(active.order_count, 0) as order_count,
        coalesce(active.repeat_order_count, 0) as repeat_order_count,
        cast(coalesce(active.net_sales_amount_group, 0) as decimal(18, 4)) as net_sales_amount_group,
        cast(coalesce(active.cm1_amount_group, 0) as decimal(18, 4)) as cm1_amount_group,
        cast(sum(coalesce(active.net_sales_amount_group, 0)) over cohort as decimal(18, 4))
            as ltv_net_sales_amount_group,
        cast(sum(coalesce(active.cm1_amount_group, 0)) over cohort as decimal(18, 4)) as ltv_cm1_amount_group,
        cast(coalesce(active.missing_cm1_line_count, 0) as bigint) as missing_cm1_line_count,
        cast(sum(active.acquisition_amount_group) over cohort as decimal(18, 4)) as acquisition_amount_group,
        sum(coalesce(active.cm1_amount_group, 0)) over cohort >= sum(active.acquisition_amount_group) over cohort
            as is_paid_back
    from cells
    left join active
        on
            cells.attribute_type = active.attribute_type
            and cells.attribute_value = active.attribute_value
            and cells.cohort_month = active.cohort_month
            and cells.active_month = active.active_month
    window cohort as (
        partition by cells.attribute_type, cells.attribute_value, cells.cohort_month order by cells.month_number
    )
)

select * from final
