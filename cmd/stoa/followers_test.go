package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// How a reader comes back, as static/js/stream.js does.
const (
	silence     = 45 * time.Second
	firstWait   = 300 * time.Millisecond
	longestWait = 15 * time.Second
	byeSpread   = 3 * time.Second
)

// follower is a reader of a room who comes back after every loss with the id of the last event: a page, or a program.
type follower struct {
	client *http.Client
	base   string // of the Stoa that it comes to
	token  string // "" for a page, which has a session

	cursor string
	known  int64 // the last line that it has read beside the stream

	mu     sync.Mutex
	lines  []int64 // what it shows
	opened int     // how often its stream was
	anew   int     // how often it was told to begin anew
	faults []string
}

// last returns the newest line that it shows.
func (f *follower) last() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.lines) == 0 {
		return 0
	}
	return f.lines[len(f.lines)-1]
}

func (f *follower) note(count *int) {
	f.mu.Lock()
	*count++
	f.mu.Unlock()
}

func (f *follower) fault(format string, args ...any) {
	f.mu.Lock()
	f.faults = append(f.faults, fmt.Sprintf(format, args...))
	f.mu.Unlock()
}

// run follows until ctx is done.
func (f *follower) run(ctx context.Context) {
	for tries := 0; ctx.Err() == nil; {
		ended, opened := f.once(ctx)
		if opened {
			tries = 0
		}
		tries++
		wait := min(longestWait, firstWait<<min(tries, 10))
		if ended == "bye" {
			wait = byeSpread
		}
		select {
		case <-ctx.Done():
		case <-time.After(rand.N(wait)):
		}
	}
}

// get asks for something of the follower's Stoa.
func (f *follower) get(ctx context.Context, path string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, f.base+path, nil)
	if err != nil {
		return nil, err
	}
	if f.token != "" {
		r.Header.Set("Authorization", "Bearer "+f.token)
	}
	return f.client.Do(r)
}

// once holds one connection. It returns the word that ended it, and whether there was one.
func (f *follower) once(ctx context.Context) (ended string, opened bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	watchdog := time.AfterFunc(silence, cancel)
	defer watchdog.Stop()
	if f.token == "" && f.cursor == "" && !f.readPage(ctx) {
		return "", false
	}
	path := "/live?topic=meeting:1:4&after=" + f.cursor
	if f.token != "" {
		path = "/api/v1/events?topic=meeting:1:4&after=" + f.cursor
	}
	res, err := f.get(ctx, path)
	if err != nil {
		return "", false
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		if res.StatusCode < http.StatusInternalServerError && res.StatusCode != http.StatusTooManyRequests {
			f.fault("the stream is answered %s", res.Status)
		}
		return "", false
	}
	f.note(&f.opened)
	if f.token != "" && f.cursor == "" && !f.readMessages(ctx) {
		return "", false
	}
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	var e event
	for lines.Scan() {
		watchdog.Reset(silence)
		if !e.add(lines.Text()) {
			continue
		}
		switch e.name {
		case "bye":
			return e.name, true
		case "reset":
			f.cursor = ""
			f.note(&f.anew)
			return e.name, true
		}
		f.take(e)
		e = event{}
	}
	return "", true
}

// event is one of a stream.
type event struct{ id, name, data string }

// add takes a line off the wire and reports whether the event is whole.
func (e *event) add(line string) bool {
	field, value, _ := strings.Cut(line, ": ")
	switch field {
	case "id":
		e.id = value
	case "event":
		e.name = value
	case "data":
		e.data += value + "\n"
	}
	return line == ""
}

var (
	appended = regexp.MustCompile(`<template data-swap="append" data-target="lines"><li\b[^>]*?\bid="m-(\d+)"`)
	stands   = regexp.MustCompile(`<li\b[^>]*?\bid="m-(\d+)"`)
	standsAt = regexp.MustCompile(`data-after="([^"]+)"`)
)

