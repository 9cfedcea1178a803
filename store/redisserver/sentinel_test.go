package redisserver

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

func TestSentinelsPromoteAReplicaWhenTheMasterIsKilled(t *testing.T) {
	t.Parallel()
	ctx := testContext(t)
	s, err := StartSentinel(ctx, t.TempDir(), 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	closeAtEnd(t, s)
	if len(s.Addrs()) != 3 || len(s.Sentinels()) != 3 || len(s.Data()) != 3 || s.Master() != "stoa" {
		t.Fatalf("got sentinels %v, servers %v, master %q", s.Addrs(), addrs(s.Data()), s.Master())
	}
	first, err := s.MasterNode(ctx)
	if err != nil || first != s.Data()[0] {
		t.Fatalf("the master is %v (%v), want %v", first, err, s.Data()[0])
	}
	wantReply(t, first.Addr(), "OK", "SET", "key", "value")
	await(t, "both replicas to have the key", func(ctx context.Context) error {
		n, err := call(ctx, first.Addr(), "WAIT", "2", "500")
		if err == nil && n != int64(2) {
			err = fmt.Errorf("%v have it", n)
		}
		return err
	})
	if err := first.Kill(); err != nil {
		t.Fatal(err)
	}
	second := awaitOtherMaster(t, s, first)
	await(t, "the new master to take writes", func(ctx context.Context) error {
		_, err := call(ctx, second.Addr(), "SET", "other", "value")
		return err
	})
	wantReply(t, second.Addr(), "value", "GET", "key")
	nodes := append(s.Data(), s.Sentinels()...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wantSilent(t, nodes)
	if n, err := s.MasterNode(ctx); n != nil || err == nil {
		t.Errorf("after Close the master is %v, %v", n, err)
	}
}

// awaitOtherMaster asks the sentinels until they name another master than the first.
func awaitOtherMaster(t *testing.T, s *Sentinel, first *Node) (second *Node) {
	t.Helper()
	await(t, "another master", func(ctx context.Context) (err error) {
		if second, err = s.MasterNode(ctx); err == nil && second == first {
			err = errors.New("it is still the first")
		}
		return err
	})
	return second
}

func TestASentinelThatComesBackStillKnowsTheMaster(t *testing.T) {
	t.Parallel()
	ctx := testContext(t)
	s, err := StartSentinel(ctx, t.TempDir(), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	closeAtEnd(t, s)
	if err := s.Sentinels()[0].Kill(); err != nil {
		t.Fatal(err)
	}
	if n, err := s.MasterNode(ctx); n != nil || err == nil {
		t.Errorf("without a sentinel the master is %v, %v", n, err)
	}
	if err := s.Sentinels()[0].Restart(ctx); err != nil {
		t.Fatal(err)
	}
	if n, err := s.MasterNode(ctx); n != s.Data()[0] || err != nil {
		t.Errorf("the master is %v, %v", n, err)
	}
}

func TestSentinelsAreNeededForASentinelSetUp(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]int{{1, 0}, {-1, 1}} {
		if s, err := StartSentinel(testContext(t), t.TempDir(), c[0], c[1]); s != nil || err == nil {
			t.Errorf("%v: got %v, %v", c, s, err)
		}
	}
}
