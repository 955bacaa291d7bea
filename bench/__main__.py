"""All benchmarks, or one of them with its own arguments: `python -m bench [law|record|gate …]`."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for; the exit status is the worst of them."""
    from bench import gate, law, nodes, pages, record  # noqa: PLC0415  # --help of one need not wait for the other
    from bench.names import main as names  # noqa: PLC0415

    parts = {
        "law": law.main, "record": record.main, "gate": gate.main, "nodes": nodes.main,
        "pages": pages.main, "names": names.main,
    }  # fmt: skip
    if not arguments:
        return max(part([]) for part in parts.values())
    if arguments[0] not in parts:
        print(f"'{arguments[0]}' is no benchmark; there are: {', '.join(parts)}", file=sys.stderr)
        return 2
    return parts[arguments[0]](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
