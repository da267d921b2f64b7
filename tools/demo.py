"""The main job, shown: drop the sample documents, run the desk once, look at one record."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "docs" / "samples"
SHOWN = "harbour-strike.txt"
SETTINGS = {"COPYDESK_INBOX__DUPLICATES": "process", "COPYDESK_LOGS__LEVEL": "warning"}
"""So that a second demonstration works on the same samples again, and the table stands alone."""


def main() -> int:
    """Return the exit code of the first command that fails, else 0."""
    for sample in sorted(SAMPLES.glob("*.txt")):
        shutil.copy(sample, ROOT / "inbox" / sample.name)
        print(f"dropped docs/samples/{sample.name} into inbox/")
    print(flush=True)
    return _copydesk("run", "--once") or _copydesk("show", f"out/{SHOWN}.json")


def _copydesk(*arguments: str) -> int:
    print(f"$ copydesk {' '.join(arguments)}", flush=True)
    command = [str(Path(sys.executable).parent / "copydesk"), *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **SETTINGS}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
