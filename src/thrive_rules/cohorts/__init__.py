"""Many cases: files of rows in, the same rows answered out; and synthetic cohorts. Needs the extra `[frame]`.

In: CSV, Parquet or NDJSON. Out: every row, answered or set aside with its reason.
Never here: figures about the answers.
"""
