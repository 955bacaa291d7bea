"""Mistakes that change nothing in any case, each with the reason; looked at one by one."""

from __future__ import annotations

SAID_TWICE = "What is owed or asked says the same once more, so that without it nothing is missing."
NOT_YET = "Nothing that uses it, or that it lifts, is in force on the day before."
NOT_ABOUT = "What it lifts is not about this act."

EQUIVALENT: dict[str, str] = {
    **dict.fromkeys(
        (
            "be-aliens-act-1980.52-4 — when left out",
            "be-aliens-act-1980.52-4 — when: all read as any",
            "be-aliens-act-1980.52-4 — when: left out: asylum-protected(person)",
            "be-aliens-act-1980.52-4 — when: left out: danger-elements(person)",
            "be-aliens-act-1980.55-exclusion — when left out",
            "echr-1950-return.3-onward — when left out",
            "policy-notices.every-identity — when left out",
            "policy-confidence.consent — unless: left out: consents-to-disclosure(person)",
        ),
        SAID_TWICE,
    ),
    **dict.fromkeys(
        (
            "be-data-act-2018.66-urgent — from a day earlier",
            "led-2016-680.35-2 — from a day earlier",
            "refugee-convention-1951.1F-a — from a day earlier",
            "refugee-convention-1951.1F-b — from a day earlier",
            "refugee-convention-1951.1F-c — from a day earlier",
            "appropriate-safeguards(measure) — from a day earlier",
            "budapest-detailed(request) — from a day earlier",
            "drugs-detailed(request) — from a day earlier",
            "strasbourg-request(request) — from a day earlier",
            "uncac-detailed(request) — from a day earlier",
            "untoc-detailed(request) — from a day earlier",
            "warsaw-request(request) — from a day earlier",
        ),
        NOT_YET,
    ),
    "ets-99-1978.1 — not about arrest": NOT_ABOUT,
}
"""The label of a mistake, and why it is none."""
