"""Other engines that read the same rules: durable-rules for one case, data frames and bits for many.

In: a rule base, and facts as a mapping or as columns. Out: the verdicts that the reference gives.
Never here: a meaning of its own; each is held against the reference. Engines do not know one another, bar `frame`.
"""
