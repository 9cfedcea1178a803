package store

import (
	"cmp"
	"context"
	"encoding/json"
	"io/fs"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
)

// DefaultPrefix is what every key begins with.
const DefaultPrefix = "stoa:"

// Options are what a Store needs to know beside its client.
type Options struct {
	Prefix        string           // of every key; "" means DefaultPrefix
	Clock         func() time.Time // nil for Redis' own clock; tests give theirs
	Wall          func() time.Time // nil for this machine's clock, by which nothing opens or closes; tests give one that is wrong
	CourseTTL     time.Duration    // life of a course whose closing time is automatic; 0 means 30 days
	CourseRefresh time.Duration    // by which a first enrolment prolongs it; 0 means 1 day
	AuditTTL      time.Duration    // how long the audit is kept; 0 means 365 days
	HashCost      int              // of bcrypt; 0 means 12
	SignUp        campus.SignUp    // who may make an account for themselves; "" means approve
	TeacherSignUp campus.SignUp    // whether a wish to teach is granted at once, approved, or not asked for; "" means approve
	DM            campus.DM        // who may write to whom privately; "" means all
	Log           *slog.Logger     // nil discards
	Replicas      int              // how many must have what a person is told is saved; 0 for none
}

// Store is everything that Stoa keeps, in Redis: small types by noun over one engine. All of it is safe for concurrent use.
type Store struct {
	People   *People
	Imports  *Imports
	Sessions *Sessions
	Doors    *Doors
	Courses  *Courses
	Inbox    *Inbox
	Meetings *Meetings
	Rooms    *Rooms
	Reports  *Reports
	Home     *Home
	Requests *Requests
	Records  *Records
	Erasures *Erasures
	Audit    *Audit
	Demo     *Demo
	Stoas    *Stoas
	Presence *Presence

	TwoFactor *TwoFactor

	engine *engine.Engine
	opts   Options
	local  local
}

// data is what every noun stands on.
type data struct {
	e    *engine.Engine
	keys keys
}

// local is what lives in this process, whatever time a Store is at.
type local struct {
	passwords *passwords
	visits    *visits
	uses      *uses
	online    *atomic.Pointer[Online]
	uploads   chan string // files of people that this Stoa is to work on
	masks     *atomic.Pointer[Masks]
	shelf     *atomic.Pointer[Shelf]
	waking    *waking
}

// New returns a Store on rdb, which the caller closes. It refuses a Redis that could forget data.
func New(ctx context.Context, rdb redis.UniversalClient, o Options) (*Store, error) {
	o.Prefix = cmp.Or(o.Prefix, DefaultPrefix)
	if o.CourseTTL == 0 {
		o.CourseTTL = 30 * 24 * time.Hour
	}
	if o.CourseRefresh == 0 {
		o.CourseRefresh = 24 * time.Hour
	}
	if o.AuditTTL == 0 {
		o.AuditTTL = 365 * 24 * time.Hour
	}
	e, err := engine.New(ctx, rdb, engine.Options{Prefix: o.Prefix, Clock: o.Clock, Wall: o.Wall, Log: o.Log, Replicas: o.Replicas,
		Scripts: []fs.FS{scriptFiles(), index.Files()}}, slices.Concat(Scripts(), forOtherKinds(), index.Scripts())...)
	if err != nil {
		return nil, err
	}
	return assemble(e, o, local{newPasswords(o.HashCost), newVisits(), newUses(), newOnline(), make(chan string, maxUploads),
		new(atomic.Pointer[Masks]), new(atomic.Pointer[Shelf]), newWaking()}), nil
}

