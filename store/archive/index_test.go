package archive_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestAFileIsFoundAsItWasRegistered(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		want := file("events", 1, noon.Add(123456789), time.Hour)
		want.Min, want.Max = []byte(`{"at":1705320000123456789}`), []byte(`{}`)
		must(t, x.Batch(t.Context(), []archive.Entry{want}, nil))
		got, err := x.Get(t.Context(), want.Name())
		must(t, err)
		if !got.MinTime.Equal(want.MinTime) || !got.MaxTime.Equal(want.MaxTime) || !got.ChunkTime.Equal(want.ChunkTime) ||
			got.Bytes != 1000 || got.Rows != 10 || got.Layer != "local" || got.Database != x.Database() || got.Table != "events" ||
			got.Path != want.Path || got.WriterID != "" || string(got.Min) != string(want.Min) || string(got.Max) != "{}" {
			t.Errorf("got %+v", got)
		}
		wantPaths(t, "all", x.find(t, archive.Query{}), []string{want.Path})
		tables, err := x.Tables(t.Context())
		must(t, err)
		folders, err := x.Paths(t.Context(), "events")
		must(t, err)
		databases, err := x.Databases(t.Context())
		must(t, err)
		if fmt.Sprint(tables, folders, databases) != "[events] [{date=2024-01-15/hour=12 1}] ["+x.Database()+"]" {
			t.Errorf("got %v, %v, %v", tables, folders, databases)
		}
		if _, err := x.Get(t.Context(), archive.Name{Table: "events", Path: path(noon, 2)}); !errors.Is(err, archive.ErrNoFile) {
			t.Errorf("a file that there is none of: %v", err)
		}
	})
}

// What other readers read: the fields by name, as section 6.3 of the reference has them.
func TestAnEntryHasTheFormThatOtherReadersKnow(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	e := file("events", 1, noon.Add(1), time.Second)
	must(t, x.Batch(t.Context(), []archive.Entry{e}, nil))
	key := "files:" + x.Database() + ":events:date=2024-01-15"
	want := `{"layer":"local","database":"` + x.Database() + `","table":"events","path":"` + e.Path +
		`","size_bytes":1000,"row_count":10,"min":null,"max":null,"min_time":0,"max_time":0,"chunk_time":0,` +
		`"str_min_time":"1705320000000000001","str_max_time":"1705320001000000001","str_chunk_time":"1705320000000000001","writer_id":"","cmd":"ADD"}`
	if got := x.c.Redis.HGet(t.Context(), key, e.Path).Val(); got != want {
		t.Errorf("got %s", got)
	}
	if got := x.c.Redis.HGet(t.Context(), "folders:"+x.Database()+":events", "date=2024-01-15/hour=12").Val(); got != "1" {
		t.Errorf("the folder has %q files", got)
	}
}

// Lua would round the number, escape the slash and make {} of [].
func TestATextOfTheCallersIsStoredAsItCame(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	p := path(noon, 1)
	text := `{ "path":"` + p + `", "database":"` + x.Database() + `","table":"events","layer":"local","size_bytes":99999999999999,` +
		`"row_count":7,"min":{"a":[],"n":1705320000123456789},"max":null,"min_time":1705320000000000000,"max_time":1705320001000000000,` +
		`"checksum":"é/\/","cmd":"ADD"}`
	must(t, x.Batch(t.Context(), []archive.Entry{{Text: []byte(text)}}, nil))
	got, err := x.Get(t.Context(), archive.Name{Table: "events", Path: p})
	must(t, err)
	if string(got.Text) != text || got.Bytes != 99_999_999_999_999 || got.Rows != 7 {
		t.Errorf("got %d bytes, %d rows, %s", got.Bytes, got.Rows, got.Text)
	}
}

