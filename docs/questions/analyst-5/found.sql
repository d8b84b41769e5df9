select style_code, other_style_code, pair_order_count, order_count
from marts.mart_sales__basket_pair
