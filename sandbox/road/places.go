package road

// place is a named circle on the map. Coordinates are good to a few kilometres.
type place struct {
	id      string
	name    string
	kind    string // terminal, depot, client, park, port, city
	at      point
	radius  float64 // metres
	aliases string  // split by |
}

// allPlaces lists every place the fleet knows; ids are used by the road table.
func allPlaces() []place {
	return []place{
		{"apapa", "Apapa Port", "port", point{6.445, 3.365}, 1200, "apapa|lagos port complex|apapa wharf"},
		{"tincan", "Tin Can Port", "port", point{6.435, 3.340}, 1100, "tincan|tin can|tin can island|tin can island port|tcip"},
		{"lekki", "Lekki Port", "port", point{6.428, 4.005}, 1500, "lekki|lekki deep sea port"},
		{"onne", "Onne Port", "port", point{4.725, 7.150}, 1500, "onne"},
		{"ibeshe", "Ibeshe Terminal", "terminal", point{6.556, 3.476}, 400, "ibeshe|esslibra|esslibra terminal"},
		{"seme", "Seme Border", "terminal", point{6.371, 2.716}, 800, "seme"},
		{"amuwo", "Amuwo Yard", "depot", point{6.478, 3.298}, 250, "amuwo|the yard|yard"},
		{"deekay", "Deekay Foods Plant", "client", point{6.532, 3.082}, 250, "deekay plant"},
		{"olam", "Olam Mills Depot", "client", point{7.318, 3.880}, 300, "olam depot"},
		{"honeywell", "Honeywell Mill", "client", point{6.790, 3.462}, 250, "honeywell plant"},
		{"ijora", "Ijora", "city", point{6.468, 3.370}, 700, ""},
		{"mile2", "Mile 2", "city", point{6.462, 3.316}, 700, "mile two|mile2"},
		{"oshodi", "Oshodi", "city", point{6.556, 3.343}, 1000, ""},
		{"berger", "Berger", "city", point{6.640, 3.370}, 700, "old toll gate|berger old toll gate"},
		{"ikorodu", "Ikorodu", "city", point{6.619, 3.510}, 2000, ""},
		{"agbara", "Agbara", "city", point{6.511, 3.110}, 1500, "agbara estate"},
		{"ibafo", "Ibafo", "city", point{6.742, 3.420}, 1000, ""},
		{"mowe", "Mowe", "city", point{6.808, 3.437}, 1200, ""},
		{"sagamu", "Sagamu Town", "city", point{6.833, 3.650}, 1500, "shagamu town"},
		{"sagamuix", "Sagamu Interchange", "park", point{6.850, 3.600}, 600, "sagamu|shagamu|sagamu interchange park"},
		{"ogere", "Ogere Trailer Park", "park", point{6.940, 3.650}, 700, "ogere|ogere park"},
		{"ibadan", "Ibadan", "city", point{7.378, 3.947}, 5000, ""},
		{"ijebu", "Ijebu-Ode", "city", point{6.816, 3.917}, 2500, "ijebu|ijebu ode"},
		{"ogbomoso", "Ogbomoso", "city", point{8.133, 4.240}, 3000, "ogbomosho"},
		{"ilorin", "Ilorin", "city", point{8.497, 4.542}, 4000, ""},
		{"jebba", "Jebba", "park", point{9.133, 4.833}, 1500, "jebba park"},
		{"mokwa", "Mokwa", "park", point{9.294, 5.054}, 1500, "mokwa park"},
		{"ore", "Ore", "park", point{6.747, 4.876}, 2000, "ore junction|ore park"},
		{"benin", "Benin City", "city", point{6.335, 5.627}, 5000, "benin"},
		{"asaba", "Asaba", "city", point{6.198, 6.735}, 2500, ""},
		{"onitsha", "Onitsha", "city", point{6.155, 6.780}, 2500, "onitsha bridgehead|bridgehead"},
		{"enugu", "Enugu", "city", point{6.440, 7.494}, 4000, ""},
		{"aba", "Aba", "city", point{5.107, 7.367}, 3500, ""},
		{"ph", "Port Harcourt", "city", point{4.815, 7.040}, 4000, "trans-amadi|ph|pitakwa|port harcourt trans-amadi"},
		{"warri", "Warri", "city", point{5.517, 5.750}, 3500, ""},
		{"calabar", "Calabar", "city", point{4.958, 8.327}, 3500, ""},
		{"okene", "Okene", "park", point{7.551, 6.236}, 2000, ""},
		{"lokoja", "Lokoja", "city", point{7.802, 6.733}, 3000, ""},
		{"zuba", "Zuba", "park", point{9.095, 7.205}, 1500, "zuba junction|abuja zuba|abuja"},
		{"suleja", "Suleja", "city", point{9.180, 7.179}, 2500, ""},
		{"kaduna", "Kaduna", "city", point{10.523, 7.438}, 5000, ""},
		{"zaria", "Zaria", "city", point{11.085, 7.720}, 4000, ""},
		{"kano", "Kano", "city", point{12.002, 8.592}, 6000, "kano city"},
		{"dawanau", "Kano Dawanau Market", "client", point{12.080, 8.440}, 1500, "dawanau|dawanau market"},
		{"jos", "Jos", "city", point{9.897, 8.858}, 4000, ""},
		{"maiduguri", "Maiduguri", "city", point{11.847, 13.157}, 5000, ""},
	}
}
