package archive_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestMain(m *testing.M) {
	if worked() {
		return
	}
	os.Exit(storetest.Main(m))
}

// noon is when tests of the index begin.
var noon = time.Date(2024, 1, 15, 12, 0, 0, 0, time.UTC)

// kit is an index of a test's own, on a Redis of its own part, by a clock that it moves.
type kit struct {
	*archive.Index
	c        *storetest.Campus
	clock    *storetest.Hands
	o        archive.Options
	tampered bool // the test has written keys that are not sound
}

// indexes runs a test of the index on every kind of Redis.
func indexes(t *testing.T, test func(t *testing.T, x *kit)) {
	t.Helper()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) { test(t, newKit(t, c, clock)) })
}

// indexPrefix is that of the index beside a campus: the campus of a test knows its own keys only.
func indexPrefix(prefix string) string { return strings.TrimSuffix(prefix, ":") + "x:" }

// newKit returns an index whose keys are not those of the campus, which knows its own only.
func newKit(tb testing.TB, c *storetest.Campus, clock *storetest.Hands) *kit {
	tb.Helper()
	k := &kit{c: c, clock: clock, o: archive.Options{Prefix: indexPrefix(c.Options.Prefix), Clock: clock.Now}}
	k.Index = k.open(tb, k.o)
	tb.Cleanup(func() { k.checkAll(tb) })
	return k
}

