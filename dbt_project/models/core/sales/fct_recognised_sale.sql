with

posted as (
    select lines.*, invoices.sales_order_id, coalesce(invoices.is_intercompany, false) as is_intercompany
    from {{ ref('fct_invoice_line') }} as lines
    left join {{ ref('invoice') }} as invoices
        on lines.source_name = invoices.source_name and lines.invoice_id = invoices.invoice_id
    where
        lines.invoice_type in ('receivable', 'receivable_refund')
        and coalesce(invoices.is_posted, lines.invoice_status not in ('draft', 'cancelled'))
        and {{ alive('invoices') }}
),

-- Revenue that the ledger books as a charge, such as shipping, is no merchandise.
accounts as (
    select journal.source_name, journal.journal_line_id
    from {{ ref('journal_line') }} as journal
    where
        {{ alive('journal') }}
        and exists (
            select 1 from {{ ref('sales_account') }} as own
            where journal.account_code like own.account_prefix || '%'
        )
),

final as (
    select
        posted.invoice_line_key as recognised_sale_key,
        posted.source_name,
        posted.invoice_id,
        posted.invoice_number,
        posted.invoice_date,
        case when posted.invoice_type = 'receivable_refund' then 'customer_return' end as reversal_type,
        posted.legal_entity_key,
        posted.is_intercompany,
        case when posted.is_intercompany then 'intercompany' else orders.order_type end as order_type,
        {{ or_unknown('orders.sales_order_key') }} as sales_order_key,
        posted.customer_key,
        posted.product_key,
        coalesce(orders.market_code, customers.market_code, 'unknown') as market_code,
        {{ or_unknown('orders.channel_code') }} as channel_code,
        coalesce(orders.country_code, customers.country_code) as country_code,
        posted.currency_code,
        case when posted.invoice_type = 'receivable_refund' then -posted.invoiced_qty else posted.invoiced_qty end
            as invoiced_qty,
        case when posted.invoice_type = 'receivable_refund' then -posted.net_amount else posted.net_amount end
            as net_amount
    from posted
    left join accounts
        on
            posted.source_name = accounts.source_name
            and posted.invoice_line_key = {{ source_key('accounts', 'journal_line_id') }}
    left join {{ ref('fct_order') }} as orders
        on posted.source_name = orders.source_name and posted.sales_order_id = orders.sales_order_id
    left join {{ ref('dim_customer') }} as customers on posted.customer_key = customers.customer_key
    where accounts.journal_line_id is null
)

select * from final
