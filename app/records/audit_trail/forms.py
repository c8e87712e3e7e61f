"""What the address of the page asks for. What it can't mean is left out rather than refused, and said."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from app.records.audit_trail.queries import AskedEntries
from app.records.audit_trail.rules import RECORD_KINDS, VerbGroup
from app.web.dates import read_date

LARGEST = 2**31 - 1


@dataclass(frozen=True)
class RequestedEntries:
    asked: AskedEntries
    complaints: list[str]
    in_address: dict[str, Any]
    """As an address asks for the same."""

    before: int | None = None


def requested_entries(args: "MultiDict[str, str]") -> RequestedEntries:
    complaints: list[str] = []
    record_type = args.get("record", "") if args.get("record", "") in RECORD_KINDS else ""
    number = _number(args.get("number", ""))
    if args.get("number", "").strip() and number is None:
        complaints.append("The number of a record is digits alone, such as 12.")
    if number is not None and not record_type:
        complaints.append("Choose the kind of record that the number is of.")
        number = None
    since, until = (_date(args.get(name, ""), complaints) for name in ("from", "to"))
    if since and until and since > until:
        complaints.append("The first date is after the last: choose dates in order.")
        since = until = None
    asked = AskedEntries(
        record_type=record_type,
        record_id=number,
        person_id=_number(args.get("person", "")),
        actor_id=_number(args.get("by", "")),
        group=next((group for group in VerbGroup if group == args.get("what")), None),
        since=since,
        until=until,
    )
    return RequestedEntries(asked, complaints, _in_address(asked), _number(args.get("before", "")))


def _in_address(asked: AskedEntries) -> dict[str, Any]:
    said = {
        "what": asked.group and asked.group.value,
        "record": asked.record_type,
        "number": asked.record_id,
        "person": asked.person_id,
        "by": asked.actor_id,
        "from": asked.since and asked.since.isoformat(),
        "to": asked.until and asked.until.isoformat(),
    }
    return {name: value for name, value in said.items() if value not in ("", None)}


def _number(given: str) -> int | None:
    """A record's number; one larger than any database holds is none."""
    given = given.strip()
    if not (given.isascii() and given.isdigit()) or len(given) > 10 or int(given) > LARGEST:
        return None
    return int(given)


def _date(given: str, complaints: list[str]) -> date | None:
    if not given.strip():
        return None
    try:
        read = read_date(given)
    except ValueError:
        complaints.append(f"“{given[:20]}” isn’t a real date, such as 2027-02-08.")
        return None
    return read if 1900 < read.year < 9000 else None
