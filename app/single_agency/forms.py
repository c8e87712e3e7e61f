"""The forms of a return: what an agency fills in, and what the office asks."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from app.accounts.models import Agency
from app.programme.periods import year_dates
from app.single_agency.models import Assurance, SingleAgencyCourse, SingleAgencyReturn
from app.single_agency.rules import AgencyToAsk, Contact
from app.single_agency.services_filling import CourseTold
from app.web.fields import (
    DateField,
    WholeNumberField,
    choice_field,
    email_field,
    long_text_field,
    needed,
    options,
    text_field,
    tick_field,
    ticks_field,
)
from app.web.formatting import day_month_year
from app.web.forms import Form

NAME_NOBODY = "Please don’t name a child, a family or a colleague."
ASSURANCES = (
    (Assurance.YES.value, "Yes"),
    (Assurance.PARTLY.value, "Partly"),
    (Assurance.NO.value, "No"),
)


class SingleAgencyCourseForm(Form):
    """A course that an agency ran itself."""

    title = text_field("Course", required="Enter what the course is called", autocomplete="off")
    level = text_field(
        "Level (optional)", most=60, hint="As you call it, such as: introduction, level 2.", autocomplete="off"
    )
    starts_on = DateField("First date", [needed("Enter when it ran first in this year")])
    ends_on = DateField("Last date (optional)", description="Leave it empty if it ran once.")
    times = WholeNumberField(
        "How many times did it run? (optional)",
        description="Leave it empty for once. For e-learning that is always there, leave it empty too.",
    )
    people = WholeNumberField(
        "People reached",
        [needed("Enter how many people it reached")],
        description="Each person once, however often they came.",
    )
    content = choice_field(
        "Is the content checked, so that it is right and up to date?",
        ASSURANCES,
        required="Say whether the content is checked",
        hint="Against local procedures and learning from reviews, say.",
    )
    content_words = long_text_field("How, and by whom?", most=1000)
    trainer = choice_field(
        "Do you make sure that whoever trains is able to?",
        ASSURANCES,
        required="Say whether you make sure of the trainer",
        hint="By qualification, experience, or being observed.",
    )
    trainer_words = long_text_field("How do you know?", most=1000)
    impact = choice_field(
        "Do you have evidence that it changed practice?",
        ASSURANCES,
        required="Say whether there is evidence of impact",
        hint="From supervision, audits, or asking people weeks later.",
    )
    impact_words = long_text_field("What evidence?", most=1000, hint=NAME_NOBODY)

    def __init__(self, year: str, course: SingleAgencyCourse | None = None, **kwargs: Any) -> None:
        super().__init__(obj=course, **kwargs)
        self.year = year

    def validate_starts_on(self, field: Any) -> None:
        self._must_be_in_the_year(field.data)

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("The last date is before the first: enter them in order")
        if field.data:
            self._must_be_in_the_year(field.data)

    def validate_times(self, field: Any) -> None:
        if field.data == 0:
            raise ValidationError("Enter 1 or more, or remove the course if it didn’t run")

    def validate_people(self, field: Any) -> None:
        if field.data == 0:
            raise ValidationError("Enter 1 or more, or remove the course if it reached nobody")

    def validate_content_words(self, field: Any) -> None:
        self._must_say_how(self.content.data, field, "Say how the content is checked, and by whom")

    def validate_trainer_words(self, field: Any) -> None:
        self._must_say_how(self.trainer.data, field, "Say how you know that the trainer is able to")

    def validate_impact_words(self, field: Any) -> None:
        self._must_say_how(self.impact.data, field, "Say what evidence there is")

    def told(self) -> CourseTold:
        starts_on, people = self.starts_on.data, self.people.data
        assert starts_on is not None  # the form is valid
        assert people is not None
        return CourseTold(
            title=self.title.data,
            level=self.level.data or "",
            starts_on=starts_on,
            ends_on=self.ends_on.data or starts_on,
            times=self.times.data or 1,
            people=people,
            content=Assurance(self.content.data),
            content_words=self.content_words.data or "",
            trainer=Assurance(self.trainer.data),
            trainer_words=self.trainer_words.data or "",
            impact=Assurance(self.impact.data),
            impact_words=self.impact_words.data or "",
        )

    def _must_be_in_the_year(self, day: date) -> None:
        first, last = year_dates(self.year)
        if not first <= day <= last:
            raise ValidationError(f"Enter a date from {day_month_year(first)} to {day_month_year(last)}")

    @staticmethod
    def _must_say_how(assured: str | None, field: Any, complaint: str) -> None:
        if assured in (Assurance.YES, Assurance.PARTLY) and not field.data:
            raise ValidationError(complaint)


class SendReturnForm(Form):
    """The end of a return."""

    trained_nobody = tick_field("We trained nobody ourselves in this year")
    remarks = long_text_field(
        "Anything else we should know? (optional)",
        most=2000,
        hint=f"Such as what you plan, or what gets in the way. {NAME_NOBODY}",
    )
    name = text_field("Your name", required="Enter your name", autocomplete="name")
    job_role = text_field("Your job role", required="Enter your job role", autocomplete="organization-title")

    def __init__(self, of_return: SingleAgencyReturn, **kwargs: Any) -> None:
        super().__init__(
            data={
                "trained_nobody": of_return.trained_nobody,
                "remarks": of_return.remarks,
                "name": of_return.sent_by_name,
                "job_role": of_return.sent_by_role,
            },
            **kwargs,
        )


def _due_field() -> Any:
    return DateField("Due by", [needed("Enter the last day for sending it in")])


class _DueForm(Form):
    """Until when: `due_on` is the last field of each."""

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today

    def validate_due_on(self, field: Any) -> None:
        if field.data <= self.today:
            raise ValidationError("Enter a day to come")


class AskAgenciesForm(_DueForm):
    """Several agencies, each asked at the address that is known."""

    agencies = ticks_field("Agencies to ask", coerce=int)
    due_on = _due_field()

    def __init__(self, known: Iterable[AgencyToAsk], shown: Iterable[AgencyToAsk], **kwargs: Any) -> None:
        """`shown` are those of the page, and those ticked stay beside them: meanwhile others may have moved up."""
        super().__init__(**kwargs)
        self.known = {each.agency.id: (each.agency, each.contact) for each in known if each.contact}
        wanted = {each.agency.id for each in shown}.union(self.agencies.data or ())
        self.agencies.choices = options(
            (number, f"{agency.name}: {contact.name}, {contact.email} ({contact.known_as})")
            for number, (agency, contact) in self.known.items()
            if number in wanted
        )

    def chosen(self) -> list[tuple[Agency, Contact]]:
        return [self.known[number] for number in self.agencies.data or [] if number in self.known]


class ReturnContactForm(_DueForm):
    """Whom to ask at one agency."""

    name = text_field("Name", required="Enter the name of whom to ask", autocomplete="off")
    email = email_field("E-mail address", required="Enter the address of whom to ask", autocomplete="off")
    due_on = _due_field()

    def contact(self) -> Contact:
        return Contact(self.name.data, self.email.data)


class AskAgainForm(_DueForm):
    words = long_text_field(
        "What is missing or unclear?",
        required="Say what the agency should add or explain",
        most=2000,
        hint="It goes to the agency as you write it.",
    )
    due_on = _due_field()
