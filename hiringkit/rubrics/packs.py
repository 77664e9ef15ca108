from enum import StrEnum


class Weight(StrEnum):
    PRIMARY = "primary"
    SECONDARY = "secondary"
