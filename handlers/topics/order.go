package topics

import (
	"strconv"

	"github.com/a-h/templ"

	"stoa/handlers/rows"
	"stoa/store/campus"
	"stoa/views"
)

// newRules brings what staff have set for a room: a line that says so, and the rules wherever a page has them.
func newRules(f roomFacts, e campus.Event) fragment {
	return f.line(e, views.SwapAppend, views.IDLines).and(views.RulesChanged(f.roomRules()))
}

func (f roomFacts) roomRules() views.RoomRules {
	return rows.RoomRules(f.rules, f.path, f.meeting != 0)
}

// newSanction brings what staff have done to somebody: a line that says so, and for the person alone what follows from it.
func newSanction(f roomFacts, e campus.Event) fragment {
	line := f.lines[e.Ref]
	drawn := f.line(e, views.SwapAppend, views.IDLines)
	switch e.Kind {
	case campus.KindMuted, campus.KindUnmuted:
		return drawn.and(own(line.Whom.ID, views.Muted(e.Kind == campus.KindMuted)))
	case campus.KindRemoved:
		return drawn.and(own(line.Whom.ID, views.SentOut()))
	}
	return drawn
}

// own is what one person's page alone takes up.
func own(person int64, content templ.Component) templ.Component {
	return views.Swap(views.SwapOwn, strconv.FormatInt(person, 10), content)
}

// and returns a fragment with one more part.
func (f fragment) and(part templ.Component) fragment {
	f.parts = append(f.parts, part)
	return f
}
