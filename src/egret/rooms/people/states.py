from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    ENTERPRISE = "enterprise"
    PROVIDER = "provider"
    ASSESSOR = "assessor"
    DISTRICT = "district"
    CITY = "city"
    FINANCE = "finance"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    SYSTEM = "system"


class OrganisationKind(StrEnum):
    ENTERPRISE = "enterprise"
    PROVIDER = "provider"
    OFFICE = "office"
    THIRD_PARTY = "third_party"


class Permission(StrEnum):
    """One word per thing that a role may do; a view names one of these first."""

    OWN_FILE = "own_file"
    APPLY = "apply"
    FILE_CONTRACT = "file_contract"
    CONFIRM_CONTRACT = "confirm_contract"
    VISIT = "visit"
    SEE_CASES = "see_cases"
    CHECK_DISTRICT = "check_district"
    REVIEW_CITY = "review_city"
    PUBLISH = "publish"
    DECIDE_ACCEPTANCE = "decide_acceptance"
    CLAIM = "claim"
    DECIDE_CLAIM = "decide_claim"
    STRIKE_DOCUMENT = "strike_document"
    RECALL = "recall"
    SEE_MONEY = "see_money"
    PAY = "pay"
    OPEN_BANK_FILES = "open_bank_files"
    SEE_TRAIL = "see_trail"
    SEE_INDICATORS = "see_indicators"
    REPORT_FIGURES = "report_figures"
    SEE_PACK = "see_pack"
    EDIT_PACK = "edit_pack"
    RELEASE_PACK = "release_pack"
    RECORD_LEVEL = "record_level"
    SEE_RATINGS = "see_ratings"
    REPEAT_RATING = "repeat_rating"
    SEE_REFORMS = "see_reforms"
    MODEL_REFORMS = "model_reforms"
    SANCTION = "sanction"


P = Permission
MAY: dict[Role, frozenset[Permission]] = {
    Role.ENTERPRISE: frozenset({P.OWN_FILE, P.APPLY, P.FILE_CONTRACT, P.CLAIM}),
    Role.PROVIDER: frozenset({P.CONFIRM_CONTRACT}),
    Role.ASSESSOR: frozenset({P.VISIT}),
    Role.DISTRICT: frozenset(
        {
            P.SEE_CASES,
            P.CHECK_DISTRICT,
            P.STRIKE_DOCUMENT,
            P.RECORD_LEVEL,
            P.SEE_INDICATORS,
            P.SEE_PACK,
        }
    ),
    Role.CITY: frozenset(
        {
            P.SEE_CASES,
            P.REVIEW_CITY,
            P.RECORD_LEVEL,
            P.PUBLISH,
            P.DECIDE_ACCEPTANCE,
            P.DECIDE_CLAIM,
            P.STRIKE_DOCUMENT,
            P.RECALL,
            P.SEE_MONEY,
            P.SEE_INDICATORS,
            P.REPORT_FIGURES,
            P.SEE_PACK,
            P.EDIT_PACK,
            P.RELEASE_PACK,
            P.SEE_REFORMS,
            P.MODEL_REFORMS,
            P.SANCTION,
            P.SEE_RATINGS,
            P.REPEAT_RATING,
        }
    ),
    Role.FINANCE: frozenset(
        {
            P.SEE_CASES,
            P.SEE_MONEY,
            P.PAY,
            P.OPEN_BANK_FILES,
            P.SEE_INDICATORS,
            P.SEE_PACK,
            P.RELEASE_PACK,
            P.SEE_REFORMS,
            P.MODEL_REFORMS,
            P.SANCTION,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            P.SEE_CASES,
            P.SEE_MONEY,
            P.OPEN_BANK_FILES,
            P.SEE_TRAIL,
            P.SEE_INDICATORS,
            P.SEE_PACK,
            P.SEE_REFORMS,
            P.SEE_RATINGS,
        }
    ),
    Role.SYSTEM_ADMIN: frozenset(),
    Role.SECURITY_ADMIN: frozenset(),
    Role.AUDIT_ADMIN: frozenset(),
    Role.SYSTEM: frozenset(),
}
