"""One file a scenario.

Each offers `VISIT` (the visit it belongs to), `ORDER` (its place in it), `NEEDS` (scenarios that must run before it),
`BY_DEFAULT` (whether a scan makes it unasked) and `run(visit) -> ScenarioRun`. `ORDER` and `BY_DEFAULT` are plain constants: they
are read without loading the browser's library. A scenario with a visit of its own may offer besides:

* `needless(sight) -> ScenarioRun | None`: the outcome where what stood before the visitor on arrival in the first visit shows
  that nothing would come of this one, which is then not made;
* `STIRS`: False where no gesture is made before it, because moving and scrolling is what it is about;
* `prepare(context)`: what the browser is to say of its visitor. Only what a visitor's browser itself would say.
"""
