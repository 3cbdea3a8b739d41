"""Audits consent banners and page boilerplate: captured evidence, written rules, results that can be defended line by line."""
