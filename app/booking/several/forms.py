"""What is typed for several sessions at once. Each form knows which command it is for."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from wtforms.validators import ValidationError

from app.accounts.models import User
from app.booking.office.forms import CancelSessionForm, ChangeSessionForm
from app.booking.several import services
from app.booking.several.rules import Deed, NewPlace, SessionOutcome
from app.programme.courses import queries as courses
from app.programme.models_sessions import Delivery, TrainingSession
from app.programme.venues import rules as venue_rules
from app.web.fields import long_text_field, options, text_field, tick_field, ticks_field
from app.web.forms import Form

Command = Callable[[], list[SessionOutcome]]


class PublishDraftsForm(Form):
    def command(self, sessions: Sequence[TrainingSession], by: User, at: datetime) -> Command:
        return partial(services.publish_several, sessions, by=by, at=at)


class DeleteTickedForm(Form):
    def command(self, sessions: Sequence[TrainingSession], by: User, at: datetime) -> Command:
        return partial(services.delete_several, sessions, by=by, at=at)


class TrainersForm(Form):
    trainers = ticks_field("Trainers to ask", coerce=int)
    instead = tick_field("Instead of those who are asked now")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.trainers.choices = options((trainer.id, trainer.with_agency) for trainer in courses.trainers())

    def validate_trainers(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Choose at least one trainer")

    def command(self, sessions: Sequence[TrainingSession], by: User, at: datetime) -> Command:
        chosen = [trainer for trainer in courses.trainers() if trainer.id in (self.trainers.data or [])]
        return partial(services.choose_trainers, sessions, chosen, instead=self.instead.data, by=by, at=at)


class PlaceForm(ChangeSessionForm):
    """Where alone: each session keeps its days and places."""

    on: Any = None
    starts: Any = None
    ends: Any = None
    places: Any = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(None, **kwargs)
        self.joining_link.description = "For all of them. Leave it empty where each keeps the link that it has."

    def command(self, sessions: Sequence[TrainingSession], by: User, at: datetime) -> Command:
        is_online = self.delivery.data is Delivery.VIRTUAL
        venue_id, room_id = venue_rules.chosen(self.venue_place.data if "venue_place" in self else "")
        place = NewPlace(
            delivery=self.delivery.data,
            venue="" if is_online else self.venue.data or "",
            venue_id=None if is_online else venue_id,
            room_id=None if is_online else room_id,
            joining_link=self.joining_link.data or "",
        )
        return partial(services.change_place, sessions, place, words=self.words.data or "", by=by, at=at)


class LinkForm(Form):
    joining_link = text_field(
        "Joining link", required="Enter the joining link", most=500, input_type="url", spellcheck="false"
    )
    words = long_text_field("What to tell people (optional)", hint="It stands in the e-mail to them.", most=1000)

    def validate_joining_link(self, field: Any) -> None:
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError("Enter a whole address, beginning with https://")

    def command(self, sessions: Sequence[TrainingSession], by: User, at: datetime) -> Command:
        link, words = self.joining_link.data, self.words.data or ""
        return partial(services.change_link, sessions, link, words=words, by=by, at=at)


class CancelSeveralForm(CancelSessionForm):
    def command(self, sessions: Sequence[TrainingSession], by: User, at: datetime) -> Command:
        words = self.words.data or ""
        return partial(services.cancel_several, sessions, self.reason.data, words=words, by=by, at=at)


FORMS: dict[Deed, Any] = {
    Deed.PUBLISH: PublishDraftsForm,
    Deed.DELETE: DeleteTickedForm,
    Deed.TRAINERS: TrainersForm,
    Deed.PLACE: PlaceForm,
    Deed.LINK: LinkForm,
    Deed.CANCEL: CancelSeveralForm,
}
WITHOUT_FIELDS = (Deed.PUBLISH, Deed.DELETE)
