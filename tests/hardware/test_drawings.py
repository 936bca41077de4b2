"""The wiring diagrams are those of wiring.csv, and can be read: nothing stands on a word, no two wires seem one."""

from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest

from hardware import draw_wiring
from hardware.data import BUILDS, boards_of, piece_of, wires_of
from hardware.diagram import Drawing, Place, clear, lay_out, width_of

DRAWN = [(build, board) for build in BUILDS for board in boards_of(build)]
SAME_WIRE = 3.0  # px: lines nearer than this look like one


def drawing(build: str, board: str) -> Drawing:
    return draw_wiring.drawing(build, board)


def terminals(plan: Drawing) -> dict[str, set[tuple[float, float]]]:
    found: dict[str, set[tuple[float, float]]] = {}
    for box in plan.boxes:
        for side in (box.left, box.right):
            for name, at in side.items():
                found.setdefault(f"{box.piece}.{name}", set()).add(at)
    return found


def test_the_diagrams_are_not_stale():
    for path, text in draw_wiring.files().items():
        assert path.exists(), f"{path.name} is missing: python3 hardware/draw_wiring.py"
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is stale: python3 hardware/draw_wiring.py"


def test_no_diagram_is_left_over():
    there = {path for build in BUILDS for path in (draw_wiring.data.HERE / build).glob("wiring-*.svg")}
    assert there == set(draw_wiring.files())


@pytest.mark.parametrize(("build", "board"), DRAWN)
def test_every_wire_of_the_table_is_drawn_from_terminal_to_terminal(build, board):
    plan = drawing(build, board)
    at = terminals(plan)
    drawn = {(route.link.start, route.link.end, route.link.colour) for route in plan.routes}
    assert drawn == {(wire.start, wire.end, wire.colour) for wire in wires_of(build, board)}
    for route in plan.routes:
        assert route.points[0] in at[route.link.start]
        assert route.points[-1] in at[route.link.end]
        for (x1, y1), (x2, y2) in pairwise(route.points):
            assert x1 == x2 or y1 == y2


@pytest.mark.parametrize(("build", "board"), DRAWN)
def test_nothing_stands_on_a_word_or_runs_through_a_box(build, board):
    plan = drawing(build, board)
    words = [route.word_at for route in plan.routes]
    boxes = [box.rect for box in plan.boxes]
    for a, b in combinations([*words, *boxes], 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)
    for route in plan.routes:
        for a, b in pairwise(route.points):
            assert clear(a, b, words, margin=1), f"{route.link} runs through a word"
            assert clear(a, b, boxes, margin=1), f"{route.link} runs through a box"


@pytest.mark.parametrize(("build", "board"), DRAWN)
def test_words_fit_into_their_boxes_and_everything_into_the_picture(build, board):
    plan = drawing(build, board)
    for box in plan.boxes:
        left, top, right, bottom = box.rect
        assert width_of(box.title) + 20 <= right - left + 0.01
        rows: dict[float, float] = {}
        for side in (box.left, box.right):
            for name, (_, y) in side.items():
                rows[y] = rows.get(y, 0.0) + width_of(box.words[name]) + 10
        assert all(wide <= right - left for wide in rows.values())
        assert left >= 0
        assert top >= 0
        assert right <= plan.width
        assert bottom <= plan.height
    for route in plan.routes:
        assert all(0 <= x <= plan.width and 0 <= y <= plan.height for x, y in route.points)


@pytest.mark.parametrize(("build", "board"), DRAWN)
def test_wires_that_have_nothing_to_do_with_each_other_never_lie_on_one_line(build, board):
    plan = drawing(build, board)
    for one, other in combinations(plan.routes, 2):
        if {one.link.start, one.link.end} & {other.link.start, other.link.end}:
            continue
        for a in pairwise(one.points):
            for b in pairwise(other.points):
                assert not on_one_line(a, b), f"{one.link} and {other.link}"


def on_one_line(a, b) -> bool:
    for across, along in ((0, 1), (1, 0)):
        if a[0][across] == a[1][across] and b[0][across] == b[1][across]:
            near = abs(a[0][across] - b[0][across]) < SAME_WIRE
            (a0, a1), (b0, b1) = sorted(p[along] for p in a), sorted(p[along] for p in b)
            return near and a0 < b1 - 1 and b0 < a1 - 1
    return False


@pytest.mark.parametrize(("build", "board"), DRAWN)
def test_the_svg_is_sound_and_names_every_colour_in_words(build, board):
    root = ElementTree.fromstring(draw_wiring.svg(build, board))
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    colours = [wire.colour for wire in wires_of(build, board)]
    assert all(texts.count(colour) >= colours.count(colour) for colour in colours)
    assert {piece_of(end)[0] for wire in wires_of(build, board) for end in (wire.start, wire.end)} <= {
        text.rstrip("0123456789") for text in texts
    }


def test_check_says_what_is_stale_and_writes_nothing(tmp_path, monkeypatch, capsys):
    path = tmp_path / "wiring-x.svg"
    monkeypatch.setattr(draw_wiring.data, "HERE", tmp_path)
    monkeypatch.setattr(draw_wiring, "files", lambda: {path: "new"})
    assert draw_wiring.main(["--check"]) == 1
    assert "is stale" in capsys.readouterr().out
    assert not path.exists()
    assert draw_wiring.main([]) == 0
    assert path.read_text() == "new"
    assert draw_wiring.main(["--check"]) == 0


def test_a_terminal_that_the_layout_has_not_is_named():
    link = draw_wiring.Link("A.x", "B.y", "red")
    with pytest.raises(ValueError, match=r"no terminal B\.y"):
        lay_out([[Place("A", "", "x")], [Place("B", "z")]], {"A": "", "B": ""}, {}, [link])
