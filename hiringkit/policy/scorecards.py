from enum import StrEnum


class Visibility(StrEnum):
    AFTER_OWN = "after_own"
    AFTER_PANEL = "after_panel"
    ALWAYS = "always"


class CardState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    AMENDED = "amended"
    RETURNED = "returned"


class Seat(StrEnum):
    LEAD = "lead"
    SECOND = "second"
    SHADOW = "shadow"
