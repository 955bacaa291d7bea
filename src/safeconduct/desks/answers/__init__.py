"""The desk of everybody who is asked something: questions, and their answers."""
