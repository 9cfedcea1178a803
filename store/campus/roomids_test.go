package campus

import "testing"

func TestARoomIsNamedInOneWay(t *testing.T) {
	t.Parallel()
	course := "0123456789abcdef0123456789abcdef"
	for text, want := range map[string]RoomID{
		"general": GeneralID, "course-" + course: CourseRoomID(course), "3:7": "3:7", "7:3": "3:7", "1:1000000000000": "1:1000000000000",
		"": "", "General": "", "general:1": "", "course-": "", "course-" + course + "0": "", "course-0123456789ABCDEF0123456789abcdef": "",
		"3:3": "", "0:3": "", "-1:3": "", "3:": "", ":3": "", "3": "", "03:7": "", "3:07": "", "3:7:9": "", "+3:7": "", " 3:7": "",
		"3:99999999999999999999": "", "meeting:1:1": "", "3:7\x00": "", "３:7": "",
	} {
		id, ok := CanonicalRoomID(text)
		if ok != (want != "") || ok && id != want {
			t.Errorf("%q is the room %q, %t, want %q", text, id, ok, want)
		}
		if kind := RoomID(text).Kind(); (kind != "") != (want == RoomID(text) && want != "") {
			t.Errorf("%q is a room of the kind %q", text, kind)
		}
		if of, ok := RoomID(text).Course(); ok != (of != "") || ok != (RoomID(text).Kind() == PlaceCourse) {
			t.Errorf("%q is the room of the course %q, %t", text, of, ok)
		}
		exact, ok := ParseRoomID(text)
		if ok != (want == RoomID(text) && want != "") || ok && exact != want {
			t.Errorf("%q is exactly the room %q, %t", text, exact, ok)
		}
		back, ok := ParseRoomTopic(RoomTopic(RoomID(text)))
		if ok != (want == RoomID(text) && want != "") || ok && back != want {
			t.Errorf("the topic of %q is of the room %q, %t", text, back, ok)
		}
	}
	if _, ok := ParseRoomTopic("meeting:1:2"); ok {
		t.Error("a meeting's topic is taken for a room's")
	}
}

func TestAPrivateRoomIsOfItsTwoPeople(t *testing.T) {
	t.Parallel()
	id := PrivateRoomID(7, 3)
	if low, high, ok := id.Two(); low != 3 || high != 7 || !ok || id != PrivateRoomID(3, 7) {
		t.Errorf("%s is of %d and %d, %t", id, low, high, ok)
	}
	for person, want := range map[int64]int64{3: 7, 7: 3, 5: 0, 0: 0} {
		if other, ok := id.Other(person); other != want || ok != (want != 0) {
			t.Errorf("beside %d there is %d, %t, want %d", person, other, ok, want)
		}
	}
	for _, id := range []RoomID{GeneralID, CourseRoomID(NewCourseID()), "7:3", "x:1"} {
		if _, _, ok := id.Two(); ok {
			t.Errorf("%s is of two", id)
		}
	}
}
