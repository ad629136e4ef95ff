"""Attendance as XLSX files: by place, by belonging, by person. Knows the core only; names come from outside."""

from server.reports.figures import belonging_in_steps, by_belonging, by_place, place_in_steps
from server.reports.people import PersonReport, by_person, listed

__all__ = [
    "PersonReport",
    "belonging_in_steps",
    "by_belonging",
    "by_person",
    "by_place",
    "listed",
    "place_in_steps",
]
