"""One young person, without severity.

In: answers that people gave. Out: a `Case`, and its facts under the flat names that rules may read.
Never here: severity, rules, or anything that judges a case.
"""
