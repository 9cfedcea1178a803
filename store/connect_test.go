package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/redisserver"
	"stoa/store/storetest"
)

func TestTheKindOfClientFollowsFromTheSetting(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		at   store.Redis
		kind string
		addr string
		db   int
	}{
		{store.Redis{URL: "redis://user:secret@redis.example:6380/3"}, "*redis.Client", "redis.example:6380", 3},
		{store.Redis{URL: "rediss://redis.example"}, "*redis.Client", "redis.example:6379", 0},
		{store.Redis{Socket: "/run/redis.sock"}, "*redis.Client", "/run/redis.sock", 0},
		{store.Redis{Sentinels: []string{"a:26379", "b:26379"}, MasterName: "stoa", Password: "secret"}, "*redis.Client", "FailoverClient",
			0},
		// one node suffices: it is never guessed
		{store.Redis{Cluster: []string{"a:7000"}, Password: "secret"}, "*redis.ClusterClient", "", 0},
	} {
		client, err := store.Connect(test.at)
		if err != nil {
			t.Errorf("%+v: %v", test.at, err)
			continue
		}
		if got := fmt.Sprintf("%T", client); got != test.kind {
			t.Errorf("%+v gives a %s, want a %s", test.at, got, test.kind)
		}
		if plain, ok := client.(*redis.Client); ok {
			if o := plain.Options(); o.Addr != test.addr || o.DB != test.db || (o.TLSConfig != nil) != strings.HasPrefix(test.at.URL,
				"rediss") ||
				o.TLSConfig != nil && o.TLSConfig.InsecureSkipVerify {
				t.Errorf("%+v goes to %s, database %d, TLS %v", test.at, o.Addr, o.DB, o.TLSConfig != nil)
			}
		}
		must(t, client.Close())
	}
}

func TestSettingsThatCannotWorkAreRefusedByNameAndWithoutThePassword(t *testing.T) {
	t.Parallel()
	noCA := filepath.Join(t.TempDir(), "ca.pem")
	must(t, os.WriteFile(noCA, []byte("no certificate"), 0o600))
	const good = "redis://user:s3cret@redis.example:6379"
	nodes := []string{"a:1"}
	for name, test := range map[string]struct {
		at    store.Redis
		names []string
	}{
		"nothing":             {store.Redis{}, []string{"REDIS_URL", "REDIS_SENTINELS", "REDIS_CLUSTER"}},
		"only a password":     {store.Redis{Password: "s3cret"}, []string{"REDIS_URL", "REDIS_SENTINELS", "REDIS_CLUSTER"}},
		"a URL and sentinels": {store.Redis{URL: good, Sentinels: nodes, MasterName: "stoa"}, []string{"REDIS_URL", "REDIS_SENTINELS"}},
		"a URL and a cluster": {store.Redis{URL: good, Cluster: nodes}, []string{"REDIS_URL", "REDIS_CLUSTER"}},
		"all": {store.Redis{URL: good, Cluster: nodes, Sentinels: nodes, Password: "s3cret"},
			[]string{"REDIS_URL", "REDIS_SENTINELS", "REDIS_CLUSTER"}},
		"sentinels of no master": {store.Redis{Sentinels: nodes, Password: "s3cret"}, []string{"REDIS_SENTINELS", "REDIS_MASTER_NAME"}},
		"no URL":                 {store.Redis{URL: "user:s3cret@redis.example"}, []string{"REDIS_URL"}},
		"another scheme":         {store.Redis{URL: "http://user:s3cret@redis.example"}, []string{"REDIS_URL"}},
		"no port":                {store.Redis{URL: "redis://user:s3cret@redis.example:port"}, []string{"REDIS_URL"}},
		"no database":            {store.Redis{URL: good + "/x"}, []string{"REDIS_URL"}},
		"no such authority":      {store.Redis{URL: "rediss://user:s3cret@redis.example", CA: noCA + "x"}, []string{"REDIS_CA"}},
		"an empty authority":     {store.Redis{URL: "rediss://user:s3cret@redis.example", CA: noCA}, []string{"REDIS_CA"}},
	} {
		client, err := store.Connect(test.at)
		if err == nil {
			t.Errorf("%s is accepted", name)
			must(t, client.Close())
			continue
		}
		if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: the password is in %q", name, err)
		}
		for _, setting := range test.names {
			if !strings.Contains(err.Error(), setting) {
				t.Errorf("%s: %q does not name %s", name, err, setting)
			}
		}
	}
}

// node starts a server with further lines of configuration.
func node(t *testing.T, extra ...string) *redisserver.Node {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	n, err := redisserver.StartNode(ctx, redisserver.NodeConfig{Dir: t.TempDir(), Extra: extra})
	must(t, err)
	t.Cleanup(func() { must(t, n.Close()) })
	return n
}

