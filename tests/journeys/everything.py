"""Something of everything in the database, and the addresses at which it is seen."""

from dataclasses import replace
from datetime import date, timedelta

from app.accounts.models import User
from app.accounts.signing_in.rules import PROOF_LASTS
from app.accounts.signing_in.services import new_proof
from app.attendance.registers.services import mark, mark_everyone_attended
from app.booking.job_roles.models import RoleGroup
from app.booking.job_roles.services import add_role
from app.booking.models import Booking
from app.booking.places.services import ask_to_wait, hold_place
from app.booking.states import BookingState, Outcome
from app.charging import queries as charging_queries
from app.charging.bills import queries as bills_queries
from app.charging.bills import services as bills_services
from app.charging.decisions import services as decisions_services
from app.charging.models import Charge, ChargeState, Explainer, WaiverReason
from app.charging.proposals import services as proposals_services
from app.charging.reasons import services as reasons_services
from app.core.clock import now
from app.core.database import db
from app.core.links import Secret
from app.evaluation.answering.services import answer
from app.evaluation.kinds import QuestionKind
from app.evaluation.knowledge.rules import Wording
from app.evaluation.knowledge.services import add_item, take_item
from app.evaluation.models_knowledge import ItemKind, KnowledgeItem
from app.evaluation.questionnaires.rules import Ask, Condition
from app.evaluation.questionnaires.rules_ready import USEFUL, WHAT_CHANGED
from app.evaluation.questionnaires.services import publish_questionnaire, start_draft
from app.evaluation.questionnaires.services_building import add_question, remove_question
from app.evaluation.stages import Stage
from app.notifications.models import MessageState
from app.programme.models import Course, Series, Strand
from app.programme.models_sessions import Day, Delivery, SessionState, TrainingSession
from app.programme.models_trainers import TrainerAnswer, TrainerRequest, TrainerUnavailability
from app.records.erasing.services import erase_person
from app.records.holdings.models import CameBy
from app.records.holdings.services import Asked
from app.records.retention.models import RetentionRun
from app.records.subject_access.services import give_everything
from app.single_agency.emails import PURPOSE
from app.single_agency.models import ReturnState
from app.terms.models import Policy
from tests.builders import (
    HALF_DAY,
    a_booking,
    a_certificate,
    a_closed_day,
    a_closed_register,
    a_comment,
    a_course,
    a_delegate,
    a_learning_week,
    a_manager_request,
    a_material,
    a_message,
    a_past_session,
    a_policy,
    a_session,
    a_speaker,
    a_subscription,
    a_theme,
    a_trainer,
    a_user,
    an_agency,
    an_issued,
    letters_have_left,
    some_evidence,
)
from tests.conftest import NOW
from tests.data.everything import (
    a_board_pack,
    a_coming_over,
    a_completion,
    a_cost,
    a_given_year,
    a_line_of,
    a_planned_draft,
    a_published_report,
    a_requirement,
    a_return,
    a_room,
    a_venue,
    an_evidence_file,
    an_invitation,
    an_own_course,
    held_in,
    some_e_learning,
    some_spending,
    some_training_elsewhere,
)
from tests.words import WHAT_ELSE_DO_YOU_NEED, WHAT_WILL_YOU_DO

Addresses = dict[str, int | str]
"""Ids and mailed paths by the names that the pages' addresses use."""

A_LONG_TITLE = "Sexual Abuse: Intrafamilial Harm, Harmful Practices, Responding to Sexual Assault"


def _trained_by_others(practitioner: User) -> Addresses:
    """A return being filled in, one to review, e-learning, and training elsewhere, confirmed and not."""
    hospital, police = an_agency("Anyshire and District Hospitals NHS Foundation Trust"), an_agency("Southshire Police")
    sent = {"sent_in_at": now(), "sent_by_name": "Sam Example", "sent_by_role": "Named nurse"}
    filling, to_review = a_return(hospital), a_return(police, state=ReturnState.SENT_IN, **sent)
    for of_return in (filling, to_review):
        an_own_course(of_return, "Level 3 safeguarding for everyone who works with children and families", times=12)
    some_training_elsewhere(practitioner, "Regional workshop on contextual safeguarding and extra-familial harm")
    e_learning = some_e_learning(a_course("Professional curiosity: a course to do by yourself", Strand.E_LEARNING))
    completed = a_completion(e_learning.course, practitioner)
    waits = some_training_elsewhere(practitioner, "Webinar", confirmed_at=None)
    an_evidence_file(waits)
    return {
        "return": _path(PURPOSE, filling.id),
        "return_sent_in": _path(PURPOSE, to_review.id),
        "to_review": to_review.id,
        "asked_return": filling.id,
        "own_course": filling.courses[0].id,
        "elsewhere": waits.id,
        "e_learning": e_learning.course_id,
        "completed": completed.id,
    }


