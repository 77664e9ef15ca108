from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hiringkit.scoring.amendments import kept, restored, typed
from hiringkit.scoring.drafts import Line, card
from hiringkit.scoring.scorecards import Asked, AskedCriterion, Confidence, NotObserved, Recommendation

ASKED = Asked(
    criteria=(AskedCriterion("tact", "Tact", 5), AskedCriterion("order", "Order", 5)),
    held_on=date(2026, 1, 22),
    objection=True,
    anti_signals=("blames",),
)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf"]), min_size=1, max_size=9).map(
    lambda text: text.strip() or "x"
)
ratings = st.one_of(st.integers(1, 5).map(str), st.sampled_from(NotObserved).map(lambda why: f"no:{why.value}"))
fields = st.fixed_dictionaries(
    {},
    optional={
        "rating:tact": ratings,
        "rating:order": ratings,
        "no_evidence:tact": st.just("1"),
        "flag:blames": st.just("1"),
        "flag_evidence:blames": words,
        "recommendation": st.sampled_from([one.value for one in Recommendation]),
        "confidence": st.sampled_from([one.value for one in Confidence]),
        "changed": words,
        "objection:none_offered": st.just("1"),
        "objection:offered": words,
        "objection:limits": st.sampled_from(["yes", "no"]),
        "objection:due": st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(date.isoformat),
        "objection:owner": words,
    },
)
seconds = st.none() | st.integers(0, 9)
lines = st.lists(
    st.builds(
        Line,
        st.uuids().map(str),
        words,
        st.frozensets(st.sampled_from(["tact", "order"])),
        st.none() | st.integers(0, 9),
        noted=st.just(False),  # a state of a card does not say where its evidence was typed
        unread=st.just(""),  # nor is a line kept whose minute cannot be read
    ),
    max_size=3,
)


@given(fields, lines)
def test_a_card_is_the_same_after_it_was_typed_again(said: dict[str, str], evidence: list[Line]) -> None:
    written = card(ASKED, said, evidence)
    assert card(ASKED, typed(written), evidence) == written


@given(fields, lines)
def test_what_is_kept_is_restored(said: dict[str, str], evidence: list[Line]) -> None:
    assert restored(kept(said, evidence)) == (said, evidence)
