package archive

import (
	"bufio"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// What another process is told to do; see elsewhere.
const (
	deedKey = "STOA_TEST_ARCHIVE_DEED"
	dirKey  = "STOA_TEST_ARCHIVE_DIR"
)

// elsewhere returns this program as another process, which does a deed in a directory.
func elsewhere(t *testing.T, deed, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestADeedOfAnotherProcess$", "-test.count=1")
	cmd.Env = append(os.Environ(), deedKey+"="+deed, dirKey+"="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

func TestADeedOfAnotherProcess(t *testing.T) {
	dir := os.Getenv(dirKey)
	var rows int
	switch deed := os.Getenv(deedKey); {
	case deed == "full":
		signal.Ignore(syscall.SIGXFSZ) // then a write that is too much is an error, as on a full disk
		const most = 300 << 10
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: most, Max: most}); err != nil {
			t.Fatal(err)
		}
		stats, err := Write(dir, fileA, Slice(aDay(rowsPerGroup+5000)))
		if !errors.Is(err, syscall.EFBIG) || stats != (Stats{}) {
			t.Errorf("on a full disk: %+v, %v", stats, err)
		}
	case deed != "":
		if _, err := fmt.Sscan(deed, &rows); err != nil {
			t.Fatal(err)
		}
		_, err := Write(dir, fileA, stuck(aDay(rowsPerGroup+5000), rows))
		t.Error("it was to be killed", err)
	}
}

// stuck gives some of the rows, says so, and then nothing more.
func stuck(rows []Event, n int) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for _, row := range rows[:n] {
			if !yield(row, nil) {
				return
			}
		}
		fmt.Println("stuck")
		select {}
	}
}

func TestOnAFullDiskTheFileStaysAsItWas(t *testing.T) {
	t.Parallel()
	for _, before := range [][]Event{nil, aDay(10)} {
		dir := t.TempDir()
		if before != nil {
			write(t, dir, fileA, before)
		}
		if said, err := elsewhere(t, "full", dir).Output(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		left(t, dir, before, false)
	}
}

func TestAWriterThatIsKilledLeavesTheFileAsItWas(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{0, 1, batchRows + 1, rowsPerGroup + batchRows} {
		for _, before := range [][]Event{nil, aDay(10)} {
			dir := t.TempDir()
			if before != nil {
				write(t, dir, fileA, before)
			}
			killedAt(t, dir, rows)
			left(t, dir, before, true)
			write(t, dir, fileA, aDay(20)) // what lies about is in nobody's way
			left(t, dir, aDay(20), true)
		}
	}
}

func killedAt(t *testing.T, dir string, rows int) {
	t.Helper()
	cmd := elsewhere(t, fmt.Sprint(rows), dir)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	for said := bufio.NewScanner(out); said.Scan(); {
		if said.Text() == "stuck" {
			_ = cmd.Process.Kill()
		}
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("after %d rows: %v", rows, err)
	}
}

// left looks at what lies in a directory: the file with these rows, if any, and perhaps a temporary one.
func left(t *testing.T, dir string, rows []Event, temporary bool) {
	t.Helper()
	for _, name := range filesIn(t, dir) {
		if name != fileA && (!temporary || !Temporary(name)) {
			t.Errorf("there is %s", name)
		}
	}
	if rows == nil {
		if _, err := Open[Event](dir, fileA); err == nil {
			t.Error("there is a file")
		}
		return
	}
	if got := all(t, ReadFiles[Event](dir, []string{fileA}, Filter{})); !slices.Equal(got, rows) {
		t.Errorf("the file has %d rows, not %d", len(got), len(rows))
	}
}
