"""Keys of the vault become names, and nothing where there is none any more."""

from server.live.wording import named, subjects_in

HERS, HIS = b"1" * 16, b"2" * 16
ROW = [7, HERS, "a hall", b"", HIS]


def test_only_keys_among_the_cells_asked_for_are_subjects() -> None:
    """Law: no words, no empty key, no cell the row does not have."""
    assert subjects_in(ROW, 0, 1, 2, 3, 9) == [HERS]
    assert subjects_in(ROW, 1, 4) == [HERS, HIS]


def test_a_name_stands_where_the_key_stood() -> None:
    """Law: the second string of the text is the name; of whom is erased nothing is said; other cells stay."""
    assert named(ROW, {HERS: ["012", "Lê Thị Hồng", "Bí thư"]}, 1, 2, 3, 4, 9) == [
        7, "Lê Thị Hồng", "a hall", "", ""
    ]  # fmt: skip
    assert ROW[1] == HERS
