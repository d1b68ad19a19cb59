from enum import StrEnum


class Title(StrEnum):
    """The highest graded title that the enterprise holds."""

    NONE = "none"
    INNOVATIVE = "innovative"
    SPECIALISED = "specialised"
    LITTLE_GIANT = "little_giant"
