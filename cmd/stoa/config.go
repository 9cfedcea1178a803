package main

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"stoa/handlers/live"
	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
)

// config is every setting. This file alone reads the environment.
type config struct {
	addr, data, url string
	tlsCert, tlsKey string
	demo            bool
	require2FA      bool
	secret          string
	oldSecret       string
	proxies         []netip.Prefix
	redis           store.Redis
	replicas        *int // nil for what the kind of Redis has
	ttl, refresh    time.Duration
	auditTTL        time.Duration
	merging         []archive.Merging
	peers           []string
	archiveAfter    time.Duration // 0 for never
	retain          campus.Retention
	hashCost        int
	signUp          campus.SignUp // "" for what the kind of campus has
	teacherSignUp   campus.SignUp
	dm              campus.DM
	logLevel        slog.Level
	streams         live.Limits
	secure          bool // people come over https
}

// setting is one flag with its environment variable.
type setting struct {
	flag, env, fallback, help string
	set                       func(*config, string) error
}

// settings lists them all, in the order of --help.
func settings() []setting {
	return slices.Concat(serving(), reaching(), keeping(), allowing())
}

// text, list and life set a setting that is a text, a list of texts or a length of time.
func text(at func(*config) *string) func(*config, string) error {
	return func(c *config, v string) error { *at(c) = v; return nil }
}

func list(at func(*config) *[]string) func(*config, string) error {
	return func(c *config, v string) error { *at(c) = strings.FieldsFunc(v, isListSeparator); return nil }
}

func life(at func(*config) *time.Duration) func(*config, string) error {
	return func(c *config, v string) (err error) { *at(c), err = parseLife(v); return err }
}

// serving is where the campus is found, and how.
func serving() []setting {
	return []setting{
		{"addr", "STOA_ADDR", "127.0.0.1:8080", "`address` to listen on; PORT alone means that port on all interfaces",
			text(func(c *config) *string { return &c.addr })},
		{"data", "STOA_DATA", "./data",
			"data `directory`: the archive's files are there, so several Stoas must share it, and the built-in Redis' files",
			text(func(c *config) *string { return &c.data })},
		{"url", "STOA_URL", "", "outside `address` of the campus; https makes cookies secure",
			text(func(c *config) *string { return &c.url })},
		{"demo", "STOA_DEMO", "false", "fill the campus with demo data, and say on the sign-in page whom to sign in as: true or false",
			func(c *config, v string) (err error) { c.demo, err = parseYes(v); return err }},
		{"tls-cert", "STOA_TLS_CERT", "", "certificate `file`, to serve https directly",
			text(func(c *config) *string { return &c.tlsCert })},
		{"tls-key", "STOA_TLS_KEY", "", "key `file` of the certificate", text(func(c *config) *string { return &c.tlsKey })},
		{"trusted-proxies", "STOA_TRUSTED_PROXIES", "", "`networks` whose X-Forwarded-For is believed, such as 10.0.0.0/8,::1/128",
			func(c *config, v string) (err error) { c.proxies, err = parseProxies(v); return err }},
		{"require-2fa", "STOA_REQUIRE_2FA", "false",
			"teachers and admins must sign in with a second factor, and set it up before anything else: true or false",
			func(c *config, v string) (err error) { c.require2FA, err = parseYes(v); return err }},
		{"secret-key", "SECRET_KEY", "", "`key` that signs cookies, 32 bytes or more; made once and kept in Redis when not given",
			secretKey(func(c *config) *string { return &c.secret })},
		{"secret-key-old", "SECRET_KEY_OLD", "", "`key` that signed them before: cookies that it signed are still read",
			secretKey(func(c *config) *string { return &c.oldSecret })},
	}
}

