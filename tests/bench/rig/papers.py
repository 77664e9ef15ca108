"""The same scorecard in other hands: as one would first write it for WeasyPrint, and in Typst."""

from __future__ import annotations

from html import escape

from hiringkit.pdf.sheets.scorecards import CriterionOnPaper, ScorecardSheet

FRAMEWORK = "".join(f".u-{number} {{ margin: {number % 9}px; color: #{number:06x} }}\n" for number in range(600))


def naive(sheet: ScorecardSheet) -> str:
    """Nested tables, a chart of texts in each row, and the rules of a framework in the page; all that ours says."""
    overview = "".join(
        f"<tr><td><b>{escape(one.name)}</b></td><td>{_chart(one)}</td><td>{one.step or 'not obs.'}</td>"
        f"<td>{escape(_word(one))}, not calibrated</td></tr>"
        for one in sheet.criteria
    )
    blocks = "".join(f"<tr><td>{_side(one)}</td><td>{_block(one)}</td></tr>" for one in sheet.criteria)
    facts = "".join(f"<tr><td>{label}</td><td>{escape(value)}</td></tr>" for label, value in _facts(sheet))
    said = "".join(
        f"<tr><td>{number}</td><td><table class='inner'><tr><td>{escape(text)}</td></tr></table></td></tr>"
        for number, text in enumerate(_texts(sheet), 1)
    )
    return (
        f"<html><head><title>{escape(sheet.candidate)}</title><style>{FRAMEWORK}"
        "@page { margin: 20mm; @top-left { content: 'Scorecard' } @bottom-right { content: counter(page) } }"
        "body { font: 10pt Lato } table { width: 100%; border-collapse: collapse } td { padding: 4px; "
        "border-bottom: 1px solid #ccc } .inner td { border: 0 }</style></head>"
        f"<body><h1>{escape(sheet.candidate)}</h1><table>{facts}</table><h2>All criteria</h2><table>{overview}</table>"
        f"<h2>Evidence</h2><table>{blocks}</table><h2>Notes</h2><table>{said}</table></body></html>"
    )


def _side(one: CriterionOnPaper) -> str:
    lines = (one.name, f"{_word(one)}, ticked {one.step or '-'} of {len(one.words)}", f"{one.weight}, not calibrated")
    return f"<table class='inner'>{''.join(f'<tr><td>{escape(line)}</td></tr>' for line in lines)}</table>"


def _block(one: CriterionOnPaper) -> str:
    anchor, changed = (f"<tr><td colspan='2'>{escape(text)}</td></tr>" for text in (one.anchor, one.changed))
    return f"<table class='inner'>{anchor}{_evidence(one)}{changed}</table>"


def _word(one: CriterionOnPaper) -> str:
    return one.words[one.step - 1] if one.step else "not observed"


def _chart(one: CriterionOnPaper) -> str:
    words = "".join(
        f"<text x='{20 + 50 * at}' y='8' font-size='6'>{escape(word)}</text><circle cx='{20 + 50 * at}' cy='16' r='2'/>"
        for at, word in enumerate(one.words)
    )
    ring = f"<circle cx='{20 + 50 * (one.step - 1)}' cy='16' r='5' fill='none' stroke='black'/>" if one.step else ""
    return f"<svg width='260' height='24'>{words}<line x1='20' x2='220' y1='16' y2='16' stroke='#888'/>{ring}</svg>"


def _evidence(one: CriterionOnPaper) -> str:
    return "".join(
        f"<tr><td>{(line.second or 0) // 60}′</td><td>{escape(line.text)}</td></tr>" for line in one.evidence
    )


def _facts(sheet: ScorecardSheet) -> list[tuple[str, str]]:
    return [
        ("Interviewer", sheet.interviewer),
        ("Position", f"{sheet.loop}, {sheet.requisition}; {sheet.track}; {sheet.level}"),
        ("Stage", sheet.stage),
        ("Rubric", f"{sheet.rubric.title}, version {sheet.rubric.version}"),
        ("Submitted", sheet.submitted_at.isoformat()),
        ("Visibility", sheet.visibility),
        ("Digest", sheet.digest),
        ("Audit entry", sheet.audit_hash),
        ("Content", sheet.rubric.content_hash),
    ]


def _texts(sheet: ScorecardSheet) -> list[str]:
    found = [*(f"{flag.name} {flag.evidence}" for flag in sheet.flags), *sheet.not_seen]
    if sheet.objection:
        met = sheet.objection
        found += [met.put, met.offered, met.verifiable, met.next_step, met.owner, met.escalation]
    return [*found, f"Recommendation: {sheet.recommendation}, {sheet.confidence}", sheet.changed, sheet.status_reason]


def typst_source(sheet: ScorecardSheet) -> str:
    """The same content as a Typst document: a table of facts, a table of figures, a section a criterion."""
    facts = "\n".join(f"[{label}], [#{_text(value)}]," for label, value in _facts(sheet))
    figures = "\n".join(
        f"[#{_text(one.name)}], [{one.step or 'not obs.'}], [#{_text(one.words[one.step - 1] if one.step else '')}],"
        for one in sheet.criteria
    )
    parts = "\n".join(
        f"== #{_text(one.name)}\n#{_text(one.anchor)}\n"
        + "\n".join(f"- #{_text(f'{(line.second or 0) // 60} {line.text}')}" for line in one.evidence)
        for one in sheet.criteria
    )
    said = "\n\n".join(f"#{_text(text)}" for text in _texts(sheet))
    return (
        f'#set document(title: {_text(sheet.candidate)})\n#set page(paper: "a4")\n'
        '#set text(font: "Lato", size: 9.5pt)\n'
        f"= #{_text(sheet.candidate)}\n#table(columns: 2, {facts})\n"
        f"#table(columns: 3, table.header([Criterion], [Ticked], [Word]), {figures})\n{parts}\n{said}\n"
    )


def _text(words: str) -> str:
    """A string of Typst, so that nothing in it is markup."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
