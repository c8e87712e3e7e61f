"""What the pages about access read from the application itself: duties that higher rooms tell, and who may do what."""

import sys
from collections.abc import Callable, Iterable
from datetime import datetime

from flask import Flask, current_app

from app.accounts.models import User
from app.accounts.staff.rules import Duty
from app.accounts.staff.rules_matrix import COLUMNS, RoomOfViews, ViewOpenTo, by_room
from app.web.access import may_open

DutiesOf = Callable[[User, datetime], Iterable[Duty]]
KEPT = "duties"


def register_duties(app: Flask, duties_of: DutiesOf) -> None:
    """Let a higher room tell what somebody still has to do, before their account is disabled."""
    app.extensions.setdefault(KEPT, []).append(duties_of)


def duties_of(user: User, at: datetime) -> list[Duty]:
    return [duty for told in current_app.extensions.get(KEPT, ()) for duty in told(user, at)]


def who_may_do_what() -> list[RoomOfViews]:
    """Every view that there is, by room, the lowest room first."""
    views, words = [], {}
    for blueprint in current_app.blueprints.values():
        room = blueprint.import_name.rpartition(".")[0]
        words[room] = sys.modules[room].__doc__ or room
    for rule in current_app.url_map.iter_rules():
        view = current_app.view_functions[rule.endpoint]
        room = view.__module__.rpartition(".")[0]
        if room in words:  # the stylesheet is no room's
            views.append(
                ViewOpenTo(
                    room=room,
                    name=view.__name__,
                    docstring=view.__doc__ or "",
                    address=rule.rule,
                    methods=frozenset(rule.methods or ()),
                    asks_for_proof=getattr(view, "proved_again", False),
                    open_to={role: may_open(role, view) for role, _ in COLUMNS},
                )
            )
    return by_room(views, words)
