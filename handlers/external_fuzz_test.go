package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Whatever stands for an id of another directory in the path, it is refused as such, or is somebody's from then on: found
// by it as it was sent, and changed, not doubled, when it is put again.
func FuzzAnExternalIdIsRefusedOrIsSomebodys(f *testing.F) {
	for _, seed := range []string{"a", "A", "z/é", "..", ".", "%41", "%2F", "a%20b", "a b", "a+b", "?format=csv", "#", ";a=b", "\x00",
		"\xff\xfe", "a\n", "\u202e",
		"e\u0301", "{people}", "*", "export", "0", "-1", strings.Repeat("é", 100), strings.Repeat("é", 101), strings.Repeat("A",
			9000), "عبد", "\\", "//", "a/", "=1+1"} {
		f.Add(seed)
	}
	town := newTown(f, setup{})
	script := town.script(f, "admin")
	f.Fuzz(func(t *testing.T, id string) {
		if id == "" {
			return // that is another route
		}
		path := "/people/external/" + url.PathEscape(id)
		before := script.call(t, http.MethodGet, path, nil)
		put := script.call(t, http.MethodPut, path, `{"firstName":"James","lastName":"Baker"}`)
		after := script.call(t, http.MethodGet, path, nil)
		switch put.status {
		case http.StatusCreated, http.StatusOK:
			if first := before.status == http.StatusNotFound; first != (put.status == http.StatusCreated) {
				t.Errorf("%q: before it is %d, and put %d", id, before.status, put.status)
			}
			var person struct {
				External string `json:"external_id"`
			}
			if after.read(t, &person); after.status != http.StatusOK || person.External != id {
				t.Errorf("%q: it is %d, %q", id, after.status, person.External)
			}
			if again := script.call(t, http.MethodPut, path, `{"lastName":"Baker"}`); again.status != http.StatusOK {
				t.Errorf("%q: put again it is %s", id, again)
			}
		case http.StatusUnprocessableEntity, http.StatusBadRequest, http.StatusRequestURITooLong:
			if before.status != after.status || after.status == http.StatusOK || after.status >= http.StatusInternalServerError {
				t.Errorf("%q: put is %d, and it was %d and is %d", id, put.status, before.status, after.status)
			}
		default:
			t.Errorf("%q: %s", id, put)
		}
	})
}
