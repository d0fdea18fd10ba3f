"""Rule bases as files: a directory that loads, an overlay over it, and the certificate that stands beside it.

In: a directory of YAML. Out: a `RuleBase` that knows where each part stands, or every fault with file and line.
Never here: a case.
"""
