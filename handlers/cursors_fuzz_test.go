package handlers

import (
	"net/url"
	"strings"
	"testing"

	"stoa/handlers/api"
)

// listed are the lists that are turned by a cursor, with what they call it.
var listed = []string{"/courses?cursor=", "/courses?q=circles&cursor=", "/meetings?state=scheduled&cursor=",
	"/meetings?state=ended&cursor=", "/admin/audit?cursor=",
	"/admin/audit?failures=1&cursor=", "/admin/people?cursor=", "/rooms/search?q=a&cursor=", api.Base + "/rooms/search?q=a&cursor=",
	api.Base + "/courses?cursor=", api.Base + "/courses?q=circles&cursor=", api.Base + "/meetings?cursor=",
	api.Base + "/people?cursor=", api.Base + "/audit?cursor=",
	api.Base + "/archive/files?table=events&cursor=", api.Base + "/archive/events?cursor=", api.Base + "/archive/messages?cursor=",
	api.Base + "/meetings/1/1/messages?after="}

// Whatever is sent for a cursor, it is a page, or said to be none: never a fault of ours.
func FuzzACursorIsAPageOrIsRefused(f *testing.F) {
	for _, seed := range []string{"", "0", "1-1d", "1-1f", "1.a", "zz.zz", "-1", "AAAA", "QAA", "\x00", "é", "99999999999999999999",
		"18446744073709551615-18446744073709551615d",
		"{people}", "*", "1-1d\n", strings.Repeat("A", 5000), "-9223372036854775808.x", "bm8AMQ", "\xff\xfe"} {
		f.Add(seed)
	}
	town := newTown(f, setup{})
	page, script := town.signedIn(f, "admin"), town.script(f, "admin")
	f.Fuzz(func(t *testing.T, cursor string) {
		for _, list := range listed {
			v := page
			if strings.HasPrefix(list, api.Base) {
				v = script
			}
			if got := v.get(t, list+url.QueryEscape(cursor)); got.status != 200 && got.status != 400 && got.status != 422 &&
				got.status != 404 {
				t.Errorf("%s%q: %s", list, cursor, got)
			}
		}
	})
}
