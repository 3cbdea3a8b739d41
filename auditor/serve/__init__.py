"""The dashboard: run folders in a browser, for those who do not live on a command line. It reads run folders and starts scans.

It judges nothing and changes nothing in a run. What may be asked of it, and by whom, stands in `guard`.
"""
