package engine

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Redis says where the data is. Exactly one of URL, Sentinels, Cluster and Socket is set; the kind of client follows
// from which, and is never guessed from addresses.
type Redis struct {
	URL        string   // redis:// or rediss://
	Sentinels  []string // host:port of each sentinel
	MasterName string   // the master that they watch
	Cluster    []string // host:port of some nodes
	Socket     string   // Unix socket of the child that cmd started
	Password   string   // for Sentinels and Cluster
	CA         string   // file with the certificate authority for rediss://; "" for the system's
}

// DefaultReplicas is how many replicas a write waits for where nothing else is said: one where a replica may become the master.
func (r Redis) DefaultReplicas() int {
	if len(r.Sentinels) > 0 {
		return 1
	}
	return 0
}

// How long one command may take and how often it is tried: together about as long as a fail-over lasts, so that a
// request waits for the new master instead of failing. Every write carries an operation id, so trying again is safe.
const (
	dialTimeout  = time.Second
	replyTimeout = 2 * time.Second
	maxRetries   = 15
	minBackoff   = 20 * time.Millisecond
	maxBackoff   = 250 * time.Millisecond
	poolSize     = 64
)

// Connect returns a client of the kind that r asks for. It does not yet talk to Redis.
func Connect(r Redis) (redis.UniversalClient, error) {
	if n := countSet(r.URL != "", len(r.Sentinels) > 0, len(r.Cluster) > 0, r.Socket != ""); n != 1 {
		return nil, fmt.Errorf("exactly one of REDIS_URL, REDIS_SENTINELS and REDIS_CLUSTER must be set, not %d of them", n)
	}
	switch {
	case r.URL != "":
		return connectURL(r)
	case len(r.Sentinels) > 0:
		if r.MasterName == "" {
			return nil, errors.New("REDIS_SENTINELS needs REDIS_MASTER_NAME, the name that the sentinels know the master by")
		}
		o := &redis.FailoverOptions{MasterName: r.MasterName, SentinelAddrs: r.Sentinels, Password: r.Password,
			DialTimeout: dialTimeout, ReadTimeout: replyTimeout, WriteTimeout: replyTimeout, MaxRetries: maxRetries,
			MinRetryBackoff: minBackoff, MaxRetryBackoff: maxBackoff, PoolSize: poolSize,
			ContextTimeoutEnabled: true, DisableIdentity: true, DialerRetries: 1}
		return redis.NewFailoverClient(o), nil
	case len(r.Cluster) > 0:
		o := &redis.ClusterOptions{Addrs: r.Cluster, Password: r.Password, DialTimeout: dialTimeout, ReadTimeout: replyTimeout,
			WriteTimeout: replyTimeout, MaxRetries: maxRetries, MinRetryBackoff: minBackoff, MaxRetryBackoff: maxBackoff,
			PoolSize: poolSize, ContextTimeoutEnabled: true, DisableIdentity: true, DialerRetries: 1,
			MaintNotificationsConfig: noNotifications()}
		return redis.NewClusterClient(o), nil
	default:
		return redis.NewClient(plain(&redis.Options{Network: "unix", Addr: r.Socket})), nil
	}
}

func connectURL(r Redis) (redis.UniversalClient, error) {
	o, err := redis.ParseURL(r.URL)
	if err != nil {
		// The cause would repeat the URL, and with it the password.
		return nil, errors.New("REDIS_URL is not a Redis address such as redis://user:password@host:6379/0 or rediss://…")
	}
	if r.CA != "" && o.TLSConfig != nil {
		if o.TLSConfig.RootCAs, err = authority(r.CA); err != nil {
			return nil, err
		}
	}
	return redis.NewClient(plain(o)), nil
}

func authority(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("REDIS_CA: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("REDIS_CA: no certificate in %s", file)
	}
	return pool, nil
}

func plain(o *redis.Options) *redis.Options {
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = dialTimeout, replyTimeout, replyTimeout
	o.MaxRetries, o.MinRetryBackoff, o.MaxRetryBackoff = maxRetries, minBackoff, maxBackoff
	o.PoolSize, o.ContextTimeoutEnabled, o.DisableIdentity = poolSize, true, true
	o.MaintNotificationsConfig, o.DialerRetries = noNotifications(), 1 // tries are counted above, once
	if o.TLSConfig != nil {
		o.TLSConfig.MinVersion = tls.VersionTLS12
	}
	return o
}

// noNotifications spares each connection a command that Redis 7 does not know.
func noNotifications() *maintnotifications.Config {
	return &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

func countSet(is ...bool) (n int) {
	for _, b := range is {
		if b {
			n++
		}
	}
	return n
}

// QuietClient sends go-redis' own log lines to log, at debug: what matters of them comes back as errors. It is for the
// whole process, so only cmd calls it.
func QuietClient(log *slog.Logger) { redis.SetLogger(redisLogger{log}) }

type redisLogger struct{ log *slog.Logger }

// Printf implements go-redis' logger.
func (l redisLogger) Printf(ctx context.Context, format string, v ...any) {
	l.log.DebugContext(ctx, "redis client", "said", strings.TrimSpace(fmt.Sprintf(format, v...)))
}
