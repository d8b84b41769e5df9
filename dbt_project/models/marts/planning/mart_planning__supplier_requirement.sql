with

-- As suppliers answered, where they did, and beside it as the orders say. What is overdue is due now.
dated as (
    select
        supplier_key, product_key, due_date as dated_on, told_date, answer_state, due_qty, 0 as asked_qty,
        {{ extended('due_qty', 'unit_price_amount') }} as due_amount, currency_code
    from {{ ref('mart_planning__supplier_order') }}
    union all
    select
        supplier_key, product_key, greatest(asked_date, {{ as_of() }}) as dated_on, asked_date as told_date,
        answer_state, 0 as due_qty, asked_qty, 0 as due_amount, currency_code
    from {{ ref('mart_planning__supplier_order') }}
    where answer_state <> 'accepted'
),

committed as (
    select
        supplier_key,
        product_key,
        cast(date_trunc('week', dated_on) as date) as week_start_date,
        cast(sum(asked_qty) as decimal(18, 4)) as asked_qty,
        cast(sum(due_qty) as decimal(18, 4)) as committed_qty,
        {{ total('due_qty', "answer_state = 'confirmed'") }} as confirmed_qty,
        {{ total('due_qty', "answer_state = 'accepted'") }} as accepted_qty,
        {{ total('due_qty', 'told_date < ' ~ as_of()) }} as overdue_qty,
        cast(sum(due_amount) / nullif(sum(due_qty), 0) as decimal(18, 4)) as mean_price,
        min(currency_code) as currency_code
    from dated
    group by supplier_key, product_key, cast(date_trunc('week', dated_on) as date)
),

planned as (
    select supplier_key, product_key, week_start_date, gross_qty, firm_qty, net_qty, due_qty, release_qty, late_qty
    from {{ source('forecasting', 'material_requirement') }}
    where source_type = 'buy' and (gross_qty > 0 or due_qty > 0 or release_qty > 0)
),

components as (
    select distinct component_product_key from {{ ref('fct_bill_of_material_line') }}
),

last_prices as ({{ last_prices() }}),

together as (
    select
        coalesce(planned.supplier_key, committed.supplier_key) as supplier_key,
        coalesce(planned.product_key, committed.product_key) as product_key,
        coalesce(planned.week_start_date, committed.week_start_date) as week_start_date,
        coalesce(planned.gross_qty, 0) as gross_qty,
        coalesce(planned.firm_qty, 0) as firm_qty,
        coalesce(planned.net_qty, 0) as net_qty,
        coalesce(committed.committed_qty, 0) as committed_qty,
        coalesce(committed.confirmed_qty, 0) as confirmed_qty,
        coalesce(committed.accepted_qty, 0) as accepted_qty,
        coalesce(committed.asked_qty, 0) as asked_qty,
        coalesce(committed.overdue_qty, 0) as overdue_qty,
        coalesce(planned.due_qty, 0) as planned_qty,
        coalesce(planned.release_qty, 0) as release_qty,
        coalesce(planned.late_qty, 0) as late_qty,
        committed.mean_price,
        committed.currency_code
    from planned
    full join committed
        on
            planned.supplier_key = committed.supplier_key
            and planned.product_key = committed.product_key
            and planned.week_start_date = committed.week_start_date
),

priced as (
    select
        together.*,
        coalesce(last_prices.currency_code, together.currency_code) as order_currency_code,
        coalesce(last_prices.unit_price_amount, together.mean_price) as last_price
    from together
    left join last_prices
        on together.product_key = last_prices.product_key and together.supplier_key = last_prices.supplier_key
),

final as (
    select
        priced.supplier_key,
        suppliers.supplier_name,
        priced.product_key,
        products.sku,
        products.product_name,
        products.colour_name,
        products.size_code,
        products.category_name,
        products.unit_code,
        components.component_product_key is not null as is_material,
        priced.week_start_date,
        cast(date_diff('week', cast(date_trunc('week', {{ as_of() }}) as date), priced.week_start_date) + 1 as integer)
            as week_number,
        priced.gross_qty,
        priced.firm_qty,
        priced.net_qty,
        priced.asked_qty,
        priced.committed_qty,
        priced.confirmed_qty,
        priced.accepted_qty,
        priced.overdue_qty,
        priced.planned_qty,
        cast(priced.committed_qty + priced.planned_qty as decimal(18, 4)) as to_deliver_qty,
        priced.release_qty,
        priced.late_qty,
        priced.order_currency_code as currency_code,
        cast(
            {{ extended('priced.committed_qty', 'coalesce(priced.mean_price, 0)') }}
            + {{ extended('priced.planned_qty', 'priced.last_price') }} as decimal(18, 4)
        ) as to_deliver_amount,
        {{ computed_to_group(
            '(' ~ extended('priced.committed_qty', 'coalesce(priced.mean_price, 0)') ~ ' + '
            ~ extended('priced.planned_qty', 'priced.last_price') ~ ')'
        ) }} as to_deliver_amount_group
    from priced
    inner join {{ ref('dim_product') }} as products on priced.product_key = products.product_key
    left join components on priced.product_key = components.component_product_key
    inner join {{ ref('dim_supplier') }} as suppliers on priced.supplier_key = suppliers.supplier_key
    {{ join_rate('priced.order_currency_code', as_of()) }}
)

select * from final
