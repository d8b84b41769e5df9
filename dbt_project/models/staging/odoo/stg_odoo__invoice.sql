with moves as (

    select
        *,
        case when move_type in ('out_refund', 'in_refund') then -1 else 1 end as sign
    from {{ ref('base_odoo__account_move') }}
    where move_type <> 'entry'

),

companies as (

    select * from {{ ref('base_odoo__res_company') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

final as (

    select
        cast(moves.move_id as varchar) as invoice_id,
        moves.invoice_number,
        {{ odoo_invoice_type('moves.move_type') }} as invoice_type,
        case
            when moves.state = 'cancel' then 'cancelled'
            else coalesce(lower(moves.state), 'unknown')
        end as invoice_status,
        coalesce(moves.state = 'posted', false) as is_posted,
        coalesce(moves.state = 'cancel', false) as is_cancelled,
        cast(moves.company_id as varchar) as legal_entity_id,
        cast(moves.partner_id as varchar) as party_record_id,
        cast(null as varchar) as sales_order_id,
        cast(null as varchar) as purchase_order_id,
        cast(moves.reversed_move_id as varchar) as reversed_invoice_id,
        coalesce(moves.invoice_date, moves.posting_date) as invoice_date,
        moves.posting_date,
        moves.invoice_date_due as due_date,
        cast(moves.payment_term_id as varchar) as payment_terms_code,
        currencies.currency_code,
        moves.untaxed_amount * moves.sign as net_amount,
        moves.tax_amount * moves.sign as tax_amount,
        moves.total_amount * moves.sign as total_amount,
        moves.open_amount * moves.sign as open_amount,
        cast(null as varchar) as block_reason_code,
        companies.company_id is not null as is_intercompany,
        moves.source_name,
        'odoo' as vendor,
        coalesce(moves.write_date, moves._extracted_at) as updated_at,
        moves._is_deleted as is_deleted,
        moves._batch_id as batch_id
    from moves
    left join currencies
        on moves.source_name = currencies.source_name and moves.currency_id = currencies.currency_id
    left join companies
        on moves.source_name = companies.source_name and moves.partner_id = companies.partner_id

)

select * from final
