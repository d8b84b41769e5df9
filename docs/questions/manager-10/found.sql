select subject_code, reason_code, sum(returned_qty) as returned_qty
from marts.mart_service__voice_of_customer
where subject_type = 'style' and reason_code <> 'none'
group by subject_code, reason_code
