package bot

// What each command's help says: a line each, an example that works first.
const (
	nearUsage = "/trucks-near Apapa 10km: trucks around a place, nearest first.\n" +
		"Around a truck: /trucks-near T-4407 5 miles. Around coordinates: /trucks-near 6.445,3.365 800m.\n" +
		"Only some: /trucks-near Mile 2 nearest 3 empty. Also loaded, available, moving, parked, 20ft, 40ft.\n" +
		"Without a radius I look 10 km around."

	truckUsage = "/truck T-4407: where a truck is, what it does, its driver and its trip. A part of the plate will do: /truck 4407.\n" +
		"One thing only: /truck T-4407 map, or speed, address, driver, phone.\n" +
		"When it arrives: /truck T-4407 eta Ibadan; /truck T-4407 eta is where its trip goes.\n" +
		"Looking back: /truck T-4407 history yesterday: its track, drives and stops. Also stops, distance, idle, fuel, visits Apapa, export gpx.\n" +
		"Service: /truck T-4407 service. Record one: /truck T-4407 service done yesterday 120,500km N85,000 at Ibafo Motors. Plan: /truck T-4407 service every 8,000km."

	tripUsage = "/trip create: opens a form. Or spell it out: /trip create T-4407 Apapa to Ibadan at tomorrow 6am driver Moses Okafor client Olam Mills.\n" +
		"A part of a plate opens the form too: /trip create 4407 Apapa to Ibadan tomorrow 6am.\n" +
		"/trip status 3101, or a plate, waybill or container. /trip eta 3101: when it arrives; /trip eta 3101 late, distance, or a place.\n" +
		"/trip list today, or tomorrow, ongoing, delayed, to Kano, driver Moses Okafor, mine.\n" +
		"/trip start | depart | arrive | offload | complete 3101: report a step. start means loading begins.\n" +
		"/trip edit 3101 opens a form; or /trip edit 3101 client Olam Mills cargo rice to Kano. /trip assign 3101 T-5120 Segun Ojo.\n" +
		"/trip cancel 3101 asks for the reason; or /trip cancel 3101 client changed mind. /trip fail 3101 breakdown at Ore.\n" +
		"/trip reschedule 3101 tomorrow 6am. /trip driver 3101 Segun Ojo. /trip truck 3101 T-5120. /trip stop 3101 Ogere.\n" +
		"/trip paste: many trips from a table. /trip repeat 3101 tomorrow 10pm: one like an earlier one. /trip rules.\n" +
		"/trip history 3101: every change, by whom and why. /trip delay 3101 hold-up at Mile 2: why it is late.\n" +
		"/trip plan 3101 arrived tomorrow 5am, /trip actual 3101 departed 22:10: times of steps. /trip pregate 3101 10:30: the call-up ticket's 72 hours run.\n" +
		"/trip undo 3101: takes back what GPS noted last. /trip byhand 3101: people alone move it. /trip gps 3101: GPS again."

	fleetUsage = "/fleet: the whole fleet now: moving, idling, parked, offline, and today's trips.\n" +
		"/fleet yesterday, this week, last month: trips of that time. /fleet moving: only those trucks.\n" +
		"Looking back: /fleet distance last week. Also idle, visits Apapa yesterday, export trips last week excel.\n" +
		"/fleet driver Moses Okafor: which truck and trip; /fleet driver T-5120: who drives it; /fleet driver Moses Okafor phone. /fleet drivers, drivers free tomorrow."

	alertsUsage = "/alerts: alerts that nobody has settled. Also open, acknowledged, snoozed, resolved, all, mine, critical, overspeed, today, T-4407, at Apapa, driver Moses Okafor.\n" +
		"/alerts 12: one alert. /alerts ack 12, resolve 12, unack 12, reopen 12, false 12.\n" +
		"/alerts snooze 12 2h, or until tomorrow 6am, or morning.\n" +
		"/alerts note 12 driver called, tyre changed. /alerts assign 12 @ada, or me. Without the rest a form opens.\n" +
		"/alerts mute T-4407 4h, mute overspeed at Apapa until friday 6am because roadworks. /alerts mutes, unmute T-4407.\n" +
		"/alerts routes: where alerts are told. /alerts routes critical at Apapa night to #ops-night then @ada after 5m; end one by /alerts routes end 3.\n" +
		"/alerts catch up: what I missed; of one, /alerts catch up 12. /alerts handover: the shift. /alerts digest yesterday: what had no card. /alerts storm 3: its list; storm 3 ack, resolve, snooze 2h.\n" +
		"What alerts are made by: /alerts rules, or /alerts rule overspeed. Managers: /alerts rule overspeed limit 70, also for T-4407, group tankers, at Tin Can; off, on, reset; /alerts rule edit idle opens a form.\n" +
		"Try a rule on the last 7 days: /alerts test overspeed limit 70. How it went: /alerts stats last week by truck."

	reportUsage = "/report: yesterday in figures. /report today, this week, last month, last 7 days, 2026-11-20, 18 Nov to 20 Nov.\n" +
		"Of one only: /report last week T-4407, client Olam Mills, driver Moses Okafor, group tankers.\n" +
		"The whole report, compared and with a file: /report full yesterday, daily, weekly, monthly; also of one: /report full last week terminal Apapa.\n" +
		"Sent to you: /report subscribe daily 07:00, subscribe weekly friday 17:30. Yours: /report subscriptions. To end one: /report unsubscribe daily.\n" +
		"Most and least: /report top 5 trucks by distance last week. /report bottom 3 drivers by score. /report top terminals by turnaround. Also driving, idle, trips, on time, utilisation, overspeed, harsh, diesel.\n" +
		"Beside each other: /report compare distance this week with last week. /report compare T-4407 T-5120 last week."

	towerUsage = "/tower help: everything you can ask. /tower me: who you are to Watch Tower.\n" +
		"/tower settings: km or miles, direct messages, quiet hours. Or type it: /tower settings miles quiet 22:00 06:00 direct on.\n" +
		"/tower people: who may do what; /tower people dispatchers. Admins: /tower people set @ada dispatcher, set @moses driver Moses Okafor, off @ada.\n" +
		"/tower audit yesterday @ada: who did what. /tower status: how Watch Tower itself is doing.\n" +
		"/tower sheets: how the Google Sheet is doing. /tower sheets sync: now. /tower sheets keep 12 sheet: settles a conflict; or keep 12 tower.\n" +
		"Commands: /trucks-near, /truck, /trip, /fleet, /alerts, /report; each explains itself with help. Or simply write to me in your own words."
)
