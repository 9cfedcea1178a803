package store_test

import (
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// books is a campus in whose audit something stands: nine deeds of admin about john and thales by turns, of which every
// third is tried in vain, after what making them has left.
type books struct {
	*storetest.Campus
	john, thales, admin campus.Person
	made                int
}

const deedTried campus.Deed = "tried"

func newBooks(t *testing.T, c *storetest.Campus) books {
	t.Helper()
	b := books{Campus: c, john: c.Person(t, "john", campus.Student), thales: c.Person(t, "thales", campus.Teacher),
		admin: c.Person(t, "admin", campus.Admin), made: 3}
	for i := range 9 {
		turn()
		by, whom := store.By{Person: b.admin, From: "192.0.2.7"}, []campus.Person{b.john, b.thales}[i%2].ID
		if i%3 == 2 {
			must(t, c.Audit.Failed(t.Context(), by, deedTried, whom, num(i)))
		} else {
			must(t, c.Audit.Done(t.Context(), by, campus.DeedEdited, whom, num(i)))
		}
	}
	return b
}

// turn waits for the next millisecond: entries of two streams have no order within one.
func turn() {
	for at := time.Now().UnixMilli(); time.Now().UnixMilli() == at; {
		runtime.Gosched()
	}
}

func num(i int) string { return string(rune('0' + i)) }

// whats reads all pages of a query and returns what the entries say, newest first.
func (b books) whats(t *testing.T, q store.AuditQuery) string {
	t.Helper()
	var all []string
	seen := map[string]bool{}
	for {
		page, err := b.Audit.Page(t.Context(), q)
		must(t, err)
		for _, e := range page.Entries {
			if seen[e.ID] {
				t.Errorf("%+v comes twice", e)
			}
			seen[e.ID] = true
			all = append(all, e.What)
		}
		if len(page.Entries) > q.Limit {
			t.Errorf("a page of %d has %d", q.Limit, len(page.Entries))
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return strings.Join(all, " ")
		}
	}
}

func TestTheAuditIsReadInPagesNewestFirst(t *testing.T) {
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		b := newBooks(t, c)
		everything, soon := "8 7 6 5 4 3 2 1 0 admin teacher student", time.Now().Add(time.Hour)
		for _, one := range []struct {
			name string
			q    store.AuditQuery
			want string
		}{
			{"all", store.AuditQuery{Failures: true, Limit: 50}, everything},
			{"by one", store.AuditQuery{Failures: true, Limit: 1}, everything},
			{"by four", store.AuditQuery{Failures: true, Limit: 4}, everything},
			{"by twelve, which is all", store.AuditQuery{Failures: true, Limit: 12}, everything},
			{"what was done", store.AuditQuery{Limit: 2}, "7 6 4 3 1 0 admin teacher student"},
			{"about john", store.AuditQuery{Whom: "John", Failures: true, Limit: 2}, "8 6 4 2 0 student"},
			{"about thales, by address", store.AuditQuery{Whom: " thales@STOA.example ", Limit: 2}, "7 3 1 teacher"},
			{"about somebody by number", store.AuditQuery{Whom: num(int(b.john.ID)), Limit: 50}, "6 4 0 student"},
			{"of admin", store.AuditQuery{Who: "admin", Failures: true, Limit: 4}, "8 7 6 5 4 3 2 1 0"},
			{"of john", store.AuditQuery{Who: "john", Failures: true, Limit: 4}, ""},
			{"a deed", store.AuditQuery{Deed: deedTried, Failures: true, Limit: 1}, "8 5 2"},
			{"of an hour that has not come", store.AuditQuery{From: soon, Failures: true, Limit: 5}, ""},
			{"before that hour", store.AuditQuery{To: soon, Failures: true, Limit: 5}, everything},
			{"of a time long past", store.AuditQuery{To: time.Unix(1, 0), Failures: true, Limit: 5}, ""},
			{"since then", store.AuditQuery{From: time.Unix(1, 0), To: soon, Failures: true, Limit: 5}, everything},
		} {
			if got := b.whats(t, one.q); got != one.want {
				t.Errorf("%s: %q, want %q", one.name, got, one.want)
			}
		}
	})
}

