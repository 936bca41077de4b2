// The load plate, taken apart upwards: to be looked at, not to be printed. Lengths in mm. SPDX: CERN-OHL-P-2.0

use <cup.scad>
use <sensor_foot.scad>
use <cable_clamp.scad>

side = 300;
span = 210;       // between the buttons of the cells
thick = 18;
corner = 20;
gap = 14;         // between the plates when put together
apart = 60;       // how far the layers are pulled apart; 0: put together
ball_d = 64;
dowel_r = 130;
$fn = 48;

module plate(top) {
    color("BurlyWood") difference() {
        linear_extrude(thick) offset(corner) square(side - 2 * corner, center = true);
        for (a = [0, 90, 180, 270]) rotate(a) translate([dowel_r, 0, top ? -1 : -1]) cylinder(d = top ? 12 : 8, h = top ? 13 : thick + 2);
    }
}

module at_cells() {
    for (x = [-1, 1], y = [-1, 1]) translate([x * span / 2, y * span / 2, 0]) children();
}

module cell() {
    color("Silver") difference() {
        linear_extrude(3) square(34, center = true);
        translate([0, 0, -1]) linear_extrude(5) difference() {
            square(25, center = true);
            translate([0, 6]) square([14, 26], center = true);
        }
    }
    color("Silver") translate([0, 0, -4]) cylinder(d = 8, h = 4.01);
}

module cable(length) {
    color("DimGray") rotate([90, 0, 0]) cylinder(d = 5, h = length);
}

// bottom plate with washers, dowels, clamp, cable
plate(false);
at_cells() color("Gray") translate([0, 0, thick]) difference() { cylinder(d = 24, h = 1.5); translate([0, 0, -1]) cylinder(d = 5, h = 4); }
for (a = [0, 90, 180, 270]) rotate(a) color("Peru") translate([dowel_r, 0, 0]) cylinder(d = 8, h = 40);
color("SteelBlue") translate([45, -side / 2 + 12, thick + 9]) rotate([180, 0, 0]) cable_clamp();
translate([45, -side / 2 + 40, thick + 3]) cable(160);

// cells and feet, the feet upside down as they hang under the top plate
at_cells() translate([0, 0, thick + 5.5 + apart * 0.7]) cell();
at_cells() translate([0, 0, thick + 5.5 + 8.5 + apart * 1.5]) rotate([180, 0, 0]) color("SteelBlue") sensor_foot();

// top plate, cup, ball
translate([0, 0, thick + gap + apart * 2.2]) plate(true);
translate([0, 0, 2 * thick + gap + apart * 2.9]) color("SteelBlue") cup();
color("DarkOrange") translate([0, 0, 2 * thick + gap + 36 + apart * 3.7]) sphere(d = ball_d, $fn = 96);
