"""Sessions as other systems read them, and the description of it in OpenAPI's words."""

from collections.abc import Iterable
from typing import Any

from app.booking.rules import Availability
from app.core.clock import to_london
from app.core.errors import PROBLEM
from app.programme.models import Strand
from app.programme.models_sessions import Delivery, TrainingSession


def as_json(session: TrainingSession, places: Availability, *, address: str) -> dict[str, Any]:
    """A session as the API tells it: times in London's wall clock with their offset. No joining link."""
    return {
        "id": session.id,
        "title": session.title,
        "summary": session.course.summary,
        "strand": session.course.strand.value,
        "level": session.course.level,
        "learning_week": session.learning_week.name if session.learning_week else None,
        "delivery": session.delivery.value,
        "where": session.where,
        "days": [
            {"starts": to_london(day.starts_at).isoformat(), "ends": to_london(day.ends_at).isoformat()}
            for day in session.days
        ],
        "places": session.places if session.takes_bookings else None,
        "places_left": places.left if session.takes_bookings else None,
        "is_open": session.is_open,
        "address": address,
    }


def description(*, server: str, title: str, strands_asked: Iterable[str], longest_search: int) -> dict[str, Any]:
    """OpenAPI 3.1: the one address, its filters, what it answers. `strands_asked` are those of the filter."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1",
            "description": "Published sessions to come. Read-only, without signing in, from any website.",
        },
        "servers": [{"url": server}],
        "paths": {
            "/api/v1/sessions": {
                "get": {
                    "operationId": "sessions",
                    "summary": "Published sessions to come, soonest first",
                    "parameters": [
                        _filter("q", "Words to search for: all of them, in any order.", maxLength=longest_search),
                        _filter("month", "A month of London's calendar: 2027-02.", pattern=_MONTH),
                        _filter("places", "Only sessions with places left, or open to all.", enum=["yes", ""]),
                        _filters("strand", "One or several strands.", list(strands_asked)),
                        _filters("delivery", "One or several ways of taking part.", [each.value for each in Delivery]),
                    ],
                    "responses": {
                        "200": _answers("The sessions.", "application/json", "Sessions"),
                        "400": _answers(
                            "A filter can't be read; which, and why, is said in words.", PROBLEM, "WrongFilter"
                        ),
                        "405": _answers("It is read-only: GET, HEAD and OPTIONS alone.", PROBLEM, "Problem"),
                        "default": _answers("Any other no, such as 404 of an unknown address.", PROBLEM, "Problem"),
                    },
                }
            }
        },
        "components": {
            "schemas": {"Sessions": _SESSIONS, "Session": _SESSION, "Problem": _PROBLEM, "WrongFilter": _WRONG_FILTER}
        },
    }


_MONTH = "^((19|20|21)[0-9]{2}-(0[1-9]|1[0-2]))?$"
_TEXT: dict[str, Any] = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_NUMBER_OR_NULL = {"type": ["integer", "null"], "minimum": 0}


def _object(**properties: Any) -> dict[str, Any]:
    """Each of these, and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_TIME = {"type": "string", "format": "date-time"}
_SESSION = _object(
    id={"type": "integer"},
    title=_TEXT,
    summary=_TEXT,
    strand={"enum": [each.value for each in Strand if each is not Strand.BESPOKE]},
    level=_TEXT,
    learning_week=_TEXT_OR_NULL,
    delivery={"enum": [each.value for each in Delivery]},
    where=_TEXT,
    days={"type": "array", "minItems": 1, "items": _object(starts=_TIME, ends=_TIME)},
    places=_NUMBER_OR_NULL,
    places_left=_NUMBER_OR_NULL,
    is_open={"type": "boolean"},
    address={"type": "string", "format": "uri"},
)
_SESSIONS = _object(sessions={"type": "array", "items": {"$ref": "#/components/schemas/Session"}})
_PROBLEM = _object(type=_TEXT, title=_TEXT, status={"type": "integer", "minimum": 400}, detail=_TEXT)
_WRONG_FILTER = _object(
    type=_TEXT,
    title=_TEXT,
    status={"const": 400},
    detail=_TEXT,
    errors={"type": "array", "minItems": 1, "items": _object(parameter=_TEXT, detail=_TEXT)},
)


def _filter(name: str, words: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "schema": {"type": "string", **schema}}


def _filters(name: str, words: str, values: list[str]) -> dict[str, Any]:
    """Given once, or several times: then any of them will do."""
    schema = {"type": "array", "items": {"enum": values}}
    return {"name": name, "in": "query", "description": words, "explode": True, "schema": schema}


def _answers(words: str, media_type: str, schema: str) -> dict[str, Any]:
    return {"description": words, "content": {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}
