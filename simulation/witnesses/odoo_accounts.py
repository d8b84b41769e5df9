"""The ERPs' books: accounts, journals, moves with their items, and what was matched with what.

Belongs here: the selections only; a line that ends in `--14` or `--18` belongs to that version. Not here: ids and
versions (`odoo`), or the ledger itself (the books of the world).
"""

from __future__ import annotations

_PARTNER = """case m.partner when 'shop_eu' then 5 when 'shop_us' then 6 when 'marketplace' then 7 when 'store' then 8
        when 'customers' then 5 when 'organisation' then shop_partner_no(coalesce(b.organisation, c.organisation))
        when 'supplier' then supplier_no(y.supplier) when 'forwarder' then 9 when 'group' then 2 - m.company end"""

_JOINS = """
left join business_invoice as b on b.id = m.reference and m.kind in ('business', 'business_paid')
left join credit_note as c on c.id = m.reference and m.kind = 'credit'
left join bill as y on y.id = m.reference and m.kind in ('bill', 'bill_paid')"""

_MOVES = f"""
select move_no(m.id) as id, m.journal || '/' || year(day_of(m.day)) || '/' || five(m.id + 1) as name,
    day_of(m.day) as date,
    m.move_type, 'posted' as state, j.number as journal_id, 1 + m.company as company_id,
    currency_no(m.currency) as currency_id,
    {_PARTNER} as partner_id, m.kind || coalesce(' ' || cast(m.reference as varchar), '') as ref,
    case when m.move_type <> 'entry' then day_of(m.day) end as invoice_date,
    case when m.move_type <> 'entry' then day_of(m.due_day) end as invoice_date_due,
    decimals(coalesce(t.untaxed, 0), k.digits) as amount_untaxed, decimals(coalesce(t.tax, 0), k.digits) as amount_tax,
    decimals(coalesce(t.untaxed + t.tax, 0), k.digits) as amount_total,
    case when m.move_type = 'entry' then null when happened(coalesce(b.paid_at, y.paid_at, m.second))
        and coalesce(not b.is_bad, true)
        then 'paid' else 'not_paid' end as payment_state,
    clock(m.second) as create_date, clock(u.touched) as write_date, u.touched as changed
from ledger_move as m
join currency as k on k.id = m.currency
join (values ('INV', 1), ('BILL', 2), ('BNK', 3), ('CSH', 4), ('MISC', 5), ('STJ', 6))
    as j(code, number) on j.code = m.journal
left join (
    select i.move, abs(sum(i.amount) filter (i.role = 'product')) as untaxed,
        abs(coalesce(sum(i.amount) filter (i.role = 'tax'), 0)) as tax
    from ledger_item as i group by i.move
) as t on t.move = m.id
{_JOINS},
    lateral (select greatest(m.second, case when m.kind in ('business', 'bill') and coalesce(not b.is_bad, true)
        then known(coalesce(b.paid_at, y.paid_at)) end) as touched) as u
where is_mine(m.second) and happened(m.second)
union all
select move_no(900000000 + n.company), 'MISC/2024/OPEN' || n.company, date_at(cut_over()), 'entry', 'posted', 5,
    1 + n.company, 1 + n.company, null,
    'opening balances', null, null, '0.00', '0.00', '0.00', null, clock(cut_over() + 900), clock(cut_over() + 900),
    cut_over() + 900
from (values (0), (1)) as n(company) where is_new()"""

