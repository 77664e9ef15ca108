"""The Wright map as a picture that stands alone and can be read aloud."""

import xml.etree.ElementTree as ET

from hiringkit.calibration.engine import calibrate
from hiringkit.calibration.ratings import Rating, gathered
from hiringkit.calibration.results import Result
from hiringkit.calibration.wright import wright_map
from tests.calibration import truth
from tests.calibration.published import example

SVG = "{http://www.w3.org/2000/svg}"


def texts(result: Result) -> list[str]:
    """What is written in the picture, which is well-formed."""
    root = ET.fromstring(wright_map(result))
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_everything_stands_on_one_ruler() -> None:
    found = texts(calibrate(example("mfrmr-example-core")))
    for word in ("P023", "R03, R04", "Accuracy", "Language, Organization", "1 | 2", "3 | 4", "2.5", "3.0"):
        assert word in found


def test_it_is_named_and_described() -> None:
    root = ET.fromstring(wright_map(calibrate(example("mfrmr-example-core"))))
    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in root if element.get("id")}
    assert set((root.get("aria-labelledby") or "").split()) == set(named)
    description = named["wright-description"] or ""
    assert "Calibrated: one connected group, 48 candidates" in description
    assert "Fair scores of 48 candidates lie between 1.5 and 3.6." in description
    assert "The hardest criterion is Accuracy, the easiest Content." in description


def test_many_candidates_become_counts() -> None:
    result = calibrate(truth.truth(truth.Plan(400, 20, (2, 2), criteria=2), 1).ratings)
    found = texts(result)
    counts = [int(text) for text in found if text.isdigit()]
    names = [name for text in found for name in text.split(", ") if name[:2] in {"c0", "i0", "k0"}]
    assert max(counts) > 20
    known = [one for one in result.candidates if one.measure is not None]
    people = [person for person in result.interviewers if person.shown]
    assert sum(counts) + len(names) == len(known) + len(people) + len(result.criteria)


def test_interviewers_may_go_by_letters() -> None:
    picture = wright_map(calibrate(example("mfrmr-example-core")), lambda name: "?ABCD"[int(name[1:])])
    assert "R01" not in picture
    assert ">A, B<" in picture


def test_names_cannot_break_out_of_the_picture() -> None:
    rows = [Rating(f"<b>{c}&", f"i{i}", "k</text>", 1 + (c * 3 + i) % 4) for c in range(12) for i in range(4)]
    found = texts(calibrate(gathered(rows)))
    assert "k</text>" in found


def test_a_run_that_is_not_calibrated_says_so() -> None:
    result = calibrate(gathered([Rating("Ada", "Grace", "tact", 4)]))
    assert "Not calibrated: one interviewer, so severity cannot be told from the candidates." in texts(result)
