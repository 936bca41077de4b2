// Holds one 50 kgf half-bridge cell under the top plate: its frame rests on a ledge all round, its middle tongue is
// free and presses on the bottom plate with its button. Measure your cells first and change the first four numbers.
// All lengths in mm. Print as it lies, the ledge upwards, solid (100 % infill). SPDX: CERN-OHL-P-2.0

cell_w = 34;      // side of the cell's frame
cell_pocket = 3;  // how deep the frame sinks in; the button must stand out by 3 mm or more
tongue_w = 26;    // free window for the tongue
tongue_gap = 2.5; // room behind the tongue
play = 0.4;       // round the frame
wall = 6;
base = 3;
flange = 13;      // on two sides, for screws
flange_h = 5;
screw_d = 3.6;
head_d = 7.4;
wire_slot = 8;
$fn = 24;

body_w = cell_w + play + 2 * wall;
body_h = base + tongue_gap + cell_pocket;

module rounded(x, y, h, r) {
    linear_extrude(h) offset(r) square([x - 2 * r, y - 2 * r], center = true);
}

module sensor_foot() {
    difference() {
        union() {
            rounded(body_w, body_w, body_h, 3);
            rounded(body_w + 2 * flange, 20, flange_h, 3);
        }
        translate([0, 0, base + tongue_gap]) rounded(cell_w + play, cell_w + play, body_h, 1);
        translate([0, 0, base]) rounded(tongue_w, tongue_w, body_h, 1);
        translate([0, body_w / 2, base + tongue_gap + body_h / 2]) cube([wire_slot, 3 * wall, body_h], center = true);
        for (side = [-1, 1]) translate([side * (body_w + flange) / 2, 0, -1]) {
            cylinder(d = screw_d, h = flange_h + 2);
            translate([0, 0, flange_h + 1 - 2.2]) cylinder(d1 = screw_d, d2 = head_d, h = 2.21);
        }
    }
}

sensor_foot();
