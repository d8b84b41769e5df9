"""Why two records are one or are not, and what one customer, product or supplier is made of."""
