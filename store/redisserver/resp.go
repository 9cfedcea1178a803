package redisserver

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// callTimeout bounds one command, so that a paused server delays a wait loop and does not end it.
const callTimeout = time.Second

// replyError is an error that the server answered with, for example "MOVED 3999 127.0.0.1:6381".
type replyError string

// Error returns the server's words.
func (e replyError) Error() string { return string(e) }

// call sends one command over a connection of its own to addr (the path of a Unix socket, or host:port) and returns the
// reply: string, int64, nil or []any of these. The error is a replyError when the server refuses the command.
func call(ctx context.Context, addr string, args ...string) (any, error) {
	var request strings.Builder
	fmt.Fprintf(&request, "*%d\r\n", len(args))
	for _, arg := range args {
		fmt.Fprintf(&request, "$%d\r\n%s\r\n", len(arg), arg)
	}
	return exchange(ctx, addr, request.String())
}

// answersPing reports whether the server at addr serves commands (one that still loads its data does not). An inline
// command is the least that can be asked.
func answersPing(ctx context.Context, addr string) bool {
	reply, err := exchange(ctx, addr, "PING\r\n")
	return err == nil && reply == "PONG"
}

// exchange sends a request as it is and reads one reply.
func exchange(ctx context.Context, addr, request string) (any, error) {
	network := "tcp"
	if strings.HasPrefix(addr, "/") {
		network = "unix"
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, fmt.Errorf("call redis: %w", err)
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline) // fails on a closed connection only, and then so does the write
	}
	if _, err := io.WriteString(conn, request); err != nil {
		return nil, fmt.Errorf("call redis: %w", err)
	}
	return readReply(bufio.NewReader(conn))
}

// readReply reads one value of the Redis protocol, version 2.
func readReply(r *bufio.Reader) (any, error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("read redis reply: %w", err)
	}
	line = strings.TrimSuffix(line, "\r\n")
	if line == "" {
		return nil, fmt.Errorf("read redis reply: empty line")
	}
	kind, rest := line[0], line[1:]
	switch kind {
	case '+':
		return rest, nil
	case '-':
		return nil, replyError(rest)
	}
	n, err := strconv.ParseInt(rest, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("read redis reply %q: %w", line, err)
	}
	switch {
	case kind == ':':
		return n, nil
	case n < 0 && (kind == '$' || kind == '*'):
		return nil, nil
	case kind == '$':
		return readBulk(r, n)
	case kind == '*':
		return readArray(r, n)
	}
	return nil, fmt.Errorf("read redis reply: unknown kind %q", kind)
}

func readBulk(r *bufio.Reader, n int64) (any, error) {
	buf := make([]byte, n+2) // with its line end
	if _, err := io.ReadFull(r, buf); err != nil {
		return nil, fmt.Errorf("read redis reply: %w", err)
	}
	return string(buf[:n]), nil
}

func readArray(r *bufio.Reader, n int64) (any, error) {
	var values []any
	for range n {
		v, err := readReply(r)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

// callFields sends a command whose reply is text of "name:value" lines (INFO, CLUSTER INFO) or a flat array of names and
// values (SENTINEL MASTER), and returns it as a map.
func callFields(ctx context.Context, addr string, args ...string) (map[string]string, error) {
	reply, err := call(ctx, addr, args...)
	if err != nil {
		return nil, err
	}
	fields := map[string]string{}
	switch reply := reply.(type) {
	case string:
		for line := range strings.SplitSeq(reply, "\r\n") {
			if name, value, ok := strings.Cut(line, ":"); ok {
				fields[name] = value
			}
		}
	case []any:
		for i := 0; i+1 < len(reply); i += 2 {
			fields[fmt.Sprint(reply[i])] = fmt.Sprint(reply[i+1])
		}
	}
	return fields, nil
}