func TestAnEntryOfTheAuditKeepsItsFieldsApart(t *testing.T) {
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		b := newBooks(t, c)
		turn()
		odd := "a\r\nwho: 1\x1b[31m\"=cmd|' /C calc'!A0\u202e\x00 whom 2"
		must(t, c.Audit.Done(t.Context(), store.By{Person: b.thales, From: odd}, campus.Deed(odd), b.john.ID, odd))
		turn()
		must(t, c.Audit.Failed(t.Context(), store.By{}, campus.DeedEdited, 0, odd))
		page, err := c.Audit.Page(t.Context(), store.AuditQuery{Failures: true, Limit: 2})
		must(t, err)
		for i, want := range []campus.AuditEntry{
			{Deed: campus.DeedEdited, What: odd, Failed: true},
			{Deed: campus.Deed(odd), Who: campus.Named{ID: b.thales.ID, Name: "The thales"},
				Whom: campus.Named{ID: b.john.ID, Name: "The john"}, From: odd, What: odd},
		} {
			got := page.Entries[i]
			if since := time.Since(got.At); since.Abs() > time.Minute || got.ID == "" {
				t.Errorf("it is dated %v and called %q", got.At, got.ID)
			}
			want.At, want.ID = got.At, got.ID
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		}
		if first, err := c.Audit.Page(t.Context(), store.AuditQuery{Limit: 50, Deed: campus.DeedCreated}); err != nil ||
			len(first.Entries) != 3 || !first.Entries[0].Itself {
			t.Errorf("what Stoa did by itself: %+v, %v", first, err)
		}
		if wrong := c.Audit.Done(t.Context(), store.By{}, campus.DeedEdited, 999, "x"); wrong != nil {
			t.Error(wrong)
		}
		if page, err = c.Audit.Page(t.Context(), store.AuditQuery{Limit: 1}); err != nil ||
			page.Entries[0].Whom != (campus.Named{ID: 999}) {
			t.Errorf("about somebody who is no more: %+v, %v", page, err)
		}
	})
}

func TestWhatThePageOfTheAuditCannotReadIsRefused(t *testing.T) {
	t.Parallel()
	b := newBooks(t, storetest.New(t))
	for _, cursor := range []string{"x", "d", "1-1", "1-1x", "0-0d", "-d", "1d", "é", "1-1d\n", "99999999999999999999-1f"} {
		_, err := b.Audit.Page(t.Context(), store.AuditQuery{Cursor: cursor, Limit: 5})
		wantFields(t, cursor, err, campus.Invalid, "cursor")
	}
	_, err := b.Audit.Page(t.Context(), store.AuditQuery{Who: "nobody", Whom: "no@body.example", Limit: 5})
	wantFields(t, "nobody", err, campus.Invalid, "who", "whom")
}

// A page that looks for something rare stops after a while, and the next goes on there.
func TestAPageOfTheAuditGoesThroughABoundedPartOfIt(t *testing.T) {
	t.Parallel()
	b := newBooks(t, storetest.New(t))
	for range 2_500 {
		must(t, b.Audit.Done(t.Context(), store.By{Person: b.thales}, campus.DeedEdited, b.thales.ID, ""))
	}
	q := store.AuditQuery{Whom: "john", Limit: 50}
	page, err := b.Audit.Page(t.Context(), q)
	must(t, err)
	if len(page.Entries) != 0 || page.Next == "" {
		t.Fatalf("the first page has %d entries and goes on at %q", len(page.Entries), page.Next)
	}
	if got := b.whats(t, q); got != "6 4 0 student" {
		t.Errorf("all pages: %q", got)
	}
	n := 0
	must(t, b.Audit.Each(t.Context(), store.AuditQuery{}, func(campus.AuditEntry) error { n++; return nil }))
	if n != 2_500+6+b.made {
		t.Errorf("each: %d entries", n)
	}
}

func TestATrailIsOfOnePersonAlone(t *testing.T) {
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		b := newBooks(t, c)
		trail, err := c.Audit.Trail(t.Context(), b.john.ID, 3)
		must(t, err)
		var whats []string
		for _, e := range trail {
			whats = append(whats, e.What)
			if e.Whom.Name != "The john" {
				t.Errorf("%+v is not about john", e)
			}
		}
		if got := strings.Join(whats, " "); got != "6 4 0" {
			t.Errorf("john's trail is %q", got)
		}
	})
}
