"""All that touches a browser. Capture records and presses; it never labels, scores or concludes."""
