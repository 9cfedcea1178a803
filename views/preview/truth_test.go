package preview

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"stoa/views"
)

// always are the fields that the app sets whenever it draws such a thing: a sample without one shows what nobody sees.
var always = map[string][]string{
	"Page":            {"Title", "Assets"},
	"Me":              {"ID", "Name", "Username", "Role", "Zone"},
	"Entry":           {"Key", "Word", "Icon", "Path"},
	"Moment":          {"Text", "ISO"},
	"When":            {"Text", "Date", "From", "To", "Zone"},
	"Seats":           {"Course"},
	"CourseRow":       {"ID", "Title", "Teacher", "Level", "Seats"},
	"MeetingRow":      {"ID", "Order", "Title", "Host", "HostID", "When", "State"},
	"Line":            {"ID", "AuthorID", "Author", "At", "About"},
	"Participant":     {"ID", "Name", "Since"},
	"HomePage":        {"Nav"},
	"CoursesPage":     {"Nav"},
	"MyCoursesPage":   {"Nav"},
	"CoursePage":      {"Nav", "Live", "ID", "Title", "Level", "Teacher", "Form"},
	"MeetingsPage":    {"Nav"},
	"DoorPage":        {"Nav", "Live", "After", "Op"},
	"Place":           {"Kind", "Name", "Path"},
	"RoomPage":        {"Nav", "Rules", "Room"},
	"RoomRules":       {"Room", "Chat", "Words", "Op"},
	"RoomPersonPage":  {"Nav", "Room", "ID", "Name"},
	"ShutPage":        {"Nav", "Sentence"},
	"ActivePage":      {"Nav", "At"},
	"PeoplePage":      {"Nav", "Roles", "States", "All", "Op", "Here"},
	"Filter":          {"Value"},
	"PersonRow":       {"ID", "Name", "Role", "Status"},
	"PersonPage":      {"Nav", "Form", "Facts"},
	"PersonFormPage":  {"Nav", "Form"},
	"ErasePage":       {"Nav", "AuditKept", "Form"},
	"RefusedLinePage": {"Nav", "Room", "Form"},
	"AudiencePage":    {"Nav", "Meeting", "Title"},
	"MeetingFormPage": {"Nav", "Form", "Back", "BackTo", "Zones"},
	"DatesPage":       {"Nav", "ID", "Host"},
	"MovePage":        {"Nav", "Form", "Meeting", "Of", "Zones"},
	"CancelPage":      {"Nav", "Form", "Date"},
	"Address":         {"Email", "State"},
	"ProfilePage":     {"Nav", "Form", "WishForm", "Zones"},
	"RegisterPage":    {"Form"},
	"SetUpPage":       {"Form"},
	"LinkPage":        {"Form", "Name", "Username"},
	"InvitationsPage": {"Form", "Op"},
	"InvitationRow":   {"ID", "Email", "Role", "State", "By", "Created", "Expires"},
	"PersonLinkPage":  {"Form", "Name"},
	"ErrorPage":       {"Status", "Heading", "Sentence"},
	"AskPage":         {"Form", "Yes", "Back"},
}

// optional are those that may be left out, with where.
var optional = map[string]bool{
	"LandingPage.Page.Title": true, // the campus' own name is enough
	"CourseRow.Closes":       true, // never
	"CoursePage.Closes":      true,
}

// missing returns the fields of a value, and of what is in it, that are empty though the app always sets them.
func missing(at string, v reflect.Value) (wrong []string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return missing(at, v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			wrong = append(wrong, missing(fmt.Sprintf("%s[%d]", at, i), v.Index(i))...)
		}
	case reflect.Struct:
		if at == "" {
			at = v.Type().Name()
		}
		for i := range v.NumField() {
			field := v.Type().Field(i)
			place := at + "." + field.Name
			if v.Field(i).IsZero() {
				if slices.Contains(always[v.Type().Name()], field.Name) && !optional[place] && !optional[v.Type().Name()+"."+field.Name] {
					wrong = append(wrong, place)
				}
				continue
			}
			wrong = append(wrong, missing(place, v.Field(i))...)
		}
		// What is embedded is set under the page's own name.
		for _, name := range always[v.Type().Name()] {
			if f := v.FieldByName(name); f.IsValid() && f.IsZero() {
				wrong = append(wrong, at+"."+name)
			}
		}
	}
	slices.Sort(wrong)
	return slices.Compact(wrong)
}

func TestASampleHasEverythingThatTheAppAlwaysSets(t *testing.T) {
	for _, s := range All(assets()) {
		room, is := s.Props.(views.RoomPage)
		lasts := is && room.Meeting == nil // nobody comes into it at a time
		for _, field := range missing("", reflect.ValueOf(s.Props)) {
			if !optional[field] && !(lasts && strings.HasSuffix(field, ".Since")) {
				t.Errorf("%s has no %s", s.Path, field)
			}
		}
	}
}

// A room that goes on is live; one that is over, or a piece of its past, is not.
func TestOnlyWhatGoesOnIsLive(t *testing.T) {
	for _, s := range All(assets()) {
		room, ok := s.Props.(views.RoomPage)
		if !ok {
			continue
		}
		goesOn := room.Meeting == nil || room.Meeting.State != views.StateEnded
		writes := goesOn && room.Why == ""
		if (room.Live != views.LivePath()) != goesOn || room.Live == "" || (room.After != "") != goesOn ||
			(room.Composer != nil) != writes {
			t.Errorf("%s: live is %q after %q, though that it goes on is %t", s.Path, room.Live, room.After, goesOn)
		}
		if room.Composer != nil && (room.Composer.Action == "" || room.Composer.Op == "" || room.Meeting != nil && room.LeaveOp == "") {
			t.Errorf("%s: its forms go nowhere, or are not done once", s.Path)
		}
	}
}

func TestTheLookForWhatIsMissingFindsIt(t *testing.T) {
	whole := views.ActivePage{Page: page(assets(), "Active now", views.NavAdmin, &admin), At: at("13:20"),
		Meetings: []views.ActiveMeeting{{Meeting: bdms(), People: people(), Count: len(people())}}}
	if got := missing("", reflect.ValueOf(whole)); len(got) != 0 {
		t.Fatalf("of a whole page it misses %q", got)
	}
	broken := whole
	nobody := admin
	nobody.Zone = ""
	broken.Me, broken.Nav, broken.At = &nobody, "", views.Moment{Text: "now"}
	broken.Meetings = []views.ActiveMeeting{{Meeting: bdms(), People: people()[:1], Count: 1}}
	broken.Meetings[0].Meeting.When.Date, broken.Meetings[0].People[0].Since = "", views.Moment{}
	want := []string{"ActivePage.At.ISO", "ActivePage.Meetings[0].Meeting.When.Date", "ActivePage.Meetings[0].People[0].Since",
		"ActivePage.Nav", "ActivePage.Page.Me.Zone"}
	if got := missing("", reflect.ValueOf(broken)); !slices.Equal(got, want) {
		t.Errorf("it misses\n%q, want\n%q", got, want)
	}
}