// open returns another index on the same data.
func (k *kit) open(tb testing.TB, o archive.Options) *archive.Index {
	tb.Helper()
	x, err := archive.OpenIndex(tb.Context(), k.c.Redis, o)
	must(tb, err)
	return x
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// path returns the path of the n-th file of an hour.
func path(at time.Time, n int) string {
	return fmt.Sprintf("%s/%08d-0000-4000-8000-000000000000.1.parquet", at.UTC().Format("date=2006-01-02/hour=15"), n)
}

// file returns an entry of the n-th file, whose rows begin at a time and go on for so long.
func file(table string, n int, at time.Time, lasts time.Duration) archive.Entry {
	return archive.Entry{Layer: "local", Table: table, Path: path(at, n), Bytes: 1000, Rows: 10, MinTime: at, MaxTime: at.Add(lasts),
		ChunkTime: at}
}

// prepare says that files are about to be written.
func (k *kit) prepare(tb testing.TB, files []archive.Entry) {
	tb.Helper()
	all := make([]archive.Name, len(files))
	for i, e := range files {
		all[i] = e.Name()
	}
	must(tb, k.Prepare(tb.Context(), all...))
}

// paths returns the paths of entries, in their order.
func paths(entries []archive.Entry) []string {
	all := make([]string, len(entries))
	for i, e := range entries {
		all[i] = e.Path
	}
	return all
}

// find returns the paths that a query finds, and fails when there is an entry that cannot be read.
func (k *kit) find(tb testing.TB, q archive.Query) []string {
	tb.Helper()
	if q.Table == "" {
		q.Table = "events"
	}
	found, err := k.Query(tb.Context(), q)
	must(tb, err)
	if len(found.Unreadable) > 0 {
		tb.Errorf("unreadable: %v", found.Unreadable)
	}
	return paths(found.Files)
}

func wantPaths(tb testing.TB, what string, got, want []string) {
	tb.Helper()
	if !slices.Equal(got, want) {
		tb.Errorf("%s: found %d %q, want %d %q", what, len(got), got, len(want), want)
	}
}

func wantCode(tb testing.TB, what string, err error, want campus.Code) {
	tb.Helper()
	if err == nil || campus.CodeOf(err) != want {
		tb.Errorf("%s: got %v, want a refusal of code %d", what, err, want)
	}
}

// contents returns every key of the index, with what it holds.
func (k *kit) contents(tb testing.TB) map[string]any {
	tb.Helper()
	ctx, all, one := context.Background(), map[string]any{}, sync.Mutex{}
	look := func(ctx context.Context, node *redis.Client) error {
		for cursor := uint64(0); ; {
			keys, next, err := node.Scan(ctx, cursor, "*"+k.Database()+"*", 1000).Result()
			if err != nil {
				return err
			}
			one.Lock()
			for _, key := range keys {
				all[key] = nil
			}
			one.Unlock()
			if cursor = next; next == 0 {
				return nil
			}
		}
	}
	var err error
	if cluster, ok := k.c.Redis.(*redis.ClusterClient); ok {
		err = cluster.ForEachMaster(ctx, look)
	} else {
		err = look(ctx, k.c.Redis.(*redis.Client))
	}
	must(tb, err)
	for key := range all {
		switch kind := k.c.Redis.Type(ctx, key).Val(); kind {
		case "hash":
			all[key] = k.c.Redis.HGetAll(ctx, key).Val()
		case "zset":
			scores := map[string]float64{}
			for _, z := range k.c.Redis.ZRangeWithScores(ctx, key, 0, -1).Val() {
				scores[z.Member.(string)] = z.Score
			}
			all[key] = scores
		case "string":
			all[key] = k.c.Redis.Get(ctx, key).Val()
		default:
			tb.Errorf("%s is a %s", key, kind)
		}
	}
	return all
}

// checkAll holds every key against the table of keys, and all that the index keeps against the entries; then it removes them.
func (k *kit) checkAll(tb testing.TB) {
	tb.Helper()
	all, table := k.contents(tb), archive.KeyTable()
	for key := range all {
		kind, life := k.c.Redis.Type(context.Background(), key).Val(), k.c.Redis.PTTL(context.Background(), key).Val()
		row, known := table.Find(strings.TrimPrefix(key, k.o.Prefix))
		if !known || row.Type != kind || (life > 0) != (row.Expiry != "") {
			if !k.tampered {
				tb.Errorf("%s is a %s that lives %v: of the row %q, %s, %q", key, kind, life, row.Pattern, row.Type, row.Expiry)
			}
		}
		if !strings.Contains(key, k.Database()+":") {
			tb.Errorf("%s is in another slot than the rest", key)
		}
	}
	if !k.tampered {
		k.wantSound(tb, all)
	}
	for key := range all {
		k.c.Redis.Unlink(context.Background(), key)
	}
}

// wantSound computes all that the index keeps from the entries and the plans.
func (k *kit) wantSound(tb testing.TB, all map[string]any) {
	tb.Helper()
	counts, times, names, folders := map[string]string{}, map[string]string{}, map[string]bool{}, map[string]int{}
	held, groups := own[map[string]string](k, all, "held"), map[string][2]int64{}
	for key, value := range all {
		rest, ok := strings.CutPrefix(key, "files:"+k.Database()+":")
		if !ok {
			continue
		}
		of, first, _ := strings.Cut(rest, ":")
		for path, text := range value.(map[string]string) {
			e, err := archive.ParseEntry([]byte(text))
			must(tb, err)
			name := of + "/" + path
			names[name] = true
			folders[of+" "+path[:strings.LastIndexByte(path, '/')]]++
			for _, to := range []string{of, of + "/" + first} {
				for what, n := range map[string]int64{"files": 1, "rows": e.Rows, "bytes": e.Bytes} {
					var so int64
					fmt.Sscan(counts[to+" "+what], &so)
					counts[to+" "+what] = fmt.Sprint(so + n)
				}
			}
			times[fmt.Sprintf("%s %03d%s", of, e.MinTime.Nanosecond()%1000, path)] = fmt.Sprint(e.MinTime.UnixMicro())
			if i := e.Iteration(); i <= 4 && held[name] == "" && e.Bytes < []int64{100 << 20, 400 << 20, 4000 << 20, 4000 << 20}[i-1] {
				group := fmt.Sprintf("%s\n%d\n%s", name[:strings.LastIndexByte(name, '/')], i, e.Layer)
				groups[group] = [2]int64{groups[group][0] + 1, groups[group][1] + e.Bytes}
			}
		}
	}
	got := own[map[string]string](k, all, "counts")
	maps.DeleteFunc(got, func(field, _ string) bool { return strings.HasSuffix(field, " changes") })
	same(tb, "counts", got, counts)
	same(tb, "paths", keysOf(own[map[string]float64](k, all, "paths")), names)
	same(tb, "facts", keysOf(own[map[string]string](k, all, "facts")), names)
	gotTimes, gotFolders := map[string]string{}, map[string]int{}
	for key, value := range all {
		if of, ok := strings.CutPrefix(key, k.o.Prefix+k.Database()+":archive:times:"); ok {
			for member, score := range value.(map[string]float64) {
				gotTimes[of+" "+member] = fmt.Sprintf("%.0f", score)
			}
		}
		if of, ok := strings.CutPrefix(key, "folders:"+k.Database()+":"); ok {
			for dir, n := range value.(map[string]string) {
				fmt.Sscan(n, new(int))
				var files int
				fmt.Sscan(n, &files)
				gotFolders[of+" "+dir] = files
			}
		}
	}
	same(tb, "times", gotTimes, times)
	same(tb, "folders", gotFolders, folders)
	k.wantSoundMerging(tb, all, held, groups)
}

// wantSoundMerging checks what waits to be merged, and the plans.
func (k *kit) wantSoundMerging(tb testing.TB, all map[string]any, held map[string]string, groups map[string][2]int64) {
	tb.Helper()
	gotGroups, pending := map[string][2]int64{}, map[string]int64{}
	for group, text := range own[map[string]string](k, all, "groups") {
		var n, bytes, since int64
		fmt.Sscan(text, &n, &bytes, &since)
		gotGroups[group] = [2]int64{n, bytes}
		if _, due := own[map[string]float64](k, all, "due")[group]; due != (n > 1) {
			tb.Errorf("a group of %d is due: %t", n, due)
		}
	}
	for member := range own[map[string]float64](k, all, "pending") {
		pending[member[:strings.LastIndexByte(member, '\n')]]++
	}
	same(tb, "groups", gotGroups, groups)
	for group, n := range pending {
		if n != groups[group][0] {
			tb.Errorf("%d files of the group %q wait, want %d", n, group, groups[group][0])
		}
	}
	inPlans, queued := map[string]string{}, map[string]bool{}
	for id := range own[map[string]float64](k, all, "leases") {
		queued[id] = true
	}
	for id := range own[map[string]float64](k, all, "parked") {
		if queued[id] {
			tb.Errorf("the plan %s is parked and is not", id)
		}
		queued[id] = true
	}
	for id, text := range own[map[string]string](k, all, "plans") {
		var p struct {
			Table string
			From  []string
		}
		must(tb, json.Unmarshal([]byte(text), &p))
		for _, path := range p.From {
			inPlans[p.Table+"/"+path] = id
		}
		if !queued[id] {
			tb.Errorf("nobody ever takes the plan %s", id)
		}
		delete(queued, id)
	}
	same(tb, "held", held, inPlans)
	if len(queued) > 0 {
		tb.Errorf("no plans: %v", queued)
	}
}

// own returns one of the index' own keys, empty when it is not there.
func own[M map[string]V, V any](k *kit, all map[string]any, name string) M {
	if value, ok := all[k.o.Prefix+k.Database()+":archive:"+name].(M); ok {
		return value
	}
	return M{}
}

func keysOf[V any](m map[string]V) map[string]bool {
	all := map[string]bool{}
	for key := range m {
		all[key] = true
	}
	return all
}

// same compares what there is with what there should be.
func same[V comparable](tb testing.TB, what string, got, want map[string]V) {
	tb.Helper()
	for key, v := range want {
		if v == *new(V) {
			continue
		}
		if has, ok := got[key]; !ok || has != v {
			tb.Errorf("%s: %q is %v, want %v", what, key, has, v)
		}
	}
	for key, v := range got {
		if _, ok := want[key]; !ok {
			tb.Errorf("%s: %q is %v, want none", what, key, v)
		}
	}
}
