package main

import (
	"net/http"
	"testing"

	"stoa/views"
)

// Who is in a course is seen in its room as they come and go, and nothing of what one does there meanwhile is lost.
func TestTheRoomOfACourseShowsWhoIsInItAsTheyComeAndGo(t *testing.T) {
	t.Parallel()
	base := startStoa(t, "--demo", "--data", t.TempDir()).url
	teacher, haled := apiToken(t, base, "thales"), apiToken(t, base, "haled")
	course := apiCall(t, base, teacher, http.MethodPost, "/courses", map[string]any{"title": "Cones", "level": "beginner", "places": 5})
	id := course["id"].(string)
	apiCall(t, base, apiToken(t, base, "john"), http.MethodPost, "/courses/"+id+"/enrolment", nil)
	john := newBrowser(t).person(t, "john", base)
	john.signIn("john", demoPassword)
	john.open(views.CourseRoomPath(id))
	count := func(n string) string { return says("#"+views.RollID(id), n) }
	people := func(n string) string { return "document.querySelectorAll('#people > li').length === " + n }
	john.until("two people", count("2")+" && "+people("2"))
	john.write("#composer-body", "half a li")
	apiCall(t, base, haled, http.MethodPost, "/courses/"+id+"/enrolment", nil)
	john.until("one more", count("3")+" && "+people("3"))
	if !john.is("document.activeElement.id === 'composer-body' && document.activeElement.value === 'half a li'") {
		t.Error("what is half typed is gone, or the focus is elsewhere")
	}
	john.until("a menu for each of them", "document.querySelectorAll('#people .about[aria-haspopup=menu]').length === 3")
	john.until("that he is online himself", `!document.querySelector("#people [data-online=\"1\"]").hidden`)
	john.look("course-room")
	apiCall(t, base, haled, http.MethodDelete, "/courses/"+id+"/enrolment", nil)
	john.until("one less", count("2")+" && "+people("2"))
	john.quiet()
}
