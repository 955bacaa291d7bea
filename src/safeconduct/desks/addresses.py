"""Ids in addresses of the API: one thing's each, and no way to another address.

    post(request, f"cases/{case}/holds/{chosen(request, 'hold')}/lift", body)

What a page's own address has in it can hold no `/`. What a form has in it can, so a form's field
goes into an address through `chosen` alone. `inside` lets nothing else through than ids.
"""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest

_ID = r"(?!\.{1,2}(?:/|\Z))[A-Za-z0-9_.-]{1,64}"
"""As the API has ids (`api.shape`), and never `.` or `..`, which are ways and no names."""
_ONE = re.compile(_ID)
_PATH = re.compile(rf"{_ID}(?:/{_ID})*")


def is_id(text: str) -> bool:
    """Whether something can be called so."""
    return _ONE.fullmatch(text) is not None


def chosen(request: HttpRequest, name: str) -> str:
    """The id in a field of the form that was sent. Raises `Http404` for what can be none."""
    found = request.POST.get(name, "")
    if not is_id(found):
        raise Http404(f"there is nothing called like this: {name}")
    return found


def checked(path: str) -> str:
    """An address of the API, under /api/. Raises `Http404` if not all of its parts are ids."""
    if _PATH.fullmatch(path) is None:
        raise Http404("there is nothing at such an address")
    return path
