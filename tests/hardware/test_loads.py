"""The arithmetic of the guides: the plate against a plate solution, the cup against the printed shape's numbers."""

from math import hypot, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial.legendre import Legendre, leggauss

from hardware import check_plate, data, loads

POISSON = 0.2


def plate(side, span, rigidity, load, patch, order=24, nu=POISSON):
    """(deflection, bending moment per width in the middle) of a square plate on four points, by Ritz's method.

    Legendre polynomials, even ones only: everything is symmetric. ``patch``: radius of the loaded disc; None: the load
    is spread over the whole plate. The supports hold by Lagrange's multiplier, free edges come of themselves.
    Source: Timoshenko and Woinowsky-Krieger, Theory of Plates and Shells, strain energy of bending.
    """
    half, (x, weight) = side / 2, leggauss(60)
    shapes = [Legendre.basis(k) for k in range(0, order, 2)]
    values, slopes, bends = (np.array([shape.deriv(m)(x) if m else shape(x) for shape in shapes]) for m in (0, 1, 2))

    def product(a, b):
        return (a * weight) @ b.T

    flat, slope, bend, mixed = (
        product(*p) for p in ((values, values), (slopes, slopes), (bends, bends), (values, bends))
    )
    stiff = np.kron(bend, flat) + np.kron(flat, bend) + nu * (np.kron(mixed, mixed.T) + np.kron(mixed.T, mixed))
    stiff = rigidity / half**2 * (stiff + 2 * (1 - nu) * np.kron(slope, slope))

    def at(px, py):
        return np.kron([shape(px / half) for shape in shapes], [shape(py / half) for shape in shapes])

    if patch is None:
        force = load / 4 * np.kron((values * weight).sum(1), (values * weight).sum(1))
    else:
        radii, parts = leggauss(20)
        angles = np.arange(32) * 2 * pi / 32
        force = sum(
            load * (r + 1) / 2 * part / 32 * at(patch * (r + 1) / 2 * np.cos(a), patch * (r + 1) / 2 * np.sin(a))
            for r, part in zip(radii, parts, strict=True)
            for a in angles
        )
    hold = at(span / 2, span / 2)
    system = np.block([[stiff, hold[:, None]], [hold[None, :], np.zeros((1, 1))]])
    solved = np.linalg.solve(system, np.append(force, 0.0))[:-1].reshape(len(shapes), -1)
    middle = {m: np.array([(shape.deriv(m) if m else shape)(0.0) for shape in shapes]) / half**m for m in (0, 2)}
    across, along = middle[2] @ solved @ middle[0], middle[0] @ solved @ middle[2]
    return middle[0] @ solved @ middle[0], -rigidity * (across + nu * along)


def test_the_plate_solution_gives_the_textbook_value():
    """Corner-supported square plate, spread load, Poisson 0.3: w = 0.0255 q a^4 / D and M = 0.1117 q a^2."""
    w, moment = plate(1.0, 1.0, 1.0, 1.0, None, nu=0.3)
    assert w == pytest.approx(0.0255, rel=0.01)
    assert moment == pytest.approx(0.1117, rel=0.01)


def test_the_plate_is_bent_less_than_the_guide_says():
    rigidity = loads.MODULUS_MPA * loads.THICK**3 / 12 / (1 - POISSON**2)
    w, moment = plate(loads.SIDE, loads.SPAN, rigidity, loads.DESIGN_N, loads.SEAT_D / 2)
    stress = 6 * moment / loads.THICK**2
    assert 0.85 * loads.plate_peak_stress() < stress <= loads.plate_peak_stress()
    assert 0.8 * loads.plate_sag() < w <= loads.plate_sag()


def test_the_design_load_leaves_a_safety_factor_of_three_and_keeps_the_cells_within_their_safe_load():
    assert loads.STRENGTH_MPA / loads.plate_peak_stress() >= 3
    # holes for four dowels of 12 mm on the section through the middle
    assert loads.STRENGTH_MPA / loads.plate_peak_stress() * (1 - 2 * 12 / loads.SIDE) >= 3
    assert loads.worst_cell_n() <= loads.CELL_SAFE * loads.CELL_N
    assert loads.DESIGN_N / 4 <= loads.CELL_N
    assert loads.off_centre_error() <= 0.05


def test_a_thinner_plate_would_not_do():
    assert loads.STRENGTH_MPA / loads.plate_peak_stress(thick=12) < 3


@given(st.floats(-105, 105), st.floats(-105, 105))
def test_the_corners_carry_the_whole_load_wherever_it_stands(x, y):
    parts = loads.shares(x, y)
    assert sum(parts) == pytest.approx(1)
    corners = ((1, 1), (-1, 1), (-1, -1), (1, -1))
    assert sum(p * sx for p, (sx, _) in zip(parts, corners, strict=True)) * loads.SPAN / 2 == pytest.approx(x, abs=1e-9)
    assert sum(p * sy for p, (_, sy) in zip(parts, corners, strict=True)) * loads.SPAN / 2 == pytest.approx(y, abs=1e-9)


