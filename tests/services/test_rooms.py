"""Rooms stand on a board as people count them."""

from opd_web.store.board_screen import natural


def test_room_10_comes_behind_room_2_and_its_annexe() -> None:
    assert sorted(["10", "2", "A1", "2A", "1"], key=natural) == ["A1", "1", "2", "2A", "10"]


def test_no_room_at_all_comes_first() -> None:
    assert sorted(["1", ""], key=natural) == ["", "1"]