// Fault 6: the reference counts a repeated add twice, and merges the file twice. Fault 7: removing what is unknown makes its folder's
// count negative, and has the file dropped.
func TestDoingItAgainChangesNothing(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		a, b := file("events", 1, noon, time.Minute), file("events", 2, noon, time.Minute)
		never := archive.Name{Table: "events", Path: path(noon, 3)}
		for range 3 {
			must(t, x.Batch(t.Context(), []archive.Entry{a, b, a}, []archive.Name{never}))
		}
		s := status(t, x)
		if s.Tables[0].Files != 2 || s.Tables[0].Rows != 20 || s.Tables[0].Bytes != 2000 || s.Waiting != 2 || s.Drops != 0 {
			t.Errorf("got %+v", s)
		}
		a.Rows, a.Bytes, a.MaxTime = 11, 1500, a.MaxTime.Add(time.Hour)
		must(t, x.Batch(t.Context(), []archive.Entry{a}, nil))
		s = status(t, x)
		if s.Tables[0].Files != 2 || s.Tables[0].Rows != 21 || s.Tables[0].Bytes != 2500 || s.Waiting != 2 || s.Drops != 0 {
			t.Errorf("once replaced: %+v", s)
		}
		for range 2 {
			must(t, x.Batch(t.Context(), nil, []archive.Name{a.Name(), never}))
		}
		s = status(t, x)
		if s.Tables[0].Files != 1 || s.Tables[0].Rows != 10 || s.Waiting != 1 || s.Drops != 1 {
			t.Errorf("once removed: %+v", s)
		}
		must(t, x.Batch(t.Context(), nil, []archive.Name{b.Name()}))
		if folders, err := x.Paths(t.Context(), "events"); err != nil || len(folders) != 0 {
			t.Errorf("folders: %v, %v", folders, err)
		}
	})
}

// Fault 6 again: the client library repeats a script whose reply was lost.
func TestALostReplyChangesNothing(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	c, lost := x.c.Dropping(t, 2)
	through, err := archive.OpenIndex(t.Context(), c.Redis, x.o)
	must(t, err)
	for n := range 20 {
		remove := []archive.Name{{Table: "events", Path: path(noon, n-5)}}
		must(t, through.Batch(t.Context(), []archive.Entry{file("events", n, noon, time.Minute)}, remove))
	}
	if s := status(t, x); lost() == 0 || s.Tables[0].Files != 5 || s.Drops != 15 {
		t.Errorf("%d replies lost: %+v", lost(), s)
	}
}

func status(t *testing.T, x *kit) archive.Status {
	t.Helper()
	s, err := x.Status(t.Context(), 3)
	must(t, err)
	if len(s.Tables) == 0 {
		s.Tables = []archive.TableStatus{{}}
	}
	return s
}

// Fault 9: the reference stores what comes before the entry that it refuses.
func TestNothingIsWrittenOfABatchThatHasABadEntry(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		good := func(n int) archive.Entry { return file("events", n, noon, time.Minute) }
		with := func(change func(e *archive.Entry)) archive.Entry {
			e := good(2)
			change(&e)
			return e
		}
		for what, bad := range map[string]archive.Entry{
			"no layer":             with(func(e *archive.Entry) { e.Layer = "" }),
			"a layer with a star":  with(func(e *archive.Entry) { e.Layer = "l*" }),
			"a table with a star":  with(func(e *archive.Entry) { e.Table = "a*" }),
			"a table with a colon": with(func(e *archive.Entry) { e.Table = "a:b" }),
			"a table with a class": with(func(e *archive.Entry) { e.Table = "a[b]" }),
			"a long table":         with(func(e *archive.Entry) { e.Table = strings.Repeat("a", 65) }),
			"another database":     with(func(e *archive.Entry) { e.Database = "{other}" }),
			"a path upwards":       with(func(e *archive.Entry) { e.Path = "../" + e.Path }),
			"a path round about":   with(func(e *archive.Entry) { e.Path = "date=2024-01-15/../hour=12/a.1.parquet" }),
			"an absolute path":     with(func(e *archive.Entry) { e.Path = "/" + e.Path }),
			"no folder":            with(func(e *archive.Entry) { e.Path = "a.1.parquet" }),
			"a short folder":       with(func(e *archive.Entry) { e.Path = "d/hour=12/a.1.parquet" }),
			"a day that is none":   with(func(e *archive.Entry) { e.Path = "date=2024-02-30/hour=12/a.1.parquet" }),
			"an hour that is none": with(func(e *archive.Entry) { e.Path = "date=2024-02-20/hour=24/a.1.parquet" }),
			"no iteration":         with(func(e *archive.Entry) { e.Path = "date=2024-01-15/hour=12/a.parquet" }),
			"iteration 0":          with(func(e *archive.Entry) { e.Path = "date=2024-01-15/hour=12/a.0.parquet" }),
			"a line feed":          with(func(e *archive.Entry) { e.Path = "date=2024-01-15/hour=12/a\n.1.parquet" }),
			"a star":               with(func(e *archive.Entry) { e.Path = "date=2024-01-15/hour=12/a*.1.parquet" }),
			"a colon":              with(func(e *archive.Entry) { e.Path = "date=2024-01-15/hour=12/a:b.1.parquet" }),
			"no time":              with(func(e *archive.Entry) { e.MinTime = time.Time{} }),
			"an end before it":     with(func(e *archive.Entry) { e.MaxTime = e.MinTime.Add(-1) }),
			"less than no rows":    with(func(e *archive.Entry) { e.Rows = -1 }),
			"too many bytes":       with(func(e *archive.Entry) { e.Bytes = 1e14 }),
			"bad statistics":       with(func(e *archive.Entry) { e.Min = []byte("{") }),
			"no statistics":        with(func(e *archive.Entry) { e.Min = []byte("7") }),
			"a text that is none":  {Text: []byte("{")},
			"a text of another":    with(func(e *archive.Entry) { e.Text = []byte(`{"path":"date=2024-01-15/hour=12/b.1.parquet"}`) }),
		} {
			wantCode(t, what, x.Batch(t.Context(), []archive.Entry{good(1), bad, good(3)}, nil), campus.Invalid)
			_, err := x.Once(t.Context(), "a", []archive.Entry{good(1), bad})
			wantCode(t, what+", once", err, campus.Invalid)
		}
		other := good(1)
		other.Rows = 7
		wantCode(t, "two entries of one file", x.Batch(t.Context(), []archive.Entry{good(1), other}, nil), campus.Invalid)
		wantCode(t, "added and removed", x.Batch(t.Context(), []archive.Entry{good(1)}, []archive.Name{good(1).Name()}), campus.Invalid)
		bad := []archive.Name{{Table: "a*", Path: "x"}}
		wantCode(t, "a bad name to remove", x.Batch(t.Context(), []archive.Entry{good(1)}, bad), campus.Invalid)
		wantPaths(t, "afterwards", x.find(t, archive.Query{}), []string{})
		must(t, x.Batch(t.Context(), []archive.Entry{good(1)}, nil)) // such a batch can succeed
		wantPaths(t, "a good one", x.find(t, archive.Query{}), []string{path(noon, 1)})
	})
}

