select sum(order_count) as order_count
from marts.mart_customer__rfm_move
