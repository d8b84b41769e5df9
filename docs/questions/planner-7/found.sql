select style_code, launch_week_date as launch, weeks_on_sale as weeks, ordered_qty as ordered
from marts.mart_planning__test_and_scale
