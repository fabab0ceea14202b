"""The command line: `longtail report sales.parquet -o report.html`."""

from __future__ import annotations

import sys


def main() -> None:
    try:
        from ._command import app

        app()
    except ImportError as missing:
        sys.exit(f"longtail: {missing.name} is not installed: pip install 'longtail[report]'")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
