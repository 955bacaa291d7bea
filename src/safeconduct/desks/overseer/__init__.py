"""The overseer's desk: at a gate, at an oversight body's own node, and at a register's node."""
