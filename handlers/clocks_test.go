package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// On a machine whose clock is wrong by five minutes, pages and calls say what the scripts do: a meeting that is about to
// begin is not open, one that has begun is, one that is over is.
func TestAMachineWithAWrongClockShowsAndDoesWhatRedisTimeSays(t *testing.T) {
	t.Parallel()
	for _, wrong := range []time.Duration{-5 * time.Minute, 0, 5 * time.Minute} {
		t.Run(fmt.Sprint(wrong), func(t *testing.T) {
			t.Parallel()
			town := newTown(t, setup{store: storetest.Wall(wrong)})
			at, err := town.Redis.Time(t.Context()).Result()
			if err != nil {
				t.Fatal(err)
			}
			page, script := town.signedIn(t, "john"), town.script(t, "john")
			for _, one := range []struct {
				from, to time.Duration
				state    campus.State
				join     int
			}{
				{2 * time.Minute, time.Hour, campus.Scheduled, http.StatusBadRequest},
				{-2 * time.Minute, time.Hour, campus.Active, http.StatusOK},
				{-time.Hour, 2 * time.Minute, campus.Active, http.StatusOK},
				{-time.Hour, -2 * time.Minute, campus.Ended, http.StatusBadRequest},
			} {
				m := town.Plan(t, town.thales, campus.NewMeeting{Title: "Talk", Public: true, Slots: []campus.Slot{
					{From: at.Add(one.from), To: at.Add(one.to), Zone: "UTC"}}})
				town.Settle(t)
				path := fmt.Sprintf("/meetings/%d/1", m.ID)
				var is struct {
					Instances []struct{ State campus.State }
				}
				script.call(t, http.MethodGet, fmt.Sprint("/meetings/", m.ID), nil).read(t, &is)
				if len(is.Instances) != 1 || is.Instances[0].State != one.state {
					t.Errorf("from %v to %v it is %v, want %s", one.from, one.to, is.Instances, one.state)
				}
				door := page.get(t, path).body
				if open := strings.Contains(door, `data-state="active"`); open != (one.state == campus.Active) {
					t.Errorf("from %v to %v its door is open: %v", one.from, one.to, open)
				}
				if got := script.call(t, http.MethodPost, path+"/join", nil); got.status != one.join {
					t.Errorf("from %v to %v joining gets %s, want %d", one.from, one.to, got, one.join)
				}
			}
		})
	}
}