// reaching is where Redis is found.
func reaching() []setting {
	return []setting{
		{"redis-url", "REDIS_URL", "", "one Redis: redis://user:password@host:6379/0 or rediss://…",
			text(func(c *config) *string { return &c.redis.URL })},
		{"redis-sentinels", "REDIS_SENTINELS", "", "highly available Redis: `host:port,…` of the sentinels",
			list(func(c *config) *[]string { return &c.redis.Sentinels })},
		{"redis-master-name", "REDIS_MASTER_NAME", "", "the `name` under which the sentinels watch the master",
			text(func(c *config) *string { return &c.redis.MasterName })},
		{"redis-cluster", "REDIS_CLUSTER", "", "Redis Cluster: `host:port,…` of some nodes",
			list(func(c *config) *[]string { return &c.redis.Cluster })},
		{"redis-password", "REDIS_PASSWORD", "", "password for Sentinel and Cluster",
			text(func(c *config) *string { return &c.redis.Password })},
		{"redis-wait-replicas", "REDIS_WAIT_REPLICAS", "",
			"`number` of replicas that must have what a person is told is saved; when not given, 1 with sentinels and 0 else", replicas},
		{"redis-ca", "REDIS_CA", "", "`file` with the certificate authority of a rediss:// server",
			text(func(c *config) *string { return &c.redis.CA })},
	}
}

