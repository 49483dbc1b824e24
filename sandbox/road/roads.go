package road

// pace is how fast a stretch is usually driven, km/h.
type pace float64

const (
	crawl   pace = 21 // Lagos streets and port roads
	town    pace = 33 // town approaches, single carriageways
	highway pace = 50 // expressways; trucks are held to 60
)

// stretch is one road between two places, with the bends on the way.
type stretch struct {
	from, to string
	pace     pace
	bends    []point
}

// allStretches is the road map: drawn by hand, right in course and length to
// within some kilometres.
func allStretches() []stretch {
	return append(lagosStretches(), countryStretches()...)
}

func lagosStretches() []stretch {
	return []stretch{
		{"apapa", "ijora", crawl, []point{{6.456, 3.366}}},
		{"apapa", "tincan", crawl, []point{{6.440, 3.352}}},
		{"tincan", "mile2", crawl, []point{{6.447, 3.325}}},
		{"mile2", "amuwo", crawl, nil},
		{"mile2", "oshodi", crawl, []point{{6.490, 3.317}, {6.525, 3.330}}},
		{"ijora", "oshodi", crawl, []point{{6.500, 3.368}, {6.530, 3.360}}},
		{"oshodi", "berger", crawl, []point{{6.580, 3.365}, {6.610, 3.368}}},
		{"oshodi", "ikorodu", crawl, []point{{6.590, 3.385}, {6.612, 3.430}, {6.617, 3.470}}},
		{"ikorodu", "ibeshe", town, []point{{6.585, 3.490}}},
		{"mile2", "agbara", town, []point{{6.465, 3.250}, {6.480, 3.180}, {6.497, 3.130}}},
		{"agbara", "deekay", town, []point{{6.524, 3.100}}},
		{"agbara", "seme", town, []point{{6.450, 3.000}, {6.415, 2.880}, {6.380, 2.760}}},
		{"ijora", "lekki", town, []point{{6.430, 3.430}, {6.437, 3.520}, {6.455, 3.620}, {6.470, 3.750}, {6.455, 3.880}, {6.440, 3.960}}},
		{"lekki", "ijebu", town, []point{{6.470, 3.990}, {6.585, 3.985}, {6.700, 3.960}}},
		{"ikorodu", "sagamu", town, []point{{6.690, 3.540}, {6.770, 3.590}}},
		{"berger", "ibafo", highway, []point{{6.690, 3.390}}},
		{"ibafo", "mowe", highway, nil},
		{"mowe", "honeywell", town, []point{{6.802, 3.450}}},
		{"mowe", "sagamuix", highway, []point{{6.830, 3.500}, {6.845, 3.560}}},
		{"sagamuix", "sagamu", town, nil},
	}
}

func countryStretches() []stretch {
	return []stretch{
		{"sagamuix", "ogere", highway, []point{{6.900, 3.630}}},
		{"ogere", "ibadan", highway, []point{{7.050, 3.720}, {7.200, 3.830}, {7.300, 3.900}}},
		{"ibadan", "olam", town, []point{{7.340, 3.905}}},
		{"sagamuix", "ijebu", highway, []point{{6.835, 3.750}, {6.820, 3.840}}},
		{"ijebu", "ore", highway, []point{{6.800, 4.100}, {6.770, 4.350}, {6.720, 4.600}, {6.735, 4.780}}},
		{"ore", "benin", highway, []point{{6.690, 5.050}, {6.680, 5.130}, {6.550, 5.350}, {6.420, 5.520}}},
		{"benin", "asaba", highway, []point{{6.290, 5.850}, {6.250, 6.100}, {6.260, 6.310}, {6.220, 6.550}}},
		{"asaba", "onitsha", town, []point{{6.180, 6.755}}},
		{"onitsha", "enugu", highway, []point{{6.210, 7.000}, {6.320, 7.250}}},
		{"onitsha", "aba", highway, []point{{5.860, 6.860}, {5.490, 7.030}, {5.280, 7.220}}},
		{"enugu", "aba", highway, []point{{6.000, 7.480}, {5.530, 7.490}}},
		{"aba", "ph", highway, []point{{4.980, 7.200}, {4.880, 7.100}}},
		{"ph", "onne", town, []point{{4.790, 7.100}}},
		{"benin", "warri", highway, []point{{6.080, 5.620}, {5.800, 5.700}}},
		{"warri", "ph", highway, []point{{5.490, 6.000}, {5.200, 6.200}, {4.980, 6.550}, {4.900, 6.850}}},
		{"aba", "calabar", highway, []point{{5.180, 7.710}, {5.030, 7.920}, {5.050, 8.150}}},
		{"ibadan", "ogbomoso", highway, []point{{7.600, 3.930}, {7.840, 3.930}, {8.000, 4.080}}},
		{"ogbomoso", "ilorin", highway, []point{{8.300, 4.380}}},
		{"ilorin", "jebba", highway, []point{{8.720, 4.680}, {8.950, 4.780}}},
		{"jebba", "mokwa", highway, nil},
		{"mokwa", "kaduna", highway, []point{{9.600, 5.800}, {10.070, 6.190}, {10.750, 6.600}, {10.750, 7.100}}},
		{"kaduna", "zaria", highway, []point{{10.800, 7.550}}},
		{"zaria", "kano", highway, []point{{11.400, 8.050}, {11.700, 8.350}}},
		{"kano", "dawanau", town, []point{{12.040, 8.520}}},
		{"ore", "okene", highway, []point{{6.980, 5.050}, {7.250, 5.200}, {7.200, 5.590}, {7.450, 5.950}}},
		{"benin", "okene", highway, []point{{6.700, 5.980}, {7.070, 6.270}, {7.350, 6.200}}},
		{"okene", "lokoja", highway, []point{{7.620, 6.450}, {7.720, 6.620}}},
		{"lokoja", "zuba", highway, []point{{8.100, 6.820}, {8.500, 6.950}, {8.850, 7.100}}},
		{"zuba", "suleja", highway, nil},
		{"suleja", "kaduna", highway, []point{{9.400, 7.300}, {9.750, 7.450}, {10.200, 7.450}}},
		{"kaduna", "jos", highway, []point{{10.250, 7.950}, {10.150, 8.350}, {10.050, 8.600}}},
		{"jos", "maiduguri", highway, []point{{10.310, 9.840}, {10.750, 10.400}, {11.710, 11.080}, {11.750, 11.960}, {11.800, 12.500}}},
	}
}
