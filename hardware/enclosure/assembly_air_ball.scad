// The air ball in its cup, the tube leading to the side: to be looked at, not to be printed. SPDX: CERN-OHL-P-2.0

use <cup.scad>
use <cable_clamp.scad>

ball_d = 90;
base = 200;
thick = 18;
$fn = 72;

color("BurlyWood") linear_extrude(thick) offset(15) square(base - 30, center = true);
translate([0, 0, thick]) color("SteelBlue") cup(8);
color("IndianRed") translate([0, 0, thick + 7 + ball_d / 2]) sphere(d = ball_d);
// nipple low at the side of the ball, over the slot of the cup
color("Goldenrod") translate([0, 0, thick + 7 + ball_d / 2]) rotate([0, 125, 0]) translate([0, 0, ball_d / 2 - 2]) cylinder(d = 5, h = 10);
color("SkyBlue") hull() for (at = [[43, 0, thick + 21], [68, 0, thick + 3.5]]) translate(at) sphere(d = 4.5, $fn = 24);
color("SkyBlue") translate([68, 0, thick + 3.5]) rotate([0, 90, 0]) cylinder(d = 4.5, h = 70);
color("SteelBlue") translate([base / 2 - 14, 0, thick + 9]) rotate([180, 0, 90]) cable_clamp();