def test_the_feet_carry_their_cells_without_being_crushed():
    """Half the compressive yield of weak printed plastic (PLA and PETG: 50 MPa and more solid) and a lot in hand."""
    foot = data.scad("sensor_foot.scad")
    ledge = (foot["cell_w"] + foot["play"]) ** 2 - foot["tongue_w"] ** 2
    assert loads.worst_cell_n() / ledge < 2.5


def test_noise_agrees_with_the_evidence():
    """Evidence 3.10: 4 x 50 kg, 1 mV/V, 3.3 V supply, 80 samples/s: 0.054 N rms."""
    assert loads.noise_counts(3.3) / loads.counts_per_newton(1.0) == pytest.approx(0.054, rel=0.02)


@pytest.mark.parametrize("ball", [65, 70, 90])
def test_the_cup_holds_the_ball(ball):
    cup = data.scad("cup.scad")
    found = loads.seat(ball, cup["seat_d"], cup["lip_r"], cup["height"])
    assert found["bottom"] > cup["floor_h"], "it rests on the ring, not on the floor"
    assert found["sunk"] >= 5, "it stands deep enough to be felt"
    assert found["tip"] >= 0.5, "a push of half the load does not roll it out"
    assert found["top"] - cup["height"] >= 50, "the rim stays away from the body"
    # the centre is one radius from where it touches the lip, whose rounding is centred at (ring, height - lip_r)
    ring, centre = cup["seat_d"] / 2 + cup["lip_r"], found["bottom"] + ball / 2
    assert hypot(ring, centre - (cup["height"] - cup["lip_r"])) == pytest.approx(ball / 2 + cup["lip_r"])


def test_the_constants_are_those_of_the_drawings():
    cup = data.scad("cup.scad")
    assert cup["seat_d"] == loads.SEAT_D
    assert cup["seat_d"] / 2 + cup["lip_r"] == loads.OFF_CENTRE


def test_a_ball_that_is_too_small_for_the_cup_is_refused():
    with pytest.raises(ValueError, match="take a larger ball"):
        loads.seat(40)


def test_the_air_ball_model_gives_the_number_of_the_evidence():
    """Evidence 3.21: 65 mm, 20 kPa, flattened 15 mm a side: about 65 kPa and 153 N."""
    kpa, newtons = loads.air_ball(65, 20, 15)
    assert kpa == pytest.approx(65, abs=0.5)
    assert newtons == pytest.approx(153, abs=1)


@given(st.sampled_from([65, 70, 90]), st.floats(10, 30), st.floats(20, 600))
def test_more_force_is_more_pressure(ball, kpa, force):
    assert kpa < loads.air_ball_at(ball, kpa, force) < loads.air_ball_at(ball, kpa, 1.05 * force)


def test_which_sensor_is_enough_for_which_ball():
    assert loads.air_ball_at(90, 30, 300) < loads.MPR_25_PSI_KPA
    assert loads.air_ball_at(65, 10, 200) > loads.MPR_25_PSI_KPA
    assert loads.air_ball_at(70, 30, 300) < 100.5 < loads.air_ball_at(65, 10, 300)


def good(kg=5.04, per_n=1100.0, zero=-20_000.0, corners=(0.98, 1.02, 1.0, 0.99)):
    rise = kg * loads.G_N * per_n
    return kg, zero, zero + rise, [zero + rise * c for c in corners]


def test_a_good_plate_passes_and_gives_its_scale():
    scale, verdicts = check_plate.check(*good())
    assert [passed for passed, _ in verdicts] == [True] * 3
    assert scale == pytest.approx(1 / 1100)


@pytest.mark.parametrize(
    ("readings", "sentence"),
    [
        (good(corners=(0.94, 1, 1, 1)), "corners differ"),
        (good(per_n=-1100.0), "swap A+ and A-"),
        (good(per_n=200.0), "are plausible"),
    ],
)
def test_a_bad_plate_fails_and_is_told_why(readings, sentence, capsys):
    _, verdicts = check_plate.check(*readings)
    assert any(sentence in said for passed, said in verdicts if not passed)
    kg, zero, centre, corners = readings
    assert check_plate.main(["--kg", str(kg), "--", *map(str, [zero, centre, *corners])]) == 1
    assert "--scale" not in capsys.readouterr().out


def test_the_command_prints_the_scale(capsys):
    kg, zero, centre, corners = good()
    assert check_plate.main(["--kg", str(kg), "--", *map(str, [zero, centre, *corners])]) == 0
    assert "use it with: --scale 0.000909091" in capsys.readouterr().out
    assert check_plate.main(["--kg", "5", "1", "1", "2", "2", "2", "2"]) == 1


def test_it_prints_all_numbers(capsys):
    loads.main()
    assert "safety factor" in capsys.readouterr().out
