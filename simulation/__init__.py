"""A known-truth company that writes extracts in real vendors' formats.

First the world happens (`world`), then every system writes down its own view of it (`witnesses`), some of which goes
wrong on the way (`faults`); what is true of it all stands beside (`truth`), and a release can be held against it
(`scorecard`).

Belongs here: all of that. Not here: anything that builds or reads a warehouse.
"""