_ITEMS = f"""
select move_no(i.id) as id, move_no(i.move) as move_id, move_no(a.id) as account_id, day_of(m.day) as date,
    'posted' as parent_state,
    1 + m.company as company_id, currency_no(m.currency) as currency_id, {_PARTNER} as partner_id,
    case when i.goods is not null then product_no(i.goods) end as product_id, i.label as name,
    case when i.goods is not null then quantity_text(i.goods, i.quantity) else '1' end as quantity,
    case when i.role = 'product' and i.quantity <> 0 then
        decimals(rounded(abs(i.amount) * case when i.goods < 0 then 100 else 1 end, i.quantity), k.digits) end
            as price_unit,
    case when i.role = 'product' then decimals(i.amount * case when m.move_type in ('out_invoice', 'in_refund') then -1
        else 1 end, k.digits)
        end as price_subtotal,
    decimals(i.amount, k.digits) as amount_currency, decimals(greatest(i.balance, 0), 2) as debit,
    decimals(greatest(-i.balance, 0), 2) as credit, decimals(i.balance, 2) as balance,
    yes(i.role <> 'product') as exclude_from_invoice_tab, --14
    case when m.move_type <> 'entry' then i.role end as display_type, --18
    case when i.role = 'payment_term' then day_of(m.due_day) end as date_maturity,
    1 + x.id as tax_line_id, case when i.role = 'tax' then decimals(sum(abs(i.balance)) filter (i.role = 'product')
        over (partition by i.move, case when m.kind in ('sales', 'returns') then i.label[1:2] end), 2)
        end as tax_base_amount,
    clock(m.second) as create_date,
    clock(m.second) as write_date, m.second as changed
from ledger_item as i
join ledger_move as m on m.id = i.move
join ledger_account as a on a.code = i.account
join currency as k on k.id = m.currency
left join market as x on x.code = case when i.role = 'tax' then
    case i.label when 'TVA 20 %' then 'FR' else i.label[1:2] end end
{_JOINS}
where is_mine(m.second) and happened(m.second)
union all
select move_no(900000000 + o.company * 1000 + o.account), move_no(900000000 + o.company), move_no(o.account),
    date_at(cut_over()), 'posted',
    1 + o.company, 1 + o.company, null, null, 'Opening balance', '1', null, null, decimals(o.balance, 2),
    decimals(greatest(o.balance, 0), 2), decimals(greatest(-o.balance, 0), 2), decimals(o.balance, 2),
    't', --14
    null, --18
    null, null, null, clock(cut_over() + 900), clock(cut_over() + 900), cut_over() + 900
from (
    select m.company, a.id as account, sum(i.balance) as balance
    from ledger_item as i join ledger_move as m on m.id = i.move join ledger_account as a on a.code = i.account
    where m.second < cut_over() group by m.company, a.id having sum(i.balance) <> 0
) as o where is_new()"""

_MATCHES = """
select move_no(p.id) as id, move_no(case when m.kind = 'business_paid' then d.id else i.id end) as debit_move_id,
    move_no(case when m.kind = 'business_paid' then i.id else d.id end) as credit_move_id,
    decimals(abs(i.balance), 2) as amount, clock(m.second) as create_date, m.second as changed
from ledger_move as m
join ledger_item as i on i.move = m.id and i.role = 'payment_term'
join ledger_move as p on p.reference = m.reference
    and p.kind = case m.kind when 'business_paid' then 'business' else 'bill' end
join ledger_item as d on d.move = p.id and d.role = 'payment_term'
where m.kind in ('business_paid', 'bill_paid') and is_mine(m.second) and happened(m.second) and is_mine(p.second)"""

_TAXES = """
select 1 + id as id, translated(decimals(tax_rate, 2) || '% ' || code || ' VAT') as name, 'percent' as amount_type,
    decimals(tax_rate, 2) as amount,
    yes(has_tax_inside) as price_include, --14
    country_no(code) as country_id, case when has_tax_inside then 'tax_included' else 'tax_excluded' end --18
        as price_include_override, --18
    clock(entered(founded())) as write_date, entered(founded()) as changed
from market where tax_rate > 0"""
"""Named as Odoo names those of the one-stop shop; version 14 tells the country of a tax in no other way."""

TABLES: dict[str, tuple[str, ...]] = {
    "account_account": (
        """select move_no(id) as id,
    code, name, --14
    '{"1": "' || code || '", "2": "' || code || '"}' as code_store, translated(name) as name, --18
    case type when 'asset_receivable' then 'receivable' when 'liability_payable' then 'payable' --14
        when 'asset_cash' then 'liquidity' else 'other' end as internal_type, --14
    split_part(type, '_', 1) as internal_group, --14
    type as account_type, --18
    entered(founded()) as changed from ledger_account""",
    ),
    "account_journal": (
        """select id, code, translated(name) as name, type, 1 as company_id, entered(founded()) as changed
from (values (1, 'INV', 'Customer invoices', 'sale'), (2, 'BILL', 'Vendor bills', 'purchase'),
    (3, 'BNK', 'Bank', 'bank'),
    (4, 'CSH', 'Till', 'cash'), (5, 'MISC', 'Miscellaneous', 'general'), (6, 'STJ', 'Stock', 'general'))
        as j(id, code, name, type)""",
    ),
    "account_tax": (_TAXES,),
    "account_move": (_MOVES,),
    "account_move_line": (_ITEMS,),
    "account_partial_reconcile": (_MATCHES,),
}
