"""What a site says of itself and can be held to: sentences that commit it, policies, lists of cookies, purposes, partners."""

from __future__ import annotations

from auditor.catalogue.phrases import normal
from auditor.classify.promises.read import lengths_of_policies, read_told
from auditor.classify.promises.sentences import find_claims, sentences

__all__ = ["find_claims", "lengths_of_policies", "normal", "read_told", "sentences"]
