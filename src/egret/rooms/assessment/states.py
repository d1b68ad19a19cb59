from enum import StrEnum


class Stage(StrEnum):
    """Three results that are never mixed; only the one on site counts for acceptance and indicators."""

    BEFORE = "before"
    AFTER = "after"
    ON_SITE = "on_site"