// take puts an event into what is shown, and then moves the cursor past it.
func (f *follower) take(e event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.token != "" {
		var is struct {
			Kind    string
			Message struct{ ID int64 }
		}
		if json.Unmarshal([]byte(e.data), &is) == nil && is.Kind == "message" && is.Message.ID > f.known {
			f.lines = append(f.lines, is.Message.ID)
		}
	} else {
		f.lines = append(f.lines, numbers(appended, e.data)...)
	}
	if e.id != "" {
		f.cursor = e.id
	}
}

func numbers(of *regexp.Regexp, text string) []int64 {
	var all []int64
	for _, found := range of.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.ParseInt(found[1], 10, 64)
		all = append(all, n)
	}
	return all
}

// readPage loads the room's page, as a browser does that was told to begin anew.
func (f *follower) readPage(ctx context.Context) bool {
	res, err := f.get(ctx, busyRoom)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	at := standsAt.FindSubmatch(page)
	if err != nil || res.StatusCode != http.StatusOK || at == nil {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lines, f.cursor = numbers(stands, string(page)), string(at[1])
	return true
}

// readMessages reads what was said since the last line that it has: a stream that begins anew begins now.
func (f *follower) readMessages(ctx context.Context) bool {
	said, err := messages(ctx, f, f.last())
	if err != nil {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, m := range said {
		f.lines, f.known = append(f.lines, m.ID), m.ID
	}
	return true
}

// message is a line as the API has it.
type message struct {
	ID       int64
	ClientID string `json:"client_id"`
}

// messages returns what was said in the busy room after a line.
func messages(ctx context.Context, f *follower, after int64) ([]message, error) {
	var all []message
	for {
		res, err := f.get(ctx, fmt.Sprintf("/api/v1%s/messages?limit=200&after=%d", busyRoom, after))
		if err != nil {
			return nil, err
		}
		var page struct {
			Messages []message
			Next     *string
		}
		err = json.NewDecoder(res.Body).Decode(&page)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("%s, %w", res.Status, err)
		}
		all = append(all, page.Messages...)
		if page.Next == nil {
			return all, nil
		}
		after = all[len(all)-1].ID
	}
}

// insister posts lines one after the other, each until it is told that it is there.
type insister struct {
	client      *http.Client
	name, token string
	bases       []string // the Stoas, which it tries in turn
	mu          sync.Mutex
	said        []string // client ids
	last        int64    // the newest line's number
	again       int      // how often a line had to be sent again
}

// run talks until ctx ends, and then finishes the line it is at.
func (k *insister) run(ctx context.Context) {
	pace := time.NewTicker(100 * time.Millisecond)
	defer pace.Stop()
	for n := 0; ctx.Err() == nil; n++ {
		line := fmt.Sprint(k.name, " ", n)
		for tries := 0; ; tries++ {
			id, there := k.post(line, k.bases[(n+tries)%len(k.bases)])
			k.mu.Lock()
			if there {
				k.said, k.last = append(k.said, line), id
				k.mu.Unlock()
				break
			}
			k.again++
			k.mu.Unlock()
			<-pace.C
		}
		<-pace.C
	}
}

func (k *insister) post(line, base string) (id int64, there bool) {
	status, body := k.call(base, "/messages", map[string]string{"body": line, "client_id": line})
	if status >= http.StatusBadRequest && status < http.StatusInternalServerError { // nobody has heard of the writer for long
		_, _ = k.call(base, "/join", nil)
	}
	var made message
	return made.read(body), status == http.StatusCreated
}

// read reads a message out of an answer, and returns its number.
func (m *message) read(body []byte) int64 {
	_ = json.Unmarshal(body, m)
	return m.ID
}

// call posts to the busy room and returns the answer; 0 for none.
func (k *insister) call(base, path string, body any) (status int, answer []byte) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	encoded, _ := json.Marshal(body)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/api/v1"+busyRoom+path, bytes.NewReader(encoded))
	if err != nil {
		return 0, nil
	}
	r.Header.Set("Authorization", "Bearer "+k.token)
	r.Header.Set("Content-Type", "application/json")
	res, err := k.client.Do(r)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	answer, _ = io.ReadAll(res.Body)
	return res.StatusCode, answer
}
