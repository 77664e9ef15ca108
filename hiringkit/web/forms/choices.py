"""An option of a select field."""

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

__all__ = ["SelectChoice"]
