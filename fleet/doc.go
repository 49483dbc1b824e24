// Package fleet holds the nouns of a truck fleet and the rules that govern
// them: trucks, drivers, places, positions, trips, visits, alerts, roles,
// units and plates.
//
// It owns legal trip transitions, the motion rules, plate normalising and
// units. It refuses I/O, clocks and logging: every function here gives the
// same result for the same arguments, and imports the standard library alone.
//
// Inside, everything is metres, seconds, litres and UTC. Outside, people read
// km, naira and West Africa Time.
package fleet
