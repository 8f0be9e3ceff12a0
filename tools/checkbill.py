"""Check a bill of materials against the format's own schema, with the format's own library.

    python3 tools/checkbill.py sbom.cdx.json

Needs requirements/audit.txt. Ends with 1 and says what does not fit.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def main() -> int:
    """Check the file named on the command line."""
    bill = Path(sys.argv[1]).read_text(encoding="utf-8")
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill)
    if problem is not None:
        print(problem, file=sys.stderr)
    return 0 if problem is None else 1


if __name__ == "__main__":
    sys.exit(main())
