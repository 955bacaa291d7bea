"""What a requester can infer from when it hears what (`docs/inference.md`).

`assumptions` says how long what takes inside and how it ends; `views` works out exactly what can be
seen and what follows from it; `pools` counts, on a simulated docket, how many unprotected requests
share wording and slot; `picture` draws it.
"""
