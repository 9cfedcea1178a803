package handlers

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/redisserver"
	"stoa/store/storetest"
)

const saidUnsent = "That could not be done just now"

// saidFull is what a Redis that takes nothing more makes Stoa say.
var saidFull = campus.Full(nil).Sentence

// newOwnTown is a town on a Redis of its own, in which everybody is in the room and john has said a line.
func newOwnTown(t *testing.T) (*town, *redisserver.Server) {
	t.Helper()
	server := storetest.OwnServer(t)
	town := newTown(t, setup{redis: store.Redis{Socket: server.Socket()}, config: func(c *Config) { c.Log = discard() }})
	town.enter(t, town.john, town.thales, town.admin)
	town.say(t, town.john, "hello")
	return town, server
}

// fill makes its Redis full, or makes room again.
func (t *town) fill(tb testing.TB, full bool) {
	tb.Helper()
	limit := "0"
	if full {
		limit = "1"
	}
	if err := t.Redis.ConfigSet(context.Background(), "maxmemory", limit).Err(); err != nil {
		tb.Fatal(err)
	}
}

// hurry gives up on a Redis that is away sooner than Stoa otherwise does.
type hurry time.Duration

// DialHook implements redis.Hook.
func (hurry) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook implements redis.Hook.
func (h hurry) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		ctx, cancel := context.WithTimeout(ctx, time.Duration(h))
		defer cancel()
		return next(ctx, cmd)
	}
}

// ProcessPipelineHook implements redis.Hook.
func (h hurry) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		ctx, cancel := context.WithTimeout(ctx, time.Duration(h))
		defer cancel()
		return next(ctx, cmds)
	}
}

func TestAFormThatMeetsAnOutageComesBackWithWhatWasTypedAndIsDoneOnceAfterwards(t *testing.T) {
	t.Parallel()
	for name, outage := range map[string]struct {
		begin, end func(*testing.T, *town, *redisserver.Server)
		says       string
	}{
		"full": {func(t *testing.T, town *town, _ *redisserver.Server) { town.fill(t, true) },
			func(t *testing.T, town *town, _ *redisserver.Server) { town.fill(t, false) }, saidFull},
		"frozen": {func(t *testing.T, _ *town, s *redisserver.Server) { wantNoError(t, s.Pause()) },
			func(t *testing.T, _ *town, s *redisserver.Server) { wantNoError(t, s.Resume()) }, away},
		"killed": {func(t *testing.T, _ *town, s *redisserver.Server) { wantNoError(t, s.Kill()) }, nil, away},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			town, server := newOwnTown(t)
			john, thales, guest := town.signedIn(t, "john"), town.signedIn(t, "thales"), town.browser(t)
			plan := with(meetingFields(), "op", "three", "description", "All\n\"of\" <them>", "audience", "a@x.example\nb@x.example")
			line := url.Values{"op": {"one"}, "body": {"<b>first</b>\n\"second\""}}
			login := url.Values{"login": {"john"}, "password": {storetest.Password}, "next": {"/courses"}}
			place := url.Values{"op": {"two"}, "wait": {"1"}}
			town.Redis.AddHook(hurry(2 * time.Second))
			outage.begin(t, town, server)
			asks := []struct {
				who   *visitor
				path  string
				form  url.Values
				eyes  string // of these fields, what is there to be read
				leads string
			}{
				{john, town.room + "/messages", line, "body", town.room + "#composer"},
				{guest, "/sign-in", login, "login password", "/courses"},
				{john, "/courses/" + town.course.ID + "/enrol", place, "", "/courses/" + town.course.ID},
				{thales, "/meetings", plan, "title description", "/meetings/2/dates"},
				{thales, town.room + "/people/1/mute", url.Values{"op": {"four"}}, "", town.room},
			}
			pages := make([]answer, len(asks))
			var asking sync.WaitGroup
			for i, ask := range asks {
				asking.Go(func() { pages[i] = ask.who.post(t, ask.path, ask.form) })
			}
			asking.Wait()
			if outage.end != nil {
				outage.end(t, town, server)
			}
			for i, ask := range asks {
				page := wantErrorPage(t, pages[i], 503, saidUnsent, outage.says)
				if strings.Contains(pages[i].body, storetest.Password) {
					t.Errorf("%s gives the password back", ask.path)
				}
				form, want := one(t, page, "main form"), maps.Clone(ask.form)
				if want.Has("password") {
					want["password"] = []string{""}
				}
				if got := fields(form); attr(form, "action") != ask.path || got.Encode() != want.Encode() {
					t.Errorf("the form to %s has %q, want %s with %q", attr(form, "action"), got, ask.path, want)
				}
				var eyes []string
				for _, field := range slices.Concat(all(form, "input"), all(form, "textarea")) {
					if attr(field, "type") != "hidden" {
						eyes = append(eyes, attr(field, "name"))
					}
				}
				if got := strings.Join(eyes, " "); got != ask.eyes {
					t.Errorf("to be read are %q, want %q", got, ask.eyes)
				}
				if outage.end != nil {
					want["password"] = ask.form["password"]
					for range 2 {
						ask.who.post(t, ask.path, want).wantSeeOther(t, ask.leads)
					}
				}
			}
			if outage.end == nil {
				return
			}
			said, err := town.Rooms.Messages(t.Context(), store.MeetingRoom(town.meeting.ID, 1), store.Span{Limit: 10})
			if err != nil || len(said.Lines) != 3 || said.Lines[1].Body != line.Get("body") || said.Lines[2].Notice != campus.KindMuted {
				t.Errorf("said is %+v, %v; want the line once, and that somebody is muted", said.Lines, err)
			}
		})
	}
}

func wantNoError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
