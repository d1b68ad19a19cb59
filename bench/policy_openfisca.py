"""The same clauses in OpenFisca and in PolicyEngine, as their own manuals write them.

Money is either yuan in their `float` or fen in their `int`; both are 32 bits wide, and neither says so.
"""

from __future__ import annotations

import importlib

import numpy as np
from policy_cases import FLAGS, MONEY, OUTPUTS, YUAN, Columns

PERIOD, DAY = "2024-05-07", "2024-05-07"
RATES = {"diagnosis": 0.6, "cloud": 0.3, "reform": 0.4}
CAPS = {"diagnosis": 60_000, "cloud": 300_000, "advance": 100_000}
LEVEL_CAPS = [0, 0, 250_000, 350_000, 400_000]


class Engine:
    """`core` is openfisca_core or policyengine_core; `unit` yuan or fen."""

    def __init__(self, core: str, unit: str) -> None:
        self.unit = 1 if unit == "yuan" else YUAN
        self.value_type = float if unit == "yuan" else int
        self.parts = {
            name: importlib.import_module(f"{core}.{name}")
            for name in ("entities", "parameters", "periods", "taxbenefitsystems", "variables")
        }
        self.builder = importlib.import_module(
            f"{core}.simulations.simulation_builder"
            if core == "policyengine_core"
            else f"{core}.simulation_builder"
        ).SimulationBuilder
        self.system = self._system()

    def columns(self, inputs: Columns) -> Columns:
        """Fen, rounded to the nearest from what the engine gives."""
        simulation = self.builder().build_default_simulation(self.system, len(inputs["invest"]))
        for name, column in inputs.items():
            simulation.set_input(name, PERIOD, column / YUAN * self.unit if name in MONEY else column)
        return {
            name: np.rint(simulation.calculate(name, PERIOD).astype(np.float64) * (YUAN / self.unit)).astype(
                np.int64
            )
            for name in OUTPUTS
        }

    def single(self, case: dict[str, int | bool]) -> object:
        """One case with the engine's own trace."""
        facts = {
            name: {PERIOD: value / YUAN * self.unit if name in MONEY else value}
            for name, value in case.items()
        }
        simulation = self.builder().build_from_entities(self.system, {"enterprises": {"one": facts}})
        simulation.trace = True
        for name in OUTPUTS:
            simulation.calculate(name, PERIOD)
        return simulation.tracer.computation_log

    def _system(self):
        entity = self.parts["entities"].build_entity(
            key="enterprise", plural="enterprises", label="Enterprise", is_person=True
        )
        system = self.parts["taxbenefitsystems"].TaxBenefitSystem([entity])
        values = {
            "rate": {name: {"values": {DAY: {"value": rate}}} for name, rate in RATES.items()},
            "cap": {name: {"values": {DAY: {"value": cap * self.unit}}} for name, cap in CAPS.items()},
        }
        system.parameters = self.parts["parameters"].ParameterNode("", data=values)
        for variable in self._variables(entity):
            system.add_variable(variable)
        return system

    def _variables(self, entity) -> list[type]:
        base = self.parts["variables"].Variable
        day = getattr(self.parts["periods"], "DateUnit", self.parts["periods"])
        common = {"entity": entity, "definition_period": day.DAY, "label": "measured"}
        money = dict.fromkeys(MONEY, self.value_type) | {"level": int} | dict.fromkeys(FLAGS, bool)
        inputs = [type(name, (base,), {**common, "value_type": kind}) for name, kind in money.items()]
        return inputs + [
            type(name, (base,), {**common, "value_type": self.value_type, "formula": formula})
            for name, formula in _formulas(self).items()
        ]


def _formulas(engine: Engine) -> dict[str, object]:
    caps = np.array(LEVEL_CAPS) * engine.unit

    def down(amount):
        cents = YUAN // engine.unit
        return np.floor(amount * cents) / cents

    def diagnosis(firm, period, parameters):
        of = parameters(period)
        share = down(firm("diagnosis_fee", period) * of.rate.diagnosis)
        return np.minimum(share, of.cap.diagnosis) * firm("pilot", period)

    def cloud(firm, period, parameters):
        of = parameters(period)
        share = down(firm("cloud_fee", period) * of.rate.cloud)
        return np.minimum(share, of.cap.cloud) * firm("first_use", period) * firm("registered", period)

    def advance(firm, period, parameters):
        of = parameters(period)
        share = down(firm("first_payment", period) * of.rate.reform)
        return np.minimum(share, of.cap.advance) * firm("pilot", period)

    def gross(firm, period, parameters):
        share = down(firm("invest", period) * parameters(period).rate.reform)
        capped = np.minimum(share, caps[firm("level", period)])
        return capped * firm("pilot", period) * firm("accepted", period)

    def due(firm, period):
        return np.maximum(firm("gross", period) - firm("other_award", period), 0)

    def balance(firm, period):
        return np.maximum(firm("due", period) - firm("advance", period), 0)

    def recovery(firm, period):
        return np.maximum(firm("paid", period) - firm("due", period), 0)

    def total(firm, period):
        return firm("diagnosis", period) + firm("cloud", period) + firm("due", period)

    return {one.__name__: one for one in (diagnosis, cloud, advance, gross, due, balance, recovery, total)}
