package topics

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/handlers/live"
	"stoa/handlers/rows"
	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// silent are the kinds of events that no stream is told of, and why.
var silent = map[campus.Kind]string{
	campus.KindRights: "streams look at their right again",
	campus.KindWork:   "followers look at the outboxes",
	campus.KindState:  "a state is read again, which has no kinds",

	campus.KindRooms:    "streams look again which rooms are one's own",
	campus.KindPresence: "who came is told as online, who went as offline",
}

// kinds returns every constant of type campus.Kind that the domain declares.
func kinds(t *testing.T) []campus.Kind {
	t.Helper()
	var all []campus.Kind
	paths, err := filepath.Glob("../../store/campus/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != "Kind" {
				return true
			}
			for _, value := range spec.Values {
				text, err := strconv.Unquote(value.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, campus.Kind(text))
			}
			return true
		})
	}
	if len(all) < 12 {
		t.Fatalf("only %q are found", all)
	}
	return all
}

func TestEveryKindIsDrawnInBothFormsOrKeptSilent(t *testing.T) {
	t.Parallel()
	table, drawn := New(nil, nil), map[campus.Kind]bool{}
	whole := func(what string, columns reflect.Value) {
		for i := range columns.NumField() {
			if columns.Field(i).IsNil() {
				t.Errorf("%s has no %s", what, columns.Type().Field(i).Name)
			}
		}
	}
	for name, family := range table.logs {
		for of := reflect.ValueOf(family).Elem().FieldByName("kinds").MapRange(); of.Next(); {
			drawn[campus.Kind(of.Key().String())] = true
			whole(name+", "+of.Key().String(), of.Value())
		}
	}
	for name, family := range table.states {
		whole(name, reflect.ValueOf(family).Elem().FieldByName("drawn"))
		for _, kind := range family.happens() {
			drawn[kind] = true
		}
	}
	for _, kind := range kinds(t) {
		if _, quiet := silent[kind]; drawn[kind] == quiet {
			t.Errorf("%q: drawn is %v, silent is %v; want one of them", kind, drawn[kind], quiet)
		}
	}
	if len(table.logs)+len(table.states) < 3 {
		t.Errorf("the table has %d families", len(table.logs)+len(table.states))
	}
}

