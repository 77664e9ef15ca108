"""Made-up evidence of the demo data for the packs of a software engineer and of a nurse who leads a team."""

from __future__ import annotations

from dataclasses import dataclass

from hiringkit.services import demo_texts as texts

Bands = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Voice:
    """What the cards of one pack say. By criterion and band: below the bar, at it, above it."""

    evidence: dict[str, Bands]
    flagged: dict[str, str]
    changed: tuple[str, ...]
    offered: Bands
    next_steps: tuple[str, ...]
    owner: str
    escalations: tuple[str, ...]


FIRST = Voice(
    evidence=texts.EVIDENCE,
    flagged=texts.FLAGGED,
    changed=texts.CHANGED,
    offered=((*texts.OFFERED[0],), (*texts.OFFERED[1],), (*texts.OFFERED[2],)),
    next_steps=texts.NEXT_STEPS,
    owner="Candidate, with the security lead",
    escalations=texts.ESCALATIONS,
)
ENGINEER = Voice(
    evidence={
        "problem-solving": (
            (
                "Wrote forty lines before asking what happens to an empty order.",
                "Changed three lines at once when it failed.",
            ),
            (
                "Said the request back with an example, then took the smallest step.",
                "Compared two log lines and found where they part.",
            ),
            (
                "Asked whether the order may be charged in two parts; nobody had thought of it.",
                "Named two odd cases and left one out, with its price.",
            ),
        ),
        "changeable-code": (
            ("The test checks the stand-in and not the code.", "Caught every error and returned an empty list."),
            ("Named the function after what the business calls it.", "A test failed for the fault, then passed."),
            (
                "Took a flag out and with it two branches nobody could explain.",
                "The test would fail for the right reason only; tried it.",
            ),
        ),
        "design": (
            (
                "Named four products before asking how many messages there are.",
                "“We would just retry”, and nothing on what a second try does.",
            ),
            (
                "Worked out 3,300 messages a second, and what that means for one supplier.",
                "Said what stays right when a message comes twice.",
            ),
            (
                "Compared two designs by what each makes hard next year.",
                "Said at which load the simple design stops holding.",
            ),
        ),
        "operations": (
            ("Restarted twice before looking at who is affected.", "Told nobody for twenty minutes."),
            (
                "Switched the new check off first, then looked for the cause.",
                "Ruled the database out with one graph and said why.",
            ),
            (
                "Asked why no alert had fired, and wrote the one that would have.",
                "Said beforehand what would show that it is over.",
            ),
        ),
        "working-together": (
            ("In both stories the reviewer “did not get it”.", "Agreed with everything that was said."),
            (
                "Told the other side's reason so that I found it convincing.",
                "Carried out the decision that went the other way.",
            ),
            (
                "Changed their mind in the team's meeting and said on which figure.",
                "The checklist they began is used by two teams now.",
            ),
        ),
        "evidence-handling": (
            ("“It is encrypted”, and no word on who holds the key.", "Would look at it after the release."),
            ("Said where each token lies and who can read it.", "Named the test, and what it does not cover."),
            (
                "Asked what would satisfy the objector, then changed the design for it.",
                "Said which risk stays, and who would have to accept it.",
            ),
        ),
        "data-kept-safe": (
            ("Wanted to copy the live table to try the query.", "Logged the whole request, token and all."),
            ("Asked for a copy before running the query.", "Took the names out of the log before sharing it."),
            (
                "Made the deletion ask for the number of rows it expects.",
                "Told of an own slip and of the check that came after it.",
            ),
        ),
    },
    flagged={
        "restart-and-hope": "Restarted all instances and waited.",
        "tests-later": "“Tests come when it works”, without a date.",
        "security-later": "Wanted to settle the keys after the release.",
        "tool-before-need": "Chose the queue before asking how much goes through it.",
    },
    changed=(
        "A test written before the change.",
        "One figure for the load.",
        "Hearing what was ruled out.",
        "A story in which somebody else was right.",
    ),
    offered=(
        ("A general word that everything is encrypted.",),
        ("A list of where each token lies, and the test that nobody else reads it.",),
        ("The list, last month's access log, and the case that the test does not cover.",),
    ),
    next_steps=(
        "Write down where each secret lies and who reads it",
        "Show the test to the security engineer and run it together",
    ),
    owner="Candidate, with the security engineer",
    escalations=("Head of engineering, if the risk is not accepted by Friday", ""),
)
NURSE = Voice(
    evidence={
        "prioritization": (
            ("Worked down the board from bed 1.", "Kept to the first plan when bed 6 changed."),
            ("Said who can wait, and until when.", "Ordered anew when the second call came."),
            (
                "Found the quiet patient before any figure was bad.",
                "Wrote the order on the board so that all could correct it.",
            ),
        ),
        "deterioration": (
            ("Left it for the next round.", "Called without a figure and took the brush-off."),
            (
                "Gave situation, figures and one request in half a minute.",
                "Set a time and called the next in line when it passed.",
            ),
            ("Had oxygen and access ready before the team came.", "Asked afterwards why it was not seen at four."),
        ),
        "delegation": (
            ("Took the three sickest patients and left the new nurse without a word.", "Shared out by number of beds."),
            (
                "Said what to report and had it said back.",
                "Gave the new nurse two stable patients and looked in twice.",
            ),
            ("Moved an assistant before it became too much.", "Said no to the ninth patient with three facts."),
        ),
        "communication": (
            (
                "Talked about the rules while the daughter cried.",
                "Promised that the physician would call within the hour.",
            ),
            ("Asked first what she had been told.", "Said what is known, what is not, and who says the rest at five."),
            (
                "Heard the fear behind the shouting and named it.",
                "Changed the whiteboard so that families need not ask.",
            ),
        ),
        "coaching": (
            ("Sent everybody to the same course.", "Corrected a colleague at the bedside, loudly."),
            (
                "Watched one dressing, said what was seen, watched the next.",
                "Named what the nurse can do now that she could not in May.",
            ),
            (
                "Let the new nurse lead a round with a step for each week.",
                "Two of three preceptors lead teams of their own now.",
            ),
        ),
        "quality-improvement": (
            ("A poster, and nobody counted.", "Four changes at once; no way to tell which one helped."),
            (
                "Eleven falls before, four after, over two quarters each.",
                "Asked night staff first, and changed one thing.",
            ),
            ("Gave up the form that did not help, and said so.", "Looked whether sores went up while falls went down."),
        ),
        "evidence-handling": (
            ("“The guideline says so.”", "Gave way at once, without a question."),
            (
                "Brought the unit's own count and said for whom it holds.",
                "Agreed on five patients with a rule for stopping.",
            ),
            (
                "Asked the therapist what would change her mind.",
                "Conceded the two falls and planned the teaching with her.",
            ),
        ),
        "safety-and-dignity": (
            ("Would chart the round that was not done.", "Spoke of the father in the corridor."),
            ("Drew the curtain before the talk.", "Said that the check was late and reported it."),
            (
                "Stopped the surgeon for the name band, politely.",
                "Told of an own slip and of what the unit changed after it.",
            ),
        ),
    },
    flagged={
        "waits-for-the-round": "Left a worrying patient until the next observations.",
        "by-the-board": "Began at bed 1 and went on to bed 8.",
        "always-done-so": "Gave “we have always done it” as the reason.",
        "blames-in-public": "Corrected the assistant in front of the patient.",
    },
    changed=(
        "A look at the patient before the board.",
        "A count from before the change.",
        "Hearing what the daughter had asked.",
        "An instruction that was said back.",
    ),
    offered=(
        ("The guideline, without saying for whom it is.",),
        ("The unit's own count of six months, and who was left out of it.",),
        ("The count, the two falls of last year in it, and a rule for when to stop.",),
    ),
    next_steps=("Agree with the physiotherapist who is left out", "Try it with five patients, each watched by both"),
    owner="Candidate, with the physiotherapist",
    escalations=("Director of nursing, if it is not agreed by Monday", ""),
)
VOICES = {"back-end-software-engineer": ENGINEER, "registered-nurse-team-lead": NURSE}
