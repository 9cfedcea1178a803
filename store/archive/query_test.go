package archive_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// Faults 1 to 5 of the reference: a range over midnight, one in another zone, one of a moment, a file that goes on beyond the hour of
// its folder, a folder with a slash before it.
func TestARangeFindsWhateverHasRowsInIt(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		at := func(day, hour, minute int) time.Time { return time.Date(2024, 1, day, hour, minute, 0, 0, time.UTC) }
		var all []archive.Entry
		for i := range 6 { // 23:20 to 00:45, each a minute
			all = append(all, file("events", i, at(15, 23, 20).Add(time.Duration(i)*17*time.Minute), time.Minute))
		}
		long := file("events", 9, at(14, 21, 5), 26*time.Hour) // to 23:05 of the next day
		must(t, x.Batch(t.Context(), append([]archive.Entry{long}, all...), nil))
		tokyo := time.FixedZone("", 9*3600)
		for _, c := range []struct {
			name          string
			after, before time.Time
			want          []archive.Entry
		}{
			{"over midnight", at(15, 23, 30), at(16, 0, 40), all[1:5]},
			{"over midnight, in Tokyo", at(15, 23, 30).In(tokyo), at(16, 0, 40).In(tokyo), all[1:5]},
			{"a moment", at(15, 23, 37), at(15, 23, 37), all[1:2]},
			{"the last moment of a file", at(15, 23, 38), at(15, 23, 38), all[1:2]},
			{"just after it", at(15, 23, 38).Add(1), at(15, 23, 38).Add(1), nil},
			{"just before it", at(15, 23, 37).Add(-1), at(15, 23, 37).Add(-1), nil},
			{"beyond the hour of a folder", at(15, 22, 0), at(15, 23, 20), []archive.Entry{long, all[0]}},
			{"beyond its day", at(15, 12, 0), at(15, 12, 0), []archive.Entry{long}},
			{"open at its end", at(16, 0, 20), time.Time{}, all[4:]},
			{"open at its beginning", time.Time{}, at(15, 23, 20), []archive.Entry{long, all[0]}},
			{"open", time.Time{}, time.Time{}, append([]archive.Entry{long}, all...)},
			{"all times that there are", time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC),
				append([]archive.Entry{long}, all...)},
			{"long ago", time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC), time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC), nil},
		} {
			wantPaths(t, c.name, x.find(t, archive.Query{After: c.after, Before: c.before}), paths(c.want))
		}
		for folder, want := range map[string][]archive.Entry{"date=2024-01-15": all[:3], "/date=2024-01-15": all[:3],
			"date=2024-01-15/": all[:3], "date=2024-01-15/hour=23": all[:3], "date=2024-01-16/hour=00": all[3:],
			"date=2024-01-16/hour=0": nil, "date=2024-01": nil,
			"date=2024-01-14": {long}} {
			wantPaths(t, folder, x.find(t, archive.Query{Folder: folder}), paths(want))
		}
		_, err := x.Query(t.Context(), archive.Query{Table: "events", After: at(16, 0, 0), Before: at(15, 0, 0)})
		wantCode(t, "an end before the beginning", err, campus.Invalid)
	})
}

// Fault 18: the reference panics at short folders.
func TestABadQueryIsRefused(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	must(t, x.Batch(t.Context(), []archive.Entry{file("events", 1, noon, 0)}, nil))
	for _, folder := range []string{"..", "a/../b", "a//b", "a\nb", "a b", strings.Repeat("a", 200)} {
		_, err := x.Query(t.Context(), archive.Query{Table: "events", Folder: folder})
		wantCode(t, fmt.Sprintf("the folder %q", folder), err, campus.Invalid)
	}
	for _, folder := range []string{"d", "da/h", "*", "date=2024-01-1?", "[a-z]"} {
		wantPaths(t, folder, x.find(t, archive.Query{Folder: folder}), []string{})
	}
	for _, cursor := range []string{"x", "1.", "1.abcd", "z.1", "!", "1.00" + strings.Repeat("a", 300)} {
		_, err := x.Query(t.Context(), archive.Query{Table: "events", Cursor: cursor})
		wantCode(t, "the cursor "+cursor, err, campus.BadRequest)
	}
	_, err := x.Query(t.Context(), archive.Query{Table: "events", Iteration: -1, Layer: "a*"})
	wantCode(t, "an iteration and a layer", err, campus.Invalid)
}

