"""What is printed: rendered by OpenSCAD, watertight, as large as stated; the cup's own mesh holds the balls."""

import re
import shutil
import struct

import numpy as np
import pytest

from hardware import data, loads, render
from hardware.data import scad, sizes

needs_openscad = pytest.mark.skipif(
    shutil.which("openscad") is None, reason="needs OpenSCAD: apt-get install --no-install-recommends openscad"
)
PICTURE_BYTES = 300_000  # all pictures of hardware/ together


@pytest.fixture(scope="module")
def mesh_of(tmp_path_factory):
    trimesh = pytest.importorskip("trimesh")
    folder, made = tmp_path_factory.mktemp("stl"), {}

    def make(size):
        if size.name not in made:
            made[size.name] = trimesh.load_mesh(render.stl(size, folder))
        return made[size.name]

    return make


@needs_openscad
@pytest.mark.parametrize("size", sizes(), ids=lambda size: size.name)
def test_a_printed_piece_is_one_watertight_body_as_large_as_stated(size, mesh_of):
    mesh = mesh_of(size)
    assert mesh.is_watertight
    assert mesh.is_winding_consistent
    assert mesh.body_count == 1
    assert mesh.volume > 0
    assert mesh.extents == pytest.approx([size.x, size.y, size.z], abs=0.05)
    assert mesh.bounds[0][2] == pytest.approx(0, abs=0.02), "it stands on the bed of the printer"


@needs_openscad
@pytest.mark.parametrize("ball", [65, 70, 90])
def test_the_printed_cup_holds_the_ball_where_the_arithmetic_says(ball, mesh_of):
    """A ball lowered from above stops at the first point of the mesh; its bottom then stands where seat() has it."""
    points = mesh_of(next(size for size in sizes() if size.name == "cup")).vertices
    away = np.hypot(points[:, 0], points[:, 1])
    near = away < ball / 2
    centre = float(np.max(points[near, 2] + np.sqrt((ball / 2) ** 2 - away[near] ** 2)))
    cup = scad("cup.scad")
    expected = loads.seat(ball, cup["seat_d"], cup["lip_r"], cup["height"])
    assert centre - ball / 2 == pytest.approx(expected["bottom"], abs=0.15)
    ring = cup["seat_d"] / 2 + cup["lip_r"]
    touching = away[near][np.argmax(points[near, 2] + np.sqrt((ball / 2) ** 2 - away[near] ** 2))]
    assert cup["seat_d"] / 2 <= touching <= ring, "it rests on the rounded lip"


@needs_openscad
def test_an_uno_fits_into_the_box(mesh_of):
    """68.6 x 53.4 mm and 25 mm with plugs, beside an amplifier of 34 x 21 mm."""
    box = mesh_of(next(size for size in sizes() if size.name == "electronics box"))
    inside = np.array(box.extents) - 2 * scad("electronics_box.scad")["wall"]
    assert inside[0] > 68.6 + 34 + 5
    assert inside[1] > 53.4 + 2 * 5
    assert inside[2] > 25


def test_what_the_parts_lists_want_set_is_what_is_rendered():
    wanted = {
        (part.name, source, f"{name}={value}")
        for part in data.bom()
        for source, name, value in re.findall(r"enclosure/(\w+\.scad) with (\w+) = ([\d.]+)", part.specification)
    }
    assert wanted == {(size.name, size.source, size.settings) for size in sizes() if size.settings}
    for _, source, setting in wanted:
        name, _, value = setting.partition("=")
        assert scad(source)[name] != float(value)


def test_without_openscad_a_maker_is_told_where_it_is_to_be_had(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert render.main(["--stl", str(tmp_path / "new")]) == 1
    assert "openscad.org" in capsys.readouterr().err


def test_every_source_is_a_piece_or_an_assembly():
    sources = {path.name for path in (data.HERE / "enclosure").glob("*.scad")}
    assert sources == {size.source for size in sizes()} | {
        source for source, *_ in render.PICTURES.values() if source.startswith("assembly")
    }


@pytest.mark.parametrize("name", render.PICTURES)
def test_a_picture_of_each_is_there_in_its_size(name):
    head = (data.HERE / name).read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:24]) == render.PICTURES[name][3]


def test_the_pictures_are_small():
    assert sum((data.HERE / name).stat().st_size for name in render.PICTURES) < PICTURE_BYTES
    assert {path.relative_to(data.HERE).as_posix() for path in data.HERE.rglob("*.png")} == set(render.PICTURES)


def test_stl_files_are_written_into_a_folder(tmp_path, monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(render.shutil, "which", lambda program: f"/usr/bin/{program}")
    monkeypatch.setattr(render, "openscad", lambda source, to, part, *options: asked.append((source, part, to.name)))
    assert render.main(["--stl", str(tmp_path / "new")]) == 0
    assert [name for *_, name in asked] == [f"{size.name.replace(' ', '_')}.stl" for size in sizes()]
    assert (tmp_path / "new").is_dir()
    asked.clear()
    assert render.main([]) == 0
    assert len(asked) == len(render.PICTURES)
    assert "cup.png" in capsys.readouterr().out
