package archive_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/archive"
	"stoa/store/campus"
)

// noted is the key of what is noted of the folders of a table.
func (k *kit) noted(table string) string { return "folders:" + k.Database() + ":" + table }

// spoil puts something else in the place of a hash, and returns what puts it back.
func (k *kit) spoil(t *testing.T, key string) (back func()) {
	t.Helper()
	must(t, k.c.Redis.Rename(t.Context(), key, key+"-away").Err())
	must(t, k.c.Redis.Set(t.Context(), key, "1", 0).Err())
	return func() { must(t, k.c.Redis.Rename(t.Context(), key+"-away", key).Err()) }
}

// What is noted of the folders can be removed by hand. The index knows its files all the same: whoever is erased goes out of them.
func TestWhoIsErasedGoesOutOfFilesOfFoldersThatAreNotNoted(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, who := t.Context(), s.xanthippe(t)
		m := s.meets(t, noon.Add(time.Hour), bodiesNaming()...)
		s.ends(t)
		s.archives(t, 1)
		folders, err := s.Paths(ctx, archive.TableMessages)
		must(t, err)
		for _, table := range []string{archive.TableEvents, archive.TableMessages} {
			must(t, s.c.Redis.Del(ctx, s.noted(table)).Err())
		}
		if known, err := s.Paths(ctx, archive.TableMessages); err != nil || len(folders) == 0 || !slices.Equal(known, folders) {
			t.Errorf("the folders are %v, %v, want %v", known, err, folders)
		}
		s.erases(t, who)
		if e := s.works(t, who, 30); e.Done.IsZero() || e.Files == 0 {
			t.Errorf("the job is %+v", e)
		}
		s.wantSaid(t, "the archive", s.said(t, m))
		rebuild(t, s.archive(t))
		if known, err := s.Paths(ctx, archive.TableMessages); err != nil || !slices.Equal(known, folders) {
			t.Errorf("after a rebuild the folders are %v, %v, want %v", known, err, folders)
		}
		s.clock.Add(time.Hour)
		must(t, onlyErr(s.compactor.Tick(ctx)))
		s.wantNoTrace(t)
	})
}

// A check tells of each folder of which another number of files is noted than it has, and a rebuild notes it anew. The kit counts it again.
func TestARebuildNotesTheFilesOfFoldersAnew(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, want := t.Context(), s.alike(t)
		s.age(t)
		a := s.archive(t)
		for _, events := range []map[string]any{nil, {"date=2024-01-15/hour=13": "x"}, {"date=2024-01-15/hour=13": 77}} {
			must(t, s.c.Redis.Del(ctx, s.noted(archive.TableEvents)).Err())
			if len(events) > 0 {
				must(t, s.c.Redis.HSet(ctx, s.noted(archive.TableEvents), events).Err())
			}
			must(t, s.c.Redis.HSet(ctx, s.noted(archive.TableMessages), "date=2024-01-15/hour=03", 7).Err())
			was := s.contents(t)
			known, err := a.Paths(ctx, archive.TableEvents)
			must(t, err)
			wrong := []string{"differs messages/date=2024-01-15/hour=03"}
			for _, folder := range known {
				wrong = append(wrong, "differs events/"+folder.Path)
			}
			wantProblems(t, "a check", check(t, a, false), wrong...)
			if now := s.contents(t); fmt.Sprint(now) != fmt.Sprint(was) {
				t.Errorf("a check makes %v of %v", now, was)
			}
			if r := rebuild(t, a); r.Mended != int64(len(wrong)) || r.Wrong() != 0 {
				t.Errorf("a rebuild beside %v: %+v", events, r)
			}
			wantProblems(t, "afterwards", check(t, a, false))
		}
		s.wantRows(t, "in the end", want)
	})
}

