package store_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// peopled is a campus with so many people, one admin among them, all of whom begin with one letter.
func peopled(b *testing.B, many int) *storetest.Campus {
	b.Helper()
	c := storetest.New(b)
	hash, err := c.People.HashPassword(b.Context(), storetest.Password)
	must(b, err)
	const side = 16
	storetest.Together(side, func(lane int) {
		for i := lane; i < many; i += side {
			n := campus.NewPerson{Username: fmt.Sprintf("ab%d", i), Name: fmt.Sprintf("Abel %d Abram", i),
				Email: fmt.Sprintf("ab%d@stoa.example", i),
				Role:  campus.Student, Hash: hash}
			if i == many-1 {
				n.Role = campus.Admin
			}
			if _, err := c.People.Create(b.Context(), store.Itself(""), n); err != nil {
				b.Error(err)
			}
		}
	})
	return c
}

var perCall = regexp.MustCompile(`cmdstat_(?:evalsha|eval)(?:_ro)?:calls=(\d+),usec=(\d+)`)

// held returns how long a script has held Redis up, in milliseconds, on average since the statistics were reset.
func held(b *testing.B, c *storetest.Campus) float64 {
	b.Helper()
	info, err := c.Redis.Info(b.Context(), "commandstats").Result()
	must(b, err)
	calls, micros := 0.0, 0.0
	for _, m := range perCall.FindAllStringSubmatch(info, -1) {
		n, _ := strconv.ParseFloat(m[1], 64)
		took, _ := strconv.ParseFloat(m[2], 64)
		calls, micros = calls+n, micros+took
	}
	if calls == 0 {
		b.Fatalf("no script was counted:\n%s", strings.TrimSpace(info))
	}
	return micros / calls / 1000
}

// BenchmarkPeople is the list of people and the search in it among few, many and very many: what holds Redis up must not
// grow with them.
func BenchmarkPeople(b *testing.B) {
	for _, many := range []int{100, 10_000, 100_000} {
		c := peopled(b, many)
		for _, one := range []struct {
			name string
			q    store.PeopleQuery
		}{
			{"list", store.PeopleQuery{Counted: true}},
			{"list of a role", store.PeopleQuery{Role: campus.Student}},
			{"a name", store.PeopleQuery{Words: "ab99", Emails: true}},
			{"one letter", store.PeopleQuery{Words: "a", Emails: true}},
			{"two words", store.PeopleQuery{Words: "abel 99", Emails: true}},
			{"one letter, nobody of the role", store.PeopleQuery{Words: "a", Emails: true, Role: campus.Teacher}},
		} {
			b.Run(fmt.Sprintf("%s/%d", one.name, many), func(b *testing.B) {
				must(b, c.Redis.ConfigResetStat(b.Context()).Err())
				one.q.Limit = store.PageSize
				for b.Loop() {
					_, err := c.People.Page(b.Context(), one.q)
					must(b, err)
				}
				b.ReportMetric(held(b, c), "script-ms")
			})
		}
	}
}