// assemble puts the nouns together.
func assemble(e *engine.Engine, o Options, own local) *Store {
	d := data{e, keys{e.Keys}}
	s := &Store{engine: e, opts: o, local: own}
	s.People = &People{d, own}

	s.Sessions = &Sessions{d, s.People, own}
	s.Doors = &Doors{d, s.People, s.Sessions, own, cmp.Or(o.SignUp, campus.SignUpApprove), cmp.Or(o.TeacherSignUp, campus.SignUpApprove)}
	s.TwoFactor = s.Sessions.twoFactor()
	s.Courses = &Courses{d, s.People, index.New(e, "courses", campus.IsCourseID, courseShelves...), o.CourseTTL, o.CourseRefresh}
	s.Rooms = &Rooms{d, s.People, s.Courses, &typing{}, cmp.Or(o.DM, campus.DMAll), nil, nil, own.waking, &sync.Map{}}
	s.Inbox = &Inbox{d, s.Courses, s.People}
	s.Meetings = &Meetings{d, s.People, s.Courses, s.Rooms}
	outside := roomKeeper{s.Rooms}
	s.Rooms.keepers = map[*RoomKind]keeper{meetingRooms: dateKeeper{s.Meetings}, generalRooms: outside, courseRooms: outside,
		privateRooms: outside}
	s.Reports = &Reports{d, s.People, s.Courses, s.Meetings}
	s.Home = &Home{d, s.People, s.Meetings, s.Inbox, s.Reports, s.Rooms}
	s.Requests = &Requests{d}
	s.Erasures = &Erasures{d, s.Rooms}
	s.Records = &Records{d, s.People, s.Rooms, own.masks, own.shelf}
	s.Rooms.records = s.Records
	s.Audit = &Audit{d, s.People, o.AuditTTL}
	s.Imports = &Imports{d, own, s.People, s.Audit}
	s.Demo = &Demo{d}
	s.Stoas = &Stoas{d}
	s.Presence = &Presence{d, s.People, own.online}
	return s
}

// At returns the same store as it is at another time: what it writes is dated then. Demo data has a past this way.
func (s *Store) At(clock func() time.Time) *Store {
	o := s.opts
	o.Clock = clock
	return assemble(s.engine.At(clock), o, s.local)
}

// Ping reports whether Redis answers.
func (s *Store) Ping(ctx context.Context) error { return s.engine.Ping(ctx) }

// Now returns the time by which things open and close: Redis' clock, or the injected one.
func (s *Store) Now() time.Time { return s.engine.Now() }

// Parked returns what changes have left to be done elsewhere and could not be, for admins.
func (s *Store) Parked(ctx context.Context) ([]Parked, error) { return s.engine.Parked(ctx) }

// Unpark has such a thing tried again; asker must be an admin.
func (s *Store) Unpark(ctx context.Context, asker campus.Person, tag, id, op string) error {
	if asker.Role != campus.Admin {
		return campus.ErrNotAdmin
	}
	return s.engine.Unpark(ctx, engine.Asked(asker.ID, "unpark:"+id, op), tag, id)
}

// How the store is run; see engine.
type (
	// Redis says where the data is.
	Redis = engine.Redis
	// Followers do what changes leave to other partitions.
	Followers = engine.Followers
	// Scheduler does what follows from the clock.
	Scheduler = engine.Scheduler
	// Listener hears the doorbells of all Stoas.
	Listener = engine.Listener
	// Parked is what changes have left to be done elsewhere and could not be.
	Parked = engine.Parked
)

// ErrLeaseLost is why followers stopped at an outbox that they could not keep in time; their next round goes on.
var ErrLeaseLost = engine.ErrLeaseLost

// Connect returns a client of the kind that r asks for. It does not yet talk to Redis.
func Connect(r Redis) (redis.UniversalClient, error) { return engine.Connect(r) }

// QuietClient sends go-redis' own log lines to log, at debug. It is for the whole process, so only cmd calls it.
func QuietClient(log *slog.Logger) { engine.QuietClient(log) }

func millis(t time.Time) string { return engine.Millis(t) }

func fromMillis(s string) time.Time {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}

func score(z float64) time.Time { return time.UnixMilli(int64(z)).UTC() }

func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// object writes what a script reads with cjson. Maps of strings and lists cannot fail to encode.
func object(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "{}"
	}
	return string(b)
}

// Words returns the different words of a query, as the search looks for them.
func Words(query string) []string { return index.Words(query) }

// Fold returns text as the search compares it: without case and accents.
func Fold(text string) string { return index.Fold(text) }

// Marks returns where text has what these words of a query find: from and to in turn.
func Marks(text string, words []string) []int { return index.Marks(text, words) }
