package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"stoa/handlers/api"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// talkRoutes are those of rooms that outlive meetings, of who is online, and of how much somebody would be told.
func (t *town) talkRoutes() []route {
	all := slices.Concat(t.server.talkPages(), talkCalls(t.server.api))
	for _, r := range t.server.routes() {
		if strings.Contains(r.path, "/levels") || strings.HasSuffix(r.path, "/level") || strings.HasSuffix(r.path, "/online") {
			all = append(all, r)
		}
	}
	return all
}

// inTalk is a town in which john and thales have a line in each kind of room, which it returns too.
func inTalk(t *testing.T) (town *town, rooms []string) {
	town = newTown(t, setup{})
	town.enrol(t, town.john)
	for _, id := range []campus.RoomID{
		campus.GeneralID, campus.CourseRoomID(town.course.ID), campus.PrivateRoomID(town.john.ID, town.thales.ID),
	} {
		town.talk(t, town.thales, id, "hello")
		town.talk(t, town.john, id, "hello")
		rooms = append(rooms, string(id))
	}
	town.Settle(t)
	return town, rooms
}

// namedIn puts a room, and a line or somebody in it, in the place of what a route leaves open.
func namedIn(path, room, one, course string) string {
	parts := strings.NewReplacer(":room", room, ":message", one, ":person", one, ":user", one, ":reaction", "heart", ":course", course)
	return parts.Replace(path)
}

func TestWhateverIsSentToARoomIsDoneOrRefusedAndNeverAFault(t *testing.T) {
	t.Parallel()
	town, rooms := inTalk(t)
	thales, script := town.signedIn(t, "thales"), town.script(t, "thales")
	const fields = "body reply_to edits line marked give take chat seconds reason text client_id level id op"
	routes := town.talkRoutes()
	for _, r := range routes {
		if r.method == http.MethodGet {
			continue
		}
		if of, isAPI := strings.CutPrefix(r.path, api.Base); isAPI {
			for i, odd := range oddJSON() {
				body := "{"
				for field := range strings.FieldsSeq(fields) {
					body += `"` + field + `":` + odd + `,`
				}
				path := namedIn(of, rooms[i%len(rooms)], "1", town.course.ID)
				notAFault(t, r.method+path+odd, script.call(t, r.method, path, body+`"last":1}`))
			}
			continue
		}
		for i, odd := range oddTexts() {
			form := url.Values{}
			for field := range strings.FieldsSeq(fields) {
				form.Set(field, odd)
			}
			path := namedIn(r.path, rooms[i%len(rooms)], "1", town.course.ID)
			notAFault(t, path+odd, thales.post(t, path, form))
		}
	}
	for _, room := range rooms {
		wantStatus(t, thales.get(t, "/rooms/"+room), 200)
	}
	if len(routes) < 50 {
		t.Errorf("only %d routes were asked", len(routes))
	}
}

func TestWhateverIsAskedOfARoomIsAnsweredAndNeverAFault(t *testing.T) {
	t.Parallel()
	town, rooms := inTalk(t)
	thales, script := town.signedIn(t, "thales"), town.script(t, "thales")
	operators := `"hello" OR (a|b) -c from:x* ~ \ {p0} AND NOT hello^2 [a TO b] hel?o`
	odds := append(oddTexts(), "1", "99", "999999999999999999", "1:2", "0.general", "-1.general", "AAAA", operators, strings.Repeat("x", 10_000),
		strings.Repeat("hello ", 1667))
	for k, r := range town.talkRoutes() {
		ask := func(v *visitor, path string) { notAFault(t, r.method+" "+path, v.do(t, r.method, path, nil)) }
		v := thales
		if strings.HasPrefix(r.path, api.Base) {
			v = script
		}
		for i, odd := range odds {
			room := rooms[i%len(rooms)]
			if r.method == http.MethodGet {
				for j, name := range strings.Fields("q from sort cursor limit line before after reply room") {
					if !storetest.Sampled(i+j+k, 3) {
						continue
					}
					ask(v, namedIn(r.path, room, "1", town.course.ID)+"?"+url.Values{name: {odd}, "q": {"hello"}}.Encode())
				}
			}
			if escaped := url.PathEscape(odd); odd != "" && len(escaped) < 5000 && strings.Contains(r.path, "/:") {
				ask(v, namedIn(r.path, escaped, "1", escaped))
				ask(v, namedIn(r.path, room, escaped, town.course.ID))
			}
		}
	}
	for _, room := range rooms {
		wantStatus(t, thales.get(t, "/rooms/"+room), 200)
	}
}

// What is wrong with an address no form can mark: the page says it.
func TestAPageThatIsAskedForWronglySaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	page := wantErrorPage(t, town.signedIn(t, "john").get(t, "/rooms/general?q=hello&sort=zz"), 422,
		"Something is missing or wrong", "Please check what was asked for:")
	wantSays(t, one(t, page, "main li"), "sort : relevance or newest")
}
