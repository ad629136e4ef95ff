"""Bytes <-> frames, sans-I/O: what a page and the server say to each other, and the journal's bytes.

Not here: sockets, rights, meaning. PROTOCOL.md is the whole of it in words. Rule: imports the core only.
"""
