// Rigid disc, one above and one below every cell of the FSR pad, so that the whole sensitive area is pressed.
// All lengths in mm. Print 32, as they lie, solid. SPDX: CERN-OHL-P-2.0

disc_d = 12;
disc_h = 2;
edge = 0.5;       // bevel, so that the foil is not cut
$fn = 64;

module disc() {
    cylinder(d1 = disc_d - 2 * edge, d2 = disc_d, h = edge);
    translate([0, 0, edge]) cylinder(d = disc_d, h = disc_h - 2 * edge);
    translate([0, 0, disc_h - edge]) cylinder(d1 = disc_d, d2 = disc_d - 2 * edge, h = edge);
}

disc();
