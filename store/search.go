package store

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/redis/go-redis/v9"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"stoa/store/campus"
)

const (
	// PageSize is how many courses a page of the catalogue has unless asked otherwise.
	PageSize = 20
	// MaxPageSize is the most that the API gives at once.
	MaxPageSize = 200
	// maxWords bounds a query: more words than this do not find more, they only cost.
	maxWords = 16
	// maxWordLen cuts a word, in a course and in a query alike, so that a word without end is no burden on the index.
	maxWordLen = 40
	// maxPostings is how much is read for one word of a query: a word that begins with "a" in a campus of 20,000 courses
	// must not hold up Redis.
	maxPostings = 5000
)

// How much a word counts by where it stands; see the rank in search.lua, which is 9 less this.
const (
	weightTitle   = 8
	weightTeacher = 5
	weightLevel   = 3
	weightSummary = 1
)

// Found is a page of courses.
type Found struct {
	Courses  []campus.Course
	Standing map[string]string // course to enrolled or waiting, as the followers last wrote it down
	Next     string            // cursor of the next page; "" at the end
}

// Search returns open courses: with words in query the best matches, else the newest. cursor is a Next from before, or
// ""; an unreadable one is a BadRequest. Whatever is typed is text, never syntax. With a person, 0 for nobody, Standing
// says how they stand in what was found. It takes two round trips.
func (s *Store) Search(ctx context.Context, person int64, query, cursor string, limit int) (Found, error) {
	after, err := parseCursor(cursor)
	if err != nil {
		return Found{}, err
	}
	limit = min(max(limit, 1), MaxPageSize)
	var hits []hit
	if words := Words(query); len(words) > 0 {
		hits, err = s.searchWords(ctx, words, after, limit+1)
	} else if strings.TrimSpace(query) == "" {
		hits, err = s.newestCourses(ctx, after, limit+1)
	}
	if err != nil {
		return Found{}, err
	}
	var found Found
	if len(hits) > limit {
		hits = hits[:limit]
		found.Next = hits[limit-1].cursor()
	}
	err = s.readFound(ctx, &found, person, hitIDs(hits))
	return found, err
}

// readFound reads the courses that a search has found, and how a person stands in them.
func (s *Store) readFound(ctx context.Context, found *Found, person int64, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	reads, standing := make([]courseRead, len(ids)), new(redis.SliceCmd)
	err := s.pipe(ctx, func(p redis.Pipeliner) {
		for i, id := range ids {
			reads[i] = s.queueCourse(ctx, p, id)
		}
		if person != 0 {
			standing = p.HMGet(ctx, s.keys.personCourses(person), ids...)
		}
	})
	found.Standing = standingFrom(ids, standing.Val())
	now := s.Now()
	found.Courses = slices.DeleteFunc(coursesFrom(reads), func(c campus.Course) bool { return !c.Open(now) }) // the index may be a moment behind
	return err
}

// hit is a course with what it is sorted by.
type hit struct {
	course string
	score  int64
}

func (h hit) cursor() string { return strconv.FormatInt(h.score, 36) + "." + h.course }

func parseCursor(cursor string) (hit, error) {
	if cursor == "" {
		return hit{}, nil
	}
	score, course, _ := strings.Cut(cursor, ".")
	n, err := strconv.ParseInt(score, 36, 64)
	if err != nil || !campus.IsCourseID(course) {
		return hit{}, campus.Refuse(campus.BadRequest, "This page of the list does not exist.")
	}
	return hit{course, n}, nil
}

func hitIDs(hits []hit) []string {
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.course
	}
	return ids
}

func (s *Store) searchWords(ctx context.Context, words []string, after hit, limit int) ([]hit, error) {
	last := ""
	if after.course != "" {
		last = strconv.FormatInt(after.score, 10)
	}
	args := []any{limit, last, after.course, maxPostings}
	for _, w := range words {
		args = append(args, w)
	}
	got, err := s.run(ctx, s.scripts.search, []string{s.keys.postings()}, args...)
	hits := make([]hit, 0, len(got)/2)
	for i := 0; i+1 < len(got); i += 2 {
		hits = append(hits, hit{got.text(i), got.number(i + 1)})
	}
	return hits, err
}

// newestCourses pages by creation time, then id: courses of one millisecond neither vanish nor repeat between pages.
func (s *Store) newestCourses(ctx context.Context, after hit, limit int) ([]hit, error) {
	top, extra := "+inf", int64(0)
	if after.course != "" {
		top = strconv.FormatInt(after.score, 10)
		same, err := s.rdb.ZCount(ctx, s.keys.newest(), top, top).Result()
		if err != nil {
			return nil, away(err)
		}
		extra = same
	}
	all, err := s.rdb.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: s.keys.newest(), Start: top, Stop: "-inf", ByScore: true, Rev: true,
		Count: int64(limit) + extra}).Result()
	hits := make([]hit, 0, len(all))
	for _, z := range all {
		h := hit{z.Member.(string), int64(z.Score)}
		if after.course == "" || h.score < after.score || h.score == after.score && h.course < after.course {
			hits = append(hits, h)
		}
	}
	return hits[:min(limit, len(hits))], away(err)
}

// indexCourse brings the search in step with a course. order is that of the outbox entry that asked for it.
func (s *Store) indexCourse(ctx context.Context, id, order string) error {
	c, err := s.Course(ctx, id)
	gone := errors.Is(err, campus.ErrNoCourse)
	if err != nil && !gone {
		return err
	}
	args := []any{id, order, ""}
	if !gone && c.Open(s.Now()) {
		args[2] = millis(c.Created)
		for _, posting := range postings(c) {
			args = append(args, posting)
		}
	}
	_, err = s.run(ctx, s.scripts.indexCourse, []string{s.keys.document(id), s.keys.postings(), s.keys.newest()}, args...)
	return err
}

// postings returns the entries by which a course is found: word, NUL, rank, NUL, course.
func postings(c campus.Course) []string {
	best := map[string]int{}
	weigh := func(text string, weight int) {
		for _, w := range splitWords(text) {
			best[w] = max(best[w], weight)
		}
	}
	weigh(c.Title, weightTitle)
	weigh(c.Teacher.Name, weightTeacher)
	weigh(string(c.Level), weightLevel)
	weigh(c.Summary, weightSummary)
	out := make([]string, 0, len(best))
	for w, weight := range best {
		out = append(out, w+"\x00"+strconv.Itoa(9-weight)+"\x00"+c.ID)
	}
	slices.Sort(out) // so that the same course always leaves the same document
	return out
}

// Words returns the different words of a query, folded, at most sixteen.
func Words(query string) []string {
	var words []string
	seen := map[string]bool{}
	for _, w := range splitWords(query) {
		if !seen[w] && len(words) < maxWords {
			seen[w] = true
			words = append(words, w)
		}
	}
	return words
}

// splitWords folds text and returns its words: runs of letters and digits.
func splitWords(text string) []string {
	words := strings.FieldsFunc(Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		if len(w) > maxWordLen {
			words[i] = strings.ToValidUTF8(w[:maxWordLen], "")
		}
	}
	return words
}

// Fold returns text without case and accents, so that "Ανάλυση" and "αναλυση" are one word.
func Fold(text string) string {
	if isASCII(text) { // nearly all, and the long way costs as much as drawing a row
		return strings.ToLower(text)
	}
	strip := transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	folded, _, err := transform.String(strip, strings.ToValidUTF8(text, " "))
	if err != nil { // it is valid now, so nothing is left to fail
		folded = text
	}
	return strings.ReplaceAll(strings.ToLower(folded), "ς", "σ")
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
