package rows

import (
	"slices"
	"time"

	"stoa/store/campus"
	"stoa/views"
)

// Teachers shows who teaches a course, its teacher first.
func Teachers(c campus.Course) []views.NamedPerson {
	all := make([]views.NamedPerson, 0, 1+len(c.With))
	for _, one := range c.Staff() {
		all = append(all, views.NamedPerson(one))
	}
	return all
}

// newTeachers is said of a change of who teaches: what everybody is sent alike knows no names of who did before.
const newTeachers = "who teaches it"

// Changes says what an edit of a course has changed, to every reader alike.
func Changes(all []campus.Change) []string {
	var said []string
	for _, one := range all {
		switch one.Field {
		case "teacher", "co_teachers":
			if !slices.Contains(said, newTeachers) {
				said = append(said, newTeachers)
			}
		default:
			said = append(said, campus.Notification{Changes: []campus.Change{one}}.Differences(time.UTC)...)
		}
	}
	return said
}
