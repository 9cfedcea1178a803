package archive_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store/archive"
	"stoa/store/campus"
)

// theirs is a school into whose index others write too, and they in turn.
func theirs(t *testing.T, test func(t *testing.T, s *school, p peer)) {
	t.Helper()
	schools(t, func(t *testing.T, s *school) {
		s.o.Peers = []string{archive.TableEvents, archive.TableMessages}
		s.Index = s.open(t, s.o)
		s.tampered = true
		test(t, s, peer{s.kit, t})
	})
}

// read is how many rows of a table somebody is given who may see all of them, and what else they are told.
func read[T archive.Row](t *testing.T, a *archive.Archive) (n int, err error) {
	t.Helper()
	for _, err := range archive.All[T](t.Context(), a, campus.Person{Role: campus.Admin}, archive.Ask{}) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Fault 11 of the reference: an item without a time is taken out of its list and lost. Ours waits in no list of theirs; what is in these
// stays. A file whose entry has no times is told of wherever its rows might be, merged with no other, and known again by its footer.
func TestAnItemWithoutATimeIsToldOfAndLosesNothing(t *testing.T) {
	t.Parallel()
	theirs(t, func(t *testing.T, s *school, p peer) {
		ctx, want, queues := t.Context(), s.alike(t), map[string]string{}
		known := s.files(t, archive.TableEvents)
		path := stray(known[0], 7, 1)
		hour, err := archive.ParseFileName(known[0])
		must(t, err)
		stats, err := archive.Write(s.on(archive.TableEvents), path, archive.Slice([]archive.Event{{Meeting: 999, Order: 1, Seq: 1,
			Kind: "join", At: hour.Hour}}))
		must(t, err)
		timeless := strings.NewReplacer(fmt.Sprint(noon.UnixNano()), "", fmt.Sprint(noon.Add(2*time.Minute).UnixNano()), "")
		p.add(path, timeless.Replace(p.entry(path, noon)))
		id := `{"id":"6a1f9c2e-0000-4000-8000-000000000000","writer_id":"","database":"` + s.Database() + `","table":"events",`
		for kind, item := range map[string]string{
			"move:" + s.Database() + ":events:local::idle":                     `"path_from":"` + known[0] + `","layer_from":"local"}`,
			"drop:" + s.Database() + ":events:local::idle":                     `"path":"` + known[0] + `","layer":"local"}`,
			"merge:" + s.Database() + ":events:1:" + known[0] + ":local::idle": `"paths":["` + known[0] + `","` + known[1] + `"],"size":7}`,
		} {
			queues[kind] = id + item
			must(t, s.c.Redis.RPush(ctx, kind, queues[kind]).Err())
		}
		a := s.others(t)
		for range 3 {
			must(t, onlyErr(a.Compactor.Tick(ctx)))
			s.clock.Add(time.Hour)
		}
		found, err := a.Query(ctx, archive.Query{Table: archive.TableEvents})
		if err != nil || len(found.Files) != 2 || len(found.Unreadable) != 1 || found.Unreadable[0].Path != path {
			t.Errorf("found are %d files, %+v, %v", len(found.Files), found.Unreadable, err)
		}
		if n, err := read[archive.Event](t, a); n != 0 || err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%d rows are given, %v", n, err)
		}
		if n, err := read[archive.Message](t, a); n != len(want) || err != nil {
			t.Errorf("of the other table %d rows are given, %v", n, err)
		}
		if x := status(t, s.kit); x.Wrong != 1 || x.Parked+x.Plans != 0 {
			t.Errorf("the index says %+v", x)
		}
		s.age(t)
		wantProblems(t, "a check", check(t, a, true), "unreadable events/"+path)
		if r := rebuild(t, a); r.Mended != 1 || r.Wrong() != 0 {
			t.Errorf("a rebuild: %+v", r)
		}
		if n, err := read[archive.Event](t, a); n != 2*len(want)+1 || err != nil {
			t.Errorf("in the end %d rows are given, %v, want %d", n, err, 2*len(want)+1)
		}
		if e, err := a.Get(ctx, archive.Name{Table: archive.TableEvents, Path: path}); err != nil || e.Rows != stats.Rows ||
			!e.MinTime.Equal(stats.MinTime) {
			t.Errorf("its entry is %+v, %v", e, err)
		}
		for key, item := range queues {
			if left := s.c.Redis.LRange(ctx, key, 0, -1).Val(); !slices.Equal(left, []string{item}) {
				t.Errorf("%s has %q", key, left)
			}
			must(t, s.c.Redis.Del(ctx, key).Err())
		}
	})
}

