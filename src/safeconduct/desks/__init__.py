"""Pages for the people who do the work: one small package a desk, and what desks share.

A desk reads and writes through the node's own API (`inside`), as whoever is signed in. So a page
shows what the API shows that role, and a button does what the API lets it do; neither decides.
"""
