package campus

import (
	"testing"
	"time"
)

func TestATitleFromRightToLeftKeepsItsOrderInASentence(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"Plane geometry":       "Plane geometry has changed",
		"Größe & Élan (SQL)":   "Größe & Élan (SQL) has changed",
		"قواعد البيانات (SQL)": "\u2068قواعد البيانات (SQL)\u2069 has changed",
		"SQL לכולם":            "\u2068SQL לכולם\u2069 has changed",
	} {
		if got := (Notification{Kind: CourseChanged, Course: Course{Title: title}}).Head(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	got := Notification{Kind: CourseChanged, Changes: []Change{{Field: "title", Old: "Data", New: "بيانات"}}}.Differences(time.UTC)
	if want := "title “Data” → “\u2068بيانات\u2069”"; len(got) != 1 || got[0] != want {
		t.Errorf("%q, want %q", got, want)
	}
}
