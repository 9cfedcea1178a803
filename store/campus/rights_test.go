package campus

import "testing"

func TestRightsToACourse(t *testing.T) {
	t.Parallel()
	c := Course{Teacher: Named{ID: 1}}
	own := Rights{Enter: true, Staff: true, Own: true}
	for _, test := range []struct {
		who  Person
		mine string
		want Rights
	}{
		{Person{ID: 1, Role: Teacher}, NotEnrolled, own},
		{Person{ID: 2, Role: Admin}, NotEnrolled, own},
		{Person{ID: 1, Role: Student}, NotEnrolled, Rights{}},
		{Person{ID: 2, Role: Teacher}, NotEnrolled, Rights{}},
		{Person{ID: 3, Role: Student}, Enrolled, Rights{Enter: true}},
		{Person{ID: 3, Role: Student}, Waiting, Rights{}},
		{Person{}, "", Rights{}},
	} {
		if got := CourseRights(test.who, c, Enrolment{Status: test.mine}); got != test.want {
			t.Errorf("%+v, %s: %+v, want %+v", test.who, test.mine, got, test.want)
		}
	}
}

func TestRightsToAMeeting(t *testing.T) {
	t.Parallel()
	host, owner, admin := Person{ID: 1, Role: Teacher}, Person{ID: 2, Role: Teacher}, Person{ID: 3, Role: Admin}
	student := Person{ID: 4, Role: Student}
	course := &Course{Teacher: Named{ID: owner.ID}}
	closed := Meeting{Host: Named{ID: host.ID}}
	open := Meeting{Host: Named{ID: host.ID}, Public: true}
	enter := Rights{Enter: true}
	for _, test := range []struct {
		what            string
		who             Person
		facts           MeetingFacts
		want, elsewhere Rights
	}{
		{"host", host, MeetingFacts{Meeting: closed}, Rights{true, true, true}, Rights{}},
		{"admin", admin, MeetingFacts{Meeting: closed}, Rights{true, true, true}, Rights{true, true, true}},
		{"course's teacher", owner, MeetingFacts{Meeting: closed, Course: course}, Rights{true, true, false}, Rights{true, true, false}},
		{"another's teacher", owner, MeetingFacts{Meeting: closed}, Rights{}, Rights{}},
		{"host who teaches no more", Person{ID: host.ID, Role: Student}, MeetingFacts{Meeting: closed}, Rights{}, Rights{}},
		{"the same, listed", Person{ID: host.ID, Role: Student}, MeetingFacts{Meeting: closed, Invited: true}, enter, Rights{}},
		{"stranger", student, MeetingFacts{Meeting: closed}, Rights{}, Rights{}},
		{"stranger, public", student, MeetingFacts{Meeting: open}, enter, Rights{}},
		{"listed", student, MeetingFacts{Meeting: closed, Invited: true}, enter, Rights{}},
		{"enrolled", student, MeetingFacts{Meeting: closed, Course: course, Mine: Enrolment{Status: Enrolled}}, enter, enter},
		{"waiting", student, MeetingFacts{Meeting: closed, Course: course, Mine: Enrolment{Status: Waiting}}, Rights{}, Rights{}},
		{"enrolled in a course that is gone", student, MeetingFacts{Meeting: closed, Mine: Enrolment{Status: Enrolled}}, Rights{},
			Rights{}},
	} {
		if got := MeetingRights(test.who, test.facts); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.what, got, test.want)
		}
		if got := MeetingRights(test.who, test.facts.Elsewhere()); got != test.elsewhere {
			t.Errorf("%s, by what lies elsewhere: %+v, want %+v", test.what, got, test.elsewhere)
		}
	}
}
