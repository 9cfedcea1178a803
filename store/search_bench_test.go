package store_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// babble makes words and courses of them, as often as words are in a language: the second half as often as the first, and so on.
type babble struct {
	random *rand.Rand
	often  *rand.Zipf
}

func newBabble() *babble {
	r := rand.New(rand.NewPCG(1, 2))
	return &babble{r, rand.NewZipf(r, 1.1, 8, 60_000)}
}

var syllables = strings.Fields("an be co di el fa gra hy in jo ka lo me no or phi qua ro si the un vi we xe yo za tri sta")

// word is the one of a number: the same letters each time.
func (b *babble) word() string {
	n := b.often.Uint64() + 3
	var w strings.Builder
	for k := n * 2_654_435_761 % 1_000_003; k > 0; k /= uint64(len(syllables)) {
		w.WriteString(syllables[k%uint64(len(syllables))])
	}
	return w.String()
}

func (b *babble) text(words int) string {
	all := make([]string, words)
	for i := range all {
		all[i] = b.word()
	}
	return strings.Join(all, " ")
}

func (b *babble) course(i int) campus.Course {
	return campus.Course{ID: campus.NewCourseID(), Title: b.text(2 + b.random.IntN(5)), Summary: b.text(10 + b.random.IntN(40)),
		Level: []campus.Level{campus.Beginner, campus.Intermediate, campus.Advanced}[i%3], Places: 20, Taken: b.random.IntN(21),
		Teacher: campus.Named{ID: int64(1 + i%500), Name: "Teacher " +
			strconv.Itoa(i%500)}, Created: time.UnixMilli(int64(1_700_000_000_000 + i))}
}

// BenchmarkSearchAmongMany is the search among few, many and very many: what holds Redis up must not grow with them.
func BenchmarkSearchAmongMany(b *testing.B) {
	for _, many := range []int{100, 10_000, 100_000} {
		c, talk := storetest.New(b), newBabble()
		memory := used(b, c)
		began := time.Now()
		for i := 0; i < many; i += 500 {
			batch := make([]campus.Course, min(500, many-i))
			for j := range batch {
				batch[j] = talk.course(i + j)
			}
			c.Shelve(b, batch)
		}
		b.Logf("%d courses: %.1f KB each, %.0f a second", many, float64(used(b, c)-memory)/float64(many)/1024,
			float64(many)/time.Since(began).Seconds())
		common := talk.word()
		for _, one := range []struct {
			name string
			q    store.CourseQuery
		}{
			{"newest", store.CourseQuery{}},
			{"newest with places", store.CourseQuery{Level: campus.Advanced, Available: true}},
			{"a teacher's", store.CourseQuery{Teacher: 7}},
			{"a word", store.CourseQuery{Words: common}},
			{"a beginning", store.CourseQuery{Words: common[:2]}},
			{"a typo", store.CourseQuery{Words: "x" + common + "x philophi"}},
			{"four words", store.CourseQuery{Words: talk.text(4)}},
			{"sixteen letters", store.CourseQuery{Words: "a b c d e f g h i j k l m n o p"}},
			{"sixteen words by closing, with places", store.CourseQuery{Words: talk.text(30), Available: true, Sort: store.ByClosing}},
			{"sixteen typos", store.CourseQuery{Words: strings.Repeat("phixlosix anbexcodi elfaxgra ", 3) + "xyzzyandsoon"}},
			{"a teacher's sixteen words", store.CourseQuery{Words: talk.text(30), Teacher: 7}},
		} {
			b.Run(fmt.Sprintf("%s/%d", one.name, many), func(b *testing.B) {
				must(b, c.Redis.ConfigResetStat(b.Context()).Err())
				one.q.Limit = store.PageSize
				for b.Loop() {
					_, err := c.Courses.Search(b.Context(), one.q)
					must(b, err)
				}
				b.ReportMetric(held(b, c), "script-ms")
			})
		}
	}
}

// used is how much memory Redis has taken.
func used(b *testing.B, c *storetest.Campus) int64 {
	b.Helper()
	info, err := c.Redis.Info(b.Context(), "memory").Result()
	must(b, err)
	_, rest, _ := strings.Cut(info, "used_memory:")
	text, _, _ := strings.Cut(rest, "\r")
	n, err := strconv.ParseInt(text, 10, 64)
	must(b, err)
	return n
}
