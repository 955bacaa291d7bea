"""Go's own implementation of the same formats, which never saw our code: it has to agree with us.

Not among the ordinary tests, because it needs Go's compiler: run it with `make foreign`.
"""
