package redisserver

import (
	"bufio"
	"context"
	"errors"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

func TestANodeServesOnItsPortUntilClosed(t *testing.T) {
	t.Parallel()
	ctx := testContext(t)
	n, err := StartNode(ctx, NodeConfig{Dir: t.TempDir(), Extra: []string{"databases 3"}})
	if err != nil {
		t.Fatal(err)
	}
	closeAtEnd(t, n)
	wantReply(t, n.Addr(), "OK", "SET", "key", "value")
	if got, err := callFields(ctx, n.Addr(), "CONFIG", "GET", "databases"); err != nil || got["databases"] != "3" {
		t.Errorf("the extra setting: got %v, %v", got, err)
	}
	if err := n.Restart(ctx); err == nil {
		t.Error("a living node was started again")
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := call(ctx, n.Addr(), "PING"); err == nil {
		t.Error("it answers after Close")
	}
	if err := n.Restart(ctx); !errors.Is(err, errClosed) {
		t.Errorf("a closed node was started again: %v", err)
	}
}

func TestAKilledNodeComesBackEmptyOnItsPort(t *testing.T) {
	t.Parallel()
	ctx := testContext(t)
	n, err := StartNode(ctx, NodeConfig{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	closeAtEnd(t, n)
	wantReply(t, n.Addr(), "OK", "SET", "key", "value")
	if err := n.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := call(ctx, n.Addr(), "PING"); err == nil {
		t.Error("it answers after Kill")
	}
	if err := n.Pause(); !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("Pause: %v", err)
	}
	if err := n.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	wantReply(t, n.Addr(), nil, "GET", "key")
}

func TestAPausedNodeIsSilentUntilResumed(t *testing.T) {
	t.Parallel()
	ctx := testContext(t)
	n, err := StartNode(ctx, NodeConfig{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	closeAtEnd(t, n)
	if err := n.Pause(); err != nil {
		t.Fatal(err)
	}
	if _, err := call(ctx, n.Addr(), "PING"); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("while paused: got %v, want a timeout", err)
	}
	if err := n.Resume(); err != nil {
		t.Fatal(err)
	}
	wantReply(t, n.Addr(), "PONG", "PING")
}

// TestATakenPortIsReplaced takes the port, and then the bus port, of the first attempts.
func TestATakenPortIsReplaced(t *testing.T) {
	t.Parallel()
	ctx := testContext(t)
	other, err := StartNode(ctx, NodeConfig{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	closeAtEnd(t, other)
	taken := strconv.Itoa(other.port)
	attempts := 0
	n, err := startNode(ctx, t.TempDir(), nodeKind{settings: func(_, busPort int) []string {
		lines := clusterSettings(0, busPort)
		switch attempts++; attempts {
		case 1:
			return append(lines, "port "+taken)
		case 2:
			return append(lines, "cluster-port "+taken)
		}
		return lines
	}})
	if err != nil {
		t.Fatal(err)
	}
	closeAtEnd(t, n)
	if attempts != 3 {
		t.Errorf("it took %d attempts, want 3", attempts)
	}
	wantReply(t, other.Addr(), "PONG", "PING")
}

func TestANodeWithAWrongSettingRepeatsRedisWords(t *testing.T) {
	t.Parallel()
	n, err := StartNode(testContext(t), NodeConfig{Dir: t.TempDir(), Extra: []string{"nonsense 7"}})
	if n != nil || err == nil || !strings.Contains(err.Error(), "nonsense 7") {
		t.Errorf("got %v, %v", n, err)
	}
}

func TestAnotherServersAnswerIsNotTakenForTheNodes(t *testing.T) {
	t.Parallel()
	ctx := testContext(t)
	var nodes [2]*Node
	for i := range nodes {
		n, err := StartNode(ctx, NodeConfig{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		closeAtEnd(t, n)
		nodes[i] = n
	}
	if !nodes[0].serves(ctx, nodes[0].child) {
		t.Error("its own answer was refused")
	}
	if nodes[0].serves(ctx, nodes[1].child) {
		t.Error("the other's answer was taken")
	}
}

func TestRepliesOfEveryKindAreRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want any
		err  bool
	}{
		{"+OK\r\n", "OK", false},
		{"-ERR no\r\n", nil, true},
		{":-42\r\n", int64(-42), false},
		{"$4\r\na\r\nb\r\n", "a\r\nb", false},
		{"$0\r\n\r\n", "", false},
		{"$-1\r\n", nil, false},
		{"*-1\r\n", nil, false},
		{"*2\r\n:1\r\n*1\r\n+x\r\n", []any{int64(1), []any{"x"}}, false},
		{"*2\r\n:1\r\n", nil, true},
		{"$5\r\nab\r\n", nil, true},
		{":x\r\n", nil, true},
		{"?1\r\n", nil, true},
		{"\r\n", nil, true},
		{"", nil, true},
	} {
		got, err := readReply(bufio.NewReader(strings.NewReader(c.in)))
		if !reflect.DeepEqual(got, c.want) || (err != nil) != c.err {
			t.Errorf("%q: got %#v, %v", c.in, got, err)
		}
	}
}

// closeAtEnd closes a node, cluster or sentinel set-up at the end of the test, and sees that this may be repeated.
func closeAtEnd(t *testing.T, c interface{ Close() error }) {
	t.Helper()
	t.Cleanup(func() {
		for range 2 {
			if err := c.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		}
	})
}

// wantSilent checks that none of the nodes lives.
func wantSilent(t *testing.T, nodes []*Node) {
	t.Helper()
	for _, n := range nodes {
		if n.child.alive() {
			t.Errorf("%s still runs", n.Addr())
		}
		if _, err := call(context.Background(), n.Addr(), "PING"); err == nil {
			t.Errorf("%s still answers", n.Addr())
		}
	}
}
