"""Worker processes: the wire they speak over, the pool that supervises them, and the worker itself."""
