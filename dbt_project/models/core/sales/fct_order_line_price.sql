with

-- What was recommended, version by version; the first that is known stands for the time before it, too. Where a source
-- tells several with their periods, the one in force on the day counts before the others.
recommended as (
    select
        source_name,
        product_key,
        country_code,
        currency_code,
        price_amount,
        valid_from_date,
        coalesce(valid_to_date, date '9999-12-31') as valid_to_date,
        known_from,
        case
            when row_number() over (partition by price_key order by known_from) > 1 then known_from
            else cast('0001-01-01' as timestamp)
        end as counts_from,
        coalesce(known_until, {{ never() }}) as counts_until
    from {{ ref('fct_price_history') }}
    where price_type = 'list'
),

orders as (
    select source_name, sales_order_id, is_tax_included
    from {{ ref('sales_order') }} as orders
    where {{ alive('orders') }}
),

-- The ticket is what stood on the article: with its tax where the price holds it, else as gross has it.
tickets as (
    select
        lines.*,
        case
            when orders.is_tax_included then lines.gross_amount + coalesce(lines.tax_amount, 0)
            when not orders.is_tax_included or coalesce(lines.tax_amount, 0) = 0 then lines.gross_amount
        end as ticket_amount
    from {{ ref('fct_order_line') }} as lines
    left join orders on lines.source_name = orders.source_name and lines.sales_order_id = orders.sales_order_id
    where lines.ordered_qty > 0
),

priced as (
    select
        tickets.*,
        recommended.price_amount as list_price_amount,
        {{ extended('tickets.ordered_qty', 'recommended.price_amount') }} as list_amount,
        case
            when recommended.known_from <= tickets.ordered_at or recommended.valid_from_date <= tickets.order_date
                then 'known_then'
            else 'known_later'
        end as list_price_basis_type,
        row_number() over (
            partition by tickets.order_line_key
            order by
                recommended.country_code asc nulls last,
                coalesce(
                    tickets.order_date between recommended.valid_from_date and recommended.valid_to_date, false
                ) desc,
                recommended.known_from desc,
                recommended.price_amount asc
        ) as place
    from tickets
    inner join recommended
        on
            tickets.source_name = recommended.source_name
            and tickets.product_key = recommended.product_key
            and tickets.currency_code = recommended.currency_code
            and tickets.ordered_at >= recommended.counts_from
            and tickets.ordered_at < recommended.counts_until
    where
        coalesce(recommended.country_code, tickets.country_code) = tickets.country_code
        and tickets.ticket_amount is not null and tickets.product_key <> 'unknown'
),

final as (
    select
        priced.order_line_key,
        priced.source_name,
        priced.product_key,
        priced.market_code,
        priced.channel_code,
        priced.order_date,
        priced.is_test,
        priced.is_cancelled,
        priced.is_intercompany,
        priced.currency_code,
        priced.list_price_amount,
        priced.list_price_basis_type,
        priced.list_amount,
        cast(priced.ticket_amount as decimal(18, 4)) as ticket_amount,
        cast(priced.list_amount - priced.ticket_amount as decimal(18, 4)) as markdown_amount,
        priced.ticket_amount >= priced.list_amount as is_full_price,
        {{ to_group('priced.list_amount') }} as list_amount_group,
        {{ to_group('priced.list_amount') }} - {{ to_group('priced.ticket_amount') }} as markdown_amount_group,
        priced.net_amount_group
    from priced
    {{ join_rate('priced.currency_code', 'priced.order_date') }}
    where priced.place = 1
)

select * from final
