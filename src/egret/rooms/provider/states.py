from enum import StrEnum


class ProviderKind(StrEnum):
    CHAIN_LEADER = "chain_leader"
    INTEGRATOR = "integrator"
    SPECIALIST = "specialist"
