"""What rules make of one case: the meaning, its fast form, a suggestion, and the laws.

In: facts and a rule base. Out: verdicts, and a `Suggestion` without an order.
Never here: severity, words for a page, or a file.
"""
