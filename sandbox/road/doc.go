// Package road is a simulated truck fleet and the vendor that reports on it.
//
// It owns invented trucks, drivers, clients and trips on real Nigerian
// corridors, the place of every truck at any instant, and the pushes a LocoNav
// account would send about them. Everything follows from one seed and one day,
// so history, live movement and the CSV files tell the same story.
//
// It refuses to know anything of the product: the JSON it writes follows the
// vendor's published samples, never a type of ours.
package road
