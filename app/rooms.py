"""The rooms, lowest first, and what each brings to the application."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from app.accounts import cli as accounts_cli
from app.accounts import manage as agencies
from app.accounts import routes as accounts
from app.attendance import cli as attendance_cli
from app.attendance import manage as attendance
from app.attendance import routes as check_in
from app.booking import cli as booking_cli
from app.booking import manage as desk
from app.booking import routes as booking
from app.catalogue import routes as catalogue
from app.charging import manage as charging
from app.charging import routes as reasons
from app.evaluation import manage as evaluation
from app.evaluation import routes as questionnaires
from app.notifications import manage as notifications
from app.programme import manage as programme
from app.programme import routes as subscriptions
from app.records import manage as people
from app.records import routes as records
from app.reporting import cli as reporting_cli
from app.reporting import manage as reporting
from app.terms import manage as policies
from app.terms import routes as terms


class RecordNumber(IntegerConverter):
    """A record's number in an address; one larger than any database holds is page not found."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**31 - 1)


def install(app: Flask) -> None:
    app.url_map.converters["int"] = RecordNumber
    for room in (
        notifications,
        accounts,
        agencies,
        programme,
        subscriptions,
        terms,
        policies,
        booking,
        desk,
        catalogue,
        attendance,
        check_in,
        charging,
        reasons,
        evaluation,
        questionnaires,
        people,
        records,
        reporting,
    ):
        app.register_blueprint(room.bp)
    for commands in (accounts_cli, booking_cli, attendance_cli, reporting_cli):
        commands.install(app)
