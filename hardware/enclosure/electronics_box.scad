// Box for an Arduino Uno size board (68.6 x 53.4 mm) or smaller, the amplifier and a fuse; stands 0.5 m or more away
// from whoever lies down. Power bank or AA cells stay outside. All lengths in mm. SPDX: CERN-OHL-P-2.0
// part = "box" or "lid"; print both as they lie.

part = "box";
inner = [112, 66, 30];
wall = 2.4;
corner = 4;       // rounding outside
post_d = 7;       // posts for four self-tapping screws 3 x 10
screw_d = 2.6;
usb_slot = [14, 12];
cable_d = 6;
tie_slot = [4, 2];
lid_h = 3;
lip_h = 2.4;
play = 0.3;
$fn = 24;

outer = [inner.x + 2 * wall, inner.y + 2 * wall, inner.z + wall];

module slab(x, y, h, r) {
    linear_extrude(h) offset(r) square([x - 2 * r, y - 2 * r], center = true);
}

module at_posts() {
    for (x = [-1, 1], y = [-1, 1])
        translate([x * (inner.x - post_d + 1) / 2, y * (inner.y - post_d + 1) / 2, 0]) children();
}

module box() {
    difference() {
        union() {
            difference() {
                slab(outer.x, outer.y, outer.z, corner);
                translate([0, 0, wall]) slab(inner.x, inner.y, outer.z, 2);
            }
            translate([0, 0, 1]) at_posts() cylinder(d = post_d, h = outer.z - lip_h - 1);
        }
        translate([0, 0, wall + 4]) at_posts() cylinder(d = screw_d, h = outer.z);
        // the USB plug on one short side; the sensor cable on the other, with two slots for a cable tie
        translate([-outer.x / 2, 0, wall + 10]) cube([4 * wall, usb_slot.x, usb_slot.y], center = true);
        translate([outer.x / 2, 0, wall + 10]) rotate([0, 90, 0]) cylinder(d = cable_d, h = 4 * wall, center = true);
        for (y = [-1, 1]) translate([outer.x / 2 - wall - 8, y * (cable_d / 2 + 2), wall / 2])
            cube([tie_slot.x, tie_slot.y, 2 * wall], center = true);
    }
}

module lid() {
    difference() {
        union() {
            slab(outer.x, outer.y, lid_h, corner);
            difference() {
                slab(inner.x - 2 * play, inner.y - 2 * play, lid_h + lip_h - 0.4, 2);
                slab(inner.x - 2 * play - 4, inner.y - 2 * play - 4, lid_h + lip_h + 1, 2);
            }
        }
        translate([0, 0, -1]) at_posts() cylinder(d = 3.2, h = 20);
        translate([0, 0, -0.01]) at_posts() cylinder(d1 = 6.2, d2 = 3.2, h = 1.6);
    }
}

if (part == "box") box();
if (part == "lid") lid();
