"""The command line: a thin layer that reads arguments, asks the library, and shows what it says.

In: arguments and files. Out: text, panels or JSON, and an exit status of 0, 1 or 2.
Never here: anything that a Python program would want too.
"""