// What others added beside a key that is no hash of theirs cannot be taken up: that is told, and all else found.
func TestWhatIsAddedBesideFoldersThatAreNoHashIsToldOf(t *testing.T) {
	t.Parallel()
	theirs(t, func(t *testing.T, s *school, p peer) {
		ctx, want := t.Context(), s.alike(t)
		a, files := s.others(t), s.files(t, archive.TableEvents)
		path, key := stray(files[0], 7, 1), s.noted(archive.TableEvents)
		p.add(path, p.entry(path, noon))
		back := s.spoil(t, key)
		found, err := a.Query(ctx, archive.Query{Table: archive.TableEvents})
		if err != nil || !slices.Equal(paths(found.Files), files) || !strings.Contains(fmt.Sprint(found.Unreadable), key) {
			t.Errorf("found are %q, unreadable %+v, %v", paths(found.Files), found.Unreadable, err)
		}
		taken, strays, err := a.Compare(ctx, archive.TableEvents)
		if err != nil || len(taken) != 0 || !strings.Contains(fmt.Sprint(strays), "{date=2024-01-15 "+key) {
			t.Errorf("taken up are %q, strays %+v, %v", taken, strays, err)
		}
		if n, err := read[archive.Event](t, a); n != 0 || campus.CodeOf(err) != campus.Unavailable {
			t.Errorf("%d rows are given, %v", n, err)
		}
		if n, err := read[archive.Message](t, a); n != len(want) || err != nil {
			t.Errorf("of the other table %d rows are given, %v", n, err)
		}
		if r := check(t, a, false); !strings.Contains(fmt.Sprint(r.Problems), key) || r.Rows != int64(3*len(want)) {
			t.Errorf("a check says %+v", r)
		}
		back()
		if all := p.find(t, archive.Query{}); len(all) != len(files)+1 || !slices.Contains(all, path) {
			t.Errorf("once it is back found are %q", all)
		}
	})
}

// A rebuild tells of a folder that is no hash, mends the others, and counts what it has mended.
func TestARebuildGoesOnBesideAFolderThatIsNoHash(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx := t.Context()
		s.tampered = true
		s.alike(t)
		first := len(s.files(t, archive.TableEvents))
		s.clock.Set(noon.AddDate(0, 0, 1))
		s.alike(t)
		files := s.files(t, archive.TableEvents)
		bad, err := s.Get(ctx, archive.Name{Table: archive.TableEvents, Path: files[first]})
		must(t, err)
		bad.Rows, bad.Text = 77, nil
		s.age(t)
		a, hash := s.archive(t), "files:"+s.Database()+":events:date=2024-01-15"
		for _, key := range []string{hash, s.noted(archive.TableEvents)} {
			must(t, s.Batch(ctx, []archive.Entry{bad}, nil))
			back := s.spoil(t, key)
			r := rebuild(t, a)
			if !strings.Contains(fmt.Sprint(r.Problems), key+" is not a hash") {
				t.Errorf("beside %s a rebuild says %+v", key, r)
			}
			if key == hash && (r.Mended != 1 || r.Wrong() != int64(first)) {
				t.Errorf("a rebuild mends %d, and says %+v", r.Mended, r.Problems)
			}
			back()
		}
		if r := rebuild(t, a); r.Mended != 1 {
			t.Errorf("once all is back it mends %d", r.Mended)
		}
		wantProblems(t, "a check in the end", check(t, a, false))
	})
}

// An entry whose path is of no file is told of with the folder in whose hash it stands, and once.
func TestAnEntryWithoutAPathIsToldOfWithItsFolder(t *testing.T) {
	t.Parallel()
	theirs(t, func(t *testing.T, s *school, p peer) {
		s.alike(t)
		s.clock.Set(noon.AddDate(0, 0, 1))
		s.alike(t)
		a, other := s.others(t), ""
		for _, other = range s.files(t, archive.TableEvents) { // the last is of another day
		}
		for _, path := range []string{"oops.1.parquet", other} {
			must(t, s.c.Redis.HSet(t.Context(), "files:"+s.Database()+":events:date=2024-01-15", path, "{}").Err())
		}
		for folder, want := range map[string]int{"": 2, "date=2024-01-15": 2, "date=2024-01-15/hour=13": 2, "date=2024-01-1": 0,
			"date=2024-01-16": 0, "date=2024-01-16/hour=13": 0} {
			found, err := a.Query(t.Context(), archive.Query{Table: archive.TableEvents, Folder: folder})
			if err != nil || len(found.Unreadable) != want {
				t.Errorf("of %q unreadable are %v, %v, want %d", folder, found.Unreadable, err, want)
			}
		}
		s.age(t)
		want := []string{"unreadable events/oops.1.parquet", "unreadable events/" + other}
		wantProblems(t, "a check", check(t, a, false), want...)
		r := rebuild(t, a)
		if wantProblems(t, "a rebuild", r, want...); r.Mended != 0 {
			t.Errorf("%d are mended", r.Mended)
		}
	})
}

// Others can put a key in the place of a folder that the index knows nothing of.
func TestAFolderOfOthersThatIsNoHashIsToldOf(t *testing.T) {
	t.Parallel()
	withPeers(t, func(t *testing.T, p peer) {
		ctx, key := t.Context(), "files:"+p.Database()+":events:d"
		p.tampered = true
		must(t, p.c.Redis.HSet(ctx, p.noted("events"), "d", 1).Err())
		must(t, p.c.Redis.Set(ctx, key, "1", 0).Err())
		found, err := p.Query(ctx, archive.Query{Table: "events"})
		if err != nil || len(found.Unreadable) != 1 || !strings.Contains(found.Unreadable[0].Why, key) {
			t.Errorf("it tells %+v, %v", found.Unreadable, err)
		}
	})
}

