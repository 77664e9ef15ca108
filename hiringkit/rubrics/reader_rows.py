"""A row of the skill matrix: three cells, or the reason why it has to be mended by hand. It is never guessed."""

from __future__ import annotations

import re
from collections import defaultdict

_WORDS_OF_MIXED_CASE = """
    AirTable AppDynamics BigQuery BitBucket ChatGPT ClickHouse CloudFormation CloudWatch ConnectWise CrowdStrike
    DataDog DeFi DevEx DevOps DevSecOps DocuSign DynamoDB FinOps FinTech GitHub GitLab GitOps GraphQL HashiCorp
    HealthTech HubSpot InDesign InfoSec JavaScript LabVIEW LangChain LinkedIn LogRhythm MLOps MedTech MongoDB MySQL
    NetSuite NoSQL OneNote OpenAI OpenAPI OpenShift OpenTelemetry PagerDuty PeopleSoft PhD PostgreSQL PowerBI
    PowerPoint PowerShell PyTorch QuickBooks RevOps SaaS SecOps ServiceNow SharePoint SmartSheet SolarWinds
    SolidWorks SysAdmin TensorFlow TypeScript UiPath VMware WeChat WhatsApp WordPress WorkDay YouTube ZenDesk
    ZoomInfo
""".split()  # noqa: SIM905 -- one a line would be longer than the code
_HEADER = re.compile(r"(?:skills?|competenc(?:y|ies)|criteri(?:on|a)|capabilit(?:y|ies))\b", re.IGNORECASE)
_GLUE = re.compile(r"aA")
_OTHER_GLUE = re.compile(r"[a0][.!?%]A|[aA0.!?][)\]”\"]A|0Aaa|AAAaa|aa0|[!?)\]”]a")  # where cells may meet all the same
_LONGEST = 2000


def is_header(text: str, cells: tuple[str, ...]) -> bool:
    """Whether a line is the header of the matrix: it begins as one does, and is divided or glued."""
    start = cells[0] if cells else text
    return _HEADER.match(start) is not None and (len(cells) > 1 or _GLUE.search(shape(text)) is not None)


def cells_of(text: str, cells: tuple[str, ...], mixed: frozenset[str]) -> tuple[tuple[str, ...], str]:
    """The three cells of a row and no reason, or none and the reason; `mixed`: the report's words of mixed case."""
    if cells:
        whole = len(cells) == 3 and all(cells)
        return (cells, "") if whole else ((), f"This row has {sum(map(bool, cells))} cells with words, not three.")
    if len(text) > _LONGEST:
        return (), "This row is far too long to be one."
    form = shape(text)
    seams = [found.start() + 1 for found in _GLUE.finditer(form)]
    if len(seams) != 2:
        reason = f"Split where a small letter meets a capital, this row has {len(seams) + 1} cells, not three."
    elif any(_is_in_a_word(text, form, seam, mixed) for seam in seams):
        reason = "A place where this row would be split may lie within a word of mixed case."
    elif _OTHER_GLUE.search(form):
        reason = "Cells of this row may meet at a figure, a capital or a bracket, where nobody can tell."
    else:
        return (text[: seams[0]].strip(), text[seams[0] : seams[1]].strip(), text[seams[1] :].strip()), ""
    return (), reason


def shape(text: str) -> str:
    """The kind of each character: a small letter, A capital, 0 figure, others as they are."""
    return "".join(map(_kind, text))


def mixed_words(text: str) -> frozenset[str]:
    """The words of a text in which a small letter meets a capital."""
    words = {word for word in re.findall(r"\w+", text) if not word[1:].islower()}
    return frozenset(word for word in words if _GLUE.search(shape(word)))


def _kind(character: str) -> str:
    if character.islower():
        return "a"
    if character.isupper() or character.istitle():
        return "A"
    return "0" if character.isdigit() else character


def _is_in_a_word(text: str, form: str, seam: int, mixed: frozenset[str]) -> bool:
    """Whether a seam may lie within a word: a known one, one of the report's own, or by the look of its halves."""
    left = re.search(r"[aA0]*$", form[:seam])
    right = re.match(r"[aA0]*", form[seam:])
    assert left is not None
    assert right is not None
    before, after = left.group(), right.group()
    if before in {"a", "Aa"} or (set(after) <= {"A", "0"} and text[seam : seam + len(after)] not in {"A", "I"}):
        return True  # pH, iOS, McX; macOS, GraphQL
    token = text[seam - len(before) : seam + len(after)]
    pair = text[seam - 1 : seam + 1]
    known = (
        text[:seam].endswith(word[:place]) and text.startswith(word[place:], seam)
        for word, place in _KNOWN.get(pair, ())
    )
    return any(known) or any(word in token and pair in word for word in mixed)


def _places() -> dict[str, list[tuple[str, int]]]:
    known: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for word in _WORDS_OF_MIXED_CASE:
        for found in _GLUE.finditer(shape(word)):
            place = found.start() + 1
            known[word[place - 1 : place + 1]].append((word, place))
    return dict(known)


_KNOWN = _places()
