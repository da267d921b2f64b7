"""Records: layers become one record, a record becomes bytes, and both have a schema."""