func replicas(c *config, v string) error {
	if v == "" {
		return nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 || n > 100 {
		return errors.New("it must be a whole number, 0 to 100")
	}
	c.replicas = &n
	return nil
}

// keeping is how long what is kept.
func keeping() []setting {
	return []setting{
		{"course-ttl", "STOA_COURSE_TTL", "30d", "life of a course that closes by itself, such as 30d, 12h or 300s",
			life(func(c *config) *time.Duration { return &c.ttl })},
		{"course-refresh", "STOA_COURSE_REFRESH", "1d", "by how much a person's first enrolment prolongs it",
			life(func(c *config) *time.Duration { return &c.refresh })},
		{"audit-ttl", "STOA_AUDIT_TTL", "365d", "how long the audit is kept, such as 365d",
			life(func(c *config) *time.Duration { return &c.auditTTL })},
		{"archive-peers", "STOA_ARCHIVE_PEERS", "",
			"`tables` of the archive into whose index other programs write as well, such as metrics,logs",
			list(func(c *config) *[]string { return &c.peers })},
		{"archive-merge", "STOA_ARCHIVE_MERGE", "10s:100MiB,100s:400MiB,1000s:4000MiB,70m:4000MiB",
			"when `files` of the archive are merged: for those never merged, merged once and so on, how long the oldest has waited " +
				"or how many bytes they have together; off for never",
			func(c *config, v string) (err error) { c.merging, err = parseMerging(v); return err }},
		{"archive-after", "STOA_ARCHIVE_AFTER", "90d",
			"how long what was said at a date stays in Redis too once it is in the archive, such as 90d; never: it always does",
			func(c *config, v string) (err error) { c.archiveAfter, err = parseAfter(v); return err }},
		{"retain-events", "STOA_RETAIN_EVENTS", "0", "for how many `months` it is kept what happened at dates; 0: for always",
			func(c *config, v string) (err error) { c.retain.Events, err = parseMonths(v); return err }},
		{"retain-messages", "STOA_RETAIN_MESSAGES", "0", "for how many `months` it is kept what was said at dates; 0: for always",
			func(c *config, v string) (err error) { c.retain.Messages, err = parseMonths(v); return err }},
	}
}

// allowing is who may do what, and how much of it there may be.
func allowing() []setting {
	return []setting{
		{"streams", "STOA_STREAMS", "auto",
			"`number` of live pages and event streams at the same time; auto: what the limit of open files allows",
			func(c *config, v string) (err error) { c.streams.All, err = parseStreams(v); return err }},
		{"streams-per-person", "STOA_STREAMS_PER_PERSON", "20", "`number` of them that one person may have",
			func(c *config, v string) (err error) { c.streams.Person, err = parseCount(v); return err }},
		{"signup", "STOA_SIGNUP", "", "`who` may sign up: open (anybody), approve (an admin lets each in) or closed (by invitation); " +
			"approve when not given, in a demo open", func(c *config, v string) (err error) { c.signUp, err = parseSignUp(v); return err }},
		{"teacher-signup", "STOA_TEACHER_SIGNUP", "approve",
			"the `wish` to teach of who signs up: approve (an admin decides), open (granted at once) or closed (not asked for)",
			func(c *config, v string) (err error) { c.teacherSignUp, err = parseSignUp(v); return err }},
		{"dm", "STOA_DM", "all",
			"`who` writes privately, staff included: off (nobody), staff (where one of the two is a teacher or an admin) or all",
			func(c *config, v string) (err error) { c.dm, err = parseDM(v); return err }},
		{"password-cost", "STOA_PASSWORD_COST", "12",
			"`work` of hashing a password, 10 to 15: 12 takes a quarter of a second, each step twice as long",
			func(c *config, v string) (err error) { c.hashCost, err = parseCost(v); return err }},
		{"log", "STOA_LOG", "info", "log `level`: debug, info, warn or error",
			func(c *config, v string) error { return c.logLevel.UnmarshalText([]byte(v)) }},
	}
}

// parseConfig reads the settings of a command: flags before environment before defaults. more adds flags of its own.
func parseConfig(name string, args []string, p program, more func(*flag.FlagSet)) (config, error) {
	var c config
	fs := flag.NewFlagSet("stoa "+name, flag.ContinueOnError)
	fs.SetOutput(p.errors)
	values := map[string]*string{}
	for _, s := range settings() {
		value := s.fallback
		if v := p.getenv(s.env); v != "" {
			value = v
		}
		if s.fallback == "false" {
			fs.Var(boolText{&value}, s.flag, s.help+" ("+s.env+")")
		} else {
			fs.StringVar(&value, s.flag, value, s.help+" ("+s.env+")")
		}
		values[s.flag] = &value
	}
	if port := p.getenv("PORT"); port != "" && p.getenv("STOA_ADDR") == "" {
		*values["addr"] = ":" + port
	}
	if more != nil {
		more(fs)
	}
	if err := fs.Parse(args); err != nil {
		return c, err
	}
	if fs.NArg() > 0 {
		return c, fmt.Errorf("%s takes no argument %q", name, fs.Arg(0))
	}
	for _, s := range settings() {
		err := s.set(&c, *values[s.flag])
		if errors.Is(err, errShortSecret) {
			return c, err
		}
		if err != nil {
			return c, fmt.Errorf("--%s (%s) cannot be %q: %w", s.flag, s.env, *values[s.flag], err)
		}
	}
	return c, c.check()
}

// options are what a store needs to know of the settings.
func (c *config) options(log *slog.Logger) store.Options {
	wait := c.redis.DefaultReplicas()
	if c.replicas != nil {
		wait = *c.replicas
	}
	return store.Options{CourseTTL: c.ttl, CourseRefresh: c.refresh, AuditTTL: c.auditTTL, HashCost: c.hashCost, SignUp: c.signUp,
		TeacherSignUp: c.teacherSignUp, DM: c.dm, Log: log, Replicas: wait}
}

// check refuses settings that do not go together.
func (c *config) check() error {
	if _, _, err := net.SplitHostPort(c.addr); err != nil {
		return fmt.Errorf("--addr (STOA_ADDR) cannot be %q: it must be host:port", c.addr)
	}
	if (c.tlsCert == "") != (c.tlsKey == "") {
		return errors.New("--tls-cert and --tls-key go together")
	}
	if c.signUp == "" && c.demo {
		c.signUp = campus.SignUpOpen
	}
	c.secure = c.tlsCert != ""
	if c.url == "" {
		return nil
	}
	u, err := url.Parse(c.url)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("--url (STOA_URL) cannot be %q: it must begin with http:// or https://", c.url)
	}
	c.secure = c.secure || u.Scheme == "https"
	return nil
}

// ownRedis reports whether Stoa starts its own redis-server, because no setting names another.
func (c *config) ownRedis() bool {
	return c.redis.URL == "" && len(c.redis.Sentinels) == 0 && len(c.redis.Cluster) == 0
}

func isListSeparator(r rune) bool { return r == ',' || r == ' ' }

func parseProxies(v string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, one := range strings.FieldsFunc(v, isListSeparator) {
		p, err := netip.ParsePrefix(one)
		if err != nil {
			return nil, errors.New("each must be a network such as 10.0.0.0/8")
		}
		out = append(out, p)
	}
	return out, nil
}

// mostDays is the longest that a duration can be in days: a hundred years.
const mostDays = 36_500

