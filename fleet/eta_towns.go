package fleet

// roadTowns are the crossings of the table. Gates keep neighbours apart.
func roadTowns() []town {
	return []town{
		{"Apapa", Point{6.445, 3.365}, 1200}, {"Tin Can", Point{6.435, 3.340}, 1000}, {"Ijora", Point{6.468, 3.370}, 800},
		{"Mile 2", Point{6.462, 3.316}, 900}, {"Oshodi", Point{6.556, 3.343}, 1500}, {"Berger", Point{6.640, 3.370}, 1500},
		{"Ikorodu", Point{6.619, 3.510}, 2500}, {"Ibeshe", Point{6.556, 3.476}, 1000}, {"Lekki", Point{6.428, 4.005}, 2000},
		{"Epe", Point{6.585, 3.985}, 2500}, {"Agbara", Point{6.511, 3.110}, 2000}, {"Seme", Point{6.371, 2.716}, 2000},
		{"Ibafo", Point{6.742, 3.420}, 1500}, {"Mowe", Point{6.808, 3.437}, 1500}, {"Sagamu", Point{6.850, 3.600}, 2000},
		{"Ogere", Point{6.940, 3.650}, 2000}, {"Ibadan", Point{7.378, 3.947}, 6000}, {"Ijebu-Ode", Point{6.816, 3.917}, 3000},
		{"Ajebandele", Point{6.770, 4.350}, 3000}, {"Ore", Point{6.747, 4.876}, 3000}, {"Ofosu", Point{6.680, 5.130}, 3000}, {"Benin", Point{6.335, 5.627}, 6000},
		{"Agbor", Point{6.255, 6.195}, 4000}, {"Asaba", Point{6.198, 6.735}, 2000}, {"Onitsha", Point{6.155, 6.780}, 2500},
		{"Enugu", Point{6.440, 7.494}, 5000}, {"Owerri", Point{5.485, 7.035}, 5000}, {"Okigwe", Point{5.830, 7.350}, 4000}, {"Aba", Point{5.107, 7.367}, 4500},
		{"Port Harcourt", Point{4.815, 7.040}, 5000}, {"Onne", Point{4.725, 7.150}, 2500}, {"Warri", Point{5.517, 5.750}, 5000},
		{"Patani", Point{5.230, 6.190}, 4000}, {"Uyo", Point{5.035, 7.920}, 5000}, {"Calabar", Point{4.958, 8.327}, 5000},
		{"Ogbomoso", Point{8.133, 4.240}, 4500}, {"Oyo", Point{7.845, 3.933}, 4000}, {"Ilorin", Point{8.497, 4.542}, 6000},
		{"Jebba", Point{9.133, 4.833}, 3000}, {"Mokwa", Point{9.294, 5.054}, 3000}, {"Tegina", Point{10.070, 6.190}, 5000}, {"Birnin Gwari", Point{10.750, 6.550}, 5000},
		{"Kaduna", Point{10.523, 7.438}, 7000}, {"Zaria", Point{11.085, 7.720}, 5000}, {"Kano", Point{12.002, 8.540}, 8000},
		{"Akure", Point{7.250, 5.195}, 5000}, {"Okene", Point{7.551, 6.236}, 4000}, {"Auchi", Point{7.067, 6.267}, 4000}, {"Lokoja", Point{7.802, 6.733}, 5000},
		{"Zuba", Point{9.095, 7.205}, 4000}, {"Suleja", Point{9.180, 7.179}, 2500}, {"Jos", Point{9.897, 8.858}, 6000},
		{"Bauchi", Point{10.310, 9.843}, 6000}, {"Damaturu", Point{11.748, 11.961}, 6000}, {"Maiduguri", Point{11.847, 13.157}, 6000},
	}
}

// roadStretches are the roads between them.
func roadStretches() []stretch {
	return []stretch{
		{"Apapa", "Ijora", 3.5, street}, {"Apapa", "Tin Can", 4, street}, {"Tin Can", "Mile 2", 5, street}, {"Mile 2", "Oshodi", 12.5, street},
		{"Ijora", "Oshodi", 11, street}, {"Oshodi", "Berger", 11, street}, {"Oshodi", "Ikorodu", 24, street}, {"Ikorodu", "Ibeshe", 9, single},
		{"Mile 2", "Agbara", 26, single}, {"Agbara", "Seme", 50, single}, {"Ijora", "Lekki", 75, single}, {"Lekki", "Epe", 22, single},
		{"Epe", "Ijebu-Ode", 30, single}, {"Ikorodu", "Sagamu", 32, single}, {"Berger", "Ibafo", 13, express}, {"Ibafo", "Mowe", 8, express},
		{"Mowe", "Sagamu", 20, express}, {"Sagamu", "Ogere", 12, express}, {"Ogere", "Ibadan", 61, express}, {"Sagamu", "Ijebu-Ode", 38, express},
		{"Ijebu-Ode", "Ajebandele", 51, express}, {"Ajebandele", "Ore", 61, express}, {"Ore", "Ofosu", 33, express}, {"Ofosu", "Benin", 72, express},
		{"Benin", "Agbor", 68, express}, {"Agbor", "Asaba", 65, express}, {"Asaba", "Onitsha", 7, single},
		{"Onitsha", "Enugu", 100, express}, {"Onitsha", "Owerri", 90, express}, {"Owerri", "Aba", 62, express}, {"Enugu", "Okigwe", 75, express}, {"Okigwe", "Aba", 88, express},
		{"Aba", "Port Harcourt", 60, express}, {"Port Harcourt", "Onne", 22, single}, {"Benin", "Warri", 98, express}, {"Warri", "Patani", 62, express},
		{"Patani", "Port Harcourt", 120, express}, {"Aba", "Uyo", 68, express}, {"Uyo", "Calabar", 62, express}, {"Owerri", "Port Harcourt", 95, express},
		{"Ibadan", "Oyo", 53, express}, {"Oyo", "Ogbomoso", 53, express}, {"Ogbomoso", "Ilorin", 56, express}, {"Ilorin", "Jebba", 82, express},
		{"Jebba", "Mokwa", 38, express}, {"Mokwa", "Tegina", 165, express}, {"Tegina", "Birnin Gwari", 95, express}, {"Birnin Gwari", "Kaduna", 110, express},
		{"Kaduna", "Zaria", 78, express}, {"Zaria", "Kano", 150, express}, {"Ore", "Akure", 78, express}, {"Akure", "Okene", 140, express},
		{"Benin", "Auchi", 125, express}, {"Auchi", "Okene", 62, express}, {"Okene", "Lokoja", 65, express}, {"Lokoja", "Zuba", 175, express},
		{"Zuba", "Suleja", 11, express}, {"Suleja", "Kaduna", 165, express}, {"Kaduna", "Jos", 245, express}, {"Jos", "Bauchi", 130, express},
		{"Bauchi", "Damaturu", 310, express}, {"Damaturu", "Maiduguri", 135, express},
	}
}
