package handlers

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"
	"golang.org/x/net/html"

	"stoa/handlers/api"
	"stoa/store"
	"stoa/store/campus"
	"stoa/store/engine"
)

// How many are in the crowd's course, and wait for a place in it.
const (
	crowdTaken = 2000
	crowdQueue = 50
)

// crowd is a town with a course that as many want as a school has.
type crowd struct {
	*town
	course campus.Course
	people []campus.Person // as they came: the last ones wait
}

func newCrowd(tb testing.TB) *crowd {
	tb.Helper()
	c := &crowd{town: newTown(tb, setup{})}
	c.course = c.Course(tb, c.thales, "Logic", crowdTaken)
	for _, name := range oddNames {
		p, err := c.People.Create(tb.Context(), store.Itself(""), campus.NewPerson{Username: "odd" + num(int64(len(c.people))), Name: name,
			Email: "=" + num(int64(len(c.people))) + "@stoa.example", Role: campus.Student})
		if err != nil {
			tb.Fatal(err)
		}
		c.people = append(c.people, p)
	}
	c.people = append(c.people, c.Students(tb, crowdTaken+crowdQueue-len(oddNames))...)
	c.Enrol(tb, c.course, c.people...)
	return c
}

// oddNames are what a table or a spreadsheet could take for something else.
var oddNames = []string{"=SUM(A1:A9)", "+1 234", "-1", "@now", "'quoted", `Smith, "Jo"; <b>`, "حامد مهدی", "דוד", "  Ada"}

// wantCrowd checks that everybody is there once, the enrolled before those who wait.
func (c *crowd) wantCrowd(tb testing.TB, how string, ids []string) {
	tb.Helper()
	if len(ids) != len(c.people) {
		tb.Errorf("%s: %d people, want %d", how, len(ids), len(c.people))
	}
	came := make([]string, len(c.people))
	for i, p := range c.people {
		came[i] = num(p.ID)
	}
	if queue := ids[min(crowdTaken, len(ids)):]; !slices.Equal(queue, came[crowdTaken:]) {
		tb.Errorf("%s: in the queue are %v, want %v", how, queue, came[crowdTaken:])
	}
	slices.Sort(came)
	if slices.Sort(ids); !slices.Equal(ids, came) {
		tb.Errorf("%s: somebody is missing or there twice", how)
	}
}

func TestTwoThousandStudentsAreShownPageByPage(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	path := "/courses/" + c.course.ID + "/students"
	b := c.signedIn(t, "thales")
	var ids []string
	for at, pages := path, 1; at != ""; pages++ {
		page := b.get(t, at).page(t)
		if said := text(one(t, page, "main")); !strings.Contains(said, "2,000 students are enrolled, 50 wait.") {
			t.Fatalf("page %d: %.200s", pages, said)
		}
		rows := all(page, "tbody tr")
		if len(rows) > studentsAtOnce || len(rows) == 0 {
			t.Fatalf("page %d has %d rows", pages, len(rows))
		}
		for _, row := range rows {
			ids = append(ids, attr(all(row, "th span[dir=auto]")[0], "data-name"))
		}
		first, next := pagerOf(page, "More students")
		if want := map[bool]string{false: path}[at == path]; first != want {
			t.Errorf("page %d leads back to %q, want %q", pages, first, want)
		}
		at = next
	}
	c.wantCrowd(t, "on the pages", ids)
}

// pagerOf returns where a list begins, from another page of it, and where it goes on.
func pagerOf(page *html.Node, more string) (first, next string) {
	for _, a := range all(page, "main nav a") {
		switch text(a) {
		case "Back to the beginning":
			first = attr(a, "href")
		case more:
			next = attr(a, "href")
		}
	}
	return first, next
}

func TestTheCallForStudentsTurnsItsPages(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	script := c.script(t, "thales")
	type page struct {
		Students []struct {
			ID       int64
			Status   string
			Position int
			Since    *string
		}
		Next *string
	}
	var ids []string
	for cursor, more := "", true; more; {
		var got page
		script.call(t, "GET", "/courses/"+c.course.ID+"/students?limit=200&cursor="+url.QueryEscape(cursor), nil).read(t, &got)
		for _, p := range got.Students {
			ids = append(ids, num(p.ID))
			waits := max(len(ids)-crowdTaken, 0)
			if want := map[bool]string{true: campus.Waiting, false: campus.Enrolled}[waits > 0]; p.Status != want || p.Position != waits ||
				(p.Since == nil) != (waits > 0) {
				t.Fatalf("%d is %+v", len(ids), p)
			}
		}
		if more = got.Next != nil; more {
			cursor = *got.Next
		}
	}
	c.wantCrowd(t, "in the call", ids)
}