// times are few, so that many are equal, and differ by less than a microsecond too.
var times = rapid.Custom(func(r *rapid.T) time.Time {
	at := noon.Add(time.Duration(rapid.IntRange(0, 72).Draw(r, "hours")) * time.Hour)
	return at.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 2, 999, 1000, 1001, 1e6, 1e9}).Draw(r, "nanos")))
})

func TestAQueryFindsWhatLookingAtAllEntriesFinds(t *testing.T) {
	t.Parallel()
	c, run := storetest.New(t), 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		x := newKit(t, c, storetest.At(noon))
		x.o.Prefix = fmt.Sprintf("%sr%d:", strings.TrimSuffix(x.o.Prefix, ":"), run)
		x.Index = x.open(t, x.o)
		all := registered(t, r, x)
		for range 8 {
			q, want := drawnQuery(r, all)
			var got []string
			for {
				found, err := x.Query(t.Context(), q)
				must(t, err)
				got = append(got, paths(found.Files)...)
				if len(found.Files) > q.Limit || len(found.Unreadable) > 0 || found.Next != "" && len(found.Files) < q.Limit {
					r.Fatalf("a page of %d with %d files, and %v", q.Limit, len(found.Files), found.Unreadable)
				}
				if q.Cursor = found.Next; q.Cursor == "" {
					break
				}
			}
			if !slices.Equal(got, want) {
				r.Fatalf("%+v found %q, want %q", q, got, want)
			}
			whole, err := x.All(t.Context(), q)
			must(t, err)
			if !slices.Equal(paths(whole.Files), want) {
				r.Fatalf("all of %+v are %q, want %q", q, paths(whole.Files), want)
			}
		}
		x.checkAll(t)
	})
}

// registered registers some files and removes and replaces others; it returns those that are there.
func registered(t *testing.T, r *rapid.T, x *kit) map[string]archive.Entry {
	all := map[string]archive.Entry{}
	for range rapid.IntRange(1, 4).Draw(r, "batches") {
		var add []archive.Entry
		var remove []archive.Name
		for range rapid.IntRange(0, 25).Draw(r, "files") {
			n := rapid.IntRange(0, 40).Draw(r, "n")
			e := file("events", n, noon.Add(time.Duration(n%3)*24*time.Hour+time.Duration(n%2)*time.Hour), 0)
			e.Path = strings.Replace(e.Path, ".1.", fmt.Sprintf(".%d.", 1+n%4), 1)
			if slices.Contains(paths(add), e.Path) || slices.Contains(remove, e.Name()) {
				continue
			}
			if rapid.IntRange(0, 3).Draw(r, "removed") == 0 {
				remove = append(remove, e.Name())
				delete(all, e.Path)
				continue
			}
			e.Layer = []string{"local", "cold"}[n%2]
			e.MinTime = times.Draw(r, "from")
			e.MaxTime = e.MinTime.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 1000, 1e12, 9e13}).Draw(r, "lasts")))
			add, all[e.Path] = append(add, e), e
		}
		must(t, x.Batch(t.Context(), add, remove))
	}
	return all
}

// drawnQuery draws a query, and looks at all entries for what it should find.
func drawnQuery(r *rapid.T, all map[string]archive.Entry) (q archive.Query, want []string) {
	q = archive.Query{Table: "events", Limit: rapid.IntRange(1, 12).Draw(r, "limit"), Iteration: rapid.IntRange(0, 4).Draw(r, "iteration"),
		Layer: rapid.SampledFrom([]string{"", "", "local", "cold"}).Draw(r, "layer"), Folder: rapid.SampledFrom([]string{"", "",
			"date=2024-01-15", "date=2024-01-16/hour=13", "date=2024-01-17/hour=12"}).Draw(r, "folder")}
	if rapid.Bool().Draw(r, "has after") {
		q.After = times.Draw(r, "after")
	}
	if rapid.Bool().Draw(r, "has before") {
		if q.Before = times.Draw(r, "before"); q.Before.Before(q.After) {
			q.After, q.Before = q.Before, q.After
		}
	}
	var found []archive.Entry
	for _, e := range all {
		if (q.Iteration == 0 || e.Iteration() == q.Iteration) && (q.Layer == "" || e.Layer == q.Layer) &&
			(q.Folder == "" || strings.HasPrefix(e.Path, q.Folder+"/")) && (q.After.IsZero() || !e.MaxTime.Before(q.After)) &&
			(q.Before.IsZero() || !e.MinTime.After(q.Before)) {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b archive.Entry) int {
		return cmp.Or(a.MinTime.Compare(b.MinTime), cmp.Compare(a.Path, b.Path))
	})
	return q, paths(found)
}

