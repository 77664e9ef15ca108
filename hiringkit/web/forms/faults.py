"""The faults that a service found, put beside the fields of the form that was sent."""

from __future__ import annotations

from wtforms import Form, StringField

from hiringkit.errors import InvalidError


def show(form: Form, error: InvalidError) -> None:
    """Put each problem beside its field; one that belongs to no field stands at the first."""
    for name, sentence in (error.problems or {"": error.what}).items():
        field = form[name] if name in form else next(iter(form))
        field.errors = [*field.errors, sentence]


def said(field: StringField) -> str:
    """What was written in a field, as text."""
    return field.data or ""