// parseLife reads a duration that may be in days.
func parseLife(v string) (time.Duration, error) {
	d, err := time.ParseDuration(v)
	if days, ok := strings.CutSuffix(v, "d"); ok {
		var n int
		if n, err = strconv.Atoi(days); n > mostDays {
			err = strconv.ErrRange
		}
		d = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || d <= 0 {
		return 0, errors.New("it must be a length of time such as 30d, 12h or 300s")
	}
	return d, nil
}

// parseAfter reads after how long something is done; 0 for never.
func parseAfter(v string) (time.Duration, error) {
	if v == "never" || v == "0" {
		return 0, nil
	}
	after, err := parseLife(v)
	if err != nil {
		err = errors.New("it must be a length of time such as 30d, 12h or 300s, or never")
	}
	return after, err
}

// parseMonths reads for how many months something is kept; 0 for always.
func parseMonths(v string) (int, error) {
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 || n > campus.MostMonths {
		return 0, fmt.Errorf("it must be a whole number of months from 1 to %d, or 0 for always", campus.MostMonths)
	}
	return n, nil
}

// parseCount reads a number of things of which there must be one at least.
func parseCount(v string) (int, error) {
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		return 0, errors.New("it must be a number from 1 on")
	}
	return n, nil
}

// The work of hashing a password: below the least it is too easily guessed, above the most signing in takes seconds.
const (
	leastCost = 10
	mostCost  = 15
)

func parseCost(v string) (int, error) {
	n, err := strconv.Atoi(v)
	if err != nil || n < leastCost || n > mostCost {
		return 0, fmt.Errorf("it must be a number from %d to %d", leastCost, mostCost)
	}
	return n, nil
}

// parseYes reads a setting that is on or off.
func parseYes(v string) (bool, error) {
	yes, err := strconv.ParseBool(v)
	if err != nil {
		return false, errors.New("it must be true or false")
	}
	return yes, nil
}

// parseSignUp reads a way of signing up; "" is left to the campus.
func parseSignUp(v string) (campus.SignUp, error) {
	if way := campus.SignUp(v); way == "" || way.Valid() {
		return way, nil
	}
	return "", errors.New("it must be open, approve or closed")
}

func parseDM(v string) (campus.DM, error) {
	if policy := campus.DM(v); policy.Valid() {
		return policy, nil
	}
	return "", errors.New("it must be off, staff or all")
}

// parseStreams reads how many streams there may be.
func parseStreams(v string) (int, error) {
	if v != "auto" {
		return parseCount(v)
	}
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		return 0, fmt.Errorf("the limit of open files cannot be read: %w", err)
	}
	return streamsWithin(uint64(files.Cur)), nil // of another type on some systems
}

const (
	// spareFiles is the least number of files that are kept for everything but streams: Redis' connections, requests that
	// are being answered, browsers that keep a connection for the next.
	spareFiles = 256
	// mostStreams is where memory ends before files do: so many streams are some 4 GB.
	mostStreams = 100_000
)

// streamsWithin returns how many streams a limit of open files leaves room for. A page that has a stream keeps another
// connection for what it asks, for a while: a quarter of the files is for those and for everything else.
func streamsWithin(files uint64) int {
	spare := max(files/4, spareFiles)
	return int(min(max(files, spare+1)-spare, mostStreams))
}

// boolText is a flag that may stand alone.
type boolText struct{ value *string }

func (b boolText) String() string {
	if b.value == nil {
		return ""
	}
	return *b.value
}
func (b boolText) Set(v string) error { *b.value = v; return nil }

// IsBoolFlag tells package flag that the flag may stand alone.
func (b boolText) IsBoolFlag() bool { return true }

// leastSecret is the least length of a key that signs cookies: as long as what HMAC-SHA-256 makes of it.
const leastSecret = 32

func secretKey(at func(*config) *string) func(*config, string) error {
	return func(c *config, v string) error {
		if v != "" && len(v) < leastSecret {
			return errShortSecret
		}
		*at(c) = v
		return nil
	}
}

// errShortSecret is said without the key: what a start says is kept in logs.
var errShortSecret = errors.New("SECRET_KEY and SECRET_KEY_OLD must be at least 32 bytes long; openssl rand -base64 48 makes one")
