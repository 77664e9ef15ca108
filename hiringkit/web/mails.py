"""Mail: what somebody is sent and whether they want it; the outbox of the installation."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.db.tables.mails import MailKind, MailState
from hiringkit.policy.people import Role
from hiringkit.services import mails
from hiringkit.web.context import database, now, state, viewer
from hiringkit.web.forms.loops import whole
from hiringkit.web.security import needs

blueprint = Blueprint("mails", __name__)
SIGNS = {
    MailState.WAITING: "open",
    MailState.HANDING: "half",
    MailState.SENT: "met",
    MailState.KEPT: "full",
    MailState.FAILED: "stop",
    MailState.UNSURE: "care",
}
WORDS = {
    MailState.WAITING: "waits to be sent",
    MailState.HANDING: "being sent",
    MailState.SENT: "sent",
    MailState.KEPT: "kept here, not sent",
    MailState.FAILED: "not sent",
    MailState.UNSURE: "perhaps sent",
}
KINDS = {
    MailKind.REMINDER: "Reminder",
    MailKind.DIGEST: "List of the day",
    MailKind.PANEL: "Panel complete",
    MailKind.INVITATION: "Invitation",
}


@blueprint.get("/me/mail")
@needs()
def mine() -> str:
    """What the viewer is sent."""
    wants, drafts, posted = mails.own(database(), viewer(), now())
    return _page("mails/mine.html", wants=wants, drafts=drafts, lines=posted)


@blueprint.post("/me/mail")
@needs()
def choose() -> ResponseReturnValue:
    """Have mail, or be left alone."""
    mails.choose(database(), viewer(), wants=request.form.get("wants") == "y", now=now())
    return redirect(url_for(".mine", said="saved"), 303)


@blueprint.post("/me/mail/stop")
@needs()
def stop() -> ResponseReturnValue:
    """No reminder of one scorecard any more."""
    mails.stop_reminders(database(), viewer(), whole(request.form.get("scorecard")), now())
    return redirect(url_for(".mine", said="saved"), 303)


@blueprint.get("/mails/<int:mail_id>")
@needs()
def show(mail_id: int) -> str:
    """The words of a mail to the viewer; for administrators of any."""
    subject, text, name = mails.shown(database(), viewer(), mail_id)
    return render_template("mails/show.html", subject=subject, text=text, name=name)


@blueprint.get("/admin/outbox")
@needs(Role.ADMIN)
def outbox() -> str:
    """The newest mails of the installation."""
    return _page("mails/outbox.html", lines=mails.outbox(database(), viewer()))


@blueprint.post("/admin/outbox/again")
@needs(Role.ADMIN)
def again() -> ResponseReturnValue:
    """Send a mail that was not sent."""
    mails.again(database(), viewer(), whole(request.form.get("mail")), now())
    return redirect(url_for(".outbox", said="saved"), 303)


def _page(template: str, **values: object) -> str:
    settings = state().settings
    return render_template(
        template, signs=SIGNS, words=WORDS, kinds=KINDS, is_sent=bool(settings.smtp) and not settings.demo, **values
    )
