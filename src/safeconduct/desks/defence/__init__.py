"""The desk of the defence: notices, time to oppose, the file, a standstill, the bundle."""
