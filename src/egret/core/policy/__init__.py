"""Subsidy clauses as data: a closed, typed, total language whose every answer carries its reasoning."""
