"""Why a calibration may not be used as it is, in words that a paper can say in its own language. Loads no numpy."""

from __future__ import annotations

from hiringkit.languages import marked

ALONE = marked("one interviewer, so severity cannot be told from the candidates")
ONE, NOBODY = marked("one candidate"), marked("no candidate")
ALIKE = marked("every rating is the same")
UNLINKED = marked("fewer than two candidates were seen by two interviewers")
ONE_RATING = marked("1 rating; at least %(needed)s are needed")
FEW_RATINGS = marked("%(ratings)s ratings; at least %(needed)s are needed")
APART = marked("%(groups)s groups of candidates share no interviewer; compare only within a group")
FEW = marked(
    "%(candidates)s candidates, %(interviewers)s interviewers, %(ratings)s ratings; %(enough)s, %(people)s and %(all)s "
    "are needed"
)
SEEN_ONCE = marked("only %(share)s %% of the candidates were seen by two interviewers; %(needed)s %% are needed")
UNLEARNED = marked("too little is known about the interviewers' severity")
OWN_STAGES = marked("a harsh interviewer and a hard stage cannot be told apart here")
UNSETTLED = marked("the estimation did not settle")
JOINT = marked("the joint estimate is for comparison with published tables")
CONNECTED = marked("one connected group, %(candidates)s candidates, %(interviewers)s interviewers, %(ratings)s ratings")
REASONS = (
    ALONE, ONE, NOBODY, ALIKE, UNLINKED, ONE_RATING, FEW_RATINGS, APART, FEW, SEEN_ONCE, UNLEARNED, OWN_STAGES,
    UNSETTLED, JOINT, CONNECTED,
)  # fmt: skip
