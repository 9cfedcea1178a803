package live

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener whose connections are pipes in this process: they hold nothing back and keep deadlines, by the
// clock of a test's bubble.
type pipes struct {
	arriving chan net.Conn
	closed   chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.arriving:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// stream asks a server that has s for its stream, and returns what the reader gets once the answer has begun.
func (p *pipes) stream(t *testing.T, s *Stream) io.Reader {
	t.Helper()
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _ = s.Serve(w, r) })}
	go func() {
		if err := srv.Serve(p); !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	}()
	t.Cleanup(func() { _ = srv.Close() })
	client, server := net.Pipe()
	t.Cleanup(func() { client.Close() })
	p.arriving <- server
	if _, err := client.Write([]byte("GET /live HTTP/1.1\r\nHost: stoa\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(client)
	if answer, err := http.ReadResponse(in, nil); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatal(answer, err)
	}
	return in
}

func TestAReaderWhoTakesNothingIsLetGo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		p.stream(t, &Stream{Hub: h, Encoding: HTML, Catchup: NewCatchup(newBoard(), discard()), Log: "room:a", Cursor: "0-0",
			Check: anyone})
		synctest.Wait()
		if h.Streams() != 1 {
			t.Fatalf("%d streams are open", h.Streams())
		}
		h.Publish("html room:a", Frame{Data: make([]byte, 100_000)}) // more than any buffer on the way holds
		synctest.Wait()
		if h.Streams() != 1 {
			t.Error("the stream ended at once")
		}
		time.Sleep(2*beatEvery + writePatience + time.Second) // of the bubble's clock: it takes no time
		synctest.Wait()
		if h.Streams() != 0 {
			t.Errorf("after %v the stream still waits for its reader", 2*beatEvery+writePatience)
		}
	})
}

func TestAReaderWhoTakesWhatComesStays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		go func() { _ = h.Run(t.Context()) }()
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		in := p.stream(t, &Stream{Hub: h, Encoding: HTML, Catchup: NewCatchup(newBoard(), discard()), Log: "room:a", Cursor: "0-0",
			Check: anyone})
		go func() { _, _ = io.Copy(io.Discard, in) }()
		time.Sleep(lifetime - time.Minute) // a deadline that was never moved would have passed
		synctest.Wait()
		if h.Streams() != 1 {
			t.Error("the stream ended though its reader was there")
		}
	})
}
