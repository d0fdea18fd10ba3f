"""Where need and severity first meet, and what people read.

In: a suggestion, with severity beside it. Out: a `Conversation`, comparisons, and pages in the words of each reader.
Never here: anything that could change a candidate.
"""
