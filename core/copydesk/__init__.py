"""Drop a document into a folder; get enriched JSON out.

Names are imported when they are first used, so that starting a command costs next to nothing.
"""

from importlib import import_module

TYPE_CHECKING = False  # what checkers take for True; importing typing would cost more than all of this

if TYPE_CHECKING:
    from copydesk.enricher import Enricher as Enricher
    from copydesk.enricher import enrich as enrich
    from copydesk.enricher import enrich_file as enrich_file
    from copydesk.errors import ConfigError as ConfigError
    from copydesk.errors import CopydeskError as CopydeskError
    from copydesk.errors import ReadError as ReadError
    from copydesk.errors import TryLater as TryLater
    from copydesk.events import Event as Event
    from copydesk.many import enrich_many as enrich_many
    from copydesk.model import Annotation as Annotation
    from copydesk.model import Document as Document
    from copydesk.model import Layer as Layer
    from copydesk.model import Metadata as Metadata
    from copydesk.model import NoSummary as NoSummary
    from copydesk.model import Record as Record
    from copydesk.model import Source as Source
    from copydesk.plugin import Context as Context
    from copydesk.plugin import Reading as Reading
    from copydesk.plugin import Settings as Settings
    from copydesk.plugin import command as command
    from copydesk.plugin import exporter as exporter
    from copydesk.plugin import operational as operational
    from copydesk.plugin import reader as reader
    from copydesk.plugin import subscribe as subscribe
    from copydesk.seam import Trouble as Trouble
    from copydesk.settings import DeskSettings as DeskSettings
    from copydesk.views import Segment as Segment
    from copydesk.views import View as View
    from copydesk.views import without as without

_HOMES = {
    "Annotation": "model",
    "ConfigError": "errors",
    "Context": "plugin",
    "CopydeskError": "errors",
    "DeskSettings": "settings",
    "Document": "model",
    "Enricher": "enricher",
    "Event": "events",
    "Layer": "model",
    "Metadata": "model",
    "NoSummary": "model",
    "ReadError": "errors",
    "Reading": "plugin",
    "Record": "model",
    "Segment": "views",
    "Settings": "plugin",
    "Source": "model",
    "Trouble": "seam",
    "TryLater": "errors",
    "View": "views",
    "command": "plugin",
    "enrich": "enricher",
    "enrich_file": "enricher",
    "enrich_many": "many",
    "exporter": "plugin",
    "operational": "plugin",
    "reader": "plugin",
    "subscribe": "plugin",
    "without": "views",
}
"""The public names, and the module each lives in."""

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'copydesk' has no attribute {name!r}")
    value = getattr(import_module(f"copydesk.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
