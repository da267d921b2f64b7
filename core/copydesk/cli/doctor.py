"""Check what a desk stands on: this machine, its folders, its journal and its plugins."""

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from copydesk.cli.here import add_json, some_settings
from copydesk.cli.term import columns, paint, print_json

if TYPE_CHECKING:
    from copydesk.cli.checks import Finding

STYLES = {"ok": "green", "warn": "yellow", "fail": "red"}


def build(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print what was found; the exit code is 1 if a check failed."""
    from copydesk.cli import checks

    loaded = some_settings(args)
    findings = list(checks.machine())
    if loaded.file is None:
        findings.append(
            checks.Finding("warn", "desk", "there is none here; make one with: copydesk init DIR")
        )
    else:
        findings += checks.desk(loaded)
    findings += checks.plugins(loaded.settings)
    if args.json:
        print_json([finding._asdict() for finding in findings])
    else:
        _print(findings)
    return 1 if any(finding.level == "fail" for finding in findings) else 0


def _print(findings: "Iterable[Finding]") -> None:
    findings = list(findings)
    for finding, line in zip(findings, columns(findings), strict=True):
        level = f"{finding.level:4}"
        print(f"{paint(level, STYLES[finding.level])}{line[len(level) :]}")
