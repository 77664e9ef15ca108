"""Signing in and out, one's own page, and the administrator's list of people."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.policy.people import Role
from hiringkit.services import demo_accounts, leaving, passwords, people
from hiringkit.web.context import browser, database, now, state, viewer, viewer_or_none
from hiringkit.web.forms.faults import said, show
from hiringkit.web.forms.people import (
    ChangePasswordForm,
    FirstAdminForm,
    MyselfForm,
    PasswordForm,
    PersonForm,
    SignInForm,
)
from hiringkit.web.pages import ROLE_WORDS
from hiringkit.web.redirects import own_path
from hiringkit.web.security import needs, open_to_all
from hiringkit.web.sessions import secret

blueprint = Blueprint("people", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    """The sign-in page, and the form sent from it."""
    onward = own_path(request.values.get("next"))
    if request.method == "GET" and viewer_or_none() is not None:
        return redirect(onward, 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, onward), 422 if form.is_submitted() else 200
    try:
        token = people.sign_in(
            database(), said(form.email), said(form.password), address=_address(), agent=_agent(), now=now()
        )
    except InvalidError as error:
        show(form, error)
        return _sign_in_page(form, onward), 422
    browser().begin(token, secret(current_app))
    return redirect(onward, 303)


@blueprint.post("/sign-in/demo/<int:person_id>")
@open_to_all
def sign_in_demo(person_id: int) -> ResponseReturnValue:
    """One click on a demo account; an ordinary installation has no such page."""
    if not state().settings.demo:
        raise NotFoundError("There are no demo accounts here.")
    token = demo_accounts.sign_in(database(), person_id, agent=_agent(), now=now())
    browser().begin(token, secret(current_app))
    return redirect(own_path(request.form.get("next")), 303)


@blueprint.post("/sign-out")
@needs()
def sign_out() -> ResponseReturnValue:
    """End this session."""
    people.sign_out(database(), browser().token, viewer())
    browser().end()
    return redirect(url_for(".sign_in", said="signed-out"), 303)


@blueprint.route("/links/<word:token>", methods=["GET", "POST"])
@open_to_all
def link(token: str) -> ResponseReturnValue:
    """A one-time link: set a password, or make the first administrator."""
    person = people.link_person(database(), token, now())
    form = PasswordForm() if person else FirstAdminForm()
    if form.validate_on_submit():
        extra = {} if person else {"email": said(form.email), "name": said(form.name), "zone": state().settings.zone}
        try:
            session = people.follow_link(database(), token, said(form.password), agent=_agent(), now=now(), **extra)
        except InvalidError as error:
            show(form, error)
        else:
            browser().begin(session, secret(current_app))
            return redirect(url_for("home.index"), 303)
    shortest = passwords.SHORTEST if person and person.role is not Role.ADMIN else passwords.SHORTEST_ADMIN
    page = render_template("people/link.html", form=form, person=person, shortest=shortest)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/me")
@needs()
def me() -> str:
    """The viewer's own page."""
    return _me_page(ChangePasswordForm())


@blueprint.post("/me")
@needs()
def change_own() -> ResponseReturnValue:
    """Another name or zone; single keys on or off."""
    form = MyselfForm()
    _require_zone(form)
    if not form.is_submitted() or form.errors:
        return _me_page(ChangePasswordForm(formdata=None), form), 422
    try:
        people.change_own(
            database(), viewer(), name=said(form.name), zone=said(form.zone), keys=form.keys.data, now=now()
        )
    except InvalidError as error:
        show(form, error)
        return _me_page(ChangePasswordForm(formdata=None), form), 422
    return redirect(url_for(".me", said="saved"), 303)


@blueprint.post("/me/password")
@needs()
def change_password() -> ResponseReturnValue:
    """Another password; other sessions end."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _me_page(form), 422
    try:
        people.change_password(
            database(),
            viewer(),
            old=said(form.old),
            new=said(form.password),
            token=browser().token,
            now=now(),
        )
    except InvalidError as error:
        show(form, error)
        return _me_page(form), 422
    return redirect(url_for(".me", said="password"), 303)


@blueprint.post("/me/sessions/<word:key>/end")
@needs()
def end_session(key: str) -> ResponseReturnValue:
    """End one of the viewer's sessions."""
    people.end_session(database(), viewer(), key)
    return redirect(url_for(".me", said="removed"), 303)


