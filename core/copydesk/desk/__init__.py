"""The desk: everything between a file in the inbox and a record that is safe, and what reacts to it."""

from copydesk.desk.desk import Desk
from copydesk.desk.report import DocumentLine, Reporter, Summary

__all__ = ["Desk", "DocumentLine", "Reporter", "Summary"]
