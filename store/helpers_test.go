package store_test

import (
	"errors"
	"os"
	"reflect"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// noon is when most tests with a clock of their own take place: the worked example of the specification.
var noon = time.Date(2022, 5, 6, 10, 0, 0, 0, time.UTC)

// must ends the test at an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantRefusal checks that err is this very refusal; nil for none.
func wantRefusal(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got %v, want %v", what, err, want)
	}
}

// wantFields checks that err has this code and names exactly these fields.
func wantFields(t testing.TB, what string, err error, code campus.Code, fields ...string) {
	t.Helper()
	refusal, ok := errors.AsType[*campus.Error](err)
	if !ok || refusal.Code != code || len(refusal.Fields) != len(fields) {
		t.Errorf("%s: got %#v, want code %d for the fields %v", what, err, code, fields)
		return
	}
	for _, f := range fields {
		if refusal.Fields[f] == "" {
			t.Errorf("%s: got %v, want the field %s named", what, refusal.Fields, f)
		}
	}
}

// wantCode checks the code of a refusal.
func wantCode(t testing.TB, what string, err error, want campus.Code) {
	t.Helper()
	if err == nil || campus.CodeOf(err) != want {
		t.Errorf("%s: got %v (code %d), want code %d", what, err, campus.CodeOf(err), want)
	}
}

// idsOf returns the ids of courses.
func idsOf(courses []campus.Course) []string {
	ids := make([]string, len(courses))
	for i, c := range courses {
		ids[i] = c.ID
	}
	return ids
}

// sameEvent compares every field of two events.
func sameEvent(a, b campus.Event) bool { return reflect.DeepEqual(a, b) }

// isMeeting finds a meeting in a list.
func isMeeting(id int64) func(store.Listed) bool {
	return func(l store.Listed) bool { return l.Meeting.ID == id }
}
