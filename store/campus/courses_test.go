package campus

import (
	"strings"
	"testing"
	"time"
)

func TestWhatACourseMayBe(t *testing.T) {
	t.Parallel()
	good := NewCourse{Title: "Geometry", Level: Beginner, Places: 1}
	for name, test := range map[string]struct {
		change func(*NewCourse)
		wrong  []string
	}{
		"the least":              {func(*NewCourse) {}, nil},
		"nothing":                {func(c *NewCourse) { *c = NewCourse{} }, []string{"level", "places", "title"}},
		"a blank title":          {func(c *NewCourse) { c.Title = " \t" }, []string{"title"}},
		"a title nobody sees":    {func(c *NewCourse) { c.Title = "\u200b\u2060\u202e\u0301" }, []string{"title"}},
		"a title of two lines":   {func(c *NewCourse) { c.Title = "Geometry\nand more" }, []string{"title"}},
		"a title with a NUL":     {func(c *NewCourse) { c.Title = "Geometry\x00" }, []string{"title"}},
		"a title that turns":     {func(c *NewCourse) { c.Title = "Geometry \u202esedisreveR" }, []string{"title"}},
		"a title of two scripts": {func(c *NewCourse) { c.Title = "الهندسة Geometry \u200f!\u200f" }, nil},
		"a family of emoji":      {func(c *NewCourse) { c.Title = strings.Repeat("👩\u200d", 99) + "🔬" }, nil},
		"200 letters":            {func(c *NewCourse) { c.Title = strings.Repeat("ω", 200) }, nil},
		"201 letters":            {func(c *NewCourse) { c.Title = strings.Repeat("x", 201) }, []string{"title"}},
		"a title of no text":     {func(c *NewCourse) { c.Title = "\xff" }, []string{"title"}},
		"a summary of 2,000":     {func(c *NewCourse) { c.Summary = strings.Repeat("ω", 2000) }, nil},
		"a summary of 2,001":     {func(c *NewCourse) { c.Summary = strings.Repeat("x", 2001) }, []string{"summary"}},
		"a summary of no text":   {func(c *NewCourse) { c.Summary = "\xff" }, []string{"summary"}},
		"another level":          {func(c *NewCourse) { c.Level = "Beginner" }, []string{"level"}},
		"no places":              {func(c *NewCourse) { c.Places = 0 }, []string{"places"}},
		"fewer than no places":   {func(c *NewCourse) { c.Places = -1 }, []string{"places"}},
		"a million":              {func(c *NewCourse) { c.Places = 1_000_000 }, nil},
		"more than a million":    {func(c *NewCourse) { c.Places = 1_000_001 }, []string{"places"}},
		"unlimited":              {func(c *NewCourse) { c.Places, c.Unlimited = -1, true }, nil},
		"closing automatically":  {func(c *NewCourse) { c.Closing = ClosesAuto }, nil},
		"closing never":          {func(c *NewCourse) { c.Closing = ClosesNever }, nil},
		"closing later":          {func(c *NewCourse) { c.Closing, c.Closes = ClosesDate, noon.Add(1) }, nil},
		"closing now":            {func(c *NewCourse) { c.Closing, c.Closes = ClosesDate, noon }, []string{"closes"}},
		"closing in 9998": {func(c *NewCourse) { c.Closing, c.Closes = ClosesDate, time.Date(9998, 12, 31, 23, 0, 0, 0, time.UTC) },
			nil},
		"closing in 9999": {func(c *NewCourse) {
			c.Closing, c.Closes = ClosesDate, time.Date(9998, 12, 31, 23, 0, 0, 0, time.FixedZone("", -3600))
		}, []string{"closes"}},
		"closing at no date":     {func(c *NewCourse) { c.Closing = ClosesDate }, []string{"closes"}},
		"closing in another way": {func(c *NewCourse) { c.Closing = "soon" }, []string{"closes"}},
	} {
		c := good
		test.change(&c)
		wantWrong(t, name, c.Validate(noon), test.wrong...)
	}
}

func TestWhenACourseIsOpen(t *testing.T) {
	t.Parallel()
	c := Course{Teacher: Named{ID: 1}, Closes: noon}
	for at, want := range map[time.Duration]bool{-time.Millisecond: true, 0: false, time.Hour: false} {
		if c.Open(noon.Add(at)) != want || !(Course{}).Open(noon.Add(at)) {
			t.Errorf("%v after it closes it is open: %v, want %v", at, c.Open(noon.Add(at)), want)
		}
	}
	if told := (Course{Over: true, Closes: noon}); told.Open(noon.Add(-time.Hour)) {
		t.Error("one whose closing has been told is open again by a clock that is behind")
	}
}
