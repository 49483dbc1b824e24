package bot

// What each command's help says: a line each, an example that works first.
const (
	nearUsage = "/trucks-near Apapa 10km: trucks around a place, nearest first.\n" +
		"Around a truck: /trucks-near T-4407 5 miles. Around coordinates: /trucks-near 6.445,3.365 800m.\n" +
		"Only some: /trucks-near Mile 2 nearest 3 empty. Also loaded, available, moving, parked, 20ft, 40ft.\n" +
		"Without a radius I look 10 km around."

	truckUsage = "/truck T-4407: where a truck is, what it does, its driver and its trip.\n" +
		"One thing only: /truck T-4407 map, or speed, address, driver, phone."

	tripUsage = "/trip create: opens a form. Or spell it out: /trip create T-4407 Apapa to Ibadan at tomorrow 6am driver Moses Okafor client Olam Mills.\n" +
		"/trip status 3101, or a plate, waybill or container.\n" +
		"/trip list today, or tomorrow, ongoing, delayed, to Kano, driver Moses Okafor, mine.\n" +
		"/trip start | depart | arrive | offload | complete 3101: report a step. start means loading begins.\n" +
		"/trip cancel 3101 client changed mind. /trip fail 3101 breakdown at Ore.\n" +
		"/trip reschedule 3101 tomorrow 6am. /trip driver 3101 Segun Ojo. /trip truck 3101 T-5120. /trip stop 3101 Ogere."

	fleetUsage = "/fleet: the whole fleet now: moving, idling, parked, offline, and today's trips.\n" +
		"/fleet yesterday, this week, last month: trips of that time. /fleet moving: only those trucks."

	towerUsage = "/tower help: everything you can ask. /tower me: who you are to Watch Tower.\n" +
		"Commands: /trucks-near, /truck, /trip, /fleet; each explains itself with help. Or simply write to me in your own words."
)