def something_of_everything(manager: User, practitioner: User) -> Addresses:
    policy = a_policy(words="A place you don’t use is a place a colleague could have had.")
    course = a_course(
        A_LONG_TITLE,
        level="Levels 2-3",
        audience="Anyone who works with children.",
        answers_to=["case review", "priority of the year"],
        answers_words="Child K, recommendation 3.",
        review_on=NOW.date(),
        prerequisite=a_course("Fundamental Safeguarding", is_retired=True),
        prerequisites="A year of practice.",
        refresh_years=2,
    )
    return {
        "course": course.id,
        **sessions_to_come(course),
        **bookings_of(practitioner, course),
        **a_week(),
        **what_is_over(course, policy, manager),
        **training(practitioner, course),
        **questionnaires_in_the_making(course, manager),
        **what_was_written(course),
        **messages(),
        **subscriptions(course),
        **requests_about_people(manager, practitioner),
        **next_years_plan(course),
        **venues(course),
        **money(course),
        "came_over": a_coming_over(manager, file_name="sessions to come, from the old booking form.csv").id,
        "given_year": a_given_year("2013-14", manager, title=A_LONG_TITLE).year,
        **what_the_board_is_told(),
        "policy": policy.id,
        "next_policy": a_policy(name="Terms 2027-28", in_force_from=date(2027, 4, 1), full_notice=1, day_pence=9000).id,
        "closed_day": a_closed_day().id,
        **_trained_by_others(practitioner),
        **what_a_role_needs(course, practitioner, manager),
        "agency": an_agency("Anyshire Hospital Trust (typed in by somebody)", is_listed=False).id,
        "join": _path("staff-invitation", an_invitation(invited_by_id=manager.id).id),
        "set_up": _path("set-up", 1),
        "sign_in": _path("sign-in", new_proof(email=manager.email, at=now(), lasts=PROOF_LASTS).id),
    }


def what_the_board_is_told() -> Addresses:
    """A report that was corrected once, and a pack that was kept."""
    for version in (1, 2):
        a_published_report(version=version)
    a_board_pack()
    return {"reported": "2025-26"}


def next_years_plan(course: Course) -> Addresses:
    """Three sessions chosen, of which one is a draft already that somebody has worked on."""
    a_requirement(course, sessions=3, words="The review of Child K asks for every social worker within two years.")
    worked_on = a_planned_draft(a_course("Children with Disabilities, and how a plan names them"))
    worked_on.made_at = now() - timedelta(hours=1)
    db.session.commit()
    return {"planned": worked_on.session_id}


def what_a_role_needs(course: Course, practitioner: User, manager: User) -> Addresses:
    """What is missing, what counts, and what people typed that is on no list."""
    needs = [course, a_course("Fundamental Safeguarding, and what everybody who meets children does with it")]
    said = {"also_called": "Senior social worker", "group": RoleGroup.B, "by": manager, "at": now()}
    role = add_role(name=practitioner.job_role, needs=needs, **said)  # type: ignore[arg-type]
    add_role(name="Designated safeguarding lead in an early years setting", needs=[], **said)  # type: ignore[arg-type]
    a_user(job_role="Specialist health visitor for families who seek asylum", agency=practitioner.agency)
    a_subscription(course.topic, practitioner.email)
    return {"job_role": role.id, "needing_agency": practitioner.agency_id or 0}


def venues(course: Course) -> Addresses:
    """One with a room and long words, where a session is held, and one that is free text."""
    words = "Ring at the side door in Mill Lane, and sign in at the desk of the children’s centre on the first floor."
    venue = a_venue("Anyshire Voluntary Action, The Old Corn Exchange, Northbridge", joining_notes=words, access=words)
    room = a_room(venue, "The Worshipful Company of Basketmakers’ Room", 25)
    a_session(venue="Millford Riverside Children’s Centre (upstairs), by the swimming pool")
    return {"venue": venue.id, "room": room.id, "at_venue": held_in(room, a_session(course)).id}


