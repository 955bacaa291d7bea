"""The magistrate's desk: what waits, one page a request, one a measure, and what may be decided."""
