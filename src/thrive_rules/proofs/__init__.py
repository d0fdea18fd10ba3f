"""Questions about a whole rule base, answered for every case. Needs the extra `[verify]`.

In: one rule base or two. Out: a proof, or the smallest counterexample, judged by the reference before it is shown.
Never here: an answer about one young person.
"""
