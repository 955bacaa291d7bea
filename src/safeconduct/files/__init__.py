"""Reading rulebooks and cases from disk, with limits and a cache. The only I/O below the CLI."""
