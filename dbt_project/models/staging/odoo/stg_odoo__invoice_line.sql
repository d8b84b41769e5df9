with lines as (

    select * from {{ ref('base_odoo__account_move_line') }}
    where
        net_amount is not null
        and coalesce(display_type, 'product') = 'product'
        and not coalesce(is_excluded, false)

),

moves as (

    select * from {{ ref('base_odoo__account_move') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

final as (

    select
        cast(lines.line_id as varchar) as invoice_line_id,
        cast(lines.move_id as varchar) as invoice_id,
        moves.invoice_number,
        {{ odoo_invoice_type('moves.move_type') }} as invoice_type,
        case
            when moves.state = 'cancel' then 'cancelled'
            else coalesce(lower(moves.state), 'unknown')
        end as invoice_status,
        cast(lines.company_id as varchar) as legal_entity_id,
        cast(moves.partner_id as varchar) as party_record_id,
        lines.line_date as invoice_date,
        moves.invoice_date_due as due_date,
        cast(lines.product_id as varchar) as product_variant_id,
        lines.quantity as invoiced_qty,
        currencies.currency_code,
        lines.net_amount,
        lines.source_name,
        'odoo' as vendor,
        coalesce(lines.write_date, lines._extracted_at) as updated_at,
        lines._is_deleted as is_deleted,
        lines._batch_id as batch_id
    from lines
    left join moves
        on lines.source_name = moves.source_name and lines.move_id = moves.move_id
    left join currencies
        on lines.source_name = currencies.source_name and lines.currency_id = currencies.currency_id
    where coalesce(moves.move_type, 'unknown') <> 'entry'

)

select * from final
