package store_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// What is long and new is indexed in parts, so that nobody waits for it; another entry may come between two of them.
func TestACourseOfManyNewWordsIsIndexedInPartsAndNothingOfThemIsLeft(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		talk := &babble{random: rand.New(rand.NewPCG(3, 4))}
		talk.often = rand.NewZipf(talk.random, 1.1, 8, 60_000)
		course := talk.course(0)
		parts := func(order string, exists bool) (n int) {
			for n = 1; c.ShelvePart(t, course, order, exists) == "more"; n++ {
			}
			return n
		}
		// has compares the words of the index, by their count and in its vocabulary, with those of a text.
		has := func(texts ...string) {
			t.Helper()
			words := map[string]string{}
			for _, text := range texts {
				for _, w := range strings.Fields(text) {
					words[w] = "1"
				}
			}
			counted, err := c.Redis.HGetAll(t.Context(), c.SearchKey("words")).Result()
			must(t, err)
			vocabulary, err := c.Redis.ZRange(t.Context(), c.SearchKey("vocabulary"), 0, -1).Result()
			must(t, err)
			if !maps.Equal(counted, words) || !slices.Equal(vocabulary, slices.Sorted(maps.Keys(words))) {
				t.Errorf("the index has %d words, %d in the vocabulary, want %d", len(counted), len(vocabulary), len(words))
			}
		}
		first, second := talk.unheard(12), talk.unheard(12)
		course.Title, course.Teacher.Name, course.Summary = "geometry", "thales", first
		if got := c.ShelvePart(t, course, "1", true); got != "more" {
			t.Fatalf("the first part answers %q: nothing is left for another", got)
		}
		course.Summary, course.Level = second, campus.Advanced // on another shelf
		if n := parts("2", true); n < 3 {
			t.Errorf("what was begun goes and another comes in %d parts", n)
		}
		has("geometry thales advanced", second) // the level is a word too
		if got := c.ShelvePart(t, course, "1", true); got != "old" {
			t.Errorf("the rest of the first answers %q", got)
		}
		last := strings.Fields(second)[150]
		if got, err := c.Courses.Search(t.Context(), store.CourseQuery{Words: last}); err != nil || len(got.Meant) != 0 {
			t.Errorf("for %s it has %+v, %v", last, got, err)
		}
		if n := parts("3", false); n < 2 {
			t.Errorf("it goes in %d parts", n)
		}
		for _, key := range []string{"facts", "texts", "postings", "words", "vocabulary", "beginnings", "spellings", "lists"} {
			if n, err := c.Redis.Exists(t.Context(), c.SearchKey(key)).Result(); n != 0 || err != nil {
				t.Errorf("of what is not there any more %s is left, %v", key, err)
			}
		}
	})
}
