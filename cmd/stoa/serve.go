package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/handlers"
	"stoa/handlers/live"
	"stoa/static"
	"stoa/store"
	"stoa/store/archive"
	"stoa/store/redisserver"
	"stoa/views"
)

const (
	// startPatience is how long Redis may take to answer at the start.
	startPatience = 10 * time.Second
	// stopPatience is how long requests may take to finish at the end.
	stopPatience = 10 * time.Second
	// readHeader bounds how slowly a request may begin, wholeRequest how long it may take to come in, and answer how long it
	// may take to go out. Streams have a deadline of their own for every write.
	readHeader   = 5 * time.Second
	wholeRequest = 30 * time.Second
	answer       = time.Minute
	idle         = 2 * time.Minute
	// maxHeader holds what 10,000 emoji in the search box make of an address, twice, for the next request refers to it.
	maxHeader = 512 << 10
)

// serve runs the campus until ctx is done, and stops it in order: streams, requests, workers, Redis.
func serve(ctx context.Context, args []string, p program) error {
	c, err := parseConfig("serve", args, p, nil)
	if err != nil {
		return err
	}
	log := newLog(p.errors, c.logLevel)
	assets, err := static.Load()
	if err != nil {
		return err
	}
	data, err := openStore(ctx, c, log)
	if err != nil {
		return err
	}
	defer data.close()
	listener, err := listen(ctx, c.addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", c.addr, err)
	}
	c.addr = listener.Addr().String() // of a port that was not given
	kept, err := data.openArchive(ctx, c, log)
	if err != nil {
		listener.Close()
		return fmt.Errorf("cannot use Redis for the archive: %w", err)
	}
	s, err := assemble(ctx, c, data.store, kept, assets, log)
	if err != nil {
		listener.Close()
		return err
	}
	return s.run(ctx, listener, data, p.out)
}

func newLog(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
}

// opened is a store with what it stands on.
type opened struct {
	store  *store.Store
	client redis.UniversalClient
	child  *redisserver.Server // nil for a Redis that is not ours
}

// openStore connects to Redis, or starts one.
func openStore(ctx context.Context, c config, log *slog.Logger) (*opened, error) {
	store.QuietClient(log)
	o := &opened{}
	if c.ownRedis() {
		child, err := redisserver.Start(ctx, redisserver.Config{Dir: c.data, Log: log})
		if err != nil {
			return nil, err
		}
		o.child, c.redis.Socket = child, child.Socket()
	}
	client, err := store.Connect(c.redis)
	if err != nil {
		o.close()
		return nil, err
	}
	o.client = client
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	o.store, err = store.New(ctx, client, c.options(log))
	if err != nil {
		o.close()
		return nil, fmt.Errorf("cannot use Redis: %w", err)
	}
	return o, nil
}

// openArchive opens the archive beside a store: its index in the same Redis, its files in the data directory.
func (o *opened) openArchive(ctx context.Context, c config, log *slog.Logger) (*archive.Archive, error) {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	return archive.New(ctx, o.client, o.store, c.data, archive.Options{Prefix: store.DefaultPrefix, Log: log,
		Merging: c.merging, Peers: c.peers, Release: c.archiveAfter, Retain: c.retain})
}

func (o *opened) close() {
	if o.client != nil {
		o.client.Close()
	}
	if o.child != nil {
		o.child.Close()
	}
}

// stoa is the assembled campus.
type stoa struct {
	config    config
	store     *store.Store
	log       *slog.Logger
	server    *handlers.Server
	hub       *live.Hub
	listener  *store.Listener
	followers *store.Followers
	workers   []func(context.Context) error
	loaded    atomic.Bool // the demo is in, or there is none
}

func assemble(ctx context.Context, c config, st *store.Store, kept *archive.Archive, assets *static.Assets, log *slog.Logger) (
	*stoa, error) {
	s := &stoa{config: c, store: st, log: log, hub: live.NewHub(c.streams)}
	secret := []byte(c.secret)
	if c.secret == "" {
		var err error
		if secret, err = st.Sessions.Secret(ctx); err != nil {
			return nil, err
		}
	}
	var people []views.DemoPerson
	if c.demo {
		people = demoPeople()
	}
	s.server = handlers.New(handlers.Config{Store: st, Archive: kept, Hub: s.hub, Assets: assets, Log: log, Secret: secret,
		Old: []byte(c.oldSecret), Secure: c.secure, Demo: people,
		Name: ownName(c.addr), Version: version, URL: c.url, RequireTwoFactor: c.require2FA, Proxies: c.proxies, Ready: s.ready})
	s.followers = store.NewFollowers(st)
	broadcaster := live.NewBroadcaster(s.hub, s.server.Topics(), s.followers.Wake, log)
	s.listener = store.NewListener(st, broadcaster)
	s.workers = []func(context.Context) error{s.hub.Run, s.server.Standing().Run, s.server.Online().Run, st.Presence.Run,
		s.server.Report, broadcaster.Run, s.listener.Run, s.followers.Run, store.NewScheduler(st).Run, s.server.Refusals,
		st.Sessions.Run, st.Imports.Run, st.Audit.Run, kept.Run, s.load}
	return s, nil
}

