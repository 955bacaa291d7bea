"""`python -m safeconduct`."""

from safeconduct.cli import main

raise SystemExit(main())