def money(course: Course) -> Addresses:
    """A budget with long words, something spent, and a session whose costs aren't known."""
    line = a_line_of("Programme, venues, catering and whatever else the board has agreed for the year")
    some_spending(line, words="The licence of the software with which lunchtime sessions are recorded and captioned")
    empty, session = a_line_of("Staff", covers=[]), a_past_session(course)
    a_cost(session)
    return {"line": line.id, "empty_line": empty.id, "cost": session.id, "no_cost": a_past_session(course).id}


def requests_about_people(manager: User, practitioner: User) -> Addresses:
    """One who was erased, and one with two records, both booked on one session."""
    asked = Asked(CameBy.WRITTEN, NOW.date(), "A letter came, with proof of who wrote it.")
    erased, other = a_user(), a_user(name=practitioner.name, email="a.rather.long.second.address@trust.example.org")
    erase_person(erased, asked, by=manager, at=now())
    both, other_too = a_past_session(a_course("Digital Safeguarding")), a_user()
    a_booking(both, practitioner, Outcome.ATTENDED)
    a_booking(both, other, Outcome.NO_SHOW)
    give_everything(other_too, asked, by=manager, at=now())
    db.session.add(RetentionRun(at=now(), counts={"e-mails": 1204, "bookings with access or dietary needs": 31}))
    db.session.commit()
    return {"erased": erased.id, "two_records": other.id}


def sessions_to_come(course: Course) -> Addresses:
    trainer = a_trainer("Jo Bell", email="jo.bell@example.org", agency=an_agency("Anyshire Police"), can_teach=[course])
    session = a_session(
        course,
        trainers=[trainer, a_trainer("Ali Khan")],
        delivery=Delivery.HYBRID,
        joining_link="https://meet.example.org/a-rather-long-address-without-any-break-in-it",
    )
    full = a_session(a_course("Complex Neglect"), places=1)
    a_booking(full)
    a_session(a_course("Contextual Safeguarding"), places=140)  # three figures need the most room beside their bar
    a_speaker(session)
    draft = a_session(course, state=SessionState.DRAFT, trainers=[trainer], are_confirmed=False)
    asked = TrainerRequest(session=session, trainer=trainer, asked_at=now(), told={})
    declined = TrainerRequest(session=draft, trainer=trainer, told={}, asked_at=now())
    declined.say(TrainerAnswer.DECLINED, "In court for the whole of that week", now())
    off = TrainerUnavailability(trainer=trainer, from_on=session.days[0].on, until_on=session.days[0].on, words="Leave")
    db.session.add_all([asked, declined, off])
    db.session.commit()
    hold, lapsed = (hold_place(session, a_delegate(), at=at) for at in (now(), now() - timedelta(hours=1)))
    return {
        "session": session.id,
        "trainer": trainer.id,
        "trainer_request": _path("trainer-request", asked.id),
        "full": full.id,
        "draft": draft.id,
        "bespoke": a_bespoke_session(course).id,
        "uninvited": (uninvited := a_session(a_course("Safeguarding for the choir", Strand.BESPOKE))).id,
        "invitation": _path("invitation", uninvited.id),
        "hold": _path("hold", hold.id, hold.proof_id),
        "lapsed": _path("hold", lapsed.id, lapsed.proof_id),
        "confirm": _path("confirm", hold.id, hold.proof_id),
        "too_late": _path("confirm", lapsed.id, lapsed.proof_id),
    }


def a_bespoke_session(before: Course) -> TrainingSession:
    """With every rule there is."""
    return a_session(
        a_course("Safeguarding for a new team", Strand.BESPOKE, prerequisite=before),
        invited_group="The new family hub team",
        opens_on=NOW.date(),
        closes_on=NOW.date(),
        agency_cap=3,
        cap_lifted_days_before=14,
        prerequisite_years=3,
        audience=["health", "police"],
        minimum=8,
        bars_non_attenders=True,
    )


def bookings_of(practitioner: User, course: Course) -> Addresses:
    mine = a_session(course, on=date(2026, 12, 10), delivery=Delivery.VIRTUAL, venue="")
    a_material(course, title="Chronology template")
    booking = a_booking(mine, practitioner, access_needs="A hearing loop")
    withdrawn = a_booking(None, practitioner, Outcome.CANCELLED, state=BookingState.CANCELLED, cancelled_at=now())
    return {
        "mine": mine.id,
        "booking": booking.id,
        "person": practitioner.id,
        "withdrawn": withdrawn.id,
        **a_waiting_list(practitioner),
        "confirmed": _path("confirm", booking.id),
        "before": _path("before", an_issued(booking, Stage.PRE_COURSE).booking_id),
    }


