// Package preview holds every page of Stoa in its important states, with made-up but likely data.
//
// cmd/preview shows them to eyes; tests draw them and look at what came out.
package preview

import (
	"github.com/a-h/templ"

	"stoa/views"
)

// Sample is one page in one state.
type Sample struct {
	Name      string // what is to be seen
	Path      string // where cmd/preview shows it, such as "/course/full"
	Props     any    // what it is drawn from
	Component templ.Component
}

// sample returns a page, drawn from what it is given.
func sample[P any](name, path string, draw func(P) templ.Component, props P) Sample {
	return Sample{name, path, props, draw(props)}
}

// All returns the samples in the order of the site. Assets are the addresses that the pages load.
func All(assets views.Assets) []Sample {
	var all []Sample
	all = append(all, front(assets)...)
	all = append(all, homes(assets)...)
	all = append(all, doors(assets)...)
	all = append(all, catalogue(assets)...)
	all = append(all, gatherings(assets)...)
	all = append(all, plannings(assets)...)
	all = append(all, imports(assets)...)
	all = append(all, rooms(assets)...)
	all = append(all, order(assets)...)
	all = append(all, lines(assets)...)
	all = append(all, roomLists(assets)...)
	all = append(all, talks(assets)...)
	all = append(all, reports(assets)...)
	all = append(all, inboxes(assets)...)
	all = append(all, founds(assets)...)
	all = append(all, profiles(assets)...)
	all = append(all, securities(assets)...)
	all = append(all, secondFactors(assets)...)
	all = append(all, directory(assets)...)
	all = append(all, audit(assets)...)
	all = append(all, audiences(assets)...)
	all = append(all, rosters(assets)...)
	all = append(all, attendances(assets)...)
	all = append(all, transcripts(assets)...)
	all = append(all, kit(assets)...)
	return append(all, troubles(assets)...)
}

// The people who look at the samples.
var (
	student = views.Me{ID: 1, Name: "John Papadatos", Username: "john", Role: "student", Zone: zone, Zones: zones}
	teacher = views.Me{ID: 5, Name: "Hypatia", Username: "hypatia", Role: "teacher", Zone: zone, Zones: zones}
	admin   = views.Me{ID: 6, Name: "Konstantinos-Alexandros Papadiamantopoulos", Username: "admin", Role: "admin", Zone: zone,
		Zones: zones}
)

// zone is where the samples play, zones what it is called, and played when they do: 20 November 2026, 13:20 there.
const (
	zone   = "Europe/Athens"
	zones  = "120=EET 180=EEST"
	played = 1_795_173_600_000
)

// page returns the frame of a page for somebody, made as the real ones are.
func page(assets views.Assets, title, nav string, me *views.Me) views.Page {
	p := views.NewPage(assets, me, title)
	p.Nav, p.Demo, p.Now = nav, true, played
	return p
}

// text returns spans of a text without matches.
func text(s string) []views.Span { return []views.Span{{Text: s}} }

// at returns a moment of the day that the samples play on.
func at(clock string) views.Moment {
	return views.Moment{Text: clock, ISO: "2026-11-20T" + clock + ":00+02:00", Title: "Fri 20 Nov, " + clock}
}
