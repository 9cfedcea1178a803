package handlers

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"stoa/handlers/api"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// murmur says a line in each of john's rooms; hypatia is in none of them but General.
func murmur(t testing.TB, town *town) (course, private campus.RoomID) {
	t.Helper()
	town.enrol(t, town.john)
	hamid := town.Person(t, "hamid", campus.Student)
	town.Person(t, "hypatia", campus.Teacher)
	course, private = campus.CourseRoomID(town.course.ID), campus.PrivateRoomID(town.john.ID, hamid.ID)
	for room, body := range map[campus.RoomID]string{campus.GeneralID: "a needle for **everybody**", course: "a needle of canarycourse",
		private: "a needle of canaryprivate"} {
		if _, err := town.Rooms.Post(t.Context(), town.john, store.RoomNamed(room), campus.NewLine{Body: body}, ""); err != nil {
			t.Fatal(err)
		}
	}
	town.Settle(t)
	return course, private
}

func TestASearchInRoomsLeadsToTheLinesInTheirPlace(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	course, private := murmur(t, town)
	john := town.signedIn(t, "john")
	page := john.get(t, views.PathSearch+"?q=needl").page(t)
	rows := all(page, "li[class=found]")
	if got := texts(all(page, "li[class=found] mark")); len(rows) != 3 || strings.Join(got, " ") != "needle needle needle" {
		t.Fatalf("%d rows are found, with %q marked", len(rows), got)
	}
	want := map[string]bool{views.LineLink("/rooms/general", 1): true, views.LineLink("/rooms/"+string(course), 1): true,
		views.LineLink("/rooms/"+string(private), 1): true}
	for _, row := range rows {
		link := attr(one(t, row, "h3 a"), "href")
		if got := john.get(t, link); !want[link] || got.status != 200 || !strings.Contains(got.body, "a needle") {
			t.Errorf("%s: %s", link, got)
		}
		delete(want, link)
	}
	said := text(one(t, page, "main"))
	for _, words := range []string{"Privately with The hamid", "a needle for everybody", "General", town.course.Title} {
		if !strings.Contains(said, words) {
			t.Errorf("the page does not say %q: %s", words, said)
		}
	}
	only := john.get(t, "/rooms/"+string(course)+"?q=needle").page(t)
	if got := all(only, "li[class=found]"); len(got) != 1 || !strings.Contains(text(got[0]), "canarycourse") {
		t.Errorf("in the course %q is found", texts(got))
	}
	wantSays(t, one(t, only, "h1"), "Search in "+town.course.Title)
	part := john.get(t, "/rooms/general?q=zzz&from=", "HX-Request", "true")
	if part.header.Get("HX-Replace-Url") != "/rooms/general?q=zzz" || strings.Contains(part.body, "<html") ||
		!strings.Contains(part.body, "No message is like that") {
		t.Errorf("to the script it answers %s", part)
	}
	for path, words := range map[string]string{views.PathSearch: "What was it about?", "/rooms/general?q=": "What was it about?",
		views.PathSearch + "?q=needle&from=zeno": "Nobody here is called that"} {
		if got := john.get(t, path); got.status != 200 || !strings.Contains(got.body, words) {
			t.Errorf("%s: %s", path, got)
		}
	}
}

// Whoever may not read in a room learns nothing of what was said there: not by a page, nor by the API, nor by what is suggested.
func TestWordsOfARoomAreFoundByNobodyElse(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	course, private := murmur(t, town)
	for _, who := range []string{"john", "hamid", "hypatia", "admin"} {
		page, script := town.signedIn(t, who), town.script(t, who)
		for _, word := range []string{"canaryprivate", "canaryprivat", "canryprivate", "canarycourse", "canary", "needle"} {
			for _, room := range []campus.RoomID{"", private, course} {
				query := "?q=" + word + "&room=" + url.QueryEscape(string(room))
				there := page.get(t, views.FoundPath(views.FoundAsked{Query: word, Room: string(room)})).body
				for place, body := range map[string]string{"page": there, "API": script.get(t, api.Base+"/rooms/search"+query).body} {
					text := strings.ReplaceAll(strings.ReplaceAll(body, "<mark>", ""), "</mark>", "")
					if two := who == "john" || who == "hamid"; !two && strings.Contains(text, "canaryprivate ") ||
						!two && word != "canaryprivate" && strings.Contains(text, "canaryprivate") {
						t.Errorf("the %s says to %s what two said: %s for %s in %q", place, who, body, word, room)
					}
					if who != "john" && (who != "admin" || room == "") && word != "canarycourse" && strings.Contains(text, "canarycourse") {
						t.Errorf("the %s says to %s what was said in a course: %s in %q", place, who, word, room)
					}
				}
			}
		}
	}
	if got := town.script(t, "john").get(t, api.Base+"/rooms/search?q=canryprivate").body; !strings.Contains(got,
		`"meant":["canaryprivate"]`) {
		t.Errorf("john, whose it is, is told %s", got) // else the test above could not fail
	}
}

// Whatever is looked for in rooms is text: pages and API find something or nothing, never fail, and say it back as text.
func FuzzASearchInRoomsIsText(f *testing.F) {
	for _, seed := range []string{"", "needle", `"quotes" OR (a|b) -c from:x* ~ \`, "<b>needle</b>", "</mark><script>alert(1)</script>",
		"日本語", "needel",
		strings.Repeat("needle ", 1500), strings.Repeat("x",
			10_000), "\x00", "\xff\xfe", "🏛", "{p0}", "\r\nset-cookie: a=b", "ß ı İ", "@**x|1**", "%"} {
		f.Add(seed)
	}
	town := newTown(f, setup{})
	murmur(f, town)
	page, script := town.signedIn(f, "john"), town.script(f, "john")
	f.Fuzz(func(t *testing.T, typed string) {
		for _, more := range []string{"", "&sort=newest", "&from=" + url.QueryEscape(typed)} {
			query := "/rooms/search?q=" + url.QueryEscape(typed) + more
			got := page.get(t, query)
			if got.status != 200 || strings.Contains(got.body, "<script>alert") || strings.Contains(got.body, "<b>needle") {
				t.Fatalf("%q: %s", query, got)
			}
			for _, inside := range inMarks(t, got.body) {
				if inside != html.TextNode {
					t.Errorf("%q: in a mark is more than text", typed)
				}
			}
			if answer := script.get(t, api.Base+query); answer.status != 200 {
				t.Fatalf("API %q: %s", query, answer)
			}
		}
	})
}
