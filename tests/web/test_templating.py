"""What our templates put out is what Jinja's own would, escaped once and sign by sign."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from hiringkit.web.templating import Caller, Plainly, escaped

SHOWN = """{% macro cell(it, sign='') %}
<td{{ {'class': sign}|xmlattr }}>{{ it }}{{ varargs|join }}{% if caller is defined %}
{{ caller() }}{% endif %}</td>
{% endmacro %}
{% set gathered %}{% for it in things %}
{{ cell(it, '<', loop.index) }}{{ it ~ '&' }}
{% else %}none{% endfor %}{% endset %}
{{ gathered }}{{ gathered|upper }}{{ word.replace('a', '<i>') }}{{ words.get('a', word) }}
{% call cell(word) %}<b>{{ word }}</b>{% endcall %}
{% autoescape false %}{{ word }}{% endautoescape %}{% filter lower %}{{ word }}<BR>{% endfilter %}
{{ none }}{{ say(word) }}{{ range(3)|list }}"""


class Both:
    """Jinja's environment, and the one with our ways of putting out and calling."""

    def __init__(self) -> None:
        self.theirs, self.ours = (Environment(autoescape=True, undefined=StrictUndefined) for _ in range(2))
        self.ours.code_generator_class, self.ours.context_class = Plainly, Caller

    def rendered(self, source: str, **values: Any) -> tuple[str, str]:
        """What each makes of a template."""
        theirs, ours = (one.from_string(source).render(**values) for one in (self.theirs, self.ours))
        return theirs, ours


@given(st.one_of(st.text(), st.text().map(Markup), st.integers(), st.floats(), st.none(), st.booleans()))
def test_a_value_is_escaped_as_ever(value: object) -> None:
    assert escaped(value) == escape(value)


@given(st.text(), st.lists(st.one_of(st.text(), st.text().map(Markup), st.integers())))
def test_a_template_says_the_same(word: str, things: list[object]) -> None:
    theirs, ours = Both().rendered(SHOWN, word=word, things=things, words={}, say=Markup("<p>{}</p>").format)
    assert ours == theirs


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        Both().rendered("{{ nobody }}")
