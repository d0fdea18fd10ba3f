"""Figures about a cohort that has been answered, as tables, pictures and a page. Needs the extra `[study]`.

In: an answered cohort and its rules. Out: tables and a report.
Never here: a rule, or a candidate.
"""
