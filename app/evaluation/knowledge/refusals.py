"""How the room says no."""

from app.core.errors import Refusal


class ItemAskedAlready(Refusal):
    message = "This questionnaire asks that item already: each is asked once at a stage."


class ItemRetired(Refusal):
    message = "This item is retired. Bring it back first, if it is to be asked again."


class ManagersAreNotTested(Refusal):
    message = "Managers aren’t asked what they know. Take the item into a questionnaire of the people themselves."


class FirstOfParallelItems(Refusal):
    field = "parallel_to"
    message = "Other items are parallel to this one. Make them parallel to another item first."


class NotSentYet(Refusal):
    message = "What is right is shown once you have sent your answers. Open the link in our e-mail to answer first."
