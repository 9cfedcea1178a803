package main

import (
	"context"
	"net"
	"time"
)

// unheard is how long a peer may confirm nothing of what it was sent before its connection is given up: three beats of a
// stream. A network that is gone says nothing else.
const unheard = 45 * time.Second

// listen opens the address that people come to. What is set on it holds for every connection that it accepts.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	config := net.ListenConfig{Control: giveUpUnheard}
	return config.Listen(ctx, "tcp", addr)
}
