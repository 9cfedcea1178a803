package store_test

import (
	"fmt"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func BenchmarkEnrol(b *testing.B) {
	c := storetest.New(b)
	student, course := c.Person(b, "student", campus.Student), c.Course(b, c.Person(b, "thales", campus.Teacher), "Geometry", 0)
	for b.Loop() {
		_, err := c.Courses.Enrol(b.Context(), student, course.ID, true, "")
		must(b, err)
		_, err = c.Courses.Drop(b.Context(), student, course.ID, "")
		must(b, err)
	}
}

func BenchmarkPostMessage(b *testing.B) {
	c := storetest.New(b)
	r := enter(b, c, 1)
	for b.Loop() {
		r.say(b, r.people[0], "As it was said in the colonnade")
	}
}

func BenchmarkSearch(b *testing.B) {
	c := storetest.New(b)
	words := []string{"geometry", "logic", "poetry", "rhetoric", "music", "physics", "ethics", "history", "algebra", "astronomy"}
	texts := make([]string, 2000)
	for i := range texts {
		texts[i] = fmt.Sprintf("%s and %s %d | of %s, with %s", words[i%10], words[i/10%10], i, words[i/100%10], words[i/7%10])
	}
	shelf(b, c, texts...)
	for _, query := range []string{"", "geometry", "geom", "logic poetry music 1234", "zzz"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				_, err := c.Courses.Search(b.Context(), store.CourseQuery{Words: query, Limit: store.PageSize})
				must(b, err)
			}
		})
	}
}

func BenchmarkVisitor(b *testing.B) {
	c := storetest.New(b)
	c.Person(b, "student", campus.Student)
	session, err := c.Sessions.SignIn(b.Context(), store.Credentials{Login: "student", Password: storetest.Password, From: "here",
		Kind: store.Browser})
	must(b, err)
	for b.Loop() { // within a second Redis is asked once
		_, err := c.Sessions.Visitor(b.Context(), session.Token, store.Browser)
		must(b, err)
	}
}