@blueprint.get("/admin/people")
@needs(Role.ADMIN)
def index() -> str:
    """Everybody, for the administrator."""
    return _people_page(PersonForm(zone=viewer().zone))


@blueprint.post("/admin/people")
@needs(Role.ADMIN)
def add() -> ResponseReturnValue:
    """A new account, and the link for its first password."""
    form = PersonForm()
    _require_zone(form)
    if not form.is_submitted() or form.errors:
        return _people_page(form), 422
    try:
        token = people.add(
            database(),
            email=said(form.email),
            name=said(form.name),
            role=Role(form.role.data),
            zone=said(form.zone),
            by=viewer(),
            now=now(),
        )
    except InvalidError as error:
        show(form, error)
        return _people_page(form), 422
    return _people_page(PersonForm(formdata=None, zone=said(form.zone)), link_for=(said(form.name), token))


@blueprint.post("/admin/people/<int:person_id>/role")
@needs(Role.ADMIN)
def change_role(person_id: int) -> ResponseReturnValue:
    """Another global role."""
    try:
        role = Role(request.form.get("role", ""))
    except ValueError as error:
        raise InvalidError("There is no such role.", mend="Choose one from the list.") from error
    people.change_role(database(), viewer(), person_id, role, now())
    return redirect(url_for(".index", said="saved"), 303)


@blueprint.route("/admin/people/<int:person_id>/disable", methods=["GET", "POST"])
@needs(Role.ADMIN)
def disable(person_id: int) -> ResponseReturnValue:
    """Say what hangs on this person, then let nobody sign in as them any more."""
    if request.method == "GET":
        return render_template("people/disable.html", sheet=leaving.sheet(database(), viewer(), person_id, now()))
    people.disable(database(), viewer(), person_id, now())
    return redirect(url_for(".index", said="saved"), 303)


@blueprint.post("/admin/people/<int:person_id>/enable")
@needs(Role.ADMIN)
def enable(person_id: int) -> ResponseReturnValue:
    """Undo of the above."""
    people.enable(database(), viewer(), person_id, now())
    return redirect(url_for(".index", said="saved"), 303)


@blueprint.post("/admin/people/<int:person_id>/link")
@needs(Role.ADMIN)
def new_link(person_id: int) -> str:
    """A fresh link with which somebody sets a password."""
    token = people.new_link(database(), person_id, by=viewer(), now=now())
    name = next(person.name for person in people.everybody(database(), viewer()) if person.person_id == person_id)
    return _people_page(PersonForm(formdata=None, zone=viewer().zone), link_for=(name, token))


def _sign_in_page(form: SignInForm, onward: str) -> str:
    accounts = demo_accounts.offered(database()) if state().settings.demo else []
    return render_template("people/sign-in.html", form=form, next=onward, accounts=accounts, words=ROLE_WORDS)


def _require_zone(form: PersonForm | MyselfForm) -> None:
    if form.validate_on_submit() and said(form.zone) not in available_timezones():
        form.zone.errors = [f"{said(form.zone)} is no time zone. Name one such as America/Chicago."]


def _me_page(form: ChangePasswordForm, own: MyselfForm | None = None) -> str:
    person = viewer()
    return render_template(
        "people/me.html",
        form=form,
        own=own or MyselfForm(formdata=None, name=person.name, zone=person.zone, keys=person.keys),
        browser_words=browser_words,
        sessions=people.open_sessions(database(), viewer(), now()),
        this=people.token_hash(browser().token),
    )


def _people_page(form: PersonForm, link_for: tuple[str, str] | None = None) -> str:
    everybody = people.everybody(database(), viewer())
    return render_template("people/index.html", form=form, everybody=everybody, link_for=link_for, roles=list(Role))


_BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrom": "Chromium or Chrome", "Safari/": "Safari"}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def browser_words(agent: str) -> str:
    """A browser as people say it: “Firefox on Windows”; what it called itself where that is not known."""
    name = next((words for mark, words in _BROWSERS.items() if mark in agent), "")
    system = next((words for mark, words in _SYSTEMS.items() if mark in agent), "")
    return " on ".join(filter(None, (name, system))) or agent or "unknown"


def _address() -> str:
    return request.remote_addr or ""


def _agent() -> str:
    return request.headers.get("User-Agent", "")[:200]