// A script of somebody else's is written from the description: it has to name whatever comes.
func TestTheDescriptionNamesEveryKindThatIsDrawnAndEveryFamily(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../api/openapi/events.json")
	if err != nil {
		t.Fatal(err)
	}
	var described struct {
		Components struct {
			Parameters struct{ Topic struct{ Description string } }
			Schemas    struct {
				Event struct {
					Properties struct {
						Kind struct{ Enum []campus.Kind }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(text, &described); err != nil {
		t.Fatal(err)
	}
	table, want := New(nil, nil), []campus.Kind{campus.KindState}
	for _, kind := range kinds(t) {
		if _, quiet := silent[kind]; !quiet {
			want = append(want, kind)
		}
	}
	got := described.Components.Schemas.Event.Properties.Kind.Enum
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("described are the kinds %q, want %q", got, want)
	}
	words := described.Components.Parameters.Topic.Description
	for _, name := range table.names() {
		if !regexp.MustCompile(`\b` + name + `\b`).MatchString(words) {
			t.Errorf("which topics there are is described as %q, without %s", words, name)
		}
	}
}

// A kind that a script tells and nobody declares would be drawn as nothing, as if it were a newer Stoa's.
func TestEveryKindThatAScriptTellsIsDeclared(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../../store/lua/*.lua")
	if err != nil {
		t.Fatal(err)
	}
	declared, told := kinds(t), 0
	call, word := regexp.MustCompile(`\btell\(.*\)`), regexp.MustCompile(`== '\w+'|'(\w+)'`)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range word.FindAllStringSubmatch(strings.Join(call.FindAllString(string(text), -1), "\n"), -1) {
			if found[1] == "" {
				continue
			}
			told++
			if !slices.Contains(declared, campus.Kind(found[1])) {
				t.Errorf("%s tells %q, which is no kind of the domain", path, found[1])
			}
		}
	}
	if told < 8 {
		t.Errorf("only %d kinds are found", told)
	}
}

var now = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

// happened is an event of a room.
func happened(kind campus.Kind, left ...int64) campus.Event {
	return campus.Event{Topic: "meeting:1:1", Kind: kind, ID: "5-0", N: 5, At: now, Left: left}
}

// facts are those of a room that is open from nine to ten.
func facts(inside, readers int) roomFacts {
	return roomFacts{meeting: 1, clock: rows.Shared(now), inside: inside, readers: readers,
		instance: campus.Instance{Meeting: 1, Order: 1, From: now.Add(-30 * time.Minute), To: now.Add(30 * time.Minute)}}
}

// drawn returns the bytes of the frames of events in one form, from facts that are given.
func drawn(t *testing.T, e live.Encoding, f roomFacts, events ...campus.Event) string {
	t.Helper()
	family := *room(nil, nil, "meeting", nil)
	family.facts = func(context.Context, string, []campus.Event) (roomFacts, error) { return f, nil }
	frames, err := family.draw(t.Context(), "meeting:1:1", events, []live.Encoding{e})
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, frame := range frames[0] {
		all.Write(frame.Data)
	}
	return all.String()
}

func TestWhatIsUnknownIsDrawnAsNothingButMovesTheCursor(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]campus.Event{"a kind of a newer Stoa": happened("applause"), "a line that is gone": happened(campus.KindMessage)} {
		for _, encoding := range []live.Encoding{live.HTML, live.JSON} {
			if got := drawn(t, encoding, facts(0, 1), e); got != "id: 5-0\n\n" {
				t.Errorf("%s is drawn in %s as %q, want its id alone", name, encoding, got)
			}
		}
	}
}

func TestAnEndIsOneShortEventHoweverManyWereInside(t *testing.T) {
	t.Parallel()
	left := make([]int64, 300)
	for i := range left {
		left[i] = int64(i + 1)
	}
	for _, kind := range []campus.Kind{campus.KindEnded, campus.KindCancelled} {
		page, script := drawn(t, live.HTML, facts(0, 301), happened(kind, left...)), drawn(t, live.JSON, facts(0, 301), happened(kind, left...))
		if want := "id: 5-0\nevent: turn\ndata: " + string(kind) + "\ndata: 1500\n\n"; page != want {
			t.Errorf("a page gets %q, want %q", page, want)
		}
		var object struct {
			Kind, From, To string
			Left           []int64
		}
		if err := json.Unmarshal([]byte(strings.TrimPrefix(strings.TrimSpace(script), "id: 5-0\ndata: ")), &object); err != nil {
			t.Fatal(err)
		}
		if object.Kind != string(kind) || !slices.Equal(object.Left, left) || object.From != "2026-03-01T09:00:00Z" || object.To != "2026-03-01T10:00:00Z" {
			t.Errorf("a script gets %+v", object)
		}
		t.Logf("at the end of a meeting with 300 inside, a page gets %d bytes and a script %d", len(page), len(script))
		if len(page) > 100 || len(script) > 1500 {
			t.Errorf("that is too much: a page gets %d bytes, a script %d", len(page), len(script))
		}
	}
	if alone := drawn(t, live.HTML, facts(0, 1), happened(campus.KindEnded)); !strings.Contains(alone, "data: ended\ndata: 0\n") {
		t.Errorf("who reads alone is told %q", alone)
	}
	if script := drawn(t, live.JSON, facts(0, 1), happened(campus.KindEnded)); strings.Contains(script, "left") {
		t.Errorf("of nobody it says %q", script)
	}
}

func TestAMoveBringsTheNewTimesUnlessItOpensTheDoor(t *testing.T) {
	t.Parallel()
	later, soon := facts(0, 1), facts(0, 1)
	later.instance.From, later.instance.To = now.Add(48*time.Hour), now.Add(49*time.Hour)
	soon.instance.From = now.Add(time.Hour)
	soon.instance.To = now.Add(2 * time.Hour)
	for name, one := range map[string]struct {
		facts roomFacts
		turns bool
		holds []string
	}{
		"ten minutes more for who is inside": {facts(3, 5), false, []string{
			`data-to="2026-03-01T10:00:00.000Z">Today, 09:00 to 10:00</time>`, `<time id="door-until" datetime="2026-03-01T10:00:00.000Z" data-form="mid"`}},
		"to another hour":        {soon, false, []string{`>Today, 10:30 to 11:30</time>`}},
		"to another day":         {later, false, []string{`>Tue 3 Mar, 09:30 to 10:30</time>`, `data-zone-at="2026-03-03T09:30:00.000Z">UTC<`}},
		"so that it is open now": {facts(0, 1), true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := drawn(t, live.HTML, one.facts, happened(campus.KindMoved))
			if turns := strings.Contains(got, "event: turn\ndata: moved\n"); turns != one.turns {
				t.Errorf("it is %q, want to turn: %v", got, one.turns)
			}
			for _, want := range one.holds {
				if !strings.Contains(got, want) {
					t.Errorf("%q does not hold %q", got, want)
				}
			}
		})
	}
}

// counter counts the round trips of a client.
type counter struct{ n atomic.Int64 }

func (c *counter) DialHook(next redis.DialHook) redis.DialHook { return next }
func (c *counter) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { c.n.Add(1); return next(ctx, cmd) }
}
func (c *counter) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error { c.n.Add(1); return next(ctx, cmds) }
}

func TestFactsAreReadOnceForBothForms(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	table := New(c.Store, func(string) int { return 1 })
	thales, john := c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
	course := c.Course(t, thales, "Circles", 2)
	m := c.Meeting(t, thales, "Office hour", john)
	if err := c.Meetings.Join(t.Context(), john, m.ID, 1, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Rooms.Post(t.Context(), john, store.MeetingRoom(m.ID, 1), campus.NewLine{Body: "hello"}, ""); err != nil {
		t.Fatal(err)
	}
	c.Settle(t)
	topic := campus.MeetingTopic(m.ID, 1)
	replay, err := table.After(t.Context(), topic, campus.LogStart)
	if err != nil || len(replay.Events) != 2 {
		t.Fatal(replay, err)
	}
	trips := &counter{}
	c.Redis.AddHook(trips)
	for name, draw := range map[string]func(in ...live.Encoding) ([][]live.Frame, error){
		"a room": func(in ...live.Encoding) ([][]live.Frame, error) {
			return table.Draw(t.Context(), topic, replay.Events, in...)
		},
		"states": func(in ...live.Encoding) ([][]live.Frame, error) {
			return table.States(t.Context(), campus.KindState, []string{campus.TopicActive, campus.TopicCourses, campus.CourseTopic(course.ID), campus.CourseTopic("gone")}, in...)
		},
	} {
		began := trips.n.Load()
		one, err1 := draw(live.JSON)
		alone := trips.n.Load() - began
		both, err2 := draw(live.HTML, live.JSON)
		if together := trips.n.Load() - began - alone; together != alone || alone == 0 || alone > 8 {
			t.Errorf("%s is read with %d round trips for one form and %d for both", name, alone, together)
		}
		if err1 != nil || err2 != nil || len(one) != 1 || len(both) != 2 || len(both[0]) != len(both[1]) || len(both[0]) < 2 {
			t.Errorf("%s: %d and %d forms, %v %v", name, len(one), len(both), err1, err2)
		}
		for i := range both[0] {
			if (len(both[0][i].Data) == 0) != (len(both[1][i].Data) == 0) {
				t.Errorf("%s: frame %d is nothing in one form alone", name, i)
			}
		}
	}
}

func TestOfManyWhoComeAndGoTogetherTheLastSaysHowManyAreInside(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	table, students := New(c.Store, func(string) int { return 1 }), c.Students(t, 3)
	m := c.Meeting(t, c.Person(t, "thales", campus.Teacher), "Office hour", students...)
	for _, p := range students {
		if err := c.Meetings.Join(t.Context(), p, m.ID, 1, ""); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Meetings.Leave(t.Context(), students[0], m.ID, 1, ""); err != nil {
		t.Fatal(err)
	}
	topic := campus.MeetingTopic(m.ID, 1)
	replay, err := table.After(t.Context(), topic, campus.LogStart)
	if err != nil || len(replay.Events) != 4 {
		t.Fatal(replay, err)
	}
	frames, err := table.Draw(t.Context(), topic, replay.Events, live.HTML)
	if err != nil {
		t.Fatal(err)
	}
	for i, frame := range frames[0] {
		says, of := strings.Contains(string(frame.Data), `id="`+views.IDPeopleCount+`"`), strings.Contains(string(frame.Data), `data-target="p`)
		if says != (i == 3) || !of {
			t.Errorf("frame %d is %s", i, frame.Data)
		}
	}
}

func TestTheTableKnowsItsTopicsAndWhoMayWatchThem(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	table := New(c.Store, func(string) int { return 1 })
	thales, john, admin := c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student), c.Person(t, "admin", campus.Admin)
	c.Meeting(t, thales, "Office hour", john)
	stranger := c.Person(t, "stranger", campus.Student)
	id, asked := campus.NewCourseID(), map[string]bool{}
	for topic, want := range map[string]struct {
		sort  live.Sort
		known bool
		may   []campus.Person
	}{
		"meeting:1:1":  {live.Sort{Log: true}, true, []campus.Person{thales, john, admin}},
		"course:" + id: {live.Sort{}, true, []campus.Person{thales, john, admin, stranger}},
		"courses":      {live.Sort{Pace: coursesPace}, true, []campus.Person{thales, john, admin, stranger}},
		"active":       {live.Sort{Pace: activePace}, true, []campus.Person{admin}},
		"presence":     {live.Sort{}, true, []campus.Person{thales, john, admin, stranger}},
		"room:general": {live.Sort{Log: true}, true, []campus.Person{thales, john, admin, stranger}},
		"news:general": {live.Sort{Pace: newsPace}, true, nil},
		"person:" + strconv.FormatInt(john.ID, 10): {live.Sort{}, true, []campus.Person{john}},
		"meeting:1": {}, "meeting:1:1:1": {}, "meeting": {}, "course:": {}, "course:x": {}, "active:1": {}, "courses:1": {}, "person": {}, "person:0": {}, "": {}, ":": {}, "outbox": {},
	} {
		sort, known := table.Sort(topic)
		asked[nameOf(topic)] = asked[nameOf(topic)] || known
		if sort != want.sort || known != want.known {
			t.Errorf("%q is %+v, %v; want %+v, %v", topic, sort, known, want.sort, want.known)
		}
		for _, p := range []campus.Person{thales, john, admin, stranger} {
			rights, failed := table.MayWatch(t.Context(), []live.Ask{{Who: p, Topic: topic}})
			if failed != nil {
				t.Fatal(failed)
			}
			err := rights[0].Refused
			if may := err == nil; may != slices.Contains(want.may, p) || !may && campus.CodeOf(err) != campus.Forbidden {
				t.Errorf("%s may watch %q: %v", p.Username, topic, err)
			}
		}
	}
	for _, name := range table.names() {
		if !asked[name] {
			t.Errorf("of the family %s nobody says here who may watch it", name)
		}
	}
}

// names returns those of all families.
func (t *Table) names() []string {
	return slices.Concat(slices.Collect(maps.Keys(t.logs)), slices.Collect(maps.Keys(t.states)))
}
