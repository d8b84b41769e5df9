-- One row per metric of the catalogue, with its words in English and Chinese.
select
    metric_name,
    label_text,
    label_zh_text,
    description_text,
    description_zh_text,
    formula_text
from marts.mart_quality__metric_catalog
order by metric_name
