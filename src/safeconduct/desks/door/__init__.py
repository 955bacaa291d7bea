"""The check at the door, as a page for anybody."""
