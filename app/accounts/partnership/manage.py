"""The settings: an overview, a form for each group, its versions and the way back to one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.partnership import forms, queries, rules, rules_colour, services
from app.accounts.partnership.routes import bp
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import Role
from app.settings import queries as settings
from app.settings import services as settings_services
from app.settings.rules import SettingsGroup
from app.settings.rules_lists import KeptList
from app.settings.rules_notices import NoticeText
from app.settings.rules_partnership import Appearance
from app.web.access import found, open_to
from app.web.forms import Form
from app.web.navigation import in_navigation, page_of
from app.web.paging import page_asked_for, part_of
from app.web.uploads import A_FORM

MANAGER = frozenset({Role.TRAINING_MANAGER})
VERSIONS_ON_A_PAGE = 20


@bp.get("/manage/settings")
@open_to(MANAGER)
@in_navigation("Settings", MANAGER)
@page_of("partnership settings")
def overview() -> ResponseReturnValue:
    return render_template("accounts/partnership/overview.html", sections=queries.overview(), address_of=edit_address)


@bp.route("/manage/settings/<group>", methods=["GET", "POST"])
@open_to(MANAGER)
def edit(group: str) -> ResponseReturnValue:
    """The form of a group that is neither a list nor a text nor has a picture: those have pages of their own."""
    wanted = found(rules.GROUPS.get(group))
    if wanted not in forms.FORMS:
        return redirect(edit_address(wanted))
    form = forms.form_of(wanted)
    if form.validate_on_submit():
        with form.refusing():
            return _saved(wanted, services.save(form.wanted(), by=signed_in_user(), at=clock.now()))
    return render_template("accounts/partnership/edit.html", form=form, group=wanted)


@bp.route("/manage/settings/lists/<group>", methods=["GET", "POST"])
@open_to(MANAGER)
def edit_list(group: str) -> ResponseReturnValue:
    """All entries in one form: rename, order, retire, add, and remove what nothing uses."""
    wanted = found(_list(group))
    form = forms.list_form(settings.current(wanted))
    if form.validate_on_submit():
        with form.refusing():
            return _saved(wanted, services.save_list(wanted, form.wanted(), by=signed_in_user(), at=clock.now()))
    return render_template(
        "accounts/partnership/edit_list.html",
        form=form,
        group=wanted,
        in_use=settings.keys_in_use(wanted),
        needed=rules.needed_entries(wanted),
    )


@bp.route("/manage/settings/appearance/edit", methods=["GET", "POST"])
@open_to(MANAGER)
def edit_appearance() -> ResponseReturnValue:
    """Colours and logo; a preview keeps nothing."""
    form = forms.AppearanceForm(settings.current(Appearance))
    is_fine = form.validate_on_submit()
    if is_fine and request.form.get("step") != "preview":
        with form.refusing():
            content = form.logo.data.read(A_FORM * 16) if form.logo.data else b""
            saved = services.save_appearance(form.wanted(), logo=content, by=signed_in_user(), at=clock.now())
            return _saved(Appearance, saved)
    typed = form.wanted() if is_fine else settings.current(Appearance)
    can_be_read = rules_colour.can_be_read(typed.words_on_it, on=typed.header_colour)
    return render_template(
        "accounts/partnership/edit_appearance.html",
        form=form,
        group=Appearance,
        typed=typed,
        shown=typed if can_be_read else settings.current(Appearance),
        legibility=rules_colour.legibility(typed.header_colour),
        is_preview=is_fine and can_be_read,
    )


@bp.get("/manage/settings/<group>/versions")
@open_to(MANAGER)
def versions(group: str) -> ResponseReturnValue:
    wanted = found(rules.GROUPS.get(group))
    page = part_of(queries.versions(wanted), page=page_asked_for(), per_page=VERSIONS_ON_A_PAGE)
    return render_template(
        "accounts/partnership/versions.html", group=wanted, page=page, form=Form(), edit_at=edit_address(wanted)
    )


@bp.post("/manage/settings/<group>/versions/<int:version_id>/back")
@open_to(MANAGER)
def go_back(group: str, version_id: int) -> ResponseReturnValue:
    wanted = found(rules.GROUPS.get(group))
    version = found(settings.version(wanted, version_id))
    settings_services.go_back_to(wanted, version, by=signed_in_user(), at=clock.now())
    flash(f"{wanted.TITLE}: that version stands again.")
    return redirect(url_for("accounts_partnership.versions", group=group))


@bp.post("/manage/settings/<group>/back-to-default")
@open_to(MANAGER)
def go_back_to_default(group: str) -> ResponseReturnValue:
    wanted = found(rules.GROUPS.get(group))
    settings_services.go_back_to(wanted, None, by=signed_in_user(), at=clock.now())
    flash(f"{wanted.TITLE}: what Coursebook brought stands again.")
    return redirect(url_for("accounts_partnership.versions", group=group))


def edit_address(group: type[SettingsGroup]) -> str:
    """Where a group is changed."""
    if issubclass(group, KeptList):
        return url_for("accounts_partnership.edit_list", group=group.NAME)
    if issubclass(group, NoticeText):
        return url_for("accounts_public_notices.edit_text", page=group.NAME)
    if group is Appearance:
        return url_for("accounts_partnership.edit_appearance")
    return url_for("accounts_partnership.edit", group=group.NAME)


def _list(name: str) -> type[KeptList] | None:
    group: Any = rules.GROUPS.get(name)
    return group if group and issubclass(group, KeptList) else None


def _saved(group: type[SettingsGroup], is_new: bool) -> ResponseReturnValue:
    flash(f"{group.TITLE}: saved, and in force everywhere." if is_new else f"{group.TITLE}: nothing was changed.")
    return redirect(url_for("accounts_partnership.overview"))