// What can be no folder is not looked at: under the empty one all files would seem to be gone.
func TestWhatCanBeNoFolderIsNotCompared(t *testing.T) {
	t.Parallel()
	withPeers(t, func(t *testing.T, p peer) {
		all := p.some(t, 0, 2)
		p.tampered = true
		for _, folder := range []string{"", "/", "a b"} {
			must(t, p.c.Redis.HSet(t.Context(), p.noted("events"), folder, 1).Err())
		}
		must(t, p.c.Redis.HSet(t.Context(), "files:"+p.Database()+":events:a b", "a b/x.1.parquet", "{}").Err())
		if taken, strays, err := p.Compare(t.Context(), "events"); err != nil || len(taken)+len(strays) != 0 {
			t.Errorf("taken up are %q, strays %v, %v", taken, strays, err)
		}
		wantPaths(t, "the files", p.find(t, archive.Query{}), paths(all))
	})
}

// ends is a redis.Hook: the connection ends before a command on a key is answered.
type ends struct{ key string }

// DialHook implements redis.Hook.
func (ends) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook implements redis.Hook.
func (ends) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }

// ProcessPipelineHook implements redis.Hook.
func (e ends) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		for _, cmd := range cmds {
			if args := cmd.Args(); cmd.Name() == "hgetall" && args[1] == e.key {
				cmd.SetErr(io.ErrUnexpectedEOF)
			}
		}
		return err
	}
}

// What the index could not read of itself is not hidden by a key of others beside it.
func TestAnOutageBesideAKeyOfAnotherKindIsAnOutage(t *testing.T) {
	t.Parallel()
	withPeers(t, func(t *testing.T, p peer) {
		p.some(t, 0, 2)
		back := p.spoil(t, p.noted("events"))
		for key, try := range map[string]func(x *archive.Index) error{
			"tables": func(x *archive.Index) error { _, err := x.Tables(t.Context()); return err },
			"counts": func(x *archive.Index) error { _, _, err := x.Compare(t.Context(), "events"); return err },
		} {
			must(t, try(p.Index))
			p.c.Redis.AddHook(ends{p.o.Prefix + p.Database() + ":archive:" + key})
			wantCode(t, "without "+key, try(p.Index), campus.Unavailable)
		}
		back()
	})
}

// A file that readers may have found is removed when their grace has passed, even if a check thought that nobody needed it.
func TestWhatIsLeftOverKeepsTheGraceOfItsReaders(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx := t.Context()
		s.alike(t)
		a, table := s.archive(t), archive.TableMessages
		one := s.files(t, table)[0]
		left := stray(one, 4, 1)
		text, err := os.ReadFile(s.on(table, one))
		must(t, err)
		must(t, os.WriteFile(s.on(table, left), text, 0o600))
		s.age(t)
		e, err := s.Get(ctx, archive.Name{Table: table, Path: one})
		must(t, err)
		e.Path, e.Text = left, nil
		s.before(t, "discard", func() {
			must(t, s.Batch(ctx, []archive.Entry{e}, nil))
			must(t, s.Batch(ctx, nil, []archive.Name{e.Name()}))
		})
		if r := check(t, a, true); r.Removed != 0 || !exists(s.on(table, left)) {
			t.Errorf("%d are removed", r.Removed)
		}
		s.clock.Add(11 * time.Minute)
		if check(t, a, true); exists(s.on(table, left)) {
			t.Error("it is there after the grace")
		}
	})
}

// Where one folder of several is no hash nothing is written into any.
func TestNothingIsRegisteredInOneFolderBesideAnotherThatIsNoHash(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		next := file("events", 8, noon.AddDate(0, 0, 1), time.Minute)
		must(t, x.Batch(t.Context(), []archive.Entry{next}, nil))
		back := x.spoil(t, "files:"+x.Database()+":events:date=2024-01-16")
		was := x.contents(t)
		both := []archive.Entry{file("events", 1, noon, time.Minute), file("events", 2, noon.AddDate(0, 0, 1), time.Minute)}
		if err := x.Batch(t.Context(), both, nil); err == nil || !strings.Contains(err.Error(), "WRONGTYPE") {
			t.Errorf("it registers both: %v", err)
		}
		if now := x.contents(t); fmt.Sprint(now) != fmt.Sprint(was) {
			t.Errorf("the index has become %v, was %v", now, was)
		}
		back()
		must(t, x.Batch(t.Context(), both, nil))
	})
}
