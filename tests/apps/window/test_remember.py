"""What the window remembers: given back as it was kept, and never in the way."""

import json

import pytest
from PySide6.QtCore import QRect

from pressure_coach.apps.window.place import fitted
from pressure_coach.apps.window.remember import Memory, file, keep, recall


def test_what_was_kept_is_given_back(tmp_path) -> None:
    memory = Memory((10, 20, 900, 700), True, "dark", 35, True, True, True, 300)
    assert keep(memory, tmp_path / "new" / "window.json")
    assert recall(tmp_path / "new" / "window.json") == memory
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["window.json"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1, 2]", "null", '{"place": [1, 2, 3]}', '{"place": "here", "volume": 900, "theme": 3}', "[" * 5000,
     '{"place": [0, 0, 5, 5], "span_s": 31, "muted": "no"}', '{"place": [1e9, 0, 1000, 1000]}', "\x00\xff"],
)  # fmt: skip
def test_a_broken_file_is_as_if_there_were_none(tmp_path, text) -> None:
    path = tmp_path / "window.json"
    path.write_bytes(text.encode("latin-1"))
    assert recall(path) == Memory()


def test_what_makes_sense_in_a_broken_file_is_used(tmp_path) -> None:
    path = tmp_path / "window.json"
    path.write_text(json.dumps({"theme": "dark", "volume": -3, "more": 1}))
    assert recall(path) == Memory(theme="dark")


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    assert not keep(Memory(), tmp_path / "file" / "window.json")


def test_it_lies_in_the_folder_of_the_person(own_folder) -> None:
    assert file() == own_folder / "window.json"


LAPTOP, BESIDE = QRect(0, 0, 1280, 800), QRect(1280, 0, 1920, 1080)


@pytest.mark.parametrize(
    ("place", "screens", "wanted"),
    [
        (QRect(40, 50, 900, 640), [LAPTOP], QRect(40, 50, 900, 640)),
        (QRect(1000, 50, 900, 640), [LAPTOP, BESIDE], QRect(1000, 50, 900, 640)),  # across both
        (QRect(1000, 50, 900, 640), [LAPTOP], QRect(380, 50, 900, 640)),  # the other one was taken away
        (QRect(-60, -20, 900, 640), [LAPTOP], QRect(0, 0, 900, 640)),
        (QRect(0, 0, 1280, 800), [QRect(0, 0, 1024, 600)], QRect(0, 0, 1024, 600)),  # letters are larger now
        (QRect(2000, 100, 900, 640), [LAPTOP], None),
    ],
)
def test_no_part_of_the_window_comes_back_where_no_screen_is(place, screens, wanted) -> None:
    assert fitted(place, screens) == wanted


def test_place_theme_volume_and_span_come_back_with_the_window(opened) -> None:
    hand = opened("sim:manual")
    hand.window.setGeometry(20, 50, 770, 640)  # the screen in memory is 800 wide
    dark = hand.window.theme.dark
    hand.press("d", "w", "v", "+")
    hand.press("v")
    assert hand.window.close()
    again = opened("sim:manual")
    assert again.window.theme.dark is not dark
    assert again.window.memory.volume == 80
    assert again.window.memory.muted
    assert again.window.memory.span_s == 60
    assert (again.window.width(), again.window.height()) == (770, 640)
