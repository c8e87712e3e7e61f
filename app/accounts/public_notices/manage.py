"""Editing the texts."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.public_notices import forms, pages, rules, services
from app.accounts.public_notices.routes import bp
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import Role
from app.settings import queries as settings
from app.web.access import found, open_to


@bp.route("/manage/settings/pages/<page>", methods=["GET", "POST"])
@open_to(frozenset({Role.TRAINING_MANAGER}))
def edit_text(page: str) -> ResponseReturnValue:
    """A preview keeps nothing."""
    notice = found(rules.NOTICES.get(page))
    default = pages.default_text(notice)
    form = forms.NoticeForm(data={"text": pages.text_of(notice)})
    is_fine = form.validate_on_submit()
    if is_fine and request.form.get("step") != "preview":
        with form.refusing():
            services.save_text(notice, form.text.data, default=default, by=signed_in_user(), at=clock.now())
            flash(f"{notice.title}: saved. This is how everybody reads it now.")
            return redirect(url_for(f"accounts_public_notices.{page}"))
    return render_template(
        "accounts/public_notices/edit_text.html",
        form=form,
        notice=notice,
        names={**rules.COMMON, **notice.fields},
        preview=pages.in_html(form.text.data) if is_fine and not form.problems() else None,
        shown_at=url_for(f"accounts_public_notices.{page}"),
        is_default=not settings.current(notice.group).text,
    )
