"""How fields are drawn: the GOV.UK components, with that library's rough edges mended."""

from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovFileInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)


class Input(GovTextInput):
    def __init__(self, input_type: str = "text", classes: str = "", **attributes: str) -> None:
        super().__init__(input_type)
        self.classes, self.attributes = classes, attributes

    def __call__(self, field: Any, **kwargs: Any) -> Any:
        kwargs["required"] = False
        return super().__call__(field, **{**{k.rstrip("_"): v for k, v in self.attributes.items()}, **kwargs})

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)
        params["attributes"].pop("required", None)
        params["autocomplete"] = params["attributes"].pop("autocomplete", None)
        params["inputmode"] = params["attributes"].pop("inputmode", None)
        params["classes"] = self.classes
        return params


class Area(GovTextArea):
    def __call__(self, field: Any, **kwargs: Any) -> Any:
        return super().__call__(field, required=False, **kwargs)

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)
        params["rows"] = params["attributes"].pop("rows", 4)
        params["attributes"].pop("required", None)
        return params


class File(GovFileInput):
    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)
        params["attributes"].pop("required", None)
        return params


class Select(GovSelect):
    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)
        params["attributes"].pop("required", None)
        return params


class _Group:
    """Radios and checkboxes: no empty hint, hints per choice, and the id the error summary points at."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)  # type: ignore[misc]
        params["idPrefix"] = field.id
        if not field.description:
            params.pop("hint")
        if "fieldset" in params:
            params["fieldset"]["legend"]["classes"] = "govuk-fieldset__legend--s"
        return params


class Radios(_Group, GovRadioInput):
    pass


class Ticks(_Group, GovCheckboxesInput):
    pass


class Tick(_Group, GovCheckboxInput):
    pass
