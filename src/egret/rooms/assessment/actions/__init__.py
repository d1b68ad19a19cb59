"""An enterprise's assessments; visitors, plans and earlier results by their own names."""

from .assessing import assess

__all__ = ["assess"]
