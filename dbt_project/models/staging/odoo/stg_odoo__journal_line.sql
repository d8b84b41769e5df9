with lines as (

    select * from {{ ref('base_odoo__account_move_line') }}
    where state = 'posted' and journal_account_id is not null

),

moves as (

    select * from {{ ref('base_odoo__account_move') }}

),

journals as (

    select * from {{ ref('base_odoo__account_journal') }}

),

accounts as (

    select * from {{ ref('base_odoo__account_account') }}

),

companies as (

    select * from {{ ref('base_odoo__res_company') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

final as (

    select
        cast(lines.line_id as varchar) as journal_line_id,
        cast(lines.move_id as varchar) as journal_entry_id,
        moves.invoice_number as journal_entry_number,
        cast(lines.company_id as varchar) as legal_entity_id,
        journals.code as journal_code,
        'regular' as journal_line_type,
        coalesce(
            accounts.code, json_extract_string(accounts.code_store, '$."' || lines.company_id || '"')
        ) as account_code,
        {{ odoo_text('accounts.name') }} as account_name,
        {{ odoo_account_type('accounts') }} as account_type,
        cast(lines.partner_id as varchar) as party_record_id,
        case when moves.move_type <> 'entry' then cast(lines.move_id as varchar) end as invoice_id,
        cast(lines.product_id as varchar) as product_variant_id,
        cast(null as varchar) as cost_center_code,
        lines.line_date as posting_date,
        coalesce(moves.invoice_date, lines.line_date) as document_date,
        currencies.currency_code,
        lines.amount_currency as document_amount,
        own.currency_code as local_currency_code,
        lines.balance as local_amount,
        lines.is_reconciled,
        cast(null as boolean) as is_intercompany,
        coalesce(lines.create_date, lines._extracted_at) as entered_at,
        lines.source_name,
        'odoo' as vendor,
        coalesce(lines.write_date, lines._extracted_at) as updated_at,
        lines._is_deleted as is_deleted,
        lines._batch_id as batch_id
    from lines
    left join moves
        on lines.source_name = moves.source_name and lines.move_id = moves.move_id
    left join journals
        on moves.source_name = journals.source_name and moves.journal_id = journals.journal_id
    left join accounts
        on lines.source_name = accounts.source_name and lines.journal_account_id = accounts.account_id
    left join companies
        on lines.source_name = companies.source_name and lines.company_id = companies.company_id
    left join currencies
        on lines.source_name = currencies.source_name and lines.currency_id = currencies.currency_id
    left join currencies as own
        on companies.source_name = own.source_name and companies.currency_id = own.currency_id

)

select * from final
