"""Today."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.attendance.registers.queries_registers import registers_and_counts_to_do
from app.booking.coming_over.queries import how_many_untold
from app.booking.reminding import queries as reminding
from app.charging.decisions import queries as decisions
from app.charging.rules import Tab
from app.core import clock
from app.core.roles import TRAINING_TEAM, Role
from app.notifications import queries as notifications
from app.notifications.bounces import queries as bounces
from app.notifications.models import MessageState
from app.operations.monitoring.queries import watched
from app.operations.monitoring.rules import standing_still
from app.operations.monitoring.rules_words import day_and_time
from app.programme.checking.rules_seen import facts_of
from app.programme.courses import queries as courses
from app.programme.sessions import queries as sessions
from app.records.elsewhere import queries as elsewhere
from app.reporting.session_list.queries import warned_sessions
from app.reporting.set_up.pages import set_up_steps
from app.reporting.set_up.rules import SetUpList, SetUpStep, still_to_do
from app.reporting.today import queries
from app.settings import queries as settings
from app.settings.rules_programme import ReviewLine
from app.single_agency import queries as single_agency
from app.web.access import open_to
from app.web.navigation import in_navigation, page_of

bp = Blueprint("reporting_today", __name__)


@bp.get("/today")
@open_to(TRAINING_TEAM)
@in_navigation("Today", TRAINING_TEAM)
@page_of("today")
def today() -> ResponseReturnValue:
    """What stands still, what needs a hand, then the year so far."""
    now, charges, messages = clock.now(), decisions.undecided_counts(), notifications.counts()
    so_far, returns_to_review = queries.year_so_far(at=now), single_agency.how_many_to_review()
    registers, its_work = registers_and_counts_to_do(at=now), watched(current_app.config, at=now)
    return render_template(
        "reporting/today/today.html",
        standing_still=standing_still(its_work),
        its_work=its_work,
        last_backup=its_work.last_backup_at and day_and_time(its_work.last_backup_at, clock.today()),
        today=clock.today(),
        now=now,
        registers=registers.to_mark,
        under_way=[session for session in registers.to_mark if not session.has_ended(now)],
        to_count=registers.to_count,
        to_decide=charges[Tab.TO_DECIDE],
        waiting=charges[Tab.WAITING],
        failed=messages.get(MessageState.FAILED, 0),
        retrying=messages.get(MessageState.RETRYING, 0),
        not_reached=bounces.how_many_flagged(),
        untold=how_many_untold(at=now),
        drafts=sessions.how_many_drafts(),
        to_look_at=warned_sessions(at=now),
        facts_of=facts_of,
        is_empty=not (so_far.this_year.total.sessions or sessions.has_sessions()),
        too_few=reminding.below_minimum(at=now),
        to_review=courses.courses_to_review(on=clock.today()),
        returns_to_review=returns_to_review,
        year_of_returns=single_agency.year_to_review() if returns_to_review else None,
        elsewhere_to_confirm=elsewhere.how_many_to_confirm(),
        so_far=so_far,
        steps=_steps_on_today(),
        review_line=settings.current(ReviewLine).percent,
    )


def _steps_on_today() -> list[SetUpStep]:
    """What the training manager still has to set up, until it is done or hidden."""
    if signed_in_user().role is not Role.TRAINING_MANAGER or settings.current(SetUpList).is_hidden:
        return []
    steps = set_up_steps()
    return steps if still_to_do(steps) else []
