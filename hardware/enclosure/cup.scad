// Shallow cup on top of the load plate: a ball rests on a rounded ring and cannot roll off sideways.
// All lengths in mm. Print as it lies, 4 walls, 40 % infill or more, PETG or PLA. SPDX: CERN-OHL-P-2.0

outer_d = 110;   // foot of the cup
edge_h = 4;      // height at the outer edge, rounded
rim_d = 66;      // outside of the raised rim
height = 14;     // of the rim above the plate
seat_d = 44;     // bore: the ball rests on its rounded edge
lip_r = 3;       // rounding of that edge
floor_h = 3;     // under the ball
screw_d = 3.6;   // countersunk wood screws 3.5 x 16
head_d = 7.4;
screw_circle_d = 88;
screws = 3;
tube_slot = 0;   // width of a slot for the tube of an air ball; 0: none
$fn = 60;

module profile() {
    difference() {
        // the outside, its upper corners rounded by 2 mm, its underside flat
        intersection() {
            offset(r = 2) offset(delta = -2)
                polygon([[-10, -10], [outer_d / 2, -10], [outer_d / 2, edge_h], [rim_d / 2, height], [-10, height]]);
            square([outer_d, height]);
        }
        // the bore, widened at the top by the rounding of the lip
        translate([-1, floor_h]) square([seat_d / 2 + 1, height]);
        difference() {
            translate([0, height - lip_r]) square([seat_d / 2 + lip_r, lip_r + 1]);
            translate([seat_d / 2 + lip_r, height - lip_r]) circle(lip_r);
        }
    }
}

module cup(slot = tube_slot) {
    difference() {
        rotate_extrude() profile();
        for (i = [0 : screws - 1]) rotate(i * 360 / screws + 60) translate([screw_circle_d / 2, 0, 0]) {
            translate([0, 0, -1]) cylinder(d = screw_d, h = height + 2, $fn = 24);
            translate([0, 0, 2.4]) cylinder(d1 = screw_d, d2 = head_d, h = 2.2, $fn = 24);
            translate([0, 0, 4.6 - 0.01]) cylinder(d = head_d, h = height, $fn = 24);
        }
        if (slot > 0) translate([0, -slot / 2, floor_h]) cube([outer_d, slot, height]);
    }
}

cup();
