"""Renders enclosure/*.scad with OpenSCAD: ``python3 hardware/render.py`` writes the pictures of the guides.

``python3 hardware/render.py --stl FOLDER`` writes what is to be printed. Needs OpenSCAD (Debian: openscad), and for
pictures xvfb where there is no screen. Pictures differ by a hair from one version of OpenSCAD to the next: they are
looked at, not compared.
"""

import shutil
import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hardware import data

# picture -> (source, part, camera: looked-at height in mm, turned about x and z in degrees, distance in mm, size in px)
PICTURES: dict[str, tuple[str, str, tuple[float, float, float, float], tuple[int, int]]] = {
    "load_plate/assembly.png": ("assembly_load_plate.scad", "", (140, 68, 28, 1240), (640, 720)),
    "air_ball/assembly.png": ("assembly_air_ball.scad", "", (52, 70, 30, 620), (640, 440)),
    "fsr_pad/assembly.png": ("assembly_fsr_pad.scad", "", (68, 68, 25, 700), (640, 520)),
    "enclosure/cup.png": ("cup.scad", "", (4, 50, 25, 330), (480, 320)),
    "enclosure/sensor_foot.png": ("sensor_foot.scad", "", (4, 50, 25, 200), (480, 320)),
    "enclosure/cable_clamp.png": ("cable_clamp.scad", "", (4, 50, 25, 120), (480, 320)),
    "enclosure/electronics_box.png": ("electronics_box.scad", "box", (14, 50, 25, 360), (480, 320)),
}


MISSING = (
    "OpenSCAD is not on the PATH. It is free: openscad.org, or apt install openscad. Or open the files of "
    "hardware/enclosure in it yourself, set what sizes.csv names, press F6 and export as STL."
)


def openscad(source: str, to: Path, part: str, *options: str) -> None:
    """Run OpenSCAD on one file. Raises CalledProcessError with what it said, FileNotFoundError without OpenSCAD."""
    define = ("-D", f'part="{part}"') if part else ()
    headless = (
        ("xvfb-run", "-a") if "--camera" in options and sys.platform == "linux" and shutil.which("xvfb-run") else ()
    )
    command = [*headless, "openscad", "-o", str(to), *define, *options, str(data.HERE / "enclosure" / source)]
    subprocess.run(command, check=True, capture_output=True, text=True)


def stl(size: data.Size, folder: Path) -> Path:
    """Write one printed piece; returns its file."""
    to = folder / f"{size.name.replace(' ', '_')}.stl"
    openscad(size.source, to, size.part, *(("-D", size.settings) if size.settings else ()))
    return to


def picture(name: str) -> None:
    """Write one picture of the guides."""
    source, part, (high, about_x, about_z, far), (width, height) = PICTURES[name]
    look = ("--camera", f"0,0,{high},{about_x},0,{about_z},{far}", "--projection=p", f"--imgsize={width},{height}")
    kind = () if source.startswith("assembly") else ("--render",)  # --render would take the colours away
    openscad(source, data.HERE / name, part, *look, *kind, "--colorscheme=Tomorrow")


def main(arguments: list[str]) -> int:
    """Write pictures, or with --stl FOLDER the printed pieces; returns the exit status."""
    if shutil.which("openscad") is None:
        print(MISSING, file=sys.stderr)
        return 1
    if arguments[:1] == ["--stl"] and len(arguments) == 2:
        folder = Path(arguments[1])
        folder.mkdir(parents=True, exist_ok=True)
        for size in data.sizes():
            print(stl(size, folder))
        return 0
    for name in PICTURES:
        picture(name)
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
