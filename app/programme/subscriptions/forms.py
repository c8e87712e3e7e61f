"""The forms of subscribing."""

from app.programme.subscriptions import rules
from app.settings import queries as settings
from app.settings.rules_programme import LunchtimeSeries
from app.web.fields import email_field, options, select_field, text_field
from app.web.forms import Form


class SubscribeForm(Form):
    email = email_field("E-mail address", required="Enter your e-mail address")


class MailingListForm(Form):
    """An agency's own list, which the office adds at once: the agency has asked by letter."""

    name = text_field("Name of the list", required="Enter a name, such as Anyshire Police, all staff")
    email = email_field("Its address", required="Enter the address of the list", autocomplete="off")
    topic = select_field("Series")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.topic.choices = options(
            (topic.key, topic.title) for topic in rules.topics_of_series(settings.current(LunchtimeSeries))
        )
