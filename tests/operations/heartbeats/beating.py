"""A process that beats until it is killed: `python -m tests.operations.heartbeats.beating "mail worker"`."""

import os
import sys
import time

from app.core import clock
from app.operations.heartbeats import services
from app.operations.heartbeats.models import Process
from wsgi import app

with app.app_context():
    started_at = clock.now()
    while True:
        services.beat(
            process=Process(sys.argv[1]),
            instance=f"test-{os.getpid()}",
            started_at=started_at,
            jobs={},
            at=clock.now(),
        )
        time.sleep(0.1)
