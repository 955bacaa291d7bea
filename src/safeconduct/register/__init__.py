"""A protecting authority's own list: whom it protects, since when, against which state."""
