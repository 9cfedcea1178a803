package preview

import (
	"stoa/views"
	"stoa/views/ui"
)

// kit returns the parts that pages are put together from, each in every state.
func kit(assets views.Assets) []Sample {
	ten := page(assets, "Navigation of ten", views.NavSystem, &admin).WithUnread(3).WithRooms(120)
	ask := views.AskPage{
		Page: page(assets, "Delete “Distributed systems by example”?", views.NavCourses, &teacher),
		Text: "Nine people are enrolled. They are told, and the course leaves their list. What was said in its meetings stays for its " +
			"staff.",
		Form: views.Form{Action: "/courses/a1/delete", Op: "op-6"}, Yes: "Delete the course", Back: "/courses/a1",
	}
	return []Sample{
		sample("Kit, forms", "/kit/forms", kitForms, page(assets, "Parts of forms", "", &admin)),
		sample("Kit, parts", "/kit/parts", kitParts, page(assets, "Parts of pages", "", &admin)),
		sample("Kit, navigation of ten", "/kit/navigation", kitNavigation, ten),
		sample("Kit, a question", "/kit/question", views.Ask, ask),
	}
}

// state is a control in one of its states, and what is in it.
type state struct {
	Name    string
	Control ui.Control
	Value   string
}

// long and arabic are what breaks a layout first: words that go on, and words that run the other way.
const (
	long   = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft and all that belongs to it, on both banks"
	arabic = "مقدمة في الأنظمة الموزعة"
)

// states returns every state of a control: its name, its words, and what one might write in it.
func states(name, label, hint, value string) []state {
	plain := ui.Control{Label: label, Hint: hint}
	all := []state{
		{Name: "plain", Control: plain},
		{Name: "filled", Control: ui.Control{Label: label, Hint: hint, Required: true}, Value: value},
		{Name: "wrong", Control: ui.Control{Label: label, Hint: hint, Required: true, Error: label + " is missing. Please fill it in."}},
		{Name: "disabled", Control: ui.Control{Label: label, Hint: "Only the teacher can change this.", Disabled: true}, Value: value},
		{Name: "long", Control: ui.Control{Label: long, Hint: long, Error: long}, Value: long},
		{Name: "arabic", Control: ui.Control{Label: "العنوان", Hint: "من حرف واحد إلى مئتي حرف", Error: "العنوان أطول من اللازم",
			Required: true}, Value: arabic},
	}
	for i := range all {
		all[i].Control.Name = name + "-" + all[i].Name // a page has each but once
	}
	return all
}

// levels are some things to choose from.
func levels(long bool) []ui.Option {
	all := []ui.Option{
		{Value: "", Label: "Choose a level"},
		{Value: "beginner", Label: "Beginner", Hint: "Nothing has to be known."},
		{Value: "intermediate", Label: "Intermediate"},
		{Value: "advanced", Label: "Advanced", Hint: "Only after the course before it.", Disabled: true},
	}
	if long {
		all[2].Label = "Intermediate: " + all[1].Hint +
			" But whoever has written a few hundred lines of code in any language before will find the first weeks easier."
	}
	return all
}

// chosen returns what a state has chosen, of levels.
func (s state) chosen() string {
	if s.Value == "" {
		return ""
	}
	return "intermediate"
}

// direction is in which direction a state's words run.
func (s state) direction() (dir, lang string) {
	if s.Name == "arabic" {
		return "rtl", "ar"
	}
	return "ltr", "en"
}

// kitRows are a table's rows.
func kitRows() [][2]string {
	return [][2]string{{"John Papadatos", "13:00"}, {"Wolfeschlegelsteinhausenbergerdorff Sr.", "13:01"}, {"فاطمة الزهراء", "13:02"}}
}
