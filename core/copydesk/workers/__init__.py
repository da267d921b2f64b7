"""Worker processes: the seam they speak over, the pool that supervises them, and the worker itself."""
