"""Who is told of what: people, and the mailing lists of agencies."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import words_asked
from app.notifications import queries as notifications
from app.notifications.services import end_subscription as end
from app.notifications.services import subscribe
from app.programme.courses import queries as courses
from app.programme.models import Strand
from app.programme.subscriptions import forms, queries
from app.programme.subscriptions.routes import bp
from app.web.access import found, open_to
from app.web.navigation import linked_from
from app.web.paging import page_asked_for


@bp.route("/manage/subscriptions", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def subscriptions() -> ResponseReturnValue:
    """How many people and which lists each topic has, and the form that adds a list. ?topic= shows its people."""
    form = forms.MailingListForm()
    if form.validate_on_submit():
        subscribe(
            topic=form.topic.data,
            email=form.email.data,
            name=form.name.data,
            is_list=True,
            is_proved=True,
            at=clock.now(),
            by=signed_in_user(),
        )
        flash(f"{form.name.data} gets the invitations. The current one goes out within the minute.")
        return redirect(url_for("programme_subscriptions.subscriptions"))
    topic = words_asked("topic")
    people = notifications.people_subscribed(topic, page=page_asked_for())
    return render_template(
        "programme/subscriptions/subscriptions.html", form=form, told=queries.topics_told(), shown=topic, people=people
    )


@bp.get("/manage/courses/<int:course_id>/interest")
@open_to(TRAINING_TEAM)
@linked_from("course", "Who asked for dates", when=lambda course: course.strand is not Strand.BESPOKE)
def interest(course_id: int) -> ResponseReturnValue:
    course = found(courses.course(course_id))
    told = queries.interest_in(course)
    asked = sum(each.people for each in told)
    return render_template("programme/subscriptions/interest.html", course=course, told=told, asked=asked)


@bp.post("/manage/subscriptions/<int:subscription_id>/end")
@open_to(TRAINING_TEAM)
def end_subscription(subscription_id: int) -> ResponseReturnValue:
    subscription = found(notifications.subscription(subscription_id))
    end(subscription, at=clock.now(), by=signed_in_user())
    flash(f"{subscription.email} gets no more of these messages.")
    return redirect(url_for("programme_subscriptions.subscriptions"))
