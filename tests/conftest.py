"""What several test modules share."""

from pathlib import Path

import pytest
from plugin_files import PluginFiles


@pytest.fixture
def plugin_files(tmp_path: Path) -> PluginFiles:
    """A private folder for single-file plugins."""
    return PluginFiles(tmp_path)
