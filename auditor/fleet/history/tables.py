"""The tables. Times are RFC 3339 in UTC, as text, so that they sort and read alike in every database."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

from auditor.results import VERDICTS

__all__ = ["VERDICT_COLUMNS", "VERSION", "metadata", "runs", "sites", "turns", "version"]

VERSION = 1
"""Of these tables."""
VERDICT_COLUMNS = {verdict: verdict.replace("-", "_") for verdict in VERDICTS}
"""Verdict → column that counts it."""

metadata = MetaData()

version = Table("auditor_version", metadata, Column("version", Integer, nullable=False))

runs = Table(
    "auditor_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("host", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("seal", String(64), nullable=False),
    Column("started_at", String(32), nullable=False),
    Column("ended_at", String(32)),
    Column("profile", Text, nullable=False),
    Column("tool", Text, nullable=False),
    Column("browser", Text),
    Column("conditions", String(64), nullable=False),
    Column("first_url", Text, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("audited", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    *(Column(name, Integer, nullable=False) for name in VERDICT_COLUMNS.values()),
    UniqueConstraint("host", "path"),
    Index("auditor_runs_seal", "seal"),
)

sites = Table(
    "auditor_sites",
    metadata,
    Column("run", Integer, ForeignKey("auditor_runs.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("error", Text, nullable=False),
    *(Column(name, Integer, nullable=False) for name in VERDICT_COLUMNS.values()),
    Column("trackers_before", Text, nullable=False),
    Column("trackers_refuse", Text, nullable=False),
    Column("failing", Text, nullable=False),
    Index("auditor_sites_url", "url"),
)

turns = Table(
    "auditor_turns",
    metadata,
    Column("url", Text, primary_key=True),
    Column("schedule", Text, primary_key=True),
    Column("served_until", String(32), nullable=False),
)
"""Until when a site has been served under a schedule. The one table that cannot be made again from the run folders."""
