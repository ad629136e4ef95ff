"""Who may speak and ask: a point's room, or one person online. Spelled, so that it can stand on the wire and in a table.

Rule: one spelling only. "n17" is the room of point 17, "p123" person 123 online, "" nobody.
"""

from functools import lru_cache

from server.core.ids import NO_NODE, NO_PERSON, NodeNo, PersonNo, Place

NOBODY = Place("")


def room(point: int) -> Place:
    return Place(f"n{point}")


def attendee(person: int) -> Place:
    return Place(f"p{person}")


@lru_cache(maxsize=100_000)
def _read(place: str) -> tuple[str, int]:
    """Letter and number; ("", -1) for what is no place."""
    letter, number = place[:1], place[1:]
    plain = (
        number.isascii() and number.isdigit() and (number == "0" or number[0] != "0") and len(number) <= 10
    )
    return (letter, int(number)) if letter and letter in "np" and plain else ("", -1)


def point_of(place: str) -> NodeNo:
    """The point whose room it is; NO_NODE for a person and for what is no place."""
    letter, number = _read(place)
    return NodeNo(number) if letter == "n" else NO_NODE


def person_of(place: str) -> PersonNo:
    """The person it is; NO_PERSON for a room and for what is no place."""
    letter, number = _read(place)
    return PersonNo(number) if letter == "p" else NO_PERSON
