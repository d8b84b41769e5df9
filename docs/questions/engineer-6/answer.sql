-- Days that later extracts told of again, and extracts that were sent again, newest first.
select
    'late rows' as arrival_type, source_name, entity as subject_name, business_date, extracted_at, late_days,
    currency_code, row_count, money_amount
from marts.mart_quality__late_arrival
union all
select
    'sent again' as arrival_type, extracts.source_name, extracts.file_name as subject_name,
    cast(extracts.extracted_at as date) as business_date, extracts.extracted_at, 0 as late_days,
    changes.currency_code,
    coalesce(changes.restated_row_count + changes.added_row_count + changes.vanished_row_count, 0) as row_count,
    changes.change_amount as money_amount
from marts.mart_quality__extract as extracts
left join marts.mart_quality__restatement as changes on extracts.batch_id = changes.batch_id
where extracts.is_sent_again
order by extracted_at desc, source_name asc, subject_name asc, business_date asc
