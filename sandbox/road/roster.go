package road

import (
	"fmt"
	"strings"
)

// truck is the fixed part of a truck.
type truck struct {
	plate, imei   string
	make, model   string
	containerSize int // feet
	driver        int // index into people
	home          string
	variantB      bool // this tracker reports in the vendor's second format
	dead          bool // its tracker fell silent two days ago and stays so
	odometer      float64
}

type person struct{ name, phone, licence string }

type client struct{ name, contact, phone string }

// listedTrucks are always in the fleet, with these drivers, so that the trucks
// people are taught to ask about exist in every demo.
func listedTrucks() [][2]string {
	return [][2]string{
		{"T-4407", "Moses Okafor"}, {"T11985LA", "Ibrahim Bello"}, {"T-5120", "Tunde Alabi"},
		{"EKY-731XB", "Chinedu Eze"}, {"MUS-904ZC", "Yakubu Garba"}, {"FST-118XD", "Segun Ojo"},
		{"BDG 220 YA", ""}, {"AKD-650XA", ""},
	}
}

// roster invents n trucks and their drivers.
func roster(seed uint64, n int) ([]truck, []person) {
	d := newDice(seed, 0x726f)
	used := map[string]bool{}
	for _, l := range listedTrucks() {
		used[plateKey(l[0])] = true
	}
	trucks := make([]truck, n)
	people := make([]person, n)
	for i := range trucks {
		plate, name := "", ""
		if i < len(listedTrucks()) {
			plate, name = listedTrucks()[i][0], listedTrucks()[i][1]
		} else {
			plate = freshPlate(d, used)
		}
		if name == "" {
			name = driverName(i)
		}
		people[i] = person{name, fmt.Sprintf("+23480%08d", 30000000+mix(seed, 7, uint64(i))%9000000), licence(d, i)}
		trucks[i] = newTruck(d, i, plate)
	}
	return trucks, people
}

func newTruck(d *dice, i int, plate string) truck {
	builds := [][2]string{{"MAN", "TGS 33.400"}, {"Mack", "Granite"}, {"Howo", "A7 380"}, {"DAF", "XF 95"},
		{"Sinotruk", "T7H"}, {"Mercedes-Benz", "Actros 3340"}, {"Iveco", "Trakker"}, {"Shacman", "F3000"}}
	b := pick(d, builds)
	t := truck{plate: plate, imei: imei(i), make: b[0], model: b[1], containerSize: 40, driver: i, home: "amuwo",
		variantB: i%6 == 4, odometer: 60_000 + float64(d.below(400_000))}
	if d.chance(0.3) {
		t.containerSize = 20
	}
	if i >= len(listedTrucks()) {
		switch {
		case i%9 == 3:
			t.home = "ph"
		case i%5 == 2:
			t.home = "ogere"
		}
		t.dead = i%100 == 83
	}
	if i < len(listedTrucks()) {
		t.containerSize = 40
	}
	return t
}

