"""Made-up people and made-up evidence of the demo data, written for the first pack. Nobody here exists."""

from __future__ import annotations

import unicodedata


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = _words(
    "Rosa Amir Ling Oluwaseun Greta Mateo Aisha Jonas Priscilla Kwame Ines Dmitri Fatima Colm Yuki Tobias "
    "Leilani Rahul Noor Sofia Emeka Birgit Hamza Carmen Declan Mei Anselm Zainab Petra Luis Thandiwe Owen "
    "Marisol Viktor Salma Bram Chidi Elena Farid Hanne Imani Joaquin Katya Lars Mina Nikhil Odette Pavel "
    "Qiana Renske Samir Tuva Uma Wendell "
)
LAST = _words(
    "Delgado-Kim Haddad Zhang Adeyemi Lindqvist Ferreira Rahman Brandt O’Malley Mensah Castellanos Volkov "
    "Farouk Byrne Tanaka Reuter Kealoha Menon Siddiqui Marchetti Okafor Halvorsen Qureshi Navarro "
    "Fitzgerald Huang Weiss Bello Novak Herrera Dlamini Pritchard Vega Sokolov Mansour Visser Eze Popescu "
    "Karimi Sørensen Wanjiru Salazar Ivanova Nygaard Shirazi Iyer Beaumont Kovac Baptiste Dijkstra Nasser "
    "Eikeland Krishnan Ashworth "
)
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "’": "", " ": "."})


def person(number: int) -> tuple[str, str]:
    """The name and e-mail address of a made-up candidate; the first 2,900 or so have names of their own."""
    turn = number // len(FIRST)
    name = f"{FIRST[number % len(FIRST)]} {LAST[(number + 11 * (turn + (number > 2))) % len(LAST)]}"
    plain = unicodedata.normalize("NFKD", name.lower().translate(_PLAIN)).encode("ascii", "ignore").decode()
    again = number // (len(FIRST) * (len(LAST) - 1))
    return name, f"{plain}{again + 1 if again else ''}@example.org"


SYSTEMS = (
    "the lab interface",
    "the medication cabinet",
    "single sign-on",
    "the bed board",
    "the print queue",
    "paging",
)
WARDS = ("ward 4 West", "the emergency department", "radiology", "the infusion clinic", "the night desk", "maternity")
PEOPLE = ("the charge nurse", "the vendor", "the security lead", "the product owner", "the duty manager", "pharmacy")

