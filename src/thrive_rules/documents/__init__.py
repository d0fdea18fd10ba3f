"""YAML and JSON, read safely and held to a model.

In: a file, a stream or plain data. Out: plain data with the line of every field, or a model; files, written whole.
Never here: what a case, a rule or a decision means.
"""
