-- From the total of one system to that of another, cause by cause; what nothing explains is a step of its own.
select
    pair_type, source_name, currency_code, step_number, step_type, document_count, step_amount
from marts.mart_finance__agreement_bridge
order by pair_type asc, source_name asc, currency_code asc, step_number asc, step_type asc
