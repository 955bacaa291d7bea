"""What templates of all desks use."""
