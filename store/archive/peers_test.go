package archive_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store/archive"
	"stoa/store/storetest"
)

// peer writes into the hashes of a table as the reference does, and leaves what is ours alone.
type peer struct {
	*kit
	t *testing.T
}

func (p peer) files(path string) string {
	return "files:" + p.Database() + ":events:" + path[:strings.IndexByte(path, '/')]
}

func (p peer) add(path, text string) {
	p.t.Helper()
	must(p.t, p.c.Redis.HSet(p.t.Context(), p.files(path), path, text).Err())
	must(p.t, p.c.Redis.HIncrBy(p.t.Context(), "folders:"+p.Database()+":events", path[:strings.LastIndexByte(path, '/')], 1).Err())
}

func (p peer) remove(path string) {
	p.t.Helper()
	must(p.t, p.c.Redis.HDel(p.t.Context(), p.files(path), path).Err())
	folders, dir := "folders:"+p.Database()+":events", path[:strings.LastIndexByte(path, '/')]
	if p.c.Redis.HIncrBy(p.t.Context(), folders, dir, -1).Val() == 0 {
		must(p.t, p.c.Redis.HDel(p.t.Context(), folders, dir).Err())
	}
}

// entry writes an entry of two minutes in the form of the reference.
func (p peer) entry(path string, at time.Time) string {
	return strings.ReplaceAll(fmt.Sprintf(`{"path":"%s","table":"events","database":"%s","layer":"local","size_bytes":7,`+
		`"row_count":3,"min":{},"max":null,"min_time":0,"max_time":0,"chunk_time":0,`+
		`"str_min_time":"%d","str_max_time":"%d","str_chunk_time":"0","cmd":"ADD","writer_id":""}`,
		path, p.Database(), at.UnixNano(), at.Add(2*time.Minute).UnixNano()), "/", `\/`)
}

func withPeers(t *testing.T, test func(t *testing.T, p peer)) {
	t.Helper()
	indexes(t, func(t *testing.T, x *kit) {
		x.o.Peers = []string{"events"}
		x.Index = x.open(t, x.o)
		test(t, peer{x, t})
	})
}

func TestWhatOthersRegisterIsFound(t *testing.T) {
	t.Parallel()
	withPeers(t, func(t *testing.T, p peer) {
		theirs := []string{"date=2024-01-15/hour=11/b.1.parquet", "date=2024-01-15/hour=12/a.1.parquet", "date=2024-01-16/a.7.parquet"}
		for i, path := range theirs {
			p.add(path, p.entry(path, noon.Add(time.Duration(i)*time.Hour)))
		}
		if tables, err := p.Tables(t.Context()); err != nil || !slices.Equal(tables, []string{"events"}) {
			t.Errorf("tables %q, %v", tables, err)
		}
		wantPaths(t, "theirs", p.find(t, archive.Query{}), theirs)
		ours := p.some(t, 0, 1)[0]
		wantPaths(t, "both", p.find(t, archive.Query{Before: noon.Add(time.Minute)}), []string{theirs[0], ours.Path})
		p.remove(theirs[0])
		wantPaths(t, "once they removed one", p.find(t, archive.Query{}), []string{ours.Path, theirs[1], theirs[2]})
		p.clock.Add(time.Minute)
		plan := p.take(t, "w")
		wantPaths(t, "both to be merged", paths(plan.From), []string{path(noon, 0), theirs[1]})
		must(t, p.Commit(t.Context(), plan, merged(plan)))
		must(t, p.Batch(t.Context(), nil, []archive.Name{{Table: "events", Path: theirs[2]}}))
		wantPaths(t, "one of theirs that we remove", p.find(t, archive.Query{}), []string{plan.To})
		if s := status(t, p.kit); s.Drops != 3 || s.Tables[0].Rows != 13 {
			t.Errorf("got %+v", s)
		}
	})
}

