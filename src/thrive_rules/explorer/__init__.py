"""A rule base as one table of plain data, and the pages in a browser that read it.

In: a rule base. Out: its table, a kit for whoever writes another reader of the table, and one HTML file.
Never here: what a rule means. Python says it; what stands here writes it down, and is held against it.
"""
