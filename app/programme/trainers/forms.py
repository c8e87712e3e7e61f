"""The form of a trainer."""

from typing import Any

from app.accounts.people.forms_agency import agency_field
from app.person_names.fields import name_field
from app.programme.courses.queries import courses
from app.programme.models import Trainer
from app.programme.trainers import services
from app.web.fields import DateField, email_field, needed, options, text_field, ticks_field
from app.web.forms import Form


class TrainerForm(Form):
    name = name_field("Name", required="Enter the trainer’s name")
    email = email_field(
        "E-mail address",
        hint="Only the training team sees it. With it they can sign in, and mark the registers of their sessions.",
        autocomplete="off",
    )
    agency = agency_field("Lent by", hint="Leave it empty for somebody employed by the partnership.")
    can_teach = ticks_field("Can teach", coerce=int)

    def __init__(self, trainer: Trainer | None = None, **kwargs: Any) -> None:
        super().__init__(data=_as_typed(trainer) if trainer else None, **kwargs)
        self.courses = [
            course for course in courses() if not course.is_retired or (trainer and course in trainer.can_teach)
        ]
        self.can_teach.choices = options((course.id, course.title) for course in self.courses)

    def details(self) -> services.TrainerDetails:
        chosen = set(self.can_teach.data or [])
        return services.TrainerDetails(
            name=self.name.data,
            email=self.email.data or "",
            agency=self.agency.chosen,
            can_teach=[course for course in self.courses if course.id in chosen],
        )


class UnavailabilityForm(Form):
    from_on = DateField("First date", [needed("Enter the first date")])
    until_on = DateField("Last date (optional)", description="Leave it empty for one day.")
    words = text_field("Why, if you like", hint="Only the training team sees it. Nothing about health is needed.")

    def dates(self) -> dict[str, Any]:
        first = self.from_on.data
        return {"from_on": first, "until_on": self.until_on.data or first, "words": self.words.data or ""}


def _as_typed(trainer: Trainer) -> dict[str, Any]:
    standing = {name: getattr(trainer, name) for name in ("name", "email", "agency")}
    return {**standing, "can_teach": [course.id for course in trainer.can_teach]}
