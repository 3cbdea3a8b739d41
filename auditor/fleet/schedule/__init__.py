"""When sites are due, and the service that audits them then."""
