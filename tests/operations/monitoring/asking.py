"""A process that asks itself whether it is ready, with a hand tied:
`python -m tests.operations.monitoring.asking full`.

"full": each of its files ends at 40 kB, as on a disk without room. "nobody": a user who may read files and no more.
"""

import json
import os
import resource
import signal
import sys

from app.operations.monitoring import pages
from wsgi import app

NOBODY = 65534


def ask() -> object:
    with app.app_context():
        pages.forget()
        return app.test_client().get("/readyz").json["checks"]  # type: ignore[index]


ask()  # so that all is imported while it can be read

if sys.argv[1] == "full":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
elif os.geteuid() == 0:
    os.setgroups([])
    os.setuid(NOBODY)
print(json.dumps(ask()))  # noqa: T201
