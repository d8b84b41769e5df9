with

lines as (
    select order_line_key, product_key, market_code, ordered_qty, gross_amount_group, net_amount_group
    from {{ ref('fct_order_line') }} as sold_lines
    where
        not is_test and not is_cancelled and market_code <> 'unknown'
        and {{ went_to_a_consumer('sold_lines') }}
),

sold as (
    select
        product_key,
        market_code,
        sum(ordered_qty) as ordered_qty,
        sum(gross_amount_group) as gross_amount,
        sum(net_amount_group) as net_amount
    from lines
    group by product_key, market_code
),

returned as (
    select lines.product_key, lines.market_code, sum(refunds.refunded_qty) as returned_qty
    from lines
    inner join {{ ref('fct_refund_line') }} as refunds on lines.order_line_key = refunds.order_line_key
    where refunds.reversal_type in ('customer_return', 'exchange')
    group by lines.product_key, lines.market_code
),

-- What there was to sell, in all places together: what came in from outside, and what lay there at the beginning.
supplied as (
    select product_key, sum(received_qty) as supplied_qty
    from {{ ref('fct_stock_layer') }}
    where layer_type in ('opening', 'receipt', 'production', 'count')
    group by product_key
),

priced as (
    select
        sold.*,
        coalesce(returned.returned_qty, 0) as returned_qty,
        {{ price_band('sum(sold.gross_amount) over style', 'sum(sold.ordered_qty) over style') }} as price_band_code,
        if(sold.net_amount < sold.gross_amount, 'reduced', 'full') as markdown_code,
        products.category_name,
        coalesce(products.size_code, 'unknown') as size_code,
        coalesce(products.colour_name, 'unknown') as colour_name
    from sold
    inner join {{ ref('dim_product') }} as products on sold.product_key = products.product_key
    left join returned on sold.product_key = returned.product_key and sold.market_code = returned.market_code
    window style as (partition by products.style_code)
),

{% set attributes = [('price_band', 'price_band_code'), ('size', 'size_code'), ('colour', 'colour_name')] %}
spread as (
    {%- for name, column in attributes %}
    select
        '{{ name }}' as attribute_type, {{ column }} as attribute_value, category_name, market_code, product_key,
        ordered_qty, returned_qty, net_amount
    from priced
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

parts as (
    select distinct attribute_type, attribute_value, category_name, product_key
    from spread
),

stock as (
    select parts.attribute_type, parts.attribute_value, parts.category_name, sum(supplied.supplied_qty) as supplied_qty
    from parts
    inner join supplied on parts.product_key = supplied.product_key
    group by parts.attribute_type, parts.attribute_value, parts.category_name
),

summed as (
    select
        attribute_type,
        attribute_value,
        coalesce(category_name, 'unknown') as category_name,
        market_code,
        {{ total('ordered_qty') }} as ordered_qty,
        {{ total('returned_qty') }} as returned_qty,
        {{ total('net_amount') }} as net_amount_group
    from spread
    group by attribute_type, attribute_value, category_name, market_code
),

final as (
    select
        summed.attribute_type,
        summed.attribute_value,
        summed.category_name,
        summed.market_code,
        summed.ordered_qty,
        summed.returned_qty,
        summed.net_amount_group,
        cast(stock.supplied_qty as decimal(18, 4)) as supplied_qty,
        {{ ratio(
            'sum(summed.ordered_qty - summed.returned_qty) over everywhere', 'stock.supplied_qty'
        ) }} as sell_through_pct,
        {{ ratio('summed.returned_qty', 'summed.ordered_qty') }} as return_pct,
        {{ ratio('sum(summed.returned_qty) over all_values', 'sum(summed.ordered_qty) over all_values') }}
            as category_return_pct
    from summed
    left join stock
        on
            summed.attribute_type = stock.attribute_type and summed.attribute_value = stock.attribute_value
            and summed.category_name = coalesce(stock.category_name, 'unknown')
    window
        everywhere as (partition by summed.attribute_type, summed.attribute_value, summed.category_name),
        all_values as (partition by summed.attribute_type, summed.category_name)
)

select * from final