def a_waiting_list(practitioner: User) -> Addresses:
    busy = a_session(a_course("Suicide Prevention and Planning"), places=1, offers_paused="The room may change.")
    a_session(busy.course, on=date(2027, 3, 3))
    taken = a_booking(busy)
    until = now() + timedelta(days=1)
    offered = a_booking(busy, state=BookingState.OFFERED, waiting_since=now(), offered_until=until)
    waiting = a_booking(busy, practitioner, state=BookingState.WAITING, waiting_since=now())
    unconfirmed = ask_to_wait(busy, a_delegate(), at=now())
    return {
        "busy": busy.id,
        "taken": taken.id,
        "offer": _path("offer", offered.id),
        "manage_offered": _path("booking", offered.id),
        "manage": _path("booking", taken.id),
        "waiting": waiting.id,
        "unconfirmed": _path("hold", unconfirmed.id, unconfirmed.proof_id),
    }


def a_week() -> Addresses:
    week = a_learning_week(date(2027, 2, 8), introduction="Five days of short sessions.")
    for title, strand, on in (
        ("Hidden harm: when neglect looks like chaos", Strand.SPECIALIST, date(2027, 2, 8)),
        ("Spotlight on… the family hub team", Strand.LUNCHTIME, date(2027, 2, 8)),
        ("Vulnerable infants conference", Strand.CONFERENCE, date(2027, 2, 9)),
        ("County lines", Strand.SPECIALIST, date(2027, 2, 9)),
    ):
        a_session(a_course(title, strand), on=on, learning_week_id=week.id, is_open=title == "County lines")
    return {"week": week.id, "empty_week": a_learning_week(date(2027, 6, 7)).id}


def what_is_over(course: Course, policy: Policy, manager: User) -> Addresses:
    hospitals = an_agency("Anyshire Hospitals NHS Foundation Trust")
    to_mark = a_session(course, on=NOW.date() - timedelta(days=1))
    for outcome in (Outcome.ATTENDED, Outcome.NO_SHOW):
        a_booking(to_mark, a_user(agency=hospitals), outcome, access_needs="Step-free access")
    came = a_booking(to_mark, a_user(agency=hospitals), access_needs="Step-free access", dietary_needs="No nuts")
    closed = a_past_session(course, days_ago=100)
    one, two, three = (a_booking(closed, a_user(agency=hospitals), Outcome.ATTENDED) for _ in range(3))
    absent, _ = (a_booking(closed, a_user(agency=hospitals), Outcome.NO_SHOW, policy=policy) for _ in range(2))
    walked_in = a_booking(closed, a_user(agency=hospitals), Outcome.WALK_IN, state=BookingState.WALKED_IN)
    a_closed_register(closed)
    apart = a_past_session(a_course("Safeguarding for councillors", Strand.BESPOKE), days_ago=90)
    a_closed_register(apart)
    proposals_services.propose_charges(at=now(), looks_back=timedelta(days=365))
    return {
        "to_mark": to_mark.id,
        "open_to_all": a_past_session(a_course("How to… listen"), is_open=True).id,
        "came": came.id,
        "room": _path("room", to_mark.id),
        "room_now": _path("room", (on_now := a_session(course, on=NOW.date())).id),
        "on_now": on_now.id,
        "check_in": _path("check-in", a_booking(on_now).id),
        "online": a_past_session(course, delivery=Delivery.VIRTUAL, venue="").id,
        "closed": closed.id,
        "absent": absent.id,
        "walked_in": walked_in.id,
        "two_days": _first_of_two_days_marked(course, manager).id,
        "without_dates": a_past_session(a_course("LCSPR update"), days_ago=80).course_id,
        **a_line_of_charges(policy, manager),
        **questionnaires_about(one, two, three),
    }


