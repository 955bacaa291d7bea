"""A docket of ordinary requests, to see that the check does not cry wolf (`docs/controls.md`).

`shares` says what ordinary requests are like and how often; `requests` invents one; `truth` says
what is so in it, whoever has said it or not; `clerk` takes it through the check; `twins` plants a
protection or a signal in it; `figures` and `picture` show what came out.
"""
