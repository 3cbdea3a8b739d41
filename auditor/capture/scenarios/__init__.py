"""One file a scenario.

Each offers `VISIT` (the visit it belongs to), `ORDER` (its place in it) and `run(visit) -> ScenarioRun`.
"""
