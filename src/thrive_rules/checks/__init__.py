"""What a rule author runs: lint, and worked cases with what they reach.

In: a rule base, and the cases beside it. Out: findings, each with a place and what to do.
Never here: a solver.
"""
