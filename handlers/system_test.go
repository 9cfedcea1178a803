package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestWhatIsLeftUndoneIsShownToAdminsWhoHaveItTriedAgain(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock, config: func(c *Config) { c.Log = discard() }})
	ctx, other := t.Context(), town.Course(t, town.thales, "Logic", 5)
	admin := town.signedIn(t, "admin")
	if page := admin.get(t, "/admin/system"); !strings.Contains(page.body, "Nothing is left undone") {
		t.Errorf("%s", page)
	}
	// John's own courses are broken: nothing can be written there.
	town.enrol(t, town.john)
	town.Settle(t)
	var own string
	for key := range town.Contents(t) {
		if strings.HasSuffix(key, ":person:"+num(town.john.ID)+":courses") {
			own = town.Options.Prefix + key
		}
	}
	if err := town.Redis.Rename(ctx, own, own+":away").Err(); err != nil {
		t.Fatal(err)
	}
	if err := town.Redis.Set(ctx, own, "broken", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := town.Courses.Enrol(ctx, town.john, other.ID, false, ""); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		clock.Add(5 * time.Minute)
		town.Settle(t)
	}
	page := admin.get(t, "/admin/system")
	if !strings.Contains(page.body, "Bring a place into somebody&#39;s own courses") || !strings.Contains(page.body, "WRONGTYPE") {
		t.Fatalf("%s", page)
	}
	if err := town.Redis.Rename(ctx, own+":away", own).Err(); err != nil {
		t.Fatal(err)
	}
	fields := url.Values{}
	for _, input := range all(page.page(t), "form[action=/admin/system/retry] input") {
		fields.Set(attr(input, "name"), attr(input, "value"))
	}
	for range 2 { // sent twice it is sent back once
		if got := admin.post(t, "/admin/system/retry", fields); got.status != 303 {
			t.Errorf("%s", got)
		}
	}
	town.Settle(t)
	if page := admin.get(t, "/admin/system"); !strings.Contains(page.body, "Nothing is left undone") {
		t.Errorf("%s", page)
	}
	if mine, err := town.Courses.Mine(ctx, town.john); len(mine) != 2 || err != nil {
		t.Errorf("john has %d courses, %v, want both", len(mine), err)
	}
	fields.Set("tag", "{p0}:x")
	if got := admin.post(t, "/admin/system/retry", fields); got.status != 303 {
		t.Errorf("a tag that is none: %s", got)
	}
	if _, err := town.Parked(ctx); err != nil {
		t.Error(err)
	}
	if err := town.Unpark(ctx, town.john, "{p0}", "1-0", ""); err != campus.ErrNotAdmin {
		t.Errorf("a student sends something back: %v", err)
	}
}