// imei is 15 digits with a valid Luhn check digit.
func imei(i int) string {
	body := fmt.Sprintf("86%06d%06d", 437_205+i/1_000_000, i%1_000_000+104_233)
	sum := 0
	for k, c := range body {
		v := int(c - '0')
		if k%2 == 1 {
			v *= 2
			if v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return body + fmt.Sprint((10-sum%10)%10)
}

// freshPlate invents a plate in one of the shapes met on Nigerian trucks.
func freshPlate(d *dice, used map[string]bool) string {
	for {
		p := onePlate(d)
		if key := plateKey(p); !used[key] && !echoes(key) {
			used[key] = true
			return p
		}
	}
}

// echoes tells whether a plate holds the digits people shorten a listed plate
// to: "904" must mean one truck.
func echoes(key string) bool {
	for _, digits := range []string{"407", "985", "120", "731", "904", "118", "220", "650"} {
		if strings.Contains(key, digits) {
			return true
		}
	}
	return false
}

func onePlate(d *dice) string {
	const letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
	areas := []string{"LSR", "KJA", "APP", "EKY", "BDG", "MUS", "FST", "AKD", "LND", "SMK", "GGE", "JJJ", "KSF", "AGL", "EPE", "IKD", "ABC", "RBC", "KTU", "YAB"}
	letter := func(set string) string { return string(set[d.below(len(set))]) }
	digits := 100 + d.below(900)
	switch r := d.float(); {
	case r < 0.55:
		return fmt.Sprintf("%s-%d%s%s", pick(d, areas), digits, letter("XXXYZ"), letter("ABCDEGHJKT"))
	case r < 0.68:
		return fmt.Sprintf("%s %d %s%s", pick(d, areas), digits, letter("XXYZ"), letter("ABCDE"))
	case r < 0.78:
		return fmt.Sprintf("%s%s %d %s", letter("XAFR"), letter(letters), digits, pick(d, areas))
	case r < 0.92:
		return fmt.Sprintf("T%d%s", 10000+d.below(90000), pick(d, []string{"LA", "LA", "LA", "OG", "RV"}))
	default:
		return fmt.Sprintf("T-%d", 1000+d.below(90000))
	}
}

// plateKey is a plate without its punctuation.
func plateKey(p string) string {
	return strings.NewReplacer("-", "", " ", "").Replace(strings.ToUpper(p))
}

func licence(d *dice, i int) string {
	return fmt.Sprintf("%s%05d%s%02d", pick(d, []string{"LAG", "OGN", "KAD", "RIV", "ANA"}), 10000+i%90000, pick(d, []string{"AA", "AB", "BC", "CD"}), d.below(100))
}

// driverName gives every truck a driver with a name of his own.
func driverName(i int) string {
	first := []string{"Abubakar", "Emeka", "Solomon", "Kunle", "Usman", "Festus", "Godwin", "Haruna", "Ikechukwu", "Jude",
		"Kabiru", "Lateef", "Moshood", "Nnamdi", "Olumide", "Peter", "Rasheed", "Sani", "Taiwo", "Uche", "Victor", "Wale", "Yusuf", "Zubairu"}
	last := []string{"Adeyemi", "Balogun", "Chukwu", "Danjuma", "Ekpo", "Fashola", "Gambo", "Hassan", "Igwe", "Jimoh", "Kolawole",
		"Lawal", "Mohammed", "Nwosu", "Obi", "Popoola", "Rabiu", "Salami", "Udo", "Waziri", "Zango"}
	name := first[i%len(first)] + " " + last[(i*5+i/len(first))%len(last)]
	if round := i / (len(first) * len(last)); round > 0 {
		name += fmt.Sprintf(" %d", round+1)
	}
	return name
}

func clients() []client {
	list := []client{
		{"Deekay Foods", "Amaka Nduka", ""}, {"Olam Mills", "Femi Adewale", ""}, {"Honeywell", "Bisi Coker", ""},
		{"Zenith Cement", "Garba Sule", ""}, {"Savannah Rice", "Aisha Bako", ""}, {"Delta Plastics", "Efe Omoru", ""},
		{"Harmattan Beverages", "Kemi Alade", ""}, {"Northern Tiles", "Bala Danladi", ""}, {"Palmline Oils", "Ngozi Ibe", ""},
		{"Unity Electronics", "Tope Ayeni", ""}, {"Greenfield Fertiliser", "Hauwa Idris", ""}, {"Bluewater Fisheries", "Tonye Briggs", ""},
		{"Crown Paper", "Dele Ogun", ""}, {"Kano Textile Traders", "Sadiq Bala", ""}, {"Eastgate Pharma", "Obinna Eke", ""},
	}
	for i := range list {
		list[i].phone = fmt.Sprintf("+23481%08d", 22000000+i*104729)
	}
	return list
}
