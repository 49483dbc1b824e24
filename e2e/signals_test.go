package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"watchtower/store/storetest"
)

// importing starts an import of clients that reads from a pipe, and returns
// once it has opened it.
func importing(t *testing.T) (w *world, cmd *exec.Cmd, pipe *os.File, said *bytes.Buffer) {
	t.Helper()
	w = &world{T: t, bin: binary(t, "WATCHTOWER_BIN", "."), database: storetest.URL(t)}
	path := filepath.Join(t.TempDir(), "clients.csv")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	said = &bytes.Buffer{}
	cmd = exec.CommandContext(t.Context(), w.bin, "import", "clients", path)
	cmd.Env = append(os.Environ(), "DATABASE_URL="+w.database)
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pipe, err := os.OpenFile(path, os.O_WRONLY, 0) // waits until the other end is open
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pipe.Close() }) // broken when the reader has gone
	if _, err := fmt.Fprintln(pipe, "name"); err != nil {
		t.Fatal(err)
	}
	return w, cmd, pipe, said
}

// TestInterruptedImport stops an import in the middle: the row in hand is
// finished, no other is touched, and the line reached is told.
func TestInterruptedImport(t *testing.T) {
	w, cmd, pipe, said := importing(t)
	const clients = `SELECT count(*) FROM clients`
	if _, err := fmt.Fprintln(pipe, "Client 0"); err != nil {
		t.Fatal(err)
	}
	w.eventually("the first row is in", func() bool { return w.count(clients) == 1 })
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	rows := 1
	w.eventually("the import stops reading", func() bool {
		_, err := fmt.Fprintf(pipe, "Client %d\n", rows)
		rows++
		return err != nil
	})
	err := cmd.Wait()
	saved := w.count(clients)
	want := fmt.Sprintf("stopped after the row of line %d: %d rows taken over, 0 refused.", saved+1, saved)
	if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(said.String(), want) {
		t.Errorf("%v, said %q, want %q", err, said, want)
	}
	if n := w.count(`SELECT count(*) FROM audit WHERE outcome <> 'done'`); n != 0 {
		t.Errorf("%d rows failed because of the stop", n)
	}
}

// TestSecondInterrupt ends at once a process that is slow to stop: this one
// waits for the rest of its file.
func TestSecondInterrupt(t *testing.T) {
	w, cmd, _, said := importing(t)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(20 * time.Second)
	for sent := 0; ; sent++ {
		select {
		case err := <-ended:
			status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
			if !ok || !status.Signaled() || status.Signal() != syscall.SIGINT || sent < 2 {
				t.Errorf("after %d signals: %v, said %q", sent, err, said)
			}
			return
		case <-deadline:
			_ = cmd.Process.Kill() // it may have ended just now
			w.Fatalf("%d interrupts did not end it", sent)
		case <-tick.C:
			_ = cmd.Process.Signal(syscall.SIGINT) // it may have ended just now
		}
	}
}
