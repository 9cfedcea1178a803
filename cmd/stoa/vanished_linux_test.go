package main

import (
	"context"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/storetest"
)

// vanish has a connection's peer hear nothing more of this side, not even that it has confirmed something: the kernel throws away
// what comes in. So it is when a cable is cut.
func vanish(t *testing.T, c *net.TCPConn) {
	t.Helper()
	raw, err := c.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var refused error
	takesNothing := []syscall.SockFilter{{Code: syscall.BPF_RET | syscall.BPF_K}} // of every packet no byte
	//lint:ignore SA1019 golang.org/x/net/bpf would be one more dependency for one line
	err = raw.Control(func(fd uintptr) { refused = syscall.AttachLsf(int(fd), takesNothing) })
	if err != nil || refused != nil {
		t.Fatal(err, refused)
	}
}

// openOver opens a stream and returns the connection that it is on.
func openOver(t *testing.T, base, token string) *net.TCPConn {
	t.Helper()
	var over *net.TCPConn
	transport := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err == nil {
			over = c.(*net.TCPConn)
		}
		return c, err
	}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/v1/events?topic=me", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := transport.RoundTrip(r)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("a stream: %v, %v", response, err)
	}
	t.Cleanup(func() { response.Body.Close(); transport.CloseIdleConnections() })
	return over
}

// This takes a minute, in which it does nothing but wait: nobody moves the kernel's clock.
func TestWhoseNetworkIsGoneWithoutAWordIsOfflineAfterAMinuteAndOnlineAtOnceWhenItIsBack(t *testing.T) {
	t.Parallel()
	c, server := storetest.Own(t, func(o *store.Options) { o.Prefix = "stoa:" }) // as the process has it
	at := startStoa(t, "--redis-url", "unix://"+server.Socket())
	s := c.Students(t, 3)
	gone, stays, watcher := s[0], s[1], s[2]
	token := sessionOf(t, c, gone)
	over := openOver(t, at.url, token)
	openStreams(t, at.url, sessionOf(t, c, stays), "me", 1)
	heard := overhear(t, at.url, sessionOf(t, c, watcher))
	eventually(t, "both are online", func() bool { return heard.knows(gone) && heard.knows(stays) })

	vanish(t, over)
	cut := c.Now()
	patiently(t, unseenFor+patience, "whose network is gone is offline", func() bool { return !heard.knows(gone) })
	took := c.Now().Sub(cut)
	if took > unseenFor+10*time.Second || took < 10*time.Second || !heard.knows(stays) {
		t.Errorf("whose network is gone was offline after %v, and who stays is online: %v; want a minute, and that they are",
			took, heard.knows(stays))
	}
	t.Logf("whose network was gone was offline after %v", took.Round(100*time.Millisecond))

	openStreams(t, at.url, token, "me", 1)
	back := c.Now()
	eventually(t, "who is back is online", func() bool { return heard.knows(gone) })
	if took := c.Now().Sub(back); took > 5*time.Second {
		t.Errorf("who is back was online after %v, want at once", took)
	}
}
