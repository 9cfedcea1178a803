package handlers

import (
	"encoding/json"
	"testing"

	"stoa/store/campus"
)

func schemaAt(v any, name string) schema {
	at, _ := find(v, name).(schema)
	return at
}

func (r recorder) wantEvents(t *testing.T, town *town) {
	t.Helper()
	script, kinds := town.script(t, "admin"), map[any]bool{}
	event := find(r.root, "components", "schemas", "Event")
	take := func(f *feed) {
		var value any
		if err := json.Unmarshal([]byte(f.want(t).data), &value); err != nil {
			t.Fatal(err)
		}
		kinds[find(value, "kind")] = true
		if wrong := r.check("event", value, event); len(wrong) > 0 {
			t.Errorf("%q", wrong)
		}
	}
	log := script.events(t, town.topic(), "0-0")
	for !kinds["ended"] {
		take(log)
	}
	take(script.events(t, campus.MeetingTopic(1, 2), "0-0")) // was cancelled
	other := town.Course(t, town.thales, "Lines", 1)
	take(script.watch(t, eventsPath, []string{campus.CourseTopic(other.ID)}))
	take(script.watch(t, eventsPath, []string{campus.TopicCourses}))
	take(script.watch(t, eventsPath, []string{campus.TopicActive}))
	for _, kind := range []string{"join", "message", "edited", "deleted", "reacted", "leave", "moved", "ended", "cancelled", "state"} {
		if !kinds[kind] {
			t.Errorf("no event was a %s", kind)
		}
	}
}
