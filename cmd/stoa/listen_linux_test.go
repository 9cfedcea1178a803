package main

import (
	"net"
	"syscall"
	"testing"
)

func TestAnAcceptedConnectionIsGivenUpWhenItsPeerIsUnheard(t *testing.T) {
	t.Parallel()
	l, err := listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	out, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	in, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	raw, err := in.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var ms int
	var asked error
	err = raw.Control(func(fd uintptr) { ms, asked = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout) })
	if err != nil || asked != nil || ms != 45_000 {
		t.Errorf("a peer may be unheard for %d ms, %v, %v; want 45 s", ms, err, asked)
	}
}
