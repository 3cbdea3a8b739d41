"""Reads and checks `selectors/`. (Named so because `selectors` is a standard-library module.)"""