# By criterion and band: 0 below the bar, 1 at it, 2 above it. Braces are filled with what stands above.
EVIDENCE: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "communication": (
        (
            "Told {ward} that {system} “works on our side” and closed the call.",
            "The message ran to two screens; {person} would not have found what to do next.",
            "Explained the cause to {person} in protocol terms and did not notice the silence.",
            "Said users on {ward} “never read the banner anyway”.",
        ),
        (
            "Wrote to {ward} in four lines: what is down, what to do meanwhile, when more comes.",
            "Kept an even tone when {person} raised their voice, and repeated the concern back.",
            "Said what was known about {system} and what was not, in plain words.",
            "Gave {person} the next update time before being asked.",
        ),
        (
            "Wrote three versions of one message: {ward}, {person}, the executive on call. Each could act on theirs.",
            "Named the one thing not known about {system}, and kept the promised time to the minute.",
            "Asked {ward} to read the message back, then changed two words that were misread.",
            "Turned an angry call from {person} into an agreed order of work within five minutes.",
        ),
    ),
    "troubleshooting": (
        (
            "Restarted {system} twice before asking when it last worked.",
            "Could not say what the second check had ruled out.",
            "Stopped at the first explanation that fitted, although {ward} was not affected.",
            "Changed two things on {system} at once and could not tell which one helped.",
        ),
        (
            "Asked for the last good result from {system} and the first bad one, then split the path between them.",
            "Reproduced the fault from {ward} before touching anything.",
            "Ruled out the network with one test and said why that was enough.",
            "Kept a log of times and checks that I could follow.",
        ),
        (
            "Counted messages on both sides of {system} before calling {person}; the gap named the queue.",
            "Said in advance what would prove the first guess wrong, then looked for exactly that.",
            "After the fix, checked three records on {ward} and one that had never failed.",
            "Found what let the fault stay unseen for an hour and who has to change the alert.",
        ),
    ),
    "process-improvement": (
        (
            "Repeat tickets about {system} were “just how that desk is”.",
            "Wrote an article nobody on {ward} was told about.",
            "Could not give a number before or after the change.",
            "Proposed a new tool without looking at why the tickets came.",
        ),
        (
            "Grouped a month of tickets about {system}, picked the largest cause, halved it in six weeks.",
            "Wrote the step for {ward} together with the people who do it.",
            "Showed the count before and after, and what else changed in that time.",
            "Fed the top three causes to {person} every fortnight.",
        ),
        (
            "Cut password calls by a third with one form, then watched for calls moving elsewhere: none did.",
            "Had {person} take the fix into the product, and retired the workaround on a date.",
            "Stopped an automation for {system} when it hid failures, and said so in the report.",
            "Made the review of repeats a habit that went on after they left the team.",
        ),
    ),
    "tooling": (
        (
            "Tickets had no owner after the first hand-over.",
            "Kept the real state of {system} in private notes.",
            "Closed tickets to reach the target and reopened them on Monday.",
        ),
        (
            "Every ticket in the example had an owner, a state and a next step that were true.",
            "Linked the calls from {ward} to one incident instead of eleven.",
            "Showed how the view for {person} is kept up to date.",
        ),
        (
            "Built a view that shows {ward} its own open requests; calls asking for news fell.",
            "Wrote a rule that flags tickets without a next step for two days, and tuned it with {person}.",
            "Took patient details out of ticket templates and checked old ones for them.",
        ),
    ),
    "escalation-judgment": (
        (
            "Escalated all six requests at once, without facts.",
            "Waited for {person} to ask before saying that {ward} was affected.",
            "Handed over {system} without the log.",
            "Would call the executive for a printer and nobody for a failed backup.",
        ),
        (
            "Put {ward} first, said why, and told the others when they would hear.",
            "Asked three questions before calling {person}: since when, how many, what has been tried.",
            "Escalated with the log and said who owns it now.",
            "Named what can be decided on the desk and what cannot.",
        ),
        (
            "Set the time at which {system} would be escalated before it was needed, and held to it.",
            "Agreed a rule with {person} that spares four calls a week.",
            "Stopped an escalation when the second check showed one workstation, and told everyone why.",
            "Asked who would be harmed by waiting, first; the order of work followed from that.",
        ),
    ),
    "evidence-handling": (
        (
            "“Compliance can look at it after go-live.”",
            "Reassured {person} three times and offered nothing that could be checked.",
            "Named a certificate without knowing what it covers.",
        ),
        (
            "Offered the access report for {system} and one next step with a date.",
            "Showed whose account was used, when it lapses, and where the recording is kept.",
            "Sent {person} the same evidence the auditor saw last year.",
        ),
        (
            "Said what the report does not show, before {person} asked.",
            "Turned the objection into a control: a two-hour account, signed by both sides.",
            "Asked {person} what would change their mind, then answered exactly that.",
        ),
    ),
    "discovery": (
        (
            "Started with features of {system} and never asked who decides.",
            "Wrote down a date nobody had said.",
        ),
        (
            "Asked who decides, by when, and how success on {ward} would be measured.",
            "Repeated the criteria back to {person} and had one corrected.",
        ),
        (
            "Found that {person} could stop the project and had not been asked; went there first.",
            "Separated what {ward} asks for from what would hurt if it failed.",
        ),
    ),
    "stakeholder-mapping": (
        (
            "Knew one name on the other side.",
            "Left Compliance off the list “until they complain”.",
        ),
        (
            "Drew who influences, who signs, who blocks; {person} was on it.",
            "Named Implementation, IT, Compliance and Clinical operations, each with their stake.",
        ),
        (
            "Marked where two stakeholders want opposite things from {system}, and who settles it.",
            "Checked the map with {person} and found a signature that had moved.",
        ),
    ),
    "owned-next-steps": (
        (
            "“We will keep in touch.” No owner, no date.",
            "Four next steps, all of them mine to guess.",
        ),
        (
            "Each step had an owner and a date, and {person} had agreed to theirs.",
            "Closed with two steps: one theirs, one ours, both dated.",
        ),
        (
            "Named what happens if {person} misses the date, and said it to them.",
            "Sent the steps within the hour and moved one when {ward} could not keep it.",
        ),
    ),
    "guardrail": (
        (
            "Would have put a patient’s name into the ticket to save time.",
            "Skipped the second check on {system} because the queue was long.",
        ),
        (
            "Kept patient details out of the ticket without being asked.",
            "Asked whether clinical work on {ward} could go on safely before the restart.",
        ),
        (
            "Refused the quick fix for {system} on a live ward, said why, and offered a safe one.",
            "Stopped the change when the second person was not there to check it.",
        ),
    ),
}
CHANGED = (
    "A message that {ward} could have acted on at once.",
    "One number from before the change.",
    "Hearing what was ruled out, not only what was tried.",
    "A next step with an owner, said without being asked.",
    "A case in which the first guess had been wrong.",
    "Seeing the log instead of hearing about it.",
    "If {person} had been told before the restart.",
    "Less time on tools, more on who was waiting.",
)
OFFERED = (
    ("A promise that the vendor is certified.", "“Our people would never do that.”"),
    (
        "The access report of last quarter and the name of the account’s owner.",
        "The recording of the last vendor session, and who reviewed it.",
    ),
    (
        "Session recording, a named account that lapses after two hours, last year’s report for the auditor.",
        "A test log of the control, with the two cases in which it failed and what was changed.",
    ),
)
NEXT_STEPS = (
    "Send the access report and the template for time-boxed accounts",
    "Walk the security lead through one recorded session",
    "Draft the control and have both sides sign it",
    "Ask the vendor for the audit letter and check its dates",
)
ESCALATIONS = (
    "Chief information security officer, if Security still says no at noon",
    "The compliance committee’s duty member",
    "",
)
FLAGGED = {
    "blames-users": "Said that {ward} “does not read”.",
    "compliance-later": "Wanted to sort out compliance after the change was live.",
    "checks-in-without-plan": "Promised {person} to “check in next week”, without saying about what.",
    "pitches-before-mapping": "Talked about {system} for ten minutes before asking who decides.",
}
