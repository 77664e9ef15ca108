from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hiringkit.errors import InvalidError
from hiringkit.rubrics import files
from hiringkit.rubrics.meta import PackMeta
from hiringkit.rubrics.packs import (
    Anchor,
    Criterion,
    FirstQuarter,
    Level,
    Pack,
    Scale,
    StageUse,
    Track,
    Weight,
    content_hash,
)
from hiringkit.rubrics.provenance import Origin, Source

HEAD = "pack: {format: 1, status: draft}\n"
TRACK = HEAD + "tracks:\n- {id: a, source: us, name: %s}\n"
LOOK_LIKE_SOMETHING_ELSE = [
    "NO",
    "yes",
    "12:30",
    "0x1F",
    "null",
    "~",
    "2026-01-19",
    "1e5",
    "0o17",
    "007",
    ".5",
    "=",
    "- a",
    "a: b",
]

slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60) | st.sampled_from(
    LOOK_LIKE_SOMETHING_ELSE
)
lines = st.integers(1, 400)
sources = st.builds(
    lambda file, line: Source(file=file, sha256="0f" * 32, line=line, lines=(line, line + 3)), texts, lines
)
origins: st.SearchStrategy[Origin] = sources | texts
anchors = st.builds(Anchor, level=st.integers(1, 10), text=texts | st.just(""), source=origins)
uses = st.builds(StageUse, stage=slugs, weight=st.sampled_from(Weight), proposal=st.booleans())
criteria = st.builds(
    Criterion,
    id=slugs,
    source=origins,
    name=texts,
    good=texts | st.none(),
    anchors=st.lists(anchors, max_size=5).map(tuple),
    stages=st.lists(uses, max_size=3).map(tuple),
    weight=st.floats(0.001, 10),
    guardrail=st.booleans(),
)
packs = st.builds(
    Pack,
    pack=st.builds(PackMeta, format=st.just(1), status=texts, title=texts | st.none(), year=st.integers(1900, 2100)),
    scale=st.none() | st.just(Scale(levels=2, words=("NO", "12:30"))),
    tracks=st.lists(st.builds(Track, id=slugs, source=origins, name=texts, note=texts | st.none()), max_size=3).map(
        tuple
    ),
    levels=st.lists(st.builds(Level, id=slugs, source=origins, name=texts), max_size=2).map(tuple),
    criteria=st.lists(criteria, max_size=2).map(tuple),
    first_quarter=st.lists(
        st.builds(FirstQuarter, id=slugs, source=origins, text=texts, weeks=st.tuples(lines, lines)), max_size=2
    ).map(tuple),
)


@given(packs)
def test_a_pack_survives_json(pack: Pack) -> None:
    again = files.from_json(files.to_json(pack))
    assert again == pack
    assert content_hash(again) == content_hash(pack)


@given(packs)
def test_a_pack_survives_yaml(pack: Pack) -> None:
    assert files.parse(files.dump(pack)) == pack


@given(packs)
def test_any_other_reader_of_yaml_finds_the_same_values(pack: Pack) -> None:
    assert yaml.safe_load(files.dump(pack)) == pack.model_dump(mode="json")


@pytest.mark.parametrize("name", ["NO", "12:30", "0x1F", "2026-01-19", "1e5", "007", "off", "'null'", '"3"'])
def test_a_name_is_text_whatever_it_looks_like(name: str) -> None:
    assert files.parse(TRACK % name).tracks[0].name == name.strip("'\"")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text("\ufeff" + HEAD, encoding="utf-8")
    assert files.load(path).pack.status == "draft"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param("", {"": "A pack is a mapping with the keys pack, scale, criteria and so on."}, id="empty"),
        pytest.param("tracks: []", {"pack": "This key is missing."}, id="no pack"),
        pytest.param(HEAD + "foo: 1", {"foo": "A pack has no such key here; take it out. (line 2)"}, id="unknown key"),
        pytest.param(HEAD + "criteria: x", {"criteria": "This has to be a list. (line 2)"}, id="no list"),
        pytest.param(
            HEAD + "tracks:\n- 3", {"tracks[0]": "This has to be a mapping of keys. (line 3)"}, id="no mapping"
        ),
        pytest.param(
            TRACK % "null", {"tracks[0].name": "This has to be text; put it in quotes. (line 3)"}, id="null name"
        ),
        pytest.param(
            TRACK % ("a" * 121), {"tracks[0].name": "This is longer than 120 characters. (line 3)"}, id="long name"
        ),
        pytest.param(
            HEAD + "tracks:\n- {id: a, name: b, source: {file: f, line: 1, lines: [1]}}",
            {"tracks[0].source.sha256": "This key is missing. (line 3)"},
            id="source without hash",
        ),
        pytest.param(
            HEAD + "tracks:\n- id: Not a slug\n  name: b\n  source: us",
            {
                "tracks[0].id": "This is not written as it has to be: "
                "an id is lower-case words joined by hyphens. (line 3)"
            },
            id="id with spaces",
        ),
    ],
)
def test_each_fault_is_named_by_its_path_and_line(text: str, problems: dict[str, str]) -> None:
    with pytest.raises(InvalidError) as caught:
        files.parse(text)
    assert {path: what.replace(" (line 1)", "") for path, what in caught.value.problems.items()} == problems


