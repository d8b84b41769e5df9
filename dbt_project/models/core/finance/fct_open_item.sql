with

items as (
    select
        open_item_key, source_name, legal_entity_key, account_type, cast(null as varchar) as clearing_type,
        account_code, party_record_id, customer_key, supplier_key, cast(null as varchar) as counterparty_name,
        is_intercompany,
        document_type, document_number, invoice_key, 'unknown' as sales_order_key, document_date, due_date,
        currency_code, original_amount, open_amount, local_currency_code, open_amount_local
    from {{ ref('fct_ledger_item') }}
    union all
    select
        open_item_key, source_name, legal_entity_key, account_type, null as clearing_type, null as account_code,
        party_record_id, customer_key, supplier_key, null as counterparty_name, is_intercompany, document_type,
        document_number, invoice_key, 'unknown' as sales_order_key, document_date, due_date, currency_code,
        original_amount, open_amount, local_currency_code, null as open_amount_local
    from {{ ref('fct_invoice_item') }}
    union all
    select
        items.open_item_key, items.source_name, items.legal_entity_key, 'clearing' as account_type,
        items.clearing_type, null as account_code, null as party_record_id, null as customer_key,
        null as supplier_key, items.counterparty_name, false as is_intercompany, items.document_type,
        items.document_number, null as invoice_key, items.sales_order_key, items.document_date,
        items.document_date as due_date, items.currency_code, items.original_amount, items.open_amount,
        entities.functional_currency_code as local_currency_code, null as open_amount_local
    from {{ ref('fct_clearing_item') }} as items
    left join {{ ref('dim_legal_entity') }} as entities on items.legal_entity_key = entities.legal_entity_key
),

valued as (
    select
        items.*,
        {{ to_group('items.open_amount', 'booked') }} as open_amount_group,
        {{ to_group('items.open_amount') }} as closing_amount_group,
        -- What the books have, or the document at the rate of its day.
        coalesce(
            items.open_amount_local,
            case
                when items.currency_code = items.local_currency_code then items.open_amount
                else {{ round_money(
                    'cast(items.open_amount as double) * booked.exchange_rate / booked_local.exchange_rate',
                    'coalesce(local_units.minor_unit, 2)'
                ) }}
            end
        ) as booked_amount_local,
        {{ to_books('items.open_amount', 'items.currency_code', 'items.local_currency_code') }} as closing_amount_local
    from items
    {{ join_rate('items.currency_code', 'items.document_date', 'booked') }}
    {{ join_rate('items.local_currency_code', 'items.document_date', 'booked_local') }}
    {{ join_local_rate('items.currency_code', 'items.local_currency_code', as_of()) }}
    where not {{ is_replaced('items.source_name') }}
),

final as (
    select
        valued.open_item_key,
        valued.source_name,
        valued.legal_entity_key,
        valued.account_type,
        valued.clearing_type,
        valued.account_code,
        valued.party_record_id,
        valued.customer_key,
        valued.supplier_key,
        valued.counterparty_name,
        valued.is_intercompany,
        valued.document_type,
        valued.document_number,
        valued.invoice_key,
        valued.sales_order_key,
        valued.document_date,
        valued.due_date,
        cast({{ as_of() }} - valued.document_date as integer) as age_days,
        cast({{ as_of() }} - valued.due_date as integer) as overdue_days,
        {{ ageing_bucket('(' ~ as_of() ~ ' - valued.due_date)') }} as ageing_bucket,
        valued.currency_code,
        valued.original_amount,
        valued.open_amount,
        valued.local_currency_code,
        valued.booked_amount_local as open_amount_local,
        valued.closing_amount_local,
        -- A debt that grows is a loss, a claim that grows a gain.
        cast(
            case when valued.account_type = 'payable' then -1 else 1 end
            * (valued.closing_amount_local - valued.booked_amount_local) as decimal(18, 4)
        ) as unrealised_exchange_amount_local,
        valued.open_amount_group,
        valued.closing_amount_group,
        cast(
            case when valued.account_type = 'payable' then -1 else 1 end
            * (valued.closing_amount_group - valued.open_amount_group) as decimal(18, 4)
        ) as translation_amount_group
    from valued
)

select * from final
