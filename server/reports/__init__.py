"""XLSX files: attendance by place, by belonging, by person; the logs of questions and of the floor. Knows the core only;
names come from outside."""

from server.reports.figures import belonging_in_steps, by_belonging, by_place, place_in_steps
from server.reports.people import PersonReport, by_person, listed
from server.reports.talk import floor_in_steps, questions_in_steps

__all__ = [
    "PersonReport",
    "belonging_in_steps",
    "by_belonging",
    "by_person",
    "by_place",
    "floor_in_steps",
    "listed",
    "place_in_steps",
    "questions_in_steps",
]
