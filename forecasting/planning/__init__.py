"""What to buy, what to make and what to move: policies, proposals and dated needs from a forecast with its errors.

Belongs here: plans. Not here: how demand is forecast (`forecasting.publish`, `forecasting.demand`).
"""
