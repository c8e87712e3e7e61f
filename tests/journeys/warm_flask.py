"""`flask …`, once for each line of standard input, in one process: starting anew takes longer than the jobs do.

Prints each exit status.
"""

import sys

import flask.cli

for line in sys.stdin:
    sys.argv = ["flask", *line.split()]
    try:
        flask.cli.main()
    except SystemExit as ended:
        print(ended.code or 0, flush=True)  # noqa: T201 (the answer)