// Fault 18: the reference panics at folders of fewer than five characters.
func TestShortFoldersOfOthersAreFoundAndHarmNobody(t *testing.T) {
	t.Parallel()
	theirs(t, func(t *testing.T, s *school, p peer) {
		ctx, want := t.Context(), s.alike(t)
		short := []string{"a/a.1.parquet", "a/b.1.parquet", "da/h/a.1.parquet", "date/1/a.1.parquet"}
		for _, path := range short {
			p.add(path, p.entry(path, noon))
		}
		for _, folder := range []string{"", "x", "a b", "../../etc", "/", "a//b", strings.Repeat("x", 300)} { // of no file
			must(t, s.c.Redis.HSet(ctx, "folders:"+s.Database()+":events", folder, 1).Err())
		}
		a := s.others(t)
		for _, q := range []archive.Query{{Before: noon.Add(time.Hour)}, {Before: noon, After: noon}, {Iteration: 1, Before: noon}} {
			wantPaths(t, fmt.Sprintf("%+v", q), p.find(t, q), short)
		}
		for folder, in := range map[string][]string{"a": short[:2], "da": short[2:3], "da/h": short[2:3], "date/1": short[3:],
			"date": short[3:], "d": nil} {
			wantPaths(t, folder, p.find(t, archive.Query{Folder: folder}), in)
		}
		for range 12 { // their files are not there: what cannot be merged is parked in the end
			_, _ = a.Compactor.Tick(ctx)
			s.clock.Add(time.Hour)
		}
		if x := status(t, s.kit); x.Parked != 1 || x.Given[0].Folder != "a" || x.Given[0].Why == "" {
			t.Errorf("given up are %+v", x.Given)
		}
		if n, err := read[archive.Message](t, a); n != len(want) || err != nil {
			t.Errorf("of the other table %d rows are given, %v", n, err)
		}
		r := check(t, a, false)
		for _, path := range short {
			if !slices.Contains(problems(r), "missing events/"+path) {
				t.Errorf("a check does not say that %s is missing: %q", path, problems(r))
			}
		}
		if r.Rows != int64(3*len(want)) {
			t.Errorf("of ours %d rows are sound, want %d", r.Rows, 3*len(want))
		}
		must(t, a.Batch(ctx, nil, []archive.Name{{Table: archive.TableEvents, Path: short[0]}}))
		wantPaths(t, "once one is removed", p.find(t, archive.Query{Before: noon}), short[1:])
	})
}

// Fault 18: a key of another type fails every open query of the reference. Here the files of its folder are told of, and all others found.
func TestAFolderThatIsNoHashIsToldOfAndHidesNoOther(t *testing.T) {
	t.Parallel()
	theirs(t, func(t *testing.T, s *school, p peer) {
		ctx, want := t.Context(), s.alike(t)
		s.clock.Set(noon.AddDate(0, 0, 1))
		next := s.alike(t)
		files := s.files(t, archive.TableEvents)
		key := "files:" + s.Database() + ":events:date=2024-01-15"
		must(t, s.c.Redis.Rename(ctx, key, key+"-away").Err())
		must(t, s.c.Redis.RPush(ctx, key, "1").Err())
		must(t, s.c.Redis.Set(ctx, "files:"+s.Database()+":events:d", "1", 0).Err())
		must(t, s.c.Redis.HSet(ctx, "folders:"+s.Database()+":events", "d", 1).Err())
		a := s.others(t)
		found, err := a.Query(ctx, archive.Query{Table: archive.TableEvents})
		must(t, err)
		wantPaths(t, "those that can be read", paths(found.Files), files[6:])
		if len(found.Unreadable) == 0 || !strings.Contains(fmt.Sprint(found.Unreadable), key) {
			t.Errorf("unreadable: %+v", found.Unreadable)
		}
		if n, err := read[archive.Event](t, a); n != 0 || campus.CodeOf(err) != campus.Unavailable {
			t.Errorf("%d rows are given, %v", n, err)
		}
		if n, err := read[archive.Message](t, a); n != len(want)+len(next) || err != nil {
			t.Errorf("of the other table %d rows are given, %v", n, err)
		}
		for range 12 {
			_, _ = a.Compactor.Tick(ctx)
			s.clock.Add(time.Hour)
		}
		r := check(t, a, true)
		if !strings.Contains(fmt.Sprint(r.Problems), key) {
			t.Errorf("a check says %+v", r)
		}
		for _, path := range files[:6] {
			if _, err := os.Stat(s.on(archive.TableEvents, path)); err != nil {
				t.Error(err)
			}
		}
		must(t, s.c.Redis.Del(ctx, key, "files:"+s.Database()+":events:d").Err())
		must(t, s.c.Redis.HDel(ctx, "folders:"+s.Database()+":events", "d").Err())
		must(t, s.c.Redis.Rename(ctx, key+"-away", key).Err())
		if n, err := read[archive.Event](t, a); n != 2*(len(want)+len(next)) || err != nil {
			t.Errorf("once it is back %d rows are given, %v", n, err)
		}
		for _, plan := range status(t, s.kit).Given {
			must(t, a.Unpark(ctx, plan.ID))
		}
		s.wantRows(t, "in the end", append(want, next...))
	})
}

