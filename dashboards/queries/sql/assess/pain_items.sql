-- The documents behind the pains, the latest of each kind first; of a kind with more than 2,000 the rest is left out.
select
    pain_type, pair_type, source_name, other_source_name, document_number, item_date, currency_code, pain_amount,
    pain_amount_group
from marts.mart_quality__integration_pain
qualify row_number() over (partition by pain_type order by item_date desc nulls last, integration_pain_key asc) <= 2000
order by pain_type asc, item_date desc nulls last, integration_pain_key asc
