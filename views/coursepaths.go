package views

import "net/url"

// CoursesAsked is what is looked for in the catalogue, as the address has it; "" where nothing is.
type CoursesAsked struct {
	Query, Level, Teacher, Available, Sort, Cards, Cursor string
}

// any reports whether less than everything is looked for.
func (a CoursesAsked) any() bool {
	return a.Query != "" || a.Level != "" || a.Teacher != "" || a.Available != ""
}

// CoursesPath is a page of the courses that are looked for.
func CoursesPath(a CoursesAsked) string {
	values := url.Values{}
	for name, value := range map[string]string{"q": a.Query, "level": a.Level, "teacher": a.Teacher, "available": a.Available,
		"sort": a.Sort, "cards": a.Cards, "cursor": a.Cursor} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if len(values) == 0 {
		return PathCourses
	}
	return PathCourses + "?" + values.Encode()
}

// The addresses of what is done with a course.
const (
	PathNewCourse = PathCourses + "/new"
	PathMyCourses = PathCourses + "/mine" // what one takes or teaches, past ones too
)

// CourseEditPath is the form of a course.
func CourseEditPath(id string) string { return CoursePath(id) + "/edit" }

// CourseDeletePath asks before a course is deleted, and deletes it.
func CourseDeletePath(id string) string { return CoursePath(id) + "/delete" }

// ReopenPath opens a closed course again.
func ReopenPath(id string) string { return CoursePath(id) + "/reopen" }

// StudentsPath is who is in a course, from a cursor on; "" for the start.
func StudentsPath(id, cursor string) string {
	if cursor == "" {
		return CoursePath(id) + "/students"
	}
	return CoursePath(id) + "/students?cursor=" + cursor
}

// StudentsCSVPath is all of them as a file.
func StudentsCSVPath(id string) string { return CoursePath(id) + "/students.csv" }
