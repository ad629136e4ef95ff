"""Điểm Cầu's server. Read core (the law) first, then wire, journal, live, edge, app."""
