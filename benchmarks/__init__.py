"""Measure Copydesk beside its peers: the same work, in the same run, taking turns.

``python -m benchmarks`` runs everything, ``python -m benchmarks noop --rounds 5`` one of them. A figure alone says more
about the machine than about the program, so read the ratios; each is taken within one round, and its spread stands
beside it.
"""