@pytest.mark.parametrize(
    ("text", "path", "sentence"),
    [
        pytest.param(
            "criteria: [{weight: 11}]", "criteria[0].weight", "This is more than 10: write 10 or less.", id="le"
        ),
        pytest.param("criteria: [{weight: 0}]", "criteria[0].weight", "This has to be more than 0.", id="gt"),
        pytest.param("scale: {levels: 1}", "scale.levels", "This is less than 2: write 2 or more.", id="ge"),
        pytest.param("scale: {levels: 2.5}", "scale.levels", "This has to be a whole number.", id="a part of a number"),
        pytest.param(
            "signals: [{audience: x}]",
            "signals[0].audience",
            "This has to be one of these: 'hiring_team', 'candidate' or 'both'.",
            id="none of a few",
        ),
        pytest.param(
            "first_quarter: [{weeks: [1, 2, 3]}]",
            "first_quarter[0].weeks",
            "This holds too much: it takes 2 at most.",
            id="too many",
        ),
    ],
)
def test_a_value_out_of_its_bounds_is_told_what_they_are(text: str, path: str, sentence: str) -> None:
    with pytest.raises(InvalidError) as caught:
        files.parse(HEAD + text)
    assert caught.value.problems[path] == f"{sentence} (line 2)"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("a: [", "This is not a YAML text: did not find expected node content.", id="open list"),
        pytest.param("a: 1\na: 2", "The key 'a' stands twice.", id="key twice"),
        pytest.param("a: &x 1\nb: *x", "A pack takes no aliases (*name).", id="alias"),
        pytest.param("a: !!python/name:os.system ''", "A pack takes no tags (!name).", id="tag"),
        pytest.param("--- a\n--- b", "There is more than one document in this file.", id="two documents"),
        pytest.param("? [a]\n: b", "A key has to be a word.", id="list as key"),
        pytest.param("a: \x07", "There is a control character (U+0007) in this text.", id="control character"),
        pytest.param("a: \ud800", "This is not a YAML text.", id="half a character"),
    ],
)
def test_what_is_no_plain_yaml_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidError) as caught:
        files.parse(text)
    assert caught.value.what == sentence


def laughs() -> str:
    return "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a0: &a0 ha\n" + laughs(), id="billion laughs"),
        pytest.param("[" * 4_000_000, id="deep lists"),
        pytest.param("{" * 4_000_000, id="deep mappings"),
        pytest.param("- " * 2_000_000, id="deep dashes"),
        pytest.param("- a\n" * 1_000_000, id="a million lines"),
        pytest.param("&a " * 1_000_000, id="a million names"),
        pytest.param("'" * 4_000_000, id="quotes"),
        pytest.param(HEAD + "tracks: [" + "1, " * 90_000 + "]", id="ninety thousand faults"),
        pytest.param(HEAD + "tracks:\n" + "- {source: 1}\n" * 30_000, id="thirty thousand sources"),
    ],
)
def test_a_bomb_ends_quickly(text: str) -> None:
    """One that goes off takes hours, or all memory."""
    begun = time.process_time()
    with pytest.raises(InvalidError):
        files.parse(text)
    assert time.process_time() - begun < 60


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(None, "This file cannot be read: no such file or directory.", id="missing"),
        pytest.param(b"pack\0", "This is no text.", id="binary"),
        pytest.param(b" " * (32 * 1024 * 1024 + 1), "This file is larger than 32 MB.", id="too large"),
    ],
)
def test_a_file_that_is_no_pack_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "pack.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidError) as caught:
        files.load(path)
    assert (caught.value.where, caught.value.what) == ("pack.yaml", sentence)


def test_a_text_that_is_not_in_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_bytes("pack:\n  title: é".encode("cp1252"))
    with pytest.raises(InvalidError) as caught:
        files.load(path)
    assert (caught.value.where, caught.value.what) == ("pack.yaml, line 2", "This text is not in UTF-8.")


def test_a_folder_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(InvalidError, match="not a file"):
        files.load(tmp_path)


def test_a_stored_pack_with_faults_is_refused_by_path() -> None:
    with pytest.raises(InvalidError) as caught:
        files.from_json('{"pack": {"format": 1}}')
    assert caught.value.problems == {"pack.status": "This key is missing."}
