"""The arithmetic behind the three builds: bending of the plate, shares of the cells, counts, the cup, the air ball.

``python3 hardware/loads.py`` prints it. Nothing here was measured: the numbers follow from the formulas that are named
and from the data sheets that are named. tests/hardware/test_loads.py holds the plate against a second, finer method.
SI units, but lengths in mm and stresses in MPa (N/mm2), as drawings have them.
"""

from math import pi, sqrt

G_N = 9.80665  # N per kgf
DESIGN_N = 1500.0  # static: more than the 600 N above which the program says stop, and than a heavy person sitting down

# The load plate, mm
SIDE, SPAN, THICK, SEAT_D = 300.0, 210.0, 18.0, 44.0  # square; between the cells' buttons; plywood; the cup's bore
OFF_CENTRE = 25.0  # the load stays that close to the middle, in x and in y: the ring that the ball rests on

# Plywood, across the grain, the weaker way: the least that a maker of exterior birch plywood promises for 9 to 40 mm
# (SOURCES.md, S11).
STRENGTH_MPA, MODULUS_MPA = 30.0, 3000.0
PEAK = 1.6  # bending just under the load against the mean of the section; a plate solution gives 1.49 (the tests)

# Cells: 50 kgf each, 120 % safe and 150 % before they break (S10).
CELL_N, CELL_SAFE = 50 * G_N, 1.2
CELL_SPREAD = 0.10  # how far one cell's sensitivity may lie from the mean of the four: assumed, the corner test decides

# HX711 (S6): 24 bits, gain 128, full scale +-0.5 AVDD / 128, noise at 80 samples/s 90 nV rms.
COUNTS_PER_MV_V = 2**23 * 128 / 0.5 * 1e-3
NOISE_V, AVDD_LOW_V = 90e-9, 3.0
# What the set of four gives at 4 x 50 kgf, mV/V: sellers' "1 mV/V" may mean the set, or one cell with fixed resistors.
SET_MV_V = (1.0, 2.0)

ATM_KPA = 101.3
MPR_25_PSI_KPA = 25 * 6.894757 - ATM_KPA  # what a 0-25 psi absolute part leaves above the air around, at sea level


def plate_mean_stress(load_n: float = DESIGN_N, thick: float = THICK) -> float:
    """MPa. Each side's cells carry half the load, so M = P L / 4 over the whole width; sigma = 6 M / (b t^2)."""
    return 6 * (load_n * SPAN / 4) / (SIDE * thick**2)


def plate_peak_stress(load_n: float = DESIGN_N, thick: float = THICK) -> float:
    """MPa, under the load, where the bending is not spread over the whole width."""
    return PEAK * plate_mean_stress(load_n, thick)


def plate_sag(load_n: float = DESIGN_N, thick: float = THICK) -> float:
    """mm in the middle: twice a beam's P L^3 / (48 E I), because the plate bends both ways between its corners."""
    return 2 * load_n * SPAN**3 / (48 * MODULUS_MPA * SIDE * thick**3 / 12)


def shares(x: float, y: float) -> tuple[float, float, float, float]:
    """The part of a load at (x, y) mm from the middle that each corner carries; they add up to 1 wherever it stands."""
    u, v = 2 * x / SPAN, 2 * y / SPAN
    return ((1 + u) * (1 + v) / 4, (1 - u) * (1 + v) / 4, (1 - u) * (1 - v) / 4, (1 + u) * (1 - v) / 4)


def worst_cell_n(load_n: float = DESIGN_N, off: float = OFF_CENTRE) -> float:
    """The load of the busiest cell, N."""
    return load_n * max(shares(off, off))


def off_centre_error(spread: float = CELL_SPREAD, off: float = OFF_CENTRE) -> float:
    """Largest change of the reading, as a part of it, when the load moves from the middle to ``off`` in x and in y."""
    return spread * sum(abs(share - 0.25) for share in shares(off, off))


def counts_per_newton(set_mv_v: float) -> float:
    """Counts of the HX711 at gain 128 for one newton; the supply cancels, it feeds bridge and converter alike."""
    return COUNTS_PER_MV_V * set_mv_v / (4 * CELL_N)


def noise_counts(avdd_v: float = AVDD_LOW_V) -> float:
    """One sigma of the converter at 80 samples/s, in counts; the lower the supply, the more."""
    return NOISE_V / (0.5 * avdd_v / 128) * 2**23


