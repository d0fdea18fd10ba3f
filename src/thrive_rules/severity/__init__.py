"""How things are, and the files that hold it beside a case. This folder stands above everything that suggests.

In: a case file, or facts of both kinds. Out: a `Case` and a `Severity`, apart.
Never here: a suggestion. Nothing below this folder imports it.
"""
