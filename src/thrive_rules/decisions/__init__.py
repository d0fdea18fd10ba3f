"""What people chose together, in their own words, and how that moved over time.

In: answers that people gave, and decisions that were kept. Out: a `SharedDecision`, its file and its page, a journey.
Never here: an answer that was filled in from a suggestion.
"""
