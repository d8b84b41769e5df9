-- One row per figure, everything together before its parts; a number in front of a subject counts as a number.
select
    area,
    subject,
    figure,
    figure_value,
    unit,
    definition
from marts.mart_quality__scorecard
order by area, subject <> 'all', try_cast(regexp_extract(subject, '^\d+') as integer) nulls last, subject, figure