func TestACursorOfStudentsIsOneOfTheirCourse(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	people, other := town.Students(t, 3), town.Course(t, town.thales, "Logic", 1)
	town.Enrol(t, other, people...)
	town.Enrol(t, town.course, people...)
	_, own, err := town.Courses.Students(t.Context(), town.thales, town.course.ID, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	_, queued, err := town.Courses.Students(t.Context(), town.thales, other.ID, "", 2)
	if err != nil {
		t.Fatal(err)
	}
	page, script := town.signedIn(t, "thales"), town.script(t, "thales")
	ask := func(who *visitor, at, cursor string) answer {
		return who.get(t, at+"/courses/"+town.course.ID+"/students?cursor="+url.QueryEscape(cursor))
	}
	for _, cursor := range []string{own, ""} {
		wantStatus(t, ask(page, "", cursor), 200)
		wantStatus(t, ask(script, api.Base, cursor), 200)
	}
	for _, cursor := range []string{queued, "x", own[1:], own + "x", own[:10], "w", "e", "0.1", strings.Repeat("z", 9999), "\x00", own +
		"\n"} {
		got := ask(page, "", cursor)
		if got.status != 400 || !strings.Contains(got.body, engine.ErrCursor.Sentence) {
			t.Errorf("the page with %.20q: %s", cursor, got)
		}
		ask(script, api.Base, cursor).wantProblem(t, 400, engine.ErrCursor.Sentence)
	}
}

func TestTheTableOfStudentsHoldsEverybodyAndNoFormula(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	path := "/courses/" + c.course.ID + "/students.csv"
	got := c.signedIn(t, "thales").get(t, path)
	for name, want := range map[string]string{"Content-Type": "text/csv; charset=utf-8; header=present",
		"Content-Disposition": `attachment; filename="students.csv"`, "Cache-Control": "no-store"} {
		if is := got.header.Get(name); is != want {
			t.Errorf("%s is %q, want %q", name, is, want)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(got.body)).ReadAll()
	if err != nil || got.status != 200 || !slices.Equal(rows[0], []string{"id", "name", "email", "status", "position", "since"}) {
		t.Fatalf("%v, %s", err, got)
	}
	var ids []string
	cells := map[string][]string{}
	for i, row := range rows[1:] {
		ids, cells[row[0]] = append(ids, row[0]), row
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("%q is a formula", cell)
			}
		}
		status, position := campus.Enrolled, ""
		if i >= crowdTaken {
			status, position = campus.Waiting, strconv.Itoa(i+1-crowdTaken)
		}
		if row[3] != status || row[4] != position || (row[5] == "") != (status == campus.Waiting) {
			t.Errorf("row %d is %q", i, row)
		}
	}
	for i, p := range c.people[:len(oddNames)] {
		if row := cells[num(p.ID)]; strings.TrimPrefix(row[1], "'") != oddNames[i] || row[2] != "'"+p.Email {
			t.Errorf("%q of %q is %q", p.Name, oddNames[i], row)
		}
	}
	c.wantCrowd(t, "in the table", ids)
}

func TestTheTableOfStudentsIsForTheStaffAlone(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enrol(t, town.john)
	town.Person(t, "hypatia", campus.Teacher)
	path := "/courses/" + town.course.ID + "/students"
	owner := town.signedIn(t, "thales")
	if head := owner.do(t, http.MethodHead, path+".csv", nil); head.status != 200 || head.body != "" ||
		head.header.Get("Content-Disposition") == "" {
		t.Errorf("its head is %s %v", head, head.header)
	}
	for _, who := range []string{"john", "hypatia"} {
		for _, at := range []string{path, path + ".csv", path + "?cursor=x"} {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				if got := town.signedIn(t, who).do(t, method, at, nil); got.status != 403 || strings.Contains(got.body, "john@") {
					t.Errorf("%s %s for %s: %s", method, at, who, got)
				}
			}
		}
	}
	if err := town.Courses.Delete(t.Context(), town.thales, town.course.ID, ""); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{path, path + ".csv", path + "?cursor=x", "/courses/x/students.csv"} {
		wantStatus(t, owner.get(t, at), 404)
	}
}

// sluice lets some round trips of requests through, and then none until it is opened.
type sluice struct {
	left atomic.Int64
	open chan struct{}
}

// DialHook implements redis.Hook.
func (s *sluice) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook implements redis.Hook.
func (s *sluice) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }

// ProcessPipelineHook implements redis.Hook.
func (s *sluice) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if ctx.Value(http.ServerContextKey) != nil && s.left.Add(-1) < 0 {
			select {
			case <-s.open:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return next(ctx, cmds)
	}
}

func TestTheTableOfStudentsIsSentWhileItIsRead(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	held := &sluice{open: make(chan struct{})}
	v := c.signedIn(t, "thales")
	c.Redis.AddHook(held)
	held.left.Store(6) // who asks, whether they may, and two pages of the eleven, each with its people
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	response, err := v.client.Do(v.request(t, ctx, http.MethodGet, "/courses/"+c.course.ID+"/students.csv", nil))
	if err != nil {
		t.Fatalf("nothing comes before all is read: %v", err)
	}
	defer response.Body.Close()
	rows := csv.NewReader(response.Body)
	read := func(upTo int, ids []string) []string {
		for len(ids) < upTo {
			row, err := rows.Read()
			if err != nil {
				t.Fatalf("after %d rows: %v", len(ids), err)
			}
			ids = append(ids, row[0])
		}
		return ids
	}
	ids := read(store.MaxPageSize+1, nil) // with the heads
	leaves, comes := c.people[crowdTaken-1], c.Person(t, "late", campus.Student)
	if _, err := c.Courses.Drop(t.Context(), leaves, c.course.ID, ""); err != nil {
		t.Fatal(err)
	}
	c.Enrol(t, c.course, comes)
	close(held.open)
	ids = read(crowdTaken+crowdQueue+1, ids)
	if _, err := rows.Read(); !errors.Is(err, io.EOF) {
		t.Errorf("it goes on with %v", err)
	}
	slices.Sort(ids)
	if len(slices.Compact(ids)) != crowdTaken+crowdQueue+1 || slices.Contains(ids, num(leaves.ID)) || !slices.Contains(ids, num(comes.ID)) {
		t.Errorf("somebody is there twice, or who left, or who came is not")
	}
}
