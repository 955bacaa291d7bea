"""The single checks that `verify` makes of a whole record, one module for each idea."""
