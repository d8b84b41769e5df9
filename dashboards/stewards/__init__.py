"""The desk of data stewards on the pages: what waits, why two records are one, decisions, and taking them back.

Belongs here: what the page shows and who may do it. Not here: explaining, previewing and deciding (`identity`), which
the commands call too.
"""
