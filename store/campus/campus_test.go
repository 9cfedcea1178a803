package campus

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2022, 5, 6, 10, 0, 0, 0, time.UTC)

// wantWrong checks that err is an Invalid that names exactly these fields; nil for none.
func wantWrong(t *testing.T, what string, err error, fields ...string) {
	t.Helper()
	refusal, ok := errors.AsType[*Error](err)
	if !ok {
		if err != nil || len(fields) > 0 {
			t.Errorf("%s: got %v, want %v named", what, err, fields)
		}
		return
	}
	if got := slices.Sorted(maps.Keys(refusal.Fields)); refusal.Code != Invalid || !slices.Equal(got, fields) {
		t.Errorf("%s: got %v, want %v named", what, err, fields)
	}
}

func TestErrorsAreToldApartByCodeAndSentence(t *testing.T) {
	t.Parallel()
	cause := errors.New("dial tcp")
	for _, test := range []struct {
		err, as error
		same    bool
		code    Code
	}{
		{ErrNoCourse, ErrNoCourse, true, NotFound},
		{fmt.Errorf("reading: %w", ErrNoCourse), ErrNoCourse, true, NotFound},
		{Refuse(NotFound, "This course does not exist."), ErrNoCourse, true, NotFound},
		{ErrNoCourse, ErrNoMeeting, false, NotFound},
		{Refuse(Conflict, "This course does not exist."), ErrNoCourse, false, Conflict},
		{Away(cause), cause, true, Unavailable},
		{cause, ErrNoCourse, false, Internal},
		{nil, ErrNoCourse, false, Internal},
		{Slower("Wait.", time.Second), Refuse(TooMany, "Wait."), true, TooMany},
	} {
		if errors.Is(test.err, test.as) != test.same || CodeOf(test.err) != test.code {
			t.Errorf("%v as %v: %v, code %d, want %v, %d", test.err, test.as, errors.Is(test.err, test.as), CodeOf(test.err), test.same,
				test.code)
		}
	}
	if got := Away(cause).Error(); !strings.Contains(got, "dial tcp") || strings.Contains(Away(cause).Sentence, "dial") {
		t.Errorf("the cause is for the log alone: %q, %q", got, Away(cause).Sentence)
	}
	err := InvalidFields(map[string]string{"b": "two", "a": "one"})
	if got, want := err.Error(), "Please check what is marked. a: one. b: two."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	wantWrong(t, "no field", InvalidFields(nil))
	wantWrong(t, "one field", InvalidField("x", "y"), "x")
}

func TestAnIDIsAPositiveNumberInItsPlainForm(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"1": 1, "9223372036854775807": 1<<63 - 1, "0": 0, "-1": 0, "+1": 0, "01": 0, "1.0": 0, "1e3": 0, " 1": 0, "1 ": 0, "": 0, "x": 0,
		"0x1":   0,
		"1_000": 0, "9223372036854775808": 0, "١": 0, "1\x00": 0,
	} {
		if got, ok := ParseID(text); ok != (want != 0) || ok && got != want {
			t.Errorf("%q is %d, %v, want %d", text, got, ok, want)
		}
	}
}

func TestACoursesIDIsANewUUIDWithoutDashes(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		id := NewCourseID()
		if seen[id] || !IsCourseID(id) || id[12] != '4' || !strings.Contains("89ab", id[16:17]) {
			t.Errorf("it gives %s", id)
		}
		seen[id] = true
	}
	id := NewCourseID()
	for _, other := range []string{"", "x", id[1:], id + "0", strings.ToUpper(id[:31]) + "F", id[:31] + "g", id[:31] + "\n", id[:30] + "é",
		"{" + id[1:]} {
		if IsCourseID(other) {
			t.Errorf("%q passes for a course's id", other)
		}
	}
	if one, other := NewOp(), NewOp(); one == other || len(one) < 20 || len(one) > MaxOp {
		t.Error("an operation id must be new and long")
	}
}

func TestTopicsAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	course := NewCourseID()
	for _, topic := range []string{MeetingTopic(1, 4), MeetingTopic(1<<62, MaxOrder), CourseTopic(course), PersonTopic(7), TopicActive,
		TopicOutbox, "",
		"meeting:", "meeting:1", "meeting:1:", "meeting:1:0", "meeting:0:1", "meeting:1:1:1", "meeting:01:1", "meeting:1:1000001",
		"Meeting:1:1",
		"course:", "course:x", "person:", "person:0", "person:-1", "person:1:1", "meeting:1:99999999999999999999"} {
		m, order, isMeeting := ParseMeetingTopic(topic)
		c, isCourse := ParseCourseTopic(topic)
		p, isPerson := ParsePersonTopic(topic)
		again := map[bool]string{isMeeting: MeetingTopic(m, order), isCourse: CourseTopic(c), isPerson: PersonTopic(p)}
		well := topic == MeetingTopic(1, 4) || topic == MeetingTopic(1<<62, MaxOrder) || topic == CourseTopic(course) ||
			topic == PersonTopic(7)
		if (isMeeting || isCourse || isPerson) != well || well && again[true] != topic {
			t.Errorf("%q is read as %q", topic, again[true])
		}
	}
	if (Event{}).Log() || !(Event{N: 1}).Log() {
		t.Error("an event is of a log when it has a number")
	}
}

func TestCursorsAreComparedAsNumbers(t *testing.T) {
	t.Parallel()
	order := []string{LogStart, "0-1", "0-10", "1-0", "9-99", "10-0", "1667390400000-2", "1667390400000-10",
		"18446744073709551615-18446744073709551615"}
	for i, a := range order {
		for j, b := range order {
			x, ok1 := ParseCursor(a)
			y, ok2 := ParseCursor(b)
			if !ok1 || !ok2 || x.After(y) != (i > j) || x.String() != a {
				t.Errorf("%s after %s: %v (%v, %v)", a, b, x.After(y), ok1, ok2)
			}
		}
	}
	for _, garbage := range []string{"", "-", "1", "1-", "-1", "1-1-1", "+1-1", "1-+1", " 1-1", "1-1 ", "a-b", "1_0-0",
		"18446744073709551616-0", "$", "0x1-0"} {
		if c, ok := ParseCursor(garbage); ok {
			t.Errorf("%q is read as %v", garbage, c)
		}
	}
}