// Fault 10: the reference fails for good once Redis has forgotten its scripts.
func TestScriptsThatRedisHasForgottenAreSentAgain(t *testing.T) {
	t.Parallel()
	c, _ := storetest.Own(t)
	x := newKit(t, c, storetest.At(noon))
	must(t, x.Batch(t.Context(), []archive.Entry{file("events", 1, noon, 0), file("events", 2, noon, 0)}, nil))
	forget := func() { must(t, c.Redis.ScriptFlush(t.Context()).Err()) }
	forget()
	must(t, x.Batch(t.Context(), []archive.Entry{file("events", 3, noon, 0)}, nil))
	forget()
	if got := x.find(t, archive.Query{}); len(got) != 3 {
		t.Errorf("found %q", got)
	}
	x.clock.Add(time.Minute)
	forget()
	p, ok, err := x.Plan(t.Context(), "w", time.Minute)
	if err != nil || !ok || len(p.From) != 3 {
		t.Fatalf("plan %+v, %t, %v", p, ok, err)
	}
	forget()
	must(t, x.Commit(t.Context(), p, merged(p)))
	x.clock.Add(time.Hour)
	forget()
	if drops, err := x.Drops(t.Context(), 10, time.Minute); err != nil || len(drops) != 3 {
		t.Errorf("drops %v, %v", drops, err)
	}
}

// Fault 16: the reference lets one of two layers overwrite the other's entry.
func TestAFileIsInOneLayer(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	e := file("events", 1, noon, 0)
	must(t, x.Batch(t.Context(), []archive.Entry{e}, nil))
	e.Layer = "cold"
	wantCode(t, "another layer", x.Batch(t.Context(), []archive.Entry{e, file("events", 2, noon, 0)}, nil), campus.Conflict)
	wantPaths(t, "afterwards", x.find(t, archive.Query{Layer: "local"}), []string{e.Path})
	wantPaths(t, "in the other", x.find(t, archive.Query{Layer: "cold"}), []string{})
}

// Fault 17: tables whose names are alike are not each other's.
func TestTablesAreKeptApart(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		var all []archive.Entry
		tables := []string{"a", "a-b", "a_", "ab", "A", "{x}", "a{b"}
		for i, table := range tables {
			all = append(all, file(table, i, noon, time.Minute))
		}
		must(t, x.Batch(t.Context(), all, nil))
		for i, table := range tables {
			wantPaths(t, table, x.find(t, archive.Query{Table: table}), []string{path(noon, i)})
			wantPaths(t, table+", by folder", x.find(t, archive.Query{Table: table, Folder: "date=2024-01-15"}), []string{path(noon, i)})
		}
		got, err := x.Tables(t.Context())
		must(t, err)
		slices.Sort(tables)
		wantPaths(t, "tables", got, tables)
		for _, name := range []string{"a*", "a:b", "?", "", "a/b", "a b"} {
			_, err := x.Query(t.Context(), archive.Query{Table: name})
			wantCode(t, "a query of "+name, err, campus.Invalid)
			_, err = x.Paths(t.Context(), name)
			wantCode(t, "the folders of "+name, err, campus.Invalid)
			_, err = x.Get(t.Context(), archive.Name{Table: name, Path: path(noon, 1)})
			wantCode(t, "a file of "+name, err, campus.Invalid)
		}
	})
}

