"""The faults that a service found, put beside the fields of the form that was sent."""

from __future__ import annotations

from wtforms import Field, Form, SelectField, StringField

from hiringkit.errors import ConflictError, InvalidError


def show(form: Form, error: InvalidError) -> None:
    """Put each problem beside its field; one that belongs to no field stands at the first."""
    for name, sentence in (error.problems or {"": error.what}).items():
        field = form[name] if name in form else next(iter(form))
        field.errors = [*field.errors, sentence]


def show_both(form: Form, error: ConflictError) -> None:
    """Somebody was quicker: beside each field that they left otherwise stands their text, in it what was typed.

    The form is over their revision from now on, so that sending it again puts what was typed in its place.
    """
    form["revision"].data = form["revision"].object_data
    other = [
        field
        for field in form
        if field.name not in {"revision", "csrf_token"} and _said(field) != str(field.object_data or "").strip()
    ]
    for field in other:
        field.errors = [*field.errors, f"It says “{_kept(field) or 'nothing'}” now. Send again to put yours there."]
    first = next(iter(other or form))
    first.errors = [error.what, *first.errors]


def _said(field: Field) -> str:
    return str(field.data or "").strip()


def _kept(field: Field) -> str:
    kept = str(field.object_data or "").strip()
    if isinstance(field, SelectField):
        return next((label for value, label, _chosen, _more in field.iter_choices() if str(value) == kept), kept)
    return kept


def said(field: StringField) -> str:
    """What was written in a field, as text."""
    return field.data or ""
