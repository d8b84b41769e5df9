"""The parts of the data page that say how good the data is: grades, rules, quarantine, findings, what was judged.

Belongs here: what each part shows. Not here: where it stands (`screens.data`), and SQL (`queries`).
"""