// What stands under the key of a table's folders is told of, and what the index itself knows is found.
func TestFoldersThatAreNoHashAreToldOf(t *testing.T) {
	t.Parallel()
	withPeers(t, func(t *testing.T, p peer) {
		p.tampered = true
		p.o.Peers = append(p.o.Peers, "metrics")
		p.Index = p.open(t, p.o)
		all := p.some(t, 0, 2)
		for _, table := range p.o.Peers {
			key := "folders:" + p.Database() + ":" + table
			must(t, p.c.Redis.Del(t.Context(), key).Err())
			must(t, p.c.Redis.Set(t.Context(), key, "1", 0).Err())
			found, err := p.Query(t.Context(), archive.Query{Table: table})
			if err != nil || len(found.Unreadable) != 1 || !strings.Contains(found.Unreadable[0].Why, key) {
				t.Errorf("of %s it tells %+v, %v", table, found.Unreadable, err)
			}
			if want := map[string][]archive.Entry{"events": all}[table]; !slices.Equal(paths(found.Files), paths(want)) {
				t.Errorf("of %s it finds %q", table, paths(found.Files))
			}
			if _, err := p.Paths(t.Context(), table); err == nil || !strings.Contains(err.Error(), key) {
				t.Errorf("its folders: %v", err)
			}
		}
		if tables, err := p.Tables(t.Context()); err != nil || !slices.Equal(tables, p.o.Peers) {
			t.Errorf("tables %q, %v", tables, err)
		}
	})
}

// A script of Redis that fails in the middle leaves what it has written.
func TestNothingIsHalfRegisteredBesideAKeyOfAnotherKind(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		ctx, some := t.Context(), x.some(t, 0, 4)
		x.clock.Add(time.Hour)
		plan, of := x.take(t, "w"), x.Database()+":events"
		for _, key := range []string{"files:" + of + ":" + some[0].Path[:strings.IndexByte(some[0].Path, '/')], "folders:" + of} {
			must(t, x.c.Redis.Rename(ctx, key, key+"-away").Err())
			must(t, x.c.Redis.Set(ctx, key, "1", 0).Err())
			was := x.contents(t)
			for what, try := range map[string]error{
				"registers": x.Batch(ctx, []archive.Entry{file("events", 9, noon, time.Minute)}, nil),
				"removes":   x.Batch(ctx, nil, []archive.Name{some[0].Name()}),
				"merges":    x.Commit(ctx, plan, merged(plan)),
			} {
				if try == nil || !strings.Contains(try.Error(), "WRONGTYPE") {
					t.Errorf("beside %s it %s: %v", key, what, try)
				}
			}
			if now := x.contents(t); !reflect.DeepEqual(now, was) {
				t.Errorf("beside %s the index has become %v, was %v", key, now, was)
			}
			must(t, x.c.Redis.Rename(ctx, key+"-away", key).Err())
		}
		must(t, x.Commit(ctx, plan, merged(plan)))
	})
}
