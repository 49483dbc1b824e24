package store_test

import (
	"testing"
	"time"

	"watchtower/store/storetest"
)

func TestActIsBegunOnceAndItsAnswerKept(t *testing.T) {
	s := storetest.Open(t)
	begin := func() (again bool, answer string) {
		t.Helper()
		a, err := s.BeginAct(t.Context(), "form:1", saidAt)
		if err != nil {
			t.Fatal(err)
		}
		return a.Again, string(a.Answer)
	}
	if again, _ := begin(); again {
		t.Error("the first time is a repeat")
	}
	if again, answer := begin(); !again || answer != "" {
		t.Errorf("while it is being done: again %v, answer %q", again, answer)
	}
	if err := s.DropAct(t.Context(), "form:1"); err != nil {
		t.Fatal(err)
	}
	if again, _ := begin(); again {
		t.Error("given back, and still a repeat")
	}
	if err := s.FinishAct(t.Context(), "form:1", []byte(`{"headline":"made"}`)); err != nil {
		t.Fatal(err)
	}
	if again, answer := begin(); !again || answer != `{"headline": "made"}` {
		t.Errorf("afterwards: again %v, answer %q", again, answer)
	}
	if n, err := s.DropActs(t.Context(), saidAt.Add(time.Second)); n != 1 || err != nil {
		t.Errorf("forgot %d, %v", n, err)
	}
	if again, _ := begin(); again {
		t.Error("forgotten, and still a repeat")
	}
}
