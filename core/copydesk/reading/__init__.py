"""From bytes to a document: which media type it is, which reader answers for it, and how bytes become text."""
