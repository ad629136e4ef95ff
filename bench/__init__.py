"""Measurements of the whole server against the figures it must reach; each ends with one JSON line.

    python -m bench checkins --people 2000000 --points 31000 --rate 0 --seconds 60
    python -m bench board --people 2000000 --points 31000 --watchers 1000 --rate 3300 --seconds 30

A run makes a data folder of its own, writes a conference of the asked size into its journal, starts the real
server on it as a process, loads it over real websockets from this one process, and removes the folder.
The load speaks the wire with `msgpack`, never with the server's codec. Rule: nothing here asserts a figure;
what a run shows is printed, also when it is poor.
"""
