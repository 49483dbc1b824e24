package fleet

import "time"

const dayMinutes = 24 * 60

// QuietUntil says whether a moment lies in somebody's quiet hours, and when
// they end. The hours are minutes after midnight in Lagos, [from, to), and may
// span midnight.
func QuietUntil(from, to int, at time.Time) (end time.Time, quiet bool) {
	length := time.Duration((to-from+dayMinutes)%dayMinutes) * time.Minute
	begin := StartOfDay(at).Add(time.Duration(from) * time.Minute)
	if begin.After(at) {
		begin = begin.AddDate(0, 0, -1)
	}
	end = begin.Add(length)
	return end.UTC(), at.Before(end)
}
