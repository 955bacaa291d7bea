"""The clerk's desk: requests come in, and whom they touch is written down."""
