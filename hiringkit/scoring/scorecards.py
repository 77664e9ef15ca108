from enum import StrEnum


class Recommendation(StrEnum):
    STRONG_NO = "strong_no"
    NO = "no"
    YES = "yes"
    STRONG_YES = "strong_yes"


class Confidence(StrEnum):
    GUESS = "guess"
    FAIRLY_SURE = "fairly_sure"
    SURE = "sure"


class NotObserved(StrEnum):
    TIME = "time"
    NOT_ASKED = "not_asked"
    CANNOT_JUDGE = "cannot_judge"


class Verifiable(StrEnum):
    YES = "yes"
    IN_PART = "in_part"
    NO = "no"
