// The pad of 16 cells, taken apart upwards: to be looked at, not to be printed. SPDX: CERN-OHL-P-2.0

use <disc.scad>

side = 200;
pitch = 40;       // between strips
strip = 12;
apart = 22;
$fn = 32;

module sheet(thick) { linear_extrude(thick) offset(6) square(side - 12, center = true); }
module at_cells() { for (x = [-1.5:1.5], y = [-1.5:1.5]) translate([x * pitch, y * pitch, 0]) children(); }
module strips() { for (x = [-1.5:1.5]) translate([x * pitch, 0, 0]) linear_extrude(0.6) square([strip, 180], center = true); }

color("BurlyWood") sheet(6);
translate([0, 0, 6 + apart * 0.5]) at_cells() color("SteelBlue") disc();
translate([0, 0, 8 + apart * 1.2]) color("Chocolate") strips();
translate([0, 0, 9 + apart * 2]) color("DimGray") linear_extrude(0.6) square(side - 6, center = true);
translate([0, 0, 10 + apart * 2.8]) color("Chocolate") rotate(90) strips();
translate([0, 0, 11 + apart * 3.5]) at_cells() color("SteelBlue") disc();
translate([0, 0, 13 + apart * 4.4]) color("Gainsboro") sheet(2);
translate([0, 0, 15 + apart * 5.4]) color("BurlyWood") sheet(6);