func TestARedisThatCouldForgetIsRefused(t *testing.T) {
	t.Parallel()
	for policy, refused := range map[string]bool{"allkeys-lru": true, "volatile-ttl": true, "noeviction": false} {
		n := node(t, "maxmemory-policy "+policy)
		client, err := store.Connect(store.Redis{URL: "redis://" + n.Addr()})
		must(t, err)
		_, err = store.New(t.Context(), client, store.Options{})
		if (err != nil) != refused || err != nil && (!strings.Contains(err.Error(), policy) ||
			!strings.Contains(err.Error(), "noeviction")) {
			t.Errorf("%s: got %v, refused should be %v", policy, err, refused)
		}
		must(t, client.Close())
	}
}

func TestAWrongPasswordIsAnErrorThatDoesNotTellIt(t *testing.T) {
	t.Parallel()
	n := node(t)
	admin := redis.NewClient(&redis.Options{Addr: n.Addr()})
	must(t, admin.ConfigSet(t.Context(), "requirepass", "s3cret").Err())
	must(t, admin.Close())
	for password, ok := range map[string]bool{"s3cret": true, "s3cretive": false, "": false} {
		client, err := store.Connect(store.Redis{URL: "redis://:" + password + "@" + n.Addr() + "/1"})
		must(t, err)
		s, err := store.New(t.Context(), client, store.Options{})
		if (err == nil) != ok || err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("with %q: %v", password, err)
		}
		if err == nil {
			must(t, s.Ping(t.Context()))
		}
		must(t, client.Close())
	}
}

func TestARedisThatIsNotThereIsAway(t *testing.T) {
	t.Parallel()
	client, err := store.Connect(store.Redis{Socket: filepath.Join(t.TempDir(), "none.sock")})
	must(t, err)
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err = store.New(ctx, client, store.Options{})
	wantCode(t, "no server", err, campus.Unavailable)
}

func TestWritesGoThroughAFailoverOnceAndWithoutAnError(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	sentinel, err := redisserver.StartSentinel(ctx, t.TempDir(), 2, 3)
	must(t, err)
	t.Cleanup(func() { must(t, sentinel.Close()) })
	c := storetest.On(t, store.Redis{Sentinels: sentinel.Addrs(), MasterName: sentinel.Master()})
	r := enter(t, c, 4)
	course := c.Course(t, c.Person(t, "hypatia", campus.Teacher), "Geometry", 2)
	must(t, c.Redis.Do(ctx, "WAIT", 2, 5000).Err())
	old, err := sentinel.MasterNode(ctx)
	must(t, err)

	var posted atomic.Int64
	failedOver, enough := make(chan struct{}), int64(60)
	storetest.Together(len(r.people)+1, func(i int) {
		if i == len(r.people) {
			defer close(failedOver)
			storetest.Await(t, "some lines", func() bool { return posted.Load() >= enough })
			if err := old.Kill(); err != nil {
				t.Error(err)
			}
			storetest.Await(t, "another master", func() bool {
				now, err := sentinel.MasterNode(ctx)
				return err == nil && now != old
			})
			return
		}
		for n, after := 0, 0; after < 20; n++ {
			select {
			case <-failedOver:
				after++
			default:
			}
			_, err := c.Rooms.Post(ctx, r.people[i], store.MeetingRoom(r.id, 1), campus.NewLine{Body: fmt.Sprintf("%d/%d", i, n)}, "")
			if err == nil {
				_, err = c.Courses.Enrol(ctx, r.people[i], course.ID, true, "")
			}
			if err != nil {
				t.Errorf("line %d of %d: %v", n, i, err)
				return
			}
			posted.Add(1)
		}
	})
	wantEachOnce(t, c, r.id, posted.Load())
	if now, err := c.Store.Courses.Get(ctx, course.ID); now.Taken != 2 || now.Waiting != 2 || err != nil {
		t.Errorf("the course is %+v, %v, want 2 and 2", now, err)
	}
}

// wantEachOnce reads a room from its start and checks that no line is there twice.
func wantEachOnce(t *testing.T, c *storetest.Campus, id, posted int64) {
	t.Helper()
	seen := map[string]int64{}
	for after, more := int64(0), true; more; {
		page, err := c.Rooms.Messages(t.Context(), store.MeetingRoom(id, 1), store.Span{After: after, Forward: true, Limit: store.MaxLines})
		must(t, err)
		for _, line := range page.Lines {
			if seen[line.Body] != 0 {
				t.Errorf("%s is line %d and line %d", line.Body, seen[line.Body], line.ID)
			}
			seen[line.Body], after = line.ID, line.ID
		}
		more = page.More && len(page.Lines) > 0
	}
	// What the dead master had told and not yet passed on is lost; that takes WAIT (REDIS_WAIT_REPLICAS).
	if n := int64(len(seen)); n > posted || n < posted-100 {
		t.Errorf("%d lines are there, %d were posted", n, posted)
	}
}
