"""The figures for Prometheus: requests as this process counted them, the state of the house as it was last looked at.

gunicorn runs several processes, and each answers a scrape with its own requests. Where PROMETHEUS_MULTIPROC_DIR names a
folder, prometheus-client keeps the counts there and each process answers for all.
"""

from flask import Response, current_app, request
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from app.core.logs import seconds_so_far
from app.operations.monitoring.connection_inspecting import Inspection
from app.operations.monitoring.pages import checks_of
from app.operations.monitoring.rules import Watched, WorkFigures
from app.operations.monitoring.rules_checks import DatabaseSize, Space
from app.operations.monitoring.rules_metrics import State

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
KNOWN_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}

_own = CollectorRegistry()
_requests = Histogram(
    "coursebook_request_seconds",
    "How long requests took, by view, method and status",
    ["view", "method", "status"],
    registry=_own,
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def count_request(response: Response) -> Response:
    """A view stands for its address; strangers' inventions, of addresses or methods, are one each."""
    method = request.method if request.method in KNOWN_METHODS else "other"
    _requests.labels(request.endpoint or "none", method, str(response.status_code)).observe(seconds_so_far())
    return response


def written(inspection: Inspection) -> bytes:
    """Everything in Prometheus' text format."""
    figures = (inspection.one(DatabaseSize), inspection.one(Watched), inspection.one(WorkFigures))
    state = CollectorRegistry()
    state.register(State(checks_of(inspection), inspection.found(Space), *figures))
    return generate_latest(state) + generate_latest(_requests_of_all())


def _requests_of_all() -> CollectorRegistry:
    folder = current_app.config["PROMETHEUS_MULTIPROC_DIR"]
    if not folder:
        return _own
    together = CollectorRegistry()
    MultiProcessCollector(together, folder)  # type: ignore[no-untyped-call]
    return together