// ownName is what admins know this Stoa by: its machine, and the port that it listens on.
func ownName(addr string) string {
	host, err := os.Hostname()
	_, port, bad := net.SplitHostPort(addr)
	if err != nil || bad != nil {
		return addr
	}
	return net.JoinHostPort(host, port)
}

// load lists people of whom there is no list yet and fills a demo campus, beside everything else, so that the door opens
// at once.
func (s *stoa) load(ctx context.Context) error {
	if err := s.store.People.Relist(ctx); err != nil {
		return fmt.Errorf("listing people: %w", err)
	}
	if s.config.demo {
		if err := loadDemo(ctx, s.store); err != nil {
			return fmt.Errorf("loading the demo: %w", err)
		}
	}
	// What was written before is not yet in anybody's lists: whoever came now would find half a campus.
	if err := s.followers.Drain(ctx); err != nil {
		return fmt.Errorf("following up on what there is: %w", err)
	}
	s.loaded.Store(true)
	return nil
}

var errNotReady = errors.New("not ready")

// ready reports why people should not be sent here, if so.
func (s *stoa) ready(ctx context.Context) error {
	if !s.loaded.Load() || !s.listener.Listening() {
		return errNotReady
	}
	return s.store.Ping(ctx)
}

// run serves until ctx is done or something that everything needs has failed.
func (s *stoa) run(ctx context.Context, listener net.Listener, data *opened, out io.Writer) error {
	// Workers outlive ctx: requests that are being finished still need them.
	working, stopWorkers := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWorkers()
	failed := make(chan error, len(s.workers)+2)
	var workers, child sync.WaitGroup
	for _, work := range s.workers {
		workers.Go(func() {
			if err := work(working); err != nil {
				failed <- err
			}
		})
	}
	living, stopChild := context.WithCancel(context.WithoutCancel(ctx))
	defer stopChild()
	if data.child != nil {
		child.Go(func() {
			if err := data.child.Run(living); err != nil {
				failed <- err
			}
		})
	}
	srv := s.httpServer()
	go func() { failed <- s.accept(srv, listener) }()
	s.greet(ctx, out, listener.Addr())
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	err = errors.Join(err, s.stop(srv))
	stopWorkers()
	workers.Wait()
	stopChild()
	child.Wait()
	return err
}

func (s *stoa) httpServer() *http.Server {
	srv := &http.Server{Handler: s.server, ReadHeaderTimeout: readHeader, ReadTimeout: wholeRequest, WriteTimeout: answer,
		IdleTimeout: idle, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	// Without this, Shutdown would wait for streams that never end.
	srv.RegisterOnShutdown(s.server.Drain)
	return srv
}

func (s *stoa) accept(srv *http.Server, listener net.Listener) error {
	var err error
	if s.config.tlsCert != "" {
		err = srv.ServeTLS(listener, s.config.tlsCert, s.config.tlsKey)
	} else {
		err = srv.Serve(listener)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func (s *stoa) stop(srv *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopPatience)
	defer cancel()
	if err := srv.Shutdown(ctx); err != nil {
		return errors.Join(err, srv.Close())
	}
	return nil
}

// greet says where to go, for who started this in a terminal; in a campus without an admin, where to become it.
func (s *stoa) greet(ctx context.Context, out io.Writer, addr net.Addr) {
	at := s.config.url
	if at == "" {
		scheme := "http://"
		if s.config.tlsCert != "" {
			scheme = "https://"
		}
		host, port, _ := net.SplitHostPort(addr.String())
		if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
			host = "localhost"
		}
		at = scheme + net.JoinHostPort(host, port)
	}
	fmt.Fprintf(out, "\n  Stoa is at %s\n", at)
	if s.config.demo {
		fmt.Fprintf(out, "  Sign in as john (student), thales (teacher) or admin; the password is %s\n", demoPassword)
	} else if token, err := s.store.Doors.SetUpToken(ctx); err == nil && token != "" {
		fmt.Fprintf(out, "  There is no admin yet. This link makes the first one, once:\n  %s\n",
			strings.TrimRight(at, "/")+views.SetUpPath(token))
	}
	fmt.Fprintln(out)
}