def a_line_of_charges(policy: Policy, manager: User) -> Addresses:
    """One asked about, one explained, one waived; one on a bill, one credited, one confirmed and to be billed."""
    asked_at = now() - timedelta(days=60)
    over = a_past_session(days_ago=61)
    for _ in range(3):
        a_booking(over, outcome=Outcome.NO_SHOW, policy=policy)
    a_closed_register(over, asked_at)
    proposals_services.propose_charges(at=asked_at)
    reasons_services.ask_for_reasons(at=asked_at)
    on_a_bill, taken_back, to_bill = charging_queries.charges(ChargeState.ASKED)[:3]
    letters_have_left()
    reasons_services.pass_deadlines(at=asked_at + timedelta(days=20))
    for charge in (on_a_bill, taken_back):
        decisions_services.confirm(charge, by=manager, at=asked_at + timedelta(days=21))
    bills_services.make_bills(date(2026, 10, 1), with_gaps=True, by=manager, at=now())
    decisions_services.take_back(taken_back, why=WaiverReason.OUR_MISTAKE, words="Our mistake.", by=manager, at=now())
    decisions_services.confirm(to_bill, by=manager, at=now())
    decided, charge = charging_queries.charges(ChargeState.UNEXPLAINED)[:2]
    reasons_services.write_down_reason(charge, "She rang: she was in court.", by=manager, at=now())
    words = "Sickness, with the manager’s word."
    decisions_services.waive(decided, why=WaiverReason.SICKNESS, words=words, by=manager, at=now())
    waiting = a_booking(over, outcome=Outcome.NO_SHOW, policy=policy)
    proposals_services.propose_charges(at=now(), looks_back=timedelta(days=365))
    reasons_services.ask_for_reasons(at=now())
    asked = db.session.query(Charge).filter_by(booking_id=waiting.id).one()
    reasons_services.explain(asked, "I was called away.", given_by=Explainer.PRACTITIONER, by=None, at=now())
    return {
        "charge": charge.id,
        "decided": decided.id,
        "billed": on_a_bill.id,
        "bill": bills_queries.lines_of(on_a_bill)[0].bill_id,
        "billed_agency": on_a_bill.agency_id or 0,
        "reason": _path("reason", asked.id),
        "reason_manager": _path("reason-manager", asked.id),
        "reason_over": _path("reason", decided.id),
    }


def _first_of_two_days_marked(course: Course, manager: User) -> TrainingSession:
    """Today is the second: one has been excused, one has left early, two are to be marked."""
    session = a_session(course, days=[Day(NOW.date() - timedelta(days=ago), *HALF_DAY) for ago in (7, 0)])
    people = [a_booking(session, access_needs="A hearing loop") for _ in range(4)]
    details = {"said_by": "the line manager", "by": manager, "at": now()}
    mark(people[0], Outcome.EXCUSED, **details)
    mark(people[1], Outcome.LEFT_EARLY, **details)
    mark_everyone_attended(session, on=session.days[0].on, by=manager, at=now())
    return session


def questionnaires_about(one: Booking, two: Booking, three: Booking) -> Addresses:
    """Two have answered, one hasn't; nor has their manager."""
    answers: dict[str, int | str] = {"Knowledge": 8, WHAT_WILL_YOU_DO: "Write chronologies."}
    for booking in (one, two):
        an_issued(booking, Stage.POST_COURSE, at=now() - timedelta(days=60), answers=answers)
    words = "550 5.1.1 no.such.person.with.a.long.address@example.org: recipient unknown"
    return {
        "answered": _path("after", one.id),
        "after": _path("after", (asked := an_issued(three, Stage.POST_COURSE)).booking_id),
        "failed": a_message(subject_key=asked.about, state=MessageState.FAILED, last_error=words).id,
        "later": _path("later", an_issued(three, Stage.IMPACT).booking_id),
        "manager": _path("manager", a_manager_request(one, two).id),
        "evaluation_room": _path("evaluation-room", three.session_id),
        "on_paper": three.id,
    }


