"""The web application: made of a database, settings and a clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from flask import Blueprint, Flask
from flask_bootstrap import Bootstrap5
from werkzeug.middleware.proxy_fix import ProxyFix

from hiringkit.db.engine import Database
from hiringkit.resources import shipped
from hiringkit.services.installation import Installation
from hiringkit.settings import Settings
from hiringkit.web import (
    amendments,
    attachments,
    builders,
    bundles,
    calendars,
    calibration_sessions,
    calibrations,
    candidates,
    comparisons,
    conflicts,
    debriefs,
    designs,
    documents,
    drills,
    errors,
    health,
    home,
    interviews,
    left_out,
    letterheads,
    loops,
    mails,
    mirrors,
    moves,
    offline,
    outcomes,
    pack_composing,
    pack_drafts,
    pack_editor,
    pack_imports,
    packs,
    pages,
    people,
    previews,
    qualifications,
    reports,
    rosters,
    samples,
    schedule,
    scorecards,
    stages,
    suggestions,
    verify,
    weeks,
)
from hiringkit.web.addresses import CONVERTERS
from hiringkit.web.application import Application
from hiringkit.web.context import STATE, State
from hiringkit.web.one_by_one import OneByOne
from hiringkit.web.resends import Protection
from hiringkit.web.security import add_headers, guards
from hiringkit.web.sessions import BrowserSessions

MEGABYTE = 1024 * 1024
BLUEPRINTS = (
    home.blueprint,
    people.blueprint,
    letterheads.blueprint,
    packs.blueprint,
    pack_drafts.blueprint,
    pack_imports.blueprint,
    pack_editor.blueprint,
    pack_composing.blueprint,
    loops.blueprint,
    builders.blueprint,
    stages.blueprint,
    candidates.blueprint,
    attachments.blueprint,
    left_out.blueprint,
    moves.blueprint,
    rosters.blueprint,
    interviews.blueprint,
    schedule.blueprint,
    weeks.blueprint,
    calendars.blueprint,
    designs.blueprint,
    conflicts.blueprint,
    suggestions.blueprint,
    qualifications.blueprint,
    reports.blueprint,
    scorecards.blueprint,
    offline.blueprint,
    outcomes.blueprint,
    amendments.blueprint,
    debriefs.blueprint,
    comparisons.blueprint,
    calibrations.blueprint,
    mirrors.blueprint,
    samples.blueprint,
    calibration_sessions.blueprint,
    drills.blueprint,
    documents.blueprint,
    previews.blueprint,
    bundles.blueprint,
    mails.blueprint,
    verify.blueprint,
    health.blueprint,
)


def _clock() -> datetime:
    return datetime.now(UTC)


def create_app(
    db: Database,
    settings: Settings,
    installation: Installation,
    *,
    port: int = 8000,
    clock: Callable[[], datetime] = _clock,
    blueprints: Sequence[Blueprint] = BLUEPRINTS,
) -> Flask:
    """The application. Raises SetupError when a route does not say who may ask for it."""
    app = Application(__name__, template_folder=str(shipped("templates")), static_folder="static")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.old_keys),
        TRUSTED_HOSTS=settings.hosts,
        MAX_CONTENT_LENGTH=11 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        MAX_FORM_PARTS=2_000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    app.url_map.converters.update(CONVERTERS)
    app.extensions[STATE] = State(db, settings, installation, clock)
    cookie = "__Host-hiringkit" if settings.secure else f"hiringkit_{port}"
    app.session_interface = BrowserSessions(cookie, secure=settings.secure)
    Bootstrap5(app)
    attachments.make_room(app)
    Protection(app).exempt(mails.refuse)
    pages.register(app)
    errors.register(app)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    app.after_request(add_headers)
    app.teardown_request(lambda _error: db.let_go())
    if db.is_near:
        app.wsgi_app = OneByOne(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way to wrap it
    if settings.proxies:
        proxied = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies)
        app.wsgi_app = proxied  # type: ignore[method-assign]  # as above
    guards(app)
    return app
