"""The addresses of the desks at each kind of node."""
