"""What our templates put out is what Jinja's own would, escaped once and sign by sign."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, url_for
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from hiringkit.web.pages import address
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


def test_a_value_is_read_wherever_jinja_finds_it() -> None:
    """An attribute goes before a key; what is called in between is called once."""
    source = "{{ one.real }}{{ of.items }}{{ of.first.real }}{% for it in [of] if it.first %}{{ it.first }}{% endfor %}"
    theirs, ours = Both().rendered(
        source + "{{ next().first }}", one=7, of={"first": 8}, next=iter([{"first": 9}] * 2).__next__
    )
    assert ours == theirs
    assert ours.endswith("889")


def test_our_own_functions_get_what_they_are_given() -> None:
    def said(*given: object, **named: object) -> str:
        return f"<{given}{named}>"

    source = "{{ static(word) }}{% for it in [1, 2] %}{{ url_for('a' ~ it, of=it) }}{{ url_for(*[it]) }}{% endfor %}"
    theirs, ours = Both().rendered(source + "{{ path_of() }}", word="&", static=said, url_for=said, path_of=said)
    assert ours == theirs


@pytest.mark.parametrize("source", ["{{ nobody }}", "{{ nobody.name }}", "{{ word.name }}", "{{ words.name.first }}"])
def test_a_name_that_is_not_there_is_an_error(source: str) -> None:
    for one in (Both().theirs, Both().ours):
        with pytest.raises(UndefinedError):
            one.from_string(source).render(word="said", words={})


def test_an_address_that_is_made_by_its_shape_is_the_one_that_flask_makes(app: Flask) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        ("loops.show", {"loop_id": 7}),
        ("loops.show", {"loop_id": 700_000_001, "said": "saved"}),
        ("stages.edit", {"loop_id": 7, "key": "live-2"}),
        ("stages.edit", {"loop_id": 7, "key": "k70000000"}),
        ("debriefs.show", {"loop_id": 7, "candidacy_id": 70_000_000}),
        ("candidates.index", {"q": "50 % & Ärger", "loop": None, "after": 3}),
        ("candidates.index", {"q": "x" * 80, "loop": 0}),
        ("candidates.index", {"q": None, "sort": "name", "stage": None, "after": 3}),
    ]
    with app.test_request_context("/"):
        for _ in range(2):
            for endpoint, values in asked:
                assert address(endpoint, **values) == url_for(endpoint, **values)


def test_templates_know_what_the_environment_knows_and_what_they_are_given_besides(app: Flask) -> None:
    app.jinja_env.globals["late"] = "late"
    plain, given = (app.jinja_env.from_string("{{ late }}", globals=more) for more in (None, {"late": "own"}))
    assert (plain.render(), given.render(), plain.render()) == ("late", "own", "late")
