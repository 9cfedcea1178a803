package store_test

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestWhateverIsWrongWithTheSearchIsFoundAndMended(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		catalogue(t, c)
		ctx, r := t.Context(), c.Redis
		wrong := func() []string {
			t.Helper()
			got, err := c.Courses.CompareSearch(ctx)
			must(t, err)
			return got
		}
		if got := wrong(); len(got) > 0 {
			t.Fatalf("nothing was wrong, and it says %q", got)
		}
		first := func(key string) string {
			t.Helper()
			all, err := r.ZRange(ctx, c.SearchKey(key), 0, 0).Result()
			must(t, err)
			return all[0]
		}
		course, err := r.HRandField(ctx, c.SearchKey("facts"), 1).Result()
		must(t, err)
		for what, spoil := range map[string]func() error{
			"a document without facts": func() error { return r.HDel(ctx, c.SearchKey("facts"), course[0]).Err() },
			"a document without texts": func() error { return r.HDel(ctx, c.SearchKey("texts"), course[0]).Err() },
			"a document unheard of":    func() error { return r.HDel(ctx, c.SearchKey("orders"), course[0]).Err() },
			"other texts":              func() error { return r.HSet(ctx, c.SearchKey("texts"), course[0], "\x00other\x01500").Err() },
			"a document that is none": func() error {
				return r.HSet(ctx, c.SearchKey("facts"), campus.NewCourseID(), "beginner:free 1 0000000000001 0000000000001").Err()
			},
			"a wrong count":   func() error { return r.HIncrBy(ctx, c.SearchKey("words"), "geometry", 1).Err() },
			"a word too many": func() error { return r.HSet(ctx, c.SearchKey("words"), "nobodyhasit", 1).Err() },
			"no search at all": func() error {
				return r.Del(ctx, c.SearchKey("postings"), c.SearchKey("facts"), c.SearchKey("lists")).Err()
			},
			"no posting":            func() error { return r.ZRem(ctx, c.SearchKey("postings"), first("postings")).Err() },
			"no word in order":      func() error { return r.ZRem(ctx, c.SearchKey("vocabulary"), first("vocabulary")).Err() },
			"no beginning":          func() error { return r.ZRem(ctx, c.SearchKey("beginnings"), first("beginnings")).Err() },
			"no spelling":           func() error { return r.ZRem(ctx, c.SearchKey("spellings"), first("spellings")).Err() },
			"in no list":            func() error { return r.ZRem(ctx, c.SearchKey("lists"), first("lists")).Err() },
			"a posting too many":    func() error { return r.ZAdd(ctx, c.SearchKey("postings"), redis.Z{Member: "x"}).Err() },
			"too many in order":     func() error { return r.ZAdd(ctx, c.SearchKey("vocabulary"), redis.Z{Member: "x"}).Err() },
			"a beginning too many":  func() error { return r.ZAdd(ctx, c.SearchKey("beginnings"), redis.Z{Member: "x"}).Err() },
			"a spelling too many":   func() error { return r.ZAdd(ctx, c.SearchKey("spellings"), redis.Z{Member: "x"}).Err() },
			"too many in the lists": func() error { return r.ZAdd(ctx, c.SearchKey("lists"), redis.Z{Member: "x"}).Err() },
		} {
			must(t, spoil())
			if got := wrong(); len(got) == 0 {
				t.Errorf("%s: nothing is said to be wrong", what)
			}
			must(t, c.Courses.RepairSearch(ctx))
			if got := wrong(); len(got) > 0 {
				t.Fatalf("%s: after the repair %d are wrong, %q first", what, len(got), got[0])
			}
		}
		if got := titles(t, c, "cobol"); len(got) != 1 {
			t.Errorf("after all repairs it finds %q", got)
		}
	})
}

func TestWhatIsJustBeingFollowedUpIsNotWrong(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		teacher := c.Person(t, "thales", campus.Teacher)
		c.Course(t, teacher, "Old", 1)
		c.Settle(t)
		must(t, c.Redis.ZAdd(t.Context(), c.SearchKey("postings"), redis.Z{Member: "stray"}).Err())
		late := c.Course(t, teacher, "New", 1)
		go c.Settle(t)
		got, err := c.Courses.CheckSearch(t.Context())
		must(t, err)
		if all := strings.Join(got, "; "); len(got) != 1 || strings.Contains(all, late.ID) || !strings.Contains(all, "postings") {
			t.Errorf("wrong are %q, want the posting only", all)
		}
	})
}

func TestWhatComesLaterThanTheRepairCounts(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher := t.Context(), c.Person(t, "thales", campus.Teacher)
		course, gone := c.Course(t, teacher, "Old", 1), c.Course(t, teacher, "Gone", 1)
		c.Settle(t)
		_, err := c.Courses.Edit(ctx, teacher, course.ID, campus.NewCourse{Title: "Newer", Level: campus.Beginner, Places: 1}, "")
		must(t, err)
		must(t, c.Courses.Delete(ctx, teacher, gone.ID, ""))
		must(t, c.Courses.RepairSearch(ctx)) // before the followers
		for range 2 {
			if got := titles(t, c, "newer old gone"); len(got) != 1 || got[0] != "Newer" {
				t.Errorf("it finds %q, want Newer", got)
			}
			c.Settle(t)
		}
	})
}
