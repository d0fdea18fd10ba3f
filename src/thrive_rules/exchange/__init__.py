"""FHIR R4 as data: a form and its answers, what a suggestion asks for, and a shared decision as a plan.

In: a rule base, a case, a suggestion, a decision. Out: resources as plain data, and a case or a decision read back.
Never here: a web framework, a resource about risk or a condition, or a list of answers beside that of a case.
"""
