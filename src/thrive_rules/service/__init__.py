"""The rules over HTTP, for the system in which a practitioner keeps the record. It holds nothing of a case.

In: requests with a case. Out: what its audience may see, or a problem that names fields and no value.
Never here: what an answer means; each is made on a floor below, and sent. Nothing is stored, and nobody else is called.
"""
