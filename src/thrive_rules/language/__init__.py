"""What a rule may say: words, conditions, options, rules, and a whole rule base that fits together.

In: parts of a rule base, as data. Out: frozen types, and their JSON Schema.
Never here: a case, what a condition makes of one, or a file.
"""
