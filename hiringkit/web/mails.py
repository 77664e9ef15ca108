"""Mail: what somebody is sent and whether they want it; the outbox of the installation."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.db.tables.mails import MailKind, MailState
from hiringkit.policy.people import Role
from hiringkit.services import mail_stops, mails
from hiringkit.web.context import database, now, state, viewer
from hiringkit.web.forms.loops import whole
from hiringkit.web.security import needs, open_to_all

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
CHOICES = {  # what each kind of mail is called, and when it comes
    MailKind.INVITATION: (
        "Invitations to interviews",
        "At once, for your calendar, when you get a seat in an interview to come.",
    ),
    MailKind.REMINDER: (
        "Reminders of a scorecard",
        "Two hours after the interview’s end, and once more on the next working day.",
    ),
    MailKind.DIGEST: ("The list of the day", "On working days at 8:00, if anything waits for you."),
    MailKind.PANEL: ("Word that a panel is complete", "If you run the loop, and nothing of what the scorecards say."),
}


@blueprint.get("/me/mail")
@needs()
def mine() -> str:
    """What the viewer is sent."""
    wanted, drafts, posted = mails.own(database(), viewer(), now())
    return _page("mails/mine.html", wanted=wanted, choices=CHOICES, drafts=drafts, lines=posted)


@blueprint.post("/me/mail")
@needs()
def choose() -> ResponseReturnValue:
    """Have some kinds of mail, or be left alone."""
    sent = request.form.getlist("kind")
    mails.choose(database(), viewer(), wanted={kind for kind in MailKind if kind.value in sent}, now=now())
    return redirect(url_for(".mine", said="saved"), 303)


@blueprint.post("/me/mail/stop")
@needs()
def stop() -> ResponseReturnValue:
    """No reminder of one scorecard any more."""
    mails.stop_reminders(database(), viewer(), whole(request.form.get("scorecard")), now())
    return redirect(url_for(".mine", said="saved"), 303)


@blueprint.get("/mail/stop/<word:token>")
@open_to_all
def refusal(token: str) -> str:
    """Ask whether a kind of mail is to stop; whoever has the mail has its address, and need not sign in."""
    _person, kind = mail_stops.read(_secrets(), token)
    return render_template("mails/stop.html", kind=CHOICES[kind][0], is_done=False)


@blueprint.post("/mail/stop/<word:token>")
@open_to_all
def refuse(token: str) -> str:
    """Stop it. A mail program may do so for its reader (RFC 8058), so no form's token is asked for: the address itself
    is the key."""
    person_id, kind = mail_stops.read(_secrets(), token)
    mail_stops.refuse(database(), person_id, kind, now())
    return render_template("mails/stop.html", kind=CHOICES[kind][0], is_done=True)


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


def _secrets() -> tuple[str, ...]:
    settings = state().settings
    return settings.secret_key, *settings.old_keys


def _page(template: str, **values: object) -> str:
    settings = state().settings
    return render_template(
        template, signs=SIGNS, words=WORDS, kinds=KINDS, is_sent=bool(settings.smtp) and not settings.demo, **values
    )