func TestWhatWasRegisteredOnceIsNeverRegisteredAgain(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		some := []archive.Entry{file("events", 1, noon, 0), file("messages", 1, noon, 0), file("events", 2, noon, 0)}
		x.prepare(t, some)
		for i := range 3 {
			fresh, err := x.Once(t.Context(), "instance:1:2", some)
			if err != nil || fresh != (i == 0) {
				t.Fatalf("call %d: %t, %v", i, fresh, err)
			}
		}
		x.clock.Add(time.Hour)
		p, ok, err := x.Plan(t.Context(), "w", time.Minute)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		must(t, x.Commit(t.Context(), p, merged(p)))
		if fresh, err := x.Once(t.Context(), "instance:1:2", some); err != nil || fresh {
			t.Errorf("once its files are merged: %t, %v", fresh, err)
		}
		wantPaths(t, "afterwards", x.find(t, archive.Query{}), []string{p.To})
		if fresh, err := x.Once(t.Context(), "instance:1:3", nil); err != nil || !fresh {
			t.Errorf("nothing to register: %t, %v", fresh, err)
		}
		if fresh, err := x.Once(t.Context(), "instance:1:3", some); err != nil || fresh {
			t.Errorf("nothing was registered, and that once: %t, %v", fresh, err)
		}
	})
}

func TestWhatIsPreparedIsRegisteredInTimeOrRemoved(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		some := []archive.Entry{file("events", 1, noon, 0), file("messages", 1, noon, 0)}
		_, err := x.Once(t.Context(), "a", some)
		wantCode(t, "what was not prepared", err, campus.Conflict)
		x.prepare(t, some[:1])
		_, err = x.Once(t.Context(), "a", some)
		wantCode(t, "of what one is not prepared", err, campus.Conflict)
		wantPaths(t, "so far", x.find(t, archive.Query{}), nil)
		x.prepare(t, some)
		x.clock.Add(9 * time.Minute)
		x.prepare(t, some[1:])
		x.clock.Add(2 * time.Minute)
		drops, err := x.Drops(t.Context(), 10, time.Minute)
		if err != nil || len(drops) != 1 || drops[0].Name != some[0].Name() {
			t.Errorf("to be removed are %v, %v", drops, err)
		}
		_, err = x.Once(t.Context(), "a", some)
		wantCode(t, "what is being removed", err, campus.Conflict)
		must(t, x.Dropped(t.Context(), drops...))
		_, err = x.Once(t.Context(), "a", some)
		wantCode(t, "what was removed", err, campus.Conflict)
		if fresh, err := x.Once(t.Context(), "a", some[1:]); err != nil || !fresh {
			t.Errorf("what is still prepared: %t, %v", fresh, err)
		}
		x.prepare(t, some[1:]) // what is registered is not touched
		x.clock.Add(time.Hour)
		if drops, err := x.Drops(t.Context(), 10, time.Minute); err != nil || len(drops) > 0 {
			t.Errorf("to be removed are %v, %v", drops, err)
		}
	})
}

func TestManyFilesGoInChunks(t *testing.T) {
	t.Parallel()
	indexes(t, func(t *testing.T, x *kit) {
		var add []archive.Entry
		var remove []archive.Name
		for n := range 1234 {
			add = append(add, file("events", n, noon.Add(time.Duration(n)*time.Minute), time.Minute))
			remove = append(remove, add[n].Name())
		}
		must(t, x.Batch(t.Context(), add, nil))
		found, err := x.All(t.Context(), archive.Query{Table: "events"})
		must(t, err)
		wantPaths(t, "all", paths(found.Files), paths(add))
		must(t, x.Batch(t.Context(), nil, remove[:1200]))
		wantPaths(t, "the rest", x.find(t, archive.Query{}), paths(add[1200:]))
	})
}

func TestANewerLayoutIsRefused(t *testing.T) {
	t.Parallel()
	x := newKit(t, storetest.New(t), storetest.At(noon))
	must(t, x.c.Redis.Set(t.Context(), x.o.Prefix+x.Database()+":archive:layout", "2", 0).Err())
	if _, err := archive.OpenIndex(t.Context(), x.c.Redis, x.o); err == nil {
		t.Error("it is opened all the same")
	}
}
