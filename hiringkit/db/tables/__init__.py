"""Every table. A row class ends in Row and never leaves a service."""

from hiringkit.db.tables.amendments import (
    AmendedRatingRow,
    AmendmentDraftRow,
    ScorecardStateRow,
    ScorecardStateTextRow,
    WithdrawnDraftRow,
)
from hiringkit.db.tables.attachments import AttachmentBytesRow, AttachmentRow
from hiringkit.db.tables.audit import AuditRow, DocumentBytesRow, DocumentRow, SaltRow
from hiringkit.db.tables.bundles import BundleBytesRow, BundleFileRow, BundleRow
from hiringkit.db.tables.calendars import CalendarRow
from hiringkit.db.tables.calibration_sessions import (
    CalibrationSessionRow,
    DefinitionProposalRow,
    SessionCountRow,
    SessionItemRow,
)
from hiringkit.db.tables.calibrations import CalibrationRunRow, CalibrationScoreRow
from hiringkit.db.tables.candidates import (
    CandidacyRow,
    CandidacyTallyRow,
    CandidateRow,
    CandidateTextRow,
    EarlyOpeningRow,
    InterviewChangeRow,
    InterviewRow,
    SeatRow,
)
from hiringkit.db.tables.conflicts import ConflictRow, ConflictTextRow
from hiringkit.db.tables.debriefs import (
    CandidacyWordsRow,
    DebriefItemRow,
    DebriefNoteRow,
    DebriefRatingRow,
    DebriefRow,
    LevelConfirmationRow,
)
from hiringkit.db.tables.decisions import DecisionRow, DissentRow, TieRow
from hiringkit.db.tables.invitations import InvitationRow
from hiringkit.db.tables.jobs import JobRow, WorkerRow
from hiringkit.db.tables.left_out import LeftOutRow
from hiringkit.db.tables.letterheads import LetterheadRow
from hiringkit.db.tables.loops import (
    LoopRow,
    LoopStepRow,
    LoopTallyRow,
    MembershipRow,
    PanelRow,
    StageCriterionRow,
    StageRow,
    WaiverRow,
)
from hiringkit.db.tables.mails import MailRow, MailTextRow, ReminderStopRow, UnwantedMailRow
from hiringkit.db.tables.moves import MoveRow
from hiringkit.db.tables.outcomes import HireRow, OutcomeRow
from hiringkit.db.tables.pack_drafts import (
    DraftFieldOfPackRow,
    DraftMarkRow,
    DraftSourceRow,
    PackDraftRow,
    VersionActRow,
)
from hiringkit.db.tables.packs import CriterionRow, PackRow, PackTagRow, RubricVersionRow
from hiringkit.db.tables.people import (
    CredentialRow,
    InstallationRow,
    LinkRow,
    PersonRow,
    PersonTextRow,
    SessionRow,
    SignInAttemptRow,
)
from hiringkit.db.tables.qualifications import CapacityRow, QualificationRow
from hiringkit.db.tables.samples import DrillFieldRow, DrillRatingRow, DrillRow, SampleRatingRow, SampleRow
from hiringkit.db.tables.scorecards import (
    DraftFieldRow,
    EvidenceCriterionRow,
    EvidenceRow,
    EvidenceTextRow,
    FlagRow,
    ObjectionRow,
    RatingRow,
    ScorecardNoteRow,
    ScorecardRow,
    ScorecardTextRow,
)
from hiringkit.db.tables.suggestions import IntendedSeatRow

__all__ = [
    "AmendedRatingRow",
    "AmendmentDraftRow",
    "AttachmentBytesRow",
    "AttachmentRow",
    "AuditRow",
    "BundleBytesRow",
    "BundleFileRow",
    "BundleRow",
    "CalendarRow",
    "CalibrationRunRow",
    "CalibrationScoreRow",
    "CalibrationSessionRow",
    "CandidacyRow",
    "CandidacyTallyRow",
    "CandidacyWordsRow",
    "CandidateRow",
    "CandidateTextRow",
    "CapacityRow",
    "ConflictRow",
    "ConflictTextRow",
    "CredentialRow",
    "CriterionRow",
    "DebriefItemRow",
    "DebriefNoteRow",
    "DebriefRatingRow",
    "DebriefRow",
    "DecisionRow",
    "DefinitionProposalRow",
    "DissentRow",
    "DocumentBytesRow",
    "DocumentRow",
    "DraftFieldOfPackRow",
    "DraftFieldRow",
    "DraftMarkRow",
    "DraftSourceRow",
    "DrillFieldRow",
    "DrillRatingRow",
    "DrillRow",
    "EarlyOpeningRow",
    "EvidenceCriterionRow",
    "EvidenceRow",
    "EvidenceTextRow",
    "FlagRow",
    "HireRow",
    "InstallationRow",
    "IntendedSeatRow",
    "InterviewChangeRow",
    "InterviewRow",
    "InvitationRow",
    "JobRow",
    "LeftOutRow",
    "LetterheadRow",
    "LevelConfirmationRow",
    "LinkRow",
    "LoopRow",
    "LoopStepRow",
    "LoopTallyRow",
    "MailRow",
    "MailTextRow",
    "MembershipRow",
    "MoveRow",
    "ObjectionRow",
    "OutcomeRow",
    "PackDraftRow",
    "PackRow",
    "PackTagRow",
    "PanelRow",
    "PersonRow",
    "PersonTextRow",
    "QualificationRow",
    "RatingRow",
    "ReminderStopRow",
    "RubricVersionRow",
    "SaltRow",
    "SampleRatingRow",
    "SampleRow",
    "ScorecardNoteRow",
    "ScorecardRow",
    "ScorecardStateRow",
    "ScorecardStateTextRow",
    "ScorecardTextRow",
    "SeatRow",
    "SessionCountRow",
    "SessionItemRow",
    "SessionRow",
    "SignInAttemptRow",
    "StageCriterionRow",
    "StageRow",
    "TieRow",
    "UnwantedMailRow",
    "VersionActRow",
    "WaiverRow",
    "WithdrawnDraftRow",
    "WorkerRow",
]
