"""One file a scenario.

Each offers `VISIT` (the visit it belongs to), `ORDER` (its place in it), `NEEDS` (scenarios that must run before it) and
`run(visit) -> ScenarioRun`.
"""