// A range of more files than one look takes, and a filter that few of them pass.
func TestAPageGoesOnWhereALookEnds(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	var all, rare []archive.Entry
	for n := range 4321 {
		e := file("events", n, noon.Add(time.Duration(n)*time.Second), 0)
		if n%1000 == 999 {
			e.Path = strings.Replace(e.Path, ".1.", ".2.", 1)
			rare = append(rare, e)
		}
		all = append(all, e)
	}
	must(t, x.Batch(t.Context(), all, nil))
	wantPaths(t, "the rare ones", x.find(t, archive.Query{Iteration: 2}), paths(rare))
	wantPaths(t, "one page of them", x.find(t, archive.Query{Iteration: 2, Limit: 3}), paths(rare[:3]))
	wantPaths(t, "many", x.find(t, archive.Query{Limit: 1000}), paths(all[:1000]))
	whole, err := x.All(t.Context(), archive.Query{Table: "events"})
	must(t, err)
	wantPaths(t, "all", paths(whole.Files), paths(all))
}

func TestWhatItsHashDoesNotHaveIsReportedAndNotPassedOver(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		x.tampered = true
		some := []archive.Entry{file("events", 1, noon, 0), file("events", 2, noon, 0), file("events", 3, noon, 0)}
		must(t, x.Batch(t.Context(), some, nil))
		key := "files:" + x.Database() + ":events:date=2024-01-15"
		must(t, x.c.Redis.HDel(t.Context(), key, some[0].Path).Err())
		must(t, x.c.Redis.HSet(t.Context(), key, some[1].Path, `{"path":7}`).Err())
		found, err := x.Query(t.Context(), archive.Query{Table: "events"})
		must(t, err)
		wantPaths(t, "what can be read", paths(found.Files), []string{some[2].Path})
		if len(found.Unreadable) != 2 {
			t.Errorf("unreadable: %v", found.Unreadable)
		}
	})
}

func TestAPageGoesOnWhereItsLastFileWas(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	all := x.some(t, 0, 6) // all of one moment
	found, err := x.Query(t.Context(), archive.Query{Table: "events", Limit: 3})
	must(t, err)
	must(t, x.Batch(t.Context(), nil, []archive.Name{all[2].Name()}))
	wantPaths(t, "the next page", x.find(t, archive.Query{Cursor: found.Next}), paths(all[3:]))
}

func TestARangeIsExactToTheNanosecond(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	e := file("events", 1, noon.Add(500), 3*time.Nanosecond)
	must(t, x.Batch(t.Context(), []archive.Entry{e}, nil))
	for nanos, want := range map[time.Duration]bool{499: false, 500: true, 503: true, 504: false} {
		at := noon.Add(nanos)
		if got := len(x.find(t, archive.Query{After: at, Before: at})) == 1; got != want {
			t.Errorf("at %v it is found: %t", nanos, got)
		}
	}
}

// Between what the index says and reading the entries, two files become one.
func TestAQueryNeverMissesRowsThatAreMergedUnderItsEyes(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	all := x.some(t, 0, 3)
	x.clock.Add(time.Minute)
	p := x.take(t, "w")
	through, gate := x.c.Gated(t, all[1].Path)
	other, err := archive.OpenIndex(t.Context(), through.Redis, x.o)
	must(t, err)
	found := make(chan archive.Found, 1)
	go func() {
		got, err := other.Query(t.Context(), archive.Query{Table: "events"})
		if err != nil {
			t.Error(err)
		}
		found <- got
	}()
	storetest.Next(t, "the query", gate.Reached)
	must(t, x.Commit(t.Context(), p, merged(p)))
	gate.Open()
	got := storetest.Next(t, "what it found", found)
	wantPaths(t, "what it found", paths(got.Files), []string{p.To})
	if len(got.Unreadable) > 0 {
		t.Errorf("unreadable: %v", got.Unreadable)
	}
}