func TestWhatOthersRegisteredThatCannotBeReadIsReported(t *testing.T) {
	t.Parallel()
	withPeers(t, func(t *testing.T, p peer) {
		p.tampered = true
		good := "date=2024-01-15/hour=11/a.1.parquet"
		p.add(good, p.entry(good, noon))
		text7 := strings.ReplaceAll(p.entry("", noon), `_bytes":7`, `_bytes":"7"`)
		for i, text := range []string{"{", `{"path":"x"}`, p.entry(good, noon), text7} {
			p.add(fmt.Sprintf("date=2024-01-15/hour=11/bad%d.1.parquet", i), text)
		}
		p.add("date=2024-01-15/none", "{}")
		p.add("date=2024-01-15/../x.1.parquet", "{}")
		for range 2 {
			found, err := p.Query(t.Context(), archive.Query{Table: "events"})
			must(t, err)
			wantPaths(t, "what can be read", paths(found.Files), []string{good})
			if len(found.Unreadable) != 6 {
				t.Errorf("unreadable: %v", found.Unreadable)
			}
		}
		if s := status(t, p.kit); s.Wrong != 4 || len(s.Unreadable) != 4 || s.Tables[0].Files != 5 {
			t.Errorf("got %+v", s)
		}
		again := "date=2024-01-15/hour=11/bad0.1.parquet" // it is mended
		must(t, p.c.Redis.HSet(t.Context(), p.files(again), again, p.entry(again, noon)).Err())
		taken, strays, err := p.Compare(t.Context(), "events")
		must(t, err)
		wantPaths(t, "once one is mended", p.find2(t), []string{good, again})
		if len(taken) != 1 || len(strays) != 2 {
			t.Errorf("taken up %q, strays %v", taken, strays)
		}
	})
}

// find2 returns what can be read, whatever else there is.
func (p peer) find2(t *testing.T) []string {
	t.Helper()
	found, err := p.Query(t.Context(), archive.Query{Table: "events"})
	must(t, err)
	return paths(found.Files)
}

// One added and one removed leave the numbers as they were.
func TestACompleteComparisonFindsWhatNumbersDoNotShow(t *testing.T) {
	t.Parallel()
	withPeers(t, func(t *testing.T, p peer) {
		a, b := "date=2024-01-15/hour=11/a.1.parquet", "date=2024-01-15/hour=11/b.1.parquet"
		p.add(a, p.entry(a, noon))
		wantPaths(t, "before", p.find(t, archive.Query{}), []string{a})
		p.remove(a)
		p.add(b, p.entry(b, noon))
		taken, strays, err := p.Compare(t.Context(), "events")
		if err != nil || len(taken) != 2 || len(strays) != 0 {
			t.Errorf("taken up %q, %v, %v", taken, strays, err)
		}
		wantPaths(t, "after", p.find(t, archive.Query{}), []string{b})
		must(t, p.c.Redis.HSet(t.Context(), p.files(b), b, p.entry(b, noon.Add(time.Hour))).Err())
		if taken, _, err = p.Compare(t.Context(), "events"); err != nil || len(taken) != 1 {
			t.Errorf("once it is another: %q, %v", taken, err)
		}
		wantPaths(t, "by its new time", p.find(t, archive.Query{After: noon.Add(time.Hour)}), []string{b})
		if taken, _, err = p.Compare(t.Context(), "events"); err != nil || len(taken) != 0 {
			t.Errorf("nothing differs: %q, %v", taken, err)
		}
	})
}

// Fault 18: a key of another type beside the hashes fails every open query of the reference.
func TestAKeyOfAnotherTypeDisturbsNobody(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	x.tampered = true
	must(t, x.c.Redis.Set(t.Context(), "files:"+x.Database()+":events:x", "1", 0).Err())
	all := x.some(t, 0, 2)
	wantPaths(t, "all", x.find(t, archive.Query{}), paths(all))
}
