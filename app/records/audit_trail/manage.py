"""The audit trail: who, what, when, before and after."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import Role
from app.files.spreadsheets import CSV, as_csv
from app.http.asking import all_asked, number_asked
from app.http.searches import keep_search, kept_search
from app.records.audit_trail import forms, queries, rules, services
from app.web.access import open_to, proved_again
from app.web.navigation import in_navigation, linked_from

bp = Blueprint("records_audit_trail", __name__)
MANAGER = frozenset({Role.TRAINING_MANAGER})
COLUMNS = ("When", "Who", "Who’s number", "What", "Record", "Record’s number", "About", "About’s number", "Details")


@bp.get("/manage/audit-trail")
@open_to(MANAGER)
@in_navigation("Audit trail", MANAGER)
@linked_from("person", "What was done")
def show() -> ResponseReturnValue:
    """?before= is the entry after which a page goes on; ?search= the number of a name that was looked for."""
    asked = forms.requested_entries(all_asked())
    words = kept_search(number_asked("search"))
    return render_template(
        "records/audit_trail/show.html",
        asked=asked.asked,
        complaints=asked.complaints,
        in_address=asked.in_address,
        page=queries.page_of_entries(asked.asked, before=asked.before),
        is_later=asked.before is not None,
        groups=rules.VerbGroup,
        kinds=sorted(rules.RECORD_KINDS.items(), key=lambda kind: kind[1].words),
        kind_of=rules.kind_of,
        facts=rules.facts_in_words,
        person=asked.asked.person_id and people.user(asked.asked.person_id),
        actor=asked.asked.actor_id and people.user(asked.asked.actor_id),
        words=words,
        named=queries.people_named(words),
        most_found=queries.MOST_FOUND,
    )


@bp.post("/manage/audit-trail/people")
@open_to(MANAGER)
def search() -> ResponseReturnValue:
    """A person's name stands in no address."""
    asked = forms.requested_entries(all_asked())
    number = keep_search(request.form.get("q", ""))
    return redirect(url_for("records_audit_trail.show", **asked.in_address, search=number))


@bp.post("/manage/audit-trail/audit-trail.csv")
@open_to(MANAGER)
@proved_again
def export() -> ResponseReturnValue:
    """All that is asked for, written as it is read: a file of years takes no more memory than one of a day."""
    asked, at = forms.requested_entries(all_asked()), clock.now()
    said = ", ".join(f"{name} {value}" for name, value in asked.in_address.items()) or "everything"
    services.write_down_export(said, by=signed_in_user(), at=at)
    name = f"audit-trail-{at:%Y-%m-%d}.csv"
    return Response(
        stream_with_context(_csv(asked.asked)),
        mimetype=CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _csv(asked: queries.AskedEntries) -> Iterator[bytes]:
    yield as_csv(COLUMNS, [])
    for batch in queries.entries_in_batches(asked):
        yield as_csv((), [_row(each) for each in batch]).removeprefix(b"\xef\xbb\xbf").removeprefix(b"\r\n")


def _row(each: queries.EntryLine) -> tuple[Any, ...]:
    entry = each.entry
    return (
        clock.to_london(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
        each.actor.name if each.actor else "Coursebook",
        entry.actor_id,
        entry.verb.value,
        rules.kind_of(entry.record_type).words,
        entry.record_id,
        each.person.name if each.person else "",
        entry.person_id,
        "; ".join(line.in_words for line in rules.facts_in_words(entry.data)),
    )
