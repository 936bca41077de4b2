// Strain relief at the side where the cable leaves the bottom plate: a bridge with ribs, held by two wood screws.
// All lengths in mm. Print as it lies, on its back, solid. SPDX: CERN-OHL-P-2.0

cable_d = 5;      // outside of the cable; the clamp takes 4.5 to 6 mm
length = 40;
width = 18;
height = 9;
bite = 0.8;       // how far the ribs press into the sheath
screw_d = 3.6;
head_d = 7.4;
$fn = 24;

module cable_clamp() {
    difference() {
        linear_extrude(height) offset(3) square([length - 6, width - 6], center = true);
        // the groove for the cable, open at the top (this face lies on the plate)
        difference() {
            translate([0, 0, height]) rotate([90, 0, 0]) cylinder(d = cable_d + 0.6, h = width + 2, center = true);
            for (y = [-5, 0, 5]) translate([0, y, height - cable_d / 2 - 1 + bite]) cube([cable_d + 2, 1.2, 2], center = true);
        }
        for (side = [-1, 1]) translate([side * 13, 0, 0]) {
            translate([0, 0, -1]) cylinder(d = screw_d, h = height + 2);
            translate([0, 0, -0.01]) cylinder(d2 = screw_d, d1 = head_d, h = 2.2);
        }
    }
}

cable_clamp();
