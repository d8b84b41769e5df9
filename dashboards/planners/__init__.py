"""What planners write on the pages: overrides of the forecast, accepted proposals, and taking either back.

Belongs here: what the page shows and who may do it. Not here: the entries (`forecasting`).
"""