def questionnaires_in_the_making(course: Course, manager: User) -> Addresses:
    """A course has its own and a draft of the next; the managers' has choices; one asks nothing yet."""
    own = start_draft(Stage.POST_COURSE, course=course, by=manager, at=now())
    item = an_item_in_order(manager)
    take_item(own, item)
    publish_questionnaire(own, by=manager, at=now())
    draft = start_draft(Stage.POST_COURSE, course=course, by=manager, at=now())
    of_managers = start_draft(Stage.MANAGER, by=manager, at=now())
    section = add_question(draft, Ask(QuestionKind.SECTION, "Day to day", help="As frankly as you can."))
    choices = ("In supervision", "Somethinglongwithoutanybreakinitthatapartnershipmightwritehere")
    several = add_question(of_managers, Ask(QuestionKind.SEVERAL_OF, "Where?", help="Any of them.", options=choices))
    empty = start_draft(Stage.POST_COURSE, is_brief=True, by=manager, at=now())
    for question in list(empty.questions):
        remove_question(question)
    add_question(draft, replace(WHAT_CHANGED, shown_if=Condition(USEFUL.words, (3, 4))))
    told = an_issued(a_booking(a_past_session(course), outcome=Outcome.ATTENDED), Stage.POST_COURSE, questionnaire=own)
    scored = next(question for question in own.questions if question.item_version)
    answer(told, {scored.id: [1, 2, 3]}, at=now())
    return {
        "item": item.id,
        "what_was_right": f"{_path('after', told.booking_id)}/what-was-right",
        "in_use": own.id,
        "questionnaire_draft": draft.id,
        "of_managers": of_managers.id,
        "asks_nothing": empty.id,
        "section": section.id,
        "several": several.id,
    }


def an_item_in_order(manager: User) -> KnowledgeItem:
    """With a case, and a step that has a long word."""
    steps = ("Make the child safe", "Somethinglongwithoutanybreakinitthatapartnershipmightwritehere", "Refer it")
    wording = Wording(
        ItemKind.ORDER, "In which order?", tuple((step, True) for step in steps), "Safety first.", "A case."
    )
    return add_item(topic="Thresholds: what comes first", wording=wording, by=manager, at=now())


def what_was_written(course: Course) -> Addresses:
    """A comment with themes, a quote, a need, and evidence of results."""
    theme = a_theme("Better joint working between the agencies of the partnership, and of its schools")
    comment = a_comment("I ring the school first.", on=a_past_session(course), themes=[theme, a_theme()], is_quote=True)
    a_comment("Online harm.", question=WHAT_ELSE_DO_YOU_NEED, themes=[theme])
    return {"comment": comment.id, "theme": theme.id, "evidence": some_evidence(course).id}


def training(practitioner: User, course: Course) -> Addresses:
    """Of this year and of years past, with a certificate and without, due again, left early; one is withdrawn."""
    certificate = a_certificate(a_past_session(course, days_ago=40), practitioner)
    a_booking(a_past_session(course, days_ago=9), practitioner, Outcome.LEFT_EARLY)
    waits = a_booking(past := a_past_session(days_ago=2), practitioner, Outcome.ATTENDED)
    a_closed_register(past)
    an_issued(waits, Stage.POST_COURSE)
    overdue = a_past_session(a_course("Fire safety", refresh_years=2), days_ago=900, is_imported=True)
    for person in (practitioner, a_user(agency=practitioner.agency)):
        a_booking(overdue, person, Outcome.ATTENDED)
    withdrawn = a_certificate(withdrawn_at=now())
    return {
        "code": certificate.code,
        "withdrawn_code": withdrawn.code,
        "certificate": _path("certificate", certificate.id),
        "withdrawn_certificate": _path("certificate", withdrawn.id),
        "certifiable": waits.id,
    }


def messages() -> Addresses:
    a_message(state=MessageState.SENT, sent_at=now())
    words = "451 4.3.2 Down for maintenance, try again later"
    return {"message": a_message(state=MessageState.RETRYING, last_error=words).id}


def subscriptions(course: Course) -> Addresses:
    """A series has people and a list, and sessions open to all; an address waits to be confirmed, and one has ended."""
    lunch = a_course("How to… use the neglect tool", Strand.LUNCHTIME, series=Series.HOW_TO)
    open_to_all = a_session(lunch, is_open=True, delivery=Delivery.VIRTUAL, venue="")
    stands = a_subscription("series-how-to", "all-staff@police.example.org", name="All staff", is_list=True)
    a_subscription("series-how-to")
    a_subscription(f"course-{course.id}")
    return {
        "open": open_to_all.id,
        "subscribe": _path("subscribe", a_subscription("series-spotlight", confirmed_at=None).id),
        "stop": _path("unsubscribe", stands.id),
        "stopped": _path("unsubscribe", a_subscription("series-spotlight", ended_at=now()).id),
    }


def _path(purpose: str, record: int, version: int | None = 1) -> str:
    """A mailed link's address, without the host."""
    return "/" + Secret(purpose, record, version or 1).reveal().split("/", 3)[3]
