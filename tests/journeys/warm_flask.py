"""`flask …`, once for each line of standard input, each time in a process of its own that is forked from this one.

Importing the application takes longer than a run of its jobs: here it is imported once. Prints each exit status.
"""

import os
import sys

import flask.cli

import wsgi  # noqa: F401 (what takes long)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        sys.argv = ["flask", *line.split()]
        flask.cli.main()
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 (the answer)
