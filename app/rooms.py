"""The rooms, lowest first, and what each brings to the application."""

from flask import Flask

from app.accounts import cli as accounts_cli
from app.accounts import routes as accounts
from app.attendance import cli as attendance_cli
from app.attendance import manage as attendance
from app.booking import routes as booking
from app.catalogue import routes as catalogue
from app.charging import manage as charging
from app.evaluation import manage as evaluation
from app.evaluation import routes as questionnaires
from app.notifications import manage as notifications
from app.programme import manage as programme
from app.reporting import cli as reporting_cli
from app.reporting import manage as reporting
from app.terms import manage as policies
from app.terms import routes as terms


def install(app: Flask) -> None:
    for room in (
        notifications,
        accounts,
        programme,
        terms,
        policies,
        booking,
        catalogue,
        attendance,
        charging,
        evaluation,
        questionnaires,
        reporting,
    ):
        app.register_blueprint(room.bp)
    for commands in (accounts_cli, attendance_cli, reporting_cli):
        commands.install(app)
