package sheets

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/fleet/sheet"
	"watchtower/store"
	"watchtower/tools"
)

// progress keeps one message up to date while a sync runs, where somebody asked
// for it.
func (s *Syncer) progress(ctx context.Context, y store.SheetSync, words string, r tools.SyncResult) error {
	if y.Channel == "" {
		return nil
	}
	a := answer.Answer{Kind: answer.Result, Headline: title(y) + ": " + lowerFirst(words) + "…"}
	if did := r.Words(); did != (tools.SyncResult{}).Words() {
		a.Facts = []answer.Fact{{Label: "So far", Value: did}}
	}
	return s.o.Store.Say(ctx, syncKey(y), y.Channel, a, s.o.Now())
}

func syncKey(y store.SheetSync) string { return fmt.Sprintf("sheets:sync:%d", y.ID) }

func lowerFirst(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}

// tellEnd says how a sync went to whoever asked for it, and to the channel what
// people must look at. The same trouble is told once a day.
func (s *Syncer) tellEnd(ctx context.Context, y store.SheetSync, found Found, reason string) error {
	now := s.o.Now()
	if y.Channel != "" {
		if err := s.o.Store.Say(ctx, syncKey(y), y.Channel, endCard(y, found, reason, now), now); err != nil {
			return err
		}
	} else if reason != "" && s.o.Channel != "" {
		a := answer.Answer{Kind: answer.Failed, Headline: "The Google Sheet is not synced: " + reason}
		if err := s.o.Store.Say(ctx, "sheets:failed:"+day(now)+":"+short(reason), s.o.Channel, a, now); err != nil {
			return err
		}
	}
	for _, u := range s.few(found.unfit, "bad", "%s more are not taken over. Each says why in its column "+sheet.SaysHeader+".", now) {
		s.queue(inThread(u.id, "bad:"+short(u.why), unfitLine(u)))
	}
	for _, u := range s.few(found.gone, "gone", "%s more were deleted in the sheet. Watch Tower keeps them, and no longer syncs them.", now) {
		s.queue(inThread(u.id, fmt.Sprintf("gone:%d", now.Unix()), goneLine(u)))
	}
	for _, why := range found.Unwell {
		s.queue(inThread("", "tab:"+day(now)+":"+short(why), answer.Answer{Kind: answer.Result, Headline: upperFirst(why) + "."}))
	}
	return s.tell(ctx)
}

func endCard(y store.SheetSync, found Found, reason string, now time.Time) answer.Answer {
	if reason != "" {
		return answer.Answer{Kind: answer.Failed, Headline: title(y) + ", failed: " + reason}
	}
	r := found.SyncResult
	a := answer.Answer{Kind: answer.Result, Headline: title(y) + ": " + r.Words() + ".",
		Facts: []answer.Fact{{Label: "Rows in the sheet", Value: fmt.Sprint(r.Rows + r.NewSheet)}, {Label: "Took", Value: took(time.Duration(r.TookMS) * time.Millisecond)}}}
	if r.Open > 0 {
		a.Facts = append(a.Facts, answer.Fact{Label: "Conflicts to settle", Value: fmt.Sprint(r.Open)})
	}
	a.Facts = append(a.Facts, answer.Fact{Label: "Ended", Value: fleet.FormatTime(now)})
	return a
}

func took(d time.Duration) string {
	if d < 10*time.Second {
		return "a few seconds"
	}
	return fleet.FormatDuration(d)
}

func unfitLine(u unfit) answer.Answer {
	who := ""
	if u.name != "" {
		who = " (" + u.name + ")"
	}
	return answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("Row %d of %s%s is not taken over: %s", u.number, u.kind.Tab(), who, u.why)}
}

// goneLine offers to put a deleted row back: nothing of Watch Tower's was
// touched.
func goneLine(u unfit) answer.Answer {
	a := answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf("The row of the %s %s was deleted in the sheet. Watch Tower keeps it, and no longer syncs it.", u.kind.One(), u.name),
		Choices: []answer.Choice{answer.NewChoice("Put the row back", "sheets_settle", map[string]any{"restore": u.id})}}
	if u.kind == sheet.Trucks || u.kind == sheet.Drivers {
		key := u.kind.Key().Name
		a.Choices = append(a.Choices, answer.NewChoice("Out of service", u.kind.One()+"_save", map[string]any{key: u.name, "active": false}))
	}
	return a
}

// threadLine is one line of the thread of the day, under a key of its own.
type threadLine struct {
	key string
	a   answer.Answer
}

func inThread(row, what string, a answer.Answer) threadLine {
	return threadLine{"sheets:" + row + ":" + what, a}
}

func (s *Syncer) queue(l threadLine) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, l)
}

// tellLimit is how many conflicts, or rows, are told at a time: a thread of a
// thousand helps nobody, and holds up what else is to be said in the channel.
const tellLimit = 50

// few are as many rows as are told of one by one; how many more there are is
// told in one line a day.
func (s *Syncer) few(list []unfit, what, format string, now time.Time) []unfit {
	if len(list) <= tellLimit {
		return list
	}
	more := counted(len(list)-tellLimit, "row")
	s.queue(inThread("", "more-"+what+":"+day(now), answer.Answer{Kind: answer.Result, Headline: fmt.Sprintf(format, more)}))
	return list[:tellLimit]
}

// tell leaves conflicts and rows to look at to be said, in one thread a day.
// Its first message must stand in Slack before anything can be said below it;
// until then they wait.
func (s *Syncer) tell(ctx context.Context) error {
	if s.o.Channel == "" {
		return nil
	}
	clashes, err := s.o.Store.UntoldSheetClashes(ctx, s.o.Book, tellLimit)
	if err != nil {
		return err
	}
	s.mu.Lock()
	lines := s.lines
	s.mu.Unlock()
	if len(clashes)+len(lines) == 0 {
		return nil
	}
	now := s.o.Now()
	spot, posted, err := s.thread(ctx, now)
	if err != nil || !posted {
		return err
	}
	for _, c := range clashes {
		if err := s.o.Store.SayAt(ctx, fmt.Sprintf("sheets:conflict:%d", c.ID), spot, tools.SheetClashCard(c), now); err != nil {
			return err
		}
		if err := s.o.Store.ToldSheetClash(ctx, s.o.Book, c.ID, c.Version); err != nil {
			return err
		}
	}
	for _, l := range lines {
		if err := s.o.Store.SayAt(ctx, l.key, spot, l.a, now); err != nil {
			return err
		}
	}
	s.mu.Lock()
	s.lines = s.lines[len(lines):]
	s.mu.Unlock()
	return nil
}

// thread is where the day's lines go, once its first message stands in Slack.
func (s *Syncer) thread(ctx context.Context, now time.Time) (store.Spot, bool, error) {
	key := "sheets:look:" + day(now)
	root := answer.Answer{Kind: answer.Result, Headline: "The Google Sheet, " + now.In(fleet.WAT).Format("Mon 2 Jan") + ": please look at what stands in this thread."}
	if err := s.o.Store.Say(ctx, key, s.o.Channel, root, now); err != nil {
		return store.Spot{}, false, err
	}
	at, err := s.o.Store.StandsAt(ctx, key)
	if err != nil || at.TS == "" {
		return store.Spot{}, false, err
	}
	return store.Spot{Channel: at.Channel, Thread: at.TS}, true, nil
}

func day(t time.Time) string { return t.In(fleet.WAT).Format(time.DateOnly) }

func short(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

func upperFirst(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]+'A'-'a') + s[1:]
}