def seat(ball_d: float, bore_d: float = SEAT_D, lip_r: float = 3.0, height: float = 14.0) -> dict[str, float]:
    """A hard ball on the rounded edge of the cup, mm: ``bottom`` and ``top`` above the plate, ``sunk`` under the rim.

    ``tip``: the sideways part of a force, against the downward part, that lifts the ball out; 0.5 is 27 degrees.
    """
    r, a = ball_d / 2, bore_d / 2 + lip_r
    if r + lip_r <= a:
        raise ValueError(f"a ball of {ball_d:g} mm drops into the bore of {bore_d:g} mm; take a larger ball.")
    up = sqrt((r + lip_r) ** 2 - a**2)  # its centre above the centre of the lip's rounding
    bottom = height - lip_r + up - r
    return {"bottom": bottom, "top": bottom + ball_d, "sunk": height - bottom, "tip": a / up}


def air_ball(ball_d: float, kpa: float, press: float) -> tuple[float, float]:
    """(kPa gauge, N) of a closed ball pressed flat by ``press`` mm on each of two sides.

    Boyle's law with a wall that neither stretches nor carries: p V = const, F = p times the flat area
    pi (r^2 - (r - s)^2); each side loses a cap of pi s^2 (3 r - s) / 3. A real wall stretches (less pressure) and
    carries a part itself, so this shows the range that is needed, not the calibration.
    """
    r = ball_d / 2
    full = 4 / 3 * pi * r**3
    left = full - 2 * pi * press**2 * (3 * r - press) / 3
    gauge = (ATM_KPA + kpa) * full / left - ATM_KPA
    return gauge, gauge * 1e-3 * pi * (r**2 - (r - press) ** 2)


def air_ball_at(ball_d: float, kpa: float, force_n: float) -> float:
    """kPa gauge at a force, by halving the interval."""
    low, high = 0.0, 0.9 * ball_d / 2
    for _ in range(60):
        middle = (low + high) / 2
        if air_ball(ball_d, kpa, middle)[1] < force_n:
            low = middle
        else:
            high = middle
    return air_ball(ball_d, kpa, low)[0]


def rows() -> list[tuple[str, str, str]]:
    """(what, how, result) of the load plate."""
    tension, sag = plate_peak_stress(), plate_sag()
    per_n, full = [counts_per_newton(s) for s in SET_MV_V], 4 * CELL_N
    return [
        ("mean bending stress", "6 P L / (4 b t²)", f"{plate_mean_stress():.1f} MPa"),
        ("under the load", f"times {PEAK:g}", f"{tension:.1f} MPa"),
        ("safety factor", f"{STRENGTH_MPA:g} MPa / {tension:.1f} MPa", f"{STRENGTH_MPA / tension:.1f}"),
        ("sag at 1500 N", "2 P L³ / (48 E I), I = b t³ / 12", f"{sag:.1f} mm"),
        ("sag at 300 N", "the same", f"{plate_sag(300):.2f} mm"),
        ("a cell, load in the middle", "P / 4", f"{DESIGN_N / 4:.0f} N, {DESIGN_N / full:.0%} of its 50 kgf"),
        (
            f"busiest cell, load {OFF_CENTRE:g} mm off in x and y",
            "P (1 + 2x/L)(1 + 2y/L) / 4",
            f"{worst_cell_n():.0f} N, {worst_cell_n() / CELL_N:.0%}",
        ),
        (
            f"off-centre error there, cells {CELL_SPREAD:.0%} apart",
            "sum of spread × change of share",
            f"{off_centre_error():.1%}",
        ),
        ("counts per newton", "HX711, gain 128", f"{per_n[0]:.0f} to {per_n[1]:.0f}"),
        ("newtons per count", "the inverse", f"{1 / per_n[1]:.5f} to {1 / per_n[0]:.5f}"),
        ("noise, 80 samples/s", "90 nV at 3.0 V", f"{noise_counts():.0f} counts, {noise_counts() / per_n[0]:.2f} N"),
    ]


def main() -> None:
    """Print everything."""
    for what, how, result in rows():
        print(f"{what:48} {how:34} {result}")
    for d in (65, 70, 90):
        print(f"ball {d} mm in the cup: " + ", ".join(f"{name} {value:.1f}" for name, value in seat(d).items()))
    for d in (65, 70, 90):
        for kpa in (10, 20, 30):
            at = ", ".join(f"{air_ball_at(d, kpa, f):.0f} kPa at {f} N" for f in (100, 200, 300))
            print(f"air ball {d} mm at {kpa} kPa: {at}")


if __name__ == "__main__":
    main()
