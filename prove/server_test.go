//go:build prove

package prove

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// server is PostgreSQL or Redis, killed and started again on the same data,
// exactly as scripts/services.sh started it.
type server struct {
	t       *testing.T
	name    string
	pid     func() int
	answers func() bool
	exe     string
	argv    []string
	user    *syscall.Credential
}

// capture remembers how a running server was started.
func capture(t *testing.T, name string, pid func() int, answers func() bool) *server {
	t.Helper()
	s := &server{t: t, name: name, pid: pid, answers: answers}
	proc := filepath.Join("/proc", strconv.Itoa(pid()))
	var err error
	if s.exe, err = os.Readlink(filepath.Join(proc, "exe")); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	cmdline, err := os.ReadFile(filepath.Join(proc, "cmdline"))
	if err != nil {
		t.Fatal(err)
	}
	s.argv = strings.Split(strings.TrimRight(string(cmdline), "\x00"), "\x00")
	info, err := os.Stat(proc)
	if err != nil {
		t.Fatal(err)
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok && os.Geteuid() == 0 {
		s.user = &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}
	}
	return s
}

// kill ends the server and its children with signal 9, which nobody can catch.
func (s *server) kill() {
	pid := s.pid()
	victims := append([]int{pid}, children(pid)...)
	for _, v := range victims {
		_ = syscall.Kill(v, syscall.SIGKILL) // a child may have ended by itself
	}
	for _, v := range victims {
		eventually(s.t, s.name+" is gone", 20*time.Second, func() bool { return gone(v) })
	}
}

// freeze stops the server without ending it: it accepts and never answers.
func (s *server) freeze(frozen bool) {
	signal := syscall.SIGCONT
	if frozen {
		signal = syscall.SIGSTOP
	}
	for _, v := range append([]int{s.pid()}, children(s.pid())...) {
		_ = syscall.Kill(v, signal)
	}
}

// start runs the server again and waits until it answers. PostgreSQL refuses
// while its old process lingers as a zombie that nobody has looked at yet, so
// that the second try, as a supervisor makes it, may be the first that works.
func (s *server) start() {
	s.spawn()
	again := time.Now().Add(5 * time.Second)
	eventually(s.t, s.name+" answers", 60*time.Second, func() bool {
		if s.answers() {
			return true
		}
		if pid := s.pid(); time.Now().After(again) && (pid == 0 || gone(pid)) {
			s.t.Logf("%s did not stay; started once more", s.name)
			s.spawn()
			again = time.Now().Add(5 * time.Second)
		}
		return false
	})
}

func (s *server) spawn() {
	cmd := exec.Command(s.exe, s.argv[1:]...)
	cmd.Args[0], cmd.Dir, cmd.Env = s.argv[0], "/", []string{"LC_ALL=C.UTF-8", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.user, Setsid: true}
	log := &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		s.t.Errorf("start %s: %v", s.name, err)
		return
	}
	go func() { // so that it is no zombie once stopped
		if err := cmd.Wait(); err != nil && s.t.Context().Err() == nil {
			s.t.Logf("%s ended: %v\n%s", s.name, err, tail(log.String(), 600))
		}
	}()
}

// children are the processes whose parent is pid.
func children(pid int) []int {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	var out []int
	for _, path := range stats {
		if fields := statOf(path); len(fields) > 1 && fields[1] == strconv.Itoa(pid) {
			child, _ := strconv.Atoi(filepath.Base(filepath.Dir(path))) // the pattern names digits
			out = append(out, child)
		}
	}
	return out
}

// statOf is what follows the name in /proc/PID/stat: state, parent, and so on.
func statOf(path string) []string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil // it has ended meanwhile
	}
	return strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
}

func gone(pid int) bool {
	fields := statOf(fmt.Sprintf("/proc/%d/stat", pid))
	return len(fields) == 0 || fields[0] == "Z"
}

// eventually asks again every 20 ms until a condition holds.
func eventually(t *testing.T, what string, within time.Duration, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(within); !ok(); {
		select {
		case <-tick.C:
		case <-deadline:
			t.Errorf("waited %v in vain: %s", within, what)
			return
		}
	}
}

// wait lets real time pass: an outage has a length.
func wait(t *testing.T, d time.Duration) {
	t.Helper()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-t.Context().Done():
	}
}
