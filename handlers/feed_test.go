package handlers

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stoa/handlers/api"
)

// feed is an open stream.
type feed struct {
	response *http.Response
	lines    *bufio.Scanner
	context  context.Context // done when the test's patience is
	close    context.CancelFunc
}

// sent is one event of a stream as it came over the wire; the beats are left out.
type sent struct{ id, name, data string }

// watch opens a stream of the pages, or with api.Base before it one of the API.
func (v *visitor) watch(tb testing.TB, path string, topics []string, more ...string) *feed {
	tb.Helper()
	f, err := v.tryWatch(tb, path, topics, more...)
	if err != nil {
		tb.Fatal(err)
	}
	if f.response.StatusCode != http.StatusOK {
		tb.Fatalf("the stream of %v answers %s", topics, f.response.Status)
	}
	return f
}

// tryWatch opens a stream, which may be refused; it ends by itself when the test's patience does.
func (v *visitor) tryWatch(tb testing.TB, path string, topics []string, more ...string) (*feed, error) {
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	r := v.request(tb, ctx, http.MethodGet, path+sep+url.Values{"topic": topics}.Encode(), nil, more...)
	response, err := v.client.Do(r)
	if err != nil {
		cancel()
		return nil, err
	}
	tb.Cleanup(func() { cancel(); response.Body.Close() })
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	return &feed{response, lines, ctx, cancel}, nil
}

// next returns the next event, io.EOF at the stream's end.
func (f *feed) next() (sent, error) {
	var got sent
	var data []string
	for f.lines.Scan() {
		line := f.lines.Text()
		field, value, _ := strings.Cut(line, ": ")
		switch {
		case line == "" && got.name == "beat":
			got, data = sent{}, nil
		case line == "":
			got.data = strings.Join(data, "\n")
			return got, nil
		case field == "id":
			got.id = value
		case field == "event":
			got.name = value
		case field == "data":
			data = append(data, value)
		default:
			return got, errors.New("not an event stream: " + line)
		}
	}
	if err := f.lines.Err(); err != nil {
		return got, err
	}
	return got, io.EOF
}

// want returns the next event; a stream that ends instead fails the test.
func (f *feed) want(tb testing.TB) sent {
	tb.Helper()
	got, err := f.next()
	if err != nil {
		tb.Fatal(err)
	}
	return got
}

// wantEnd checks that the stream ends, having said at most what is named.
func (f *feed) wantEnd(tb testing.TB, names ...string) {
	tb.Helper()
	for _, name := range names {
		if got := f.want(tb); got != (sent{name: name}) {
			tb.Errorf("the stream said %+v, want %s", got, name)
		}
	}
	if got, err := f.next(); err != io.EOF {
		tb.Errorf("the stream said %+v, %v; want its end", got, err)
	}
}

// events opens a stream of the API after a cursor.
func (v *visitor) events(tb testing.TB, topic, after string) *feed {
	tb.Helper()
	return v.watch(tb, api.Base+"/events", []string{topic}, "Last-Event-ID", after)
}

// happening is what an event of the API says, its people and lines by their ids.
type happening struct {
	Topic, Kind, Time string
	Person, Message   int64
	Left              []int64
}

// untilKind reads events of the API up to the first of a kind.
func (f *feed) untilKind(tb testing.TB, kind string) []happening {
	tb.Helper()
	var all []happening
	for {
		var e struct {
			Topic, Kind, Time string
			Person, Message   struct{ ID int64 }
			Left              []int64
		}
		if err := json.Unmarshal([]byte(f.want(tb).data), &e); err != nil {
			tb.Fatal(err)
		}
		all = append(all, happening{e.Topic, e.Kind, e.Time, e.Person.ID, e.Message.ID, e.Left})
		if e.Kind == kind {
			return all
		}
	}
}
