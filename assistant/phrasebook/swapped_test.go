package phrasebook

import (
	"encoding/json"
	"strings"
	"testing"
)

// swaps puts another fleet in the place of the practice one: every truck,
// driver, place, client and number, in every form the sentences use.
var swaps = strings.NewReplacer(
	"T11985LA", "T20764KN", "985", "764", " 11\"", " 20\"", "T-4407", "T-8316", "T-4408", "T-8317", "T-5120", "T-6295", "T-512O", "T-6295", "5120", "6295",
	"EKY-731XB", "GWR-582ZA", "EKY731XB", "GWR582ZA", "eky 731", "gwr 582", "BDG 220 YA", "NSR 495 XP", "BDG220YA", "NSR495XP", "bdg220ya", "nsr495xp", "bdg 220", "nsr 495",
	" 90422", " 51649", "MUS-904ZC", "ABJ-367YD", "MUS904 ZC", "ABJ367 YD", " 904", " 367", "FST-118XD", "LND-203QT", "FST118XD", "LND203QT", " 118", " 203", "AKD-650XA", "PHC-841RB",
	"akd-650xa", "phc-841rb", "AKD 650 XA", "PHC 841 RB", "AKD650XA", "PHC841RB", " 650", " 841", "where is 20", "where is 95",
	"Moses Okafor", "Garba Danjuma", "moses", "garba", "Ibrahim Bello", "Felix Ekanem", "Ibrahim", "Felix", "Tunde Alabi", "Victor Nwosu", "Tunde", "Victor",
	"Chinedu Eze", "Kunle Bassey", "Chinedu", "Kunle", "Yakubu Garba", "Peter Udoh", "Yakubu", "Peter", "Segun Ojo", "Bala Waziri", "Segun", "Bala", "segun", "bala",
	"Musa", "Dauda", "3101", "7201", "3107", "7207", "3112", "7212", "3120", "7220", "4999", "7999",
	"WB-90417", "WB-51638", "WB-90422", "WB-51649", "90422", "51649", "TCNU3877560", "MAEU6023144", "TCNU 3877560", "MAEU 6023144", "MSCU7712043", "HLXU5590871", "2043", "0871",
	"Deekay Foods", "Bua Sugar", "Olam Mills", "Dufil Foods", "Honeywell", "Chikki",
	"Apapa Port", "Warri Port", "Apapa port", "Warri port", "Apapa", "Warri", "apapa", "warri", "Tin Can Port", "Koko Port", "Tin Can", "Koko", "Tin can", "Koko", "tin can", "koko", "tincan", "koko",
	"Lekki Port", "Burutu Port", "Lekki port", "Burutu port", "lekki port", "burutu port", "Lekki", "Burutu", "Ibeshe Terminal", "Oshodi Terminal", "Ibeshe terminal", "Oshodi terminal", "Ibeshe", "Oshodi",
	"Mile 2", "Mile 12", "mile 2", "mile 12", "Ijora", "Ojota", "ijora", "ojota", "Ikorodu", "Epe", "Mowe", "Ibafo", "Ogere Trailer Park", "Obollo Trailer Park", "Ogere trailer park", "Obollo trailer park", "Ogere", "Obollo",
	"Sagamu Interchange", "Lafenwa Interchange", "Sagamu interchange", "Lafenwa interchange", "Agbara", "Badagry", "agbara", "badagry", "Ibadan", "Ilorin", " Ore", " Auchi", "\"Ore", "\"Auchi", "to ore", "to auchi",
	"Benin City", "Calabar City", "Benin", "Calabar", "benin", "calabar", "Asaba", "Awka", "Onitsha", "Nnewi", " Aba", " Uyo", "\"Aba", "\"Uyo", "Onne Port", "Bonny Port", "Onne port", "Bonny port", "Onne", "Bonny",
	"Lokoja", "Okene", "Zuba", "Gwagwalada", "Kaduna", "Bauchi", "Zaria", "Gombe", "Kano Dawanau Market", "Maiduguri Muna Market", "Kano", "Maiduguri", "Jos", "Yola",
)

// TestSwappedFleet proves that no name is built in: the same questions about
// another fleet are read as well.
func TestSwappedFleet(t *testing.T) {
	var questions []question
	for _, q := range loadQuestions(t) {
		raw, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		var swapped question
		if err := json.Unmarshal([]byte(swaps.Replace(string(raw))), &swapped); err != nil {
			t.Fatal(err)
		}
		swapped.ID, swapped.Note = q.ID, q.Note
		questions = append(questions, swapped)
	}
	roster, now := practiceRoster(t, func(s string) string {
		raw, _ := json.Marshal(s)
		var out string
		if err := json.Unmarshal([]byte(swaps.Replace(string(raw))), &out); err != nil {
			t.Fatal(err)
		}
		return out
	})
	intents, lines := report(t, sit(t, questions, NewLexicon(roster), now, "Garba Danjuma"))
	if intents < intentFloor || lines < swappedFloor {
		t.Errorf("intents %.1f%% (floor %.1f), whole lines %.1f%% (floor %.1f)", intents, intentFloor, lines, swappedFloor)
	}
}
