package redisserver

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
)

const (
	tailLines = 8       // enough for a configuration error (5 lines) with its cause
	maxLine   = 8 << 10 // a longer one is cut, so that a server gone mad cannot fill our memory
)

// logWriter takes what a Redis process writes, hands each line to slog and keeps the last ones for error messages. It
// is written to by one goroutine; tail may be read after that one has ended.
type logWriter struct {
	log     *slog.Logger
	partial []byte
	tail    []string
}

// Write implements io.Writer. It never fails: a log that cannot be written must not stop the server.
func (w *logWriter) Write(p []byte) (int, error) {
	w.partial = append(w.partial, p...)
	for {
		i := bytes.IndexByte(w.partial, '\n')
		if i < 0 {
			break
		}
		w.line(string(w.partial[:i]))
		w.partial = w.partial[i+1:]
	}
	if len(w.partial) > maxLine {
		w.flush()
	}
	return len(p), nil
}

// flush writes out a last line without an end.
func (w *logWriter) flush() {
	w.line(string(w.partial))
	w.partial = nil
}

func (w *logWriter) line(line string) {
	line = strings.TrimSpace(line)
	if line == "" {
		return
	}
	level, text := parseLine(line)
	if len(w.tail) == tailLines {
		w.tail = w.tail[1:]
	}
	w.tail = append(w.tail, text)
	w.log.Log(context.Background(), level, text, "from", "redis")
}

// parseLine splits a line such as "4242:M 07 Oct 2026 12:00:00.123 # Something" into level and text. Redis marks
// warnings with #; all else, and a line of another form (a crash report), is for debugging.
func parseLine(line string) (slog.Level, string) {
	const mark = 5 // pid:role, day, month, year and time come first
	fields := strings.SplitN(line, " ", mark+2)
	if len(fields) != mark+2 || len(fields[mark]) != 1 || !strings.Contains(fields[0], ":") {
		return slog.LevelDebug, line
	}
	text := fields[mark+1]
	if fields[mark] == "#" && !isNotice(text) {
		return slog.LevelWarn, text
	}
	return slog.LevelDebug, text
}

// isNotice reports whether text is one of those that Redis 7.0 marks as a warning at every healthy start and stop.
func isNotice(text string) bool {
	for _, prefix := range []string{
		"oO0OoO0OoO0Oo", "Redis version=", "Configuration loaded", "Reading config from stdin", "Server initialized",
		"WARNING Memory overcommit must be enabled!", // normal in a container, and not the container's to change
		"User requested shutdown", "Removing the unix socket file", "Redis is now ready to exit",
	} {
		if strings.HasPrefix(text, prefix) {
			return true
		}
	}
	return false
}
