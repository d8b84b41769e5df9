-- What others hold for us: by whom and in which currency, of the documents that they have not accounted for; and by
-- account of our own books, which know of sales that no statement has named yet. Ages of documents are in the group's
-- currency, those of accounts in the currency of the books.
select
    'documents' as basis, clearing_type as holder, counterparty_key as held_by, currency_code, item_count,
    open_amount, open_amount_group, oldest_age_days, overdue_1_30_amount_group as up_to_30_amount,
    overdue_31_60_amount_group as from_31_to_60_amount, overdue_61_90_amount_group as from_61_to_90_amount,
    overdue_over_90_amount_group as over_90_amount
from marts.mart_finance__ageing
where account_type = 'clearing'
union all
select
    'books' as basis, clearing_type as holder, account_code as held_by, local_currency_code as currency_code,
    null as item_count, balance_amount_local as open_amount, null as open_amount_group, oldest_age_days,
    up_to_30_amount_local as up_to_30_amount, from_31_to_60_amount_local as from_31_to_60_amount,
    from_61_to_90_amount_local as from_61_to_90_amount, over_90_amount_local as over_90_amount
from marts.mart_finance__clearing_account
order by basis asc, holder asc, open_amount desc, held_by asc, currency_code asc
