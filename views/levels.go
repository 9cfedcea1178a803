package views

import "stoa/views/ui"

// PathLevels is how much one is told of each of one's courses.
const PathLevels = PathInbox + "/levels"

// LevelPath says how much one is told of a course.
func LevelPath(course string) string { return CoursePath(course) + "/notifications" }

// NewsLevel is how much the reader is told of a course.
type NewsLevel struct {
	Course, Title string
	Level         string // "" where nothing can be said of that
	Op, Back      string // where to come back to
}

// LevelsPage is how much somebody is told of each of their courses.
type LevelsPage struct {
	Page
	Courses []NewsLevel
}

// field is the choice of a level, under some words.
func (n NewsLevel) field(label, hint string) ui.SelectProps {
	return ui.SelectProps{Control: ui.Control{ID: "news-" + n.Course, Name: "level", Label: label, Hint: hint}, Value: n.Level,
		Options: []ui.Option{{Value: "all", Label: "Everything"}, {Value: "mentions", Label: "Mentions"},
			{Value: "none", Label: "Nothing"}}}
}

const levelsWords = "Choose for each of your courses. What concerns you yourself is told in any case: that you have a place, that a " +
	"course is gone, that a meeting within 24 hours is moved or cancelled."

// levelWords is what each level brings.
var levelWords = [...]struct{ Level, Words string }{
	{"Everything", "What changes in the course and its meetings, and who mentions you there."},
	{"Mentions", "Only who mentions you."},
	{"Nothing", "Silence. Nothing in the course’s room counts as unread either."},
}
