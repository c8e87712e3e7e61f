"""An agency is named in a form: typed, or taken from the names suggested."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.accounts.models import Agency
from app.accounts.people import queries
from app.accounts.people.forms_agency import agency_field
from app.web.forms import Form
from tests.builders import an_agency


class LenderForm(Form):
    class Meta(Form.Meta):
        csrf = False

    agency = agency_field("Lent by", hint="May be empty.")


def sent(name: str, standing: Agency | None = None) -> LenderForm:
    form = LenderForm(MultiDict({"agency": name}), data={"agency": standing})
    form.validate()
    return form


def test_an_agency_is_chosen_by_its_name_and_near_names_are_offered(app: Flask) -> None:
    police, trust = an_agency("Anyshire Police"), an_agency("Old Trust")
    an_agency("Police choir", is_listed=False)
    merged = an_agency("New Trust", merged_into_id=trust.id)
    unknown = "No agency in the list is called “{}”"
    for name, chosen, said in (
        (" anyshire  POLICE ", police, []),
        (merged.name, trust, []),
        ("", None, []),
        ("Atlantis", None, [unknown.format("Atlantis")]),
        ("Police choir", None, [unknown.format("Police choir") + ". Did you mean Anyshire Police?"]),
    ):
        form = sent(name)
        assert (form.agency.chosen, form.agency.errors) == (chosen, said), name
    assert sent("x" * 60_000).agency.errors, "refused, and no database asked for a pattern as long"


def test_one_that_stands_stays_though_it_is_unlisted_since(app: Flask) -> None:
    old = an_agency("Old Trust", is_listed=False)
    assert (sent("Old Trust", standing=old).agency.chosen, sent("", standing=old).agency.chosen) == (old, None)
    assert LenderForm(data={"agency": old}).agency.data == "Old Trust"


def test_names_are_suggested_unless_they_are_too_many(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Bee & Co", "Alder School"):
        an_agency(name)

    def suggested() -> list[str]:
        field = BeautifulSoup(LenderForm().agency(), "html.parser")
        assert field.input["list"] == field.datalist["id"]
        return [str(option["value"]) for option in field.datalist.select("option")]

    assert suggested() == ["Alder School", "Bee & Co"]
    monkeypatch.setattr(queries, "SUGGESTED", 1)
    assert suggested() == []
