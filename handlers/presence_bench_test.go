package handlers

import (
	"bufio"
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"stoa/store/campus"
)

// commands returns how many commands Redis has done, by name: those of scripts too.
func (t *town) commands(tb testing.TB) map[string]int {
	tb.Helper()
	info, err := t.Redis.Info(tb.Context(), "commandstats").Result()
	if err != nil {
		tb.Fatal(err)
	}
	done := map[string]int{}
	for line := range strings.Lines(info) {
		name, stats, ok := strings.Cut(strings.TrimPrefix(line, "cmdstat_"), ":calls=")
		calls, _, _ := strings.Cut(stats, ",")
		if n, err := strconv.Atoi(calls); ok && err == nil {
			done[name] = n
		}
	}
	return done
}

// during returns how many commands Redis does in a time.
func (t *town) during(tb testing.TB, d time.Duration) (all, scripts int) {
	tb.Helper()
	before := t.commands(tb)
	over := time.NewTimer(d)
	<-over.C
	for name, n := range t.commands(tb) {
		all += n - before[name]
		if strings.HasPrefix(name, "eval") {
			scripts += n - before[name]
		}
	}
	return all, scripts
}

// sit holds a page of the room open until ctx is done, and answers every second beat, as static/js/presence.js does.
func (p *pupil) sit(ctx context.Context, b *testing.B, room string, open *sync.WaitGroup) {
	page, err := p.ask(ctx, http.MethodGet, room, nil)
	live, after := liveOf.FindStringSubmatch(page), afterOf.FindStringSubmatch(page)
	if err != nil || live == nil || after == nil {
		open.Done()
		b.Errorf("a page without a stream: %v", err)
		return
	}
	path := strings.ReplaceAll(live[1], "&amp;", "&") + "&after=" + after[1]
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+path, nil)
	if err != nil {
		b.Error(err)
	}
	response, err := p.client.Do(r)
	open.Done()
	if err != nil {
		b.Error(err)
		return
	}
	defer response.Body.Close()
	beats, lines := 0, bufio.NewScanner(response.Body)
	for lines.Scan() {
		if lines.Text() != "event: beat" {
			continue
		}
		if beats++; beats%2 == 1 {
			if _, err := p.ask(ctx, http.MethodPost, room+"/here", nil); err != nil && ctx.Err() == nil {
				b.Error(err)
			}
		}
	}
}

// BenchmarkAMinuteOfThreeHundredWhoSitInARoom is what it costs Redis that three hundred are in a room and nobody says a word:
// beats, answers, and what looks whether they may be there still. An iteration takes a minute; what Stoa does with nobody there
// is measured before, and left out.
func BenchmarkAMinuteOfThreeHundredWhoSitInARoom(b *testing.B) {
	town := newTown(b, setup{busy: true})
	now := town.Now()
	m := town.Plan(b, town.thales, campus.NewMeeting{Title: "Lecture", Public: true, Slots: []campus.Slot{
		{From: now.Add(-time.Minute), To: now.Add(time.Hour), Zone: "UTC"}}})
	room := "/meetings/" + num(m.ID) + "/1"
	var pupils []*pupil
	for _, s := range town.Students(b, classSize) {
		pupils = append(pupils, newPupil(b, town, s.Username))
		if err := town.Meetings.Join(b.Context(), s, m.ID, 1, ""); err != nil {
			b.Fatal(err)
		}
	}
	idle, idleScripts := town.during(b, 15*time.Second)
	ctx, stop := context.WithCancel(b.Context())
	var sitting, open sync.WaitGroup
	open.Add(classSize)
	for _, p := range pupils {
		sitting.Go(func() { p.sit(ctx, b, room, &open) })
	}
	open.Wait()
	all, scripts := 0, 0
	for b.Loop() {
		a, s := town.during(b, time.Minute)
		all, scripts = all+a-4*idle, scripts+s-4*idleScripts
	}
	stop()
	sitting.Wait()
	b.ReportMetric(float64(all)/float64(b.N), "commands/min")
	b.ReportMetric(float64(scripts)/float64(b.N), "scripts/min")
	b.ReportMetric(float64(all)/float64(b.N)/classSize, "commands/min/person")
	b.ReportMetric(float64(4*idle), "idle-commands/min")
}
