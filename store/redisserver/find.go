package redisserver

import (
	"errors"
	"os/exec"
)

// ErrNotInstalled says that PATH holds neither redis-server nor valkey-server. Its text is meant for the person who
// started the program.
var ErrNotInstalled = errors.New("redis-server is not installed: get it with `apt-get install redis-server` " +
	"(Debian, Ubuntu) or `brew install redis` (macOS)")

// Find returns the path of redis-server, or else of valkey-server, on PATH. The only error is ErrNotInstalled.
func Find() (string, error) {
	for _, name := range []string{"redis-server", "valkey-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNotInstalled
}
