"""One file a recorder: how it listens. Each offers `start(surroundings) -> Recorder`.

The shape of its record has a file of the same name in `auditor.evidence.records`.
"""
