package handlers

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
)

// browsers are pages with their script, in a process of their own: see testdata/pages.mjs.
type browsers struct {
	mu    sync.Mutex
	to    io.Writer
	asked map[int]chan answered
	next  int
}

// ask is one thing that is done to a page.
type ask struct {
	ID      int    `json:"id"`
	Step    string `json:"step"`
	Page    string `json:"page"`
	Path    string `json:"path,omitempty"`
	Stoa    string `json:"stoa,omitempty"`
	Cookie  string `json:"cookie,omitempty"`
	Visible bool   `json:"visible"`
}

type answered struct {
	ID    int             `json:"id"`
	Value json.RawMessage `json:"value"`
	Error string          `json:"error"`
}

// newBrowsers starts the process, which ends with the test.
func newBrowsers(tb testing.TB) *browsers {
	tb.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		tb.Fatalf("%v (sh .ci/setup node installs it)", err)
	}
	if said, err := exec.Command("sh", "../static/build.sh", "check").CombinedOutput(); err != nil {
		tb.Fatalf("%s%v", said, err)
	}
	cmd := exec.Command(node, "testdata/pages.mjs")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	b := &browsers{to: in, asked: map[int]chan answered{}}
	var reading sync.WaitGroup
	reading.Go(func() { b.read(out) })
	tb.Cleanup(func() {
		in.Close()
		reading.Wait()
		if err := cmd.Wait(); err != nil {
			tb.Errorf("the browsers ended with %v", err)
		}
	})
	return b
}

// read hands answers to who waits for them, and an error to all when there are no more.
func (b *browsers) read(out io.Reader) {
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var got answered
		if err := json.Unmarshal(lines.Bytes(), &got); err != nil {
			got.Error = err.Error()
		}
		b.mu.Lock()
		waits := b.asked[got.ID]
		delete(b.asked, got.ID)
		b.mu.Unlock()
		if waits != nil {
			waits <- got
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.to = nil
	for _, waits := range b.asked {
		waits <- answered{Error: "the browsers have ended"}
	}
}

// do has something done and returns what comes of it.
func (b *browsers) do(tb testing.TB, a ask) json.RawMessage {
	tb.Helper()
	waits := make(chan answered, 1)
	b.mu.Lock()
	b.next++
	a.ID = b.next
	b.asked[a.ID] = waits
	line, err := json.Marshal(a)
	if err == nil && b.to != nil {
		_, err = b.to.Write(append(line, '\n'))
	}
	ended := b.to == nil
	b.mu.Unlock()
	if err != nil || ended {
		tb.Fatalf("the browsers take nothing: %v", err)
	}
	got := <-waits
	if got.Error != "" {
		tb.Fatalf("%s %s: %s", a.Step, a.Page, got.Error)
	}
	return got.Value
}

// holds is what a page tells its reader.
type holds map[string]any

// held returns what a page that is open tells its reader, or with the step fresh what one says that is loaded now.
func (b *browsers) held(tb testing.TB, step, page, stoa string) holds {
	tb.Helper()
	var h holds
	if err := json.Unmarshal(b.do(tb, ask{Step: step, Page: page, Stoa: stoa}), &h); err != nil {
		tb.Fatal(err)
	}
	return h
}

// differs says in words what of a page is other than on another, the first thing alone; "" for nothing.
func (h holds) differs(other holds) string {
	for _, what := range slices.Sorted(maps.Keys(h)) {
		is, should := h[what], other[what]
		if what == "online" {
			is, should = inBoth(is, should), inBoth(should, is)
		}
		if words := firstDifference(what, is, should); words != "" {
			return words
		}
	}
	return ""
}

// firstDifference says where two values from JSON part, "" for nowhere.
func firstDifference(where string, is, should any) string {
	if reflect.DeepEqual(is, should) {
		return ""
	}
	switch is := is.(type) {
	case []any:
		if should, ok := should.([]any); ok {
			for i := range min(len(is), len(should)) {
				if words := firstDifference(fmt.Sprintf("%s, number %d", where, i+1), is[i], should[i]); words != "" {
					return words
				}
			}
			return fmt.Sprintf("%s: the page has %d, a fresh one %d: %v and %v", where, len(is), len(should), is, should)
		}
	case map[string]any:
		if should, ok := should.(map[string]any); ok {
			for _, key := range slices.Sorted(maps.Keys(is)) {
				if words := firstDifference(where+", "+key, is[key], should[key]); words != "" {
					return words
				}
			}
		}
	}
	return fmt.Sprintf("%s: the page says %v, a fresh one %v", where, is, should)
}

// inBoth returns the marks of those whom both pages name: whom one names is another question.
func inBoth(marks, other any) map[string]any {
	both := map[string]any{}
	there, _ := other.(map[string]any)
	if all, ok := marks.(map[string]any); ok {
		for who, mark := range all {
			if _, named := there[who]; named {
				both[who] = mark
			}
		}
	}
	return both
}

// cookie is what the visitor's browser sends.
func (v *visitor) cookie(tb testing.TB) string {
	tb.Helper()
	at, err := url.Parse(v.rig.http.URL)
	if err != nil {
		tb.Fatal(err)
	}
	var all []string
	for _, c := range v.client.Jar.Cookies(at) {
		all = append(all, c.Name+"="+c.Value)
	}
	return strings.Join(all, "; ")
}
