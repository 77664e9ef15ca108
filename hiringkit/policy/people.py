from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    ADMIN = "admin"
    HIRING_MANAGER = "hiring_manager"
    INTERVIEWER = "interviewer"
    RECRUITER = "recruiter"


class LoopRole(StrEnum):
    MANAGER = "manager"
    INTERVIEWER = "interviewer"
    RECRUITER = "recruiter"


@dataclass(frozen=True)
class Viewer:
    person_id: int
    role: Role
    name: str
    zone: str
