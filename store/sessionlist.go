package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// SessionInfo is a session or a named token as its owner sees it. It opens nothing.
type SessionInfo struct {
	ID      string // by which it is ended
	Kind    SessionKind
	Name    string // of a token; "" for a sign-in
	Agent   string // what the browser or script says that it is
	From    string // network address
	Started time.Time
	Seen    time.Time // last use, some seconds behind; zero for none
	Ends    time.Time
	Current bool // the one that asks

	hash string
}

// maxListed bounds how many sign-ins are listed: more than anybody looks through.
const maxListed = 200

// List returns somebody's sessions and tokens, the latest first: all tokens, and the sign-ins that end last. token is that of
// who asks, "" for somebody else.
func (s *Sessions) List(ctx context.Context, person int64, token string) ([]SessionInfo, error) {
	var held heldRead
	if err := s.e.Read(ctx, func(p engine.Reader) { held = s.queueHeld(ctx, p, person) }); err != nil {
		return nil, err
	}
	var read sessionsRead
	if err := s.e.Read(ctx, func(p engine.Reader) { read = s.queueSessions(ctx, p, held.hashes(), held.rights.Val()) }); err != nil {
		return nil, err
	}
	return read.infos(s.e.Now(), token), nil
}

// heldRead is which sessions and tokens a person has, being read along with other things.
type heldRead struct {
	signIns, tokens *redis.StringSliceCmd
	rights          *redis.StringCmd
}

func (d data) queueHeld(ctx context.Context, p engine.Reader, person int64) heldRead {
	return heldRead{p.ZRange(ctx, d.keys.sessions(person), -maxListed, -1), p.ZRange(ctx, d.keys.tokens(person), 0, -1),
		p.HGet(ctx, d.keys.person(person), "rights")}
}

// hashes returns all that the person has, a token that was listed among the sign-ins once.
func (h heldRead) hashes() []string {
	hashes := slices.Concat(h.tokens.Val(), h.signIns.Val())
	slices.Sort(hashes)
	return slices.Compact(hashes)
}

// sessionsRead is these sessions being read, by their hashes.
type sessionsRead struct {
	hashes []string
	rights string // that their person has
	cmds   []*redis.SliceCmd
}

func (d data) queueSessions(ctx context.Context, p engine.Reader, hashes []string, rights string) sessionsRead {
	r := sessionsRead{hashes, rights, make([]*redis.SliceCmd, len(hashes))}
	for i, hash := range hashes {
		r.cmds[i] = p.HMGet(ctx, d.keys.session(hash), "kind", "name", "agent", "from", "started", "seen", "ends", "rights")
	}
	return r
}

// infos returns those that hold, the latest first: they have not ended, and were opened under the rights that their person
// has now. token is that of who asks.
func (r sessionsRead) infos(now time.Time, token string) []SessionInfo {
	all, own := make([]SessionInfo, 0, len(r.cmds)), hashToken(token)
	for i, cmd := range r.cmds {
		hash, f := r.hashes[i], engine.Texts(cmd.Val())
		one := SessionInfo{ID: sessionID(hash), Kind: SessionKind(f[0]), Name: f[1], Agent: f[2], From: f[3], Started: fromMillis(f[4]),
			Seen: fromMillis(f[5]), Ends: fromMillis(f[6]), Current: hash == own, hash: hash}
		if f[0] != "" && one.Ends.After(now) && f[7] == r.rights {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b SessionInfo) int { return cmp.Or(b.Started.Compare(a.Started), cmp.Compare(a.ID, b.ID)) })
	return all
}

// TokenID is by what a token is called where it is listed and ended.
func TokenID(token string) string { return sessionID(hashToken(token)) }

// sessionID is by what a session is called where it must not be given away: its hash is what Redis finds it by.
func sessionID(hash string) string { return hashToken(hash)[:16] }

// End ends one session or token of somebody, by its id. People end their own, admins everybody's. It returns ErrNoSession
// for one that is not there, or is somebody else's.
func (s *Sessions) End(ctx context.Context, by By, person int64, id string) error {
	all, err := s.List(ctx, person, "")
	if err != nil {
		return err
	}
	hash := id // of no session: but what was done before under this operation is answered as it was
	if i := slices.IndexFunc(all, func(one SessionInfo) bool { return one.ID == id }); i >= 0 {
		hash = all[i].hash
	}
	return s.end(ctx, by, person, id, []string{hash}, campus.DeedEnded)
}

// EndOthers ends all of somebody's sign-ins but that with this token, "" for all, however many there are: a script may have
// signed in a thousand times. Named tokens stay. Sent again it ends those that have come since.
func (s *Sessions) EndOthers(ctx context.Context, by By, person int64, token string) error {
	by.Op = ""
	for kept := 0; ; {
		var found *redis.StringSliceCmd
		var rights *redis.StringCmd
		err := s.e.Read(ctx, func(p engine.Reader) {
			found = p.ZRange(ctx, s.keys.sessions(person), int64(kept), int64(kept+maxListed-1))
			rights = p.HGet(ctx, s.keys.person(person), "rights")
		})
		if err != nil || len(found.Val()) == 0 {
			return err
		}
		var read sessionsRead
		err = s.e.Read(ctx, func(p engine.Reader) { read = s.queueSessions(ctx, p, found.Val(), rights.Val()) })
		if err != nil {
			return err
		}
		var hashes []string
		for _, one := range read.infos(s.e.Now(), token) {
			if !one.Current && one.Name == "" {
				hashes = append(hashes, one.hash)
			}
		}
		kept += len(found.Val()) - len(hashes)
		if len(hashes) == 0 {
			continue
		}
		err = s.end(ctx, by, person, "others", hashes, campus.DeedEnded)
		if err != nil && !errors.Is(err, campus.ErrNoSession) { // they have ended by themselves
			return err
		}
	}
}

// tokenDays are the lives of a token that one can choose.
var tokenDays = []int{30, 90, 365}

// TokenDays returns the lives of a token that one can choose, in days.
func TokenDays() []int { return slices.Clone(tokenDays) }

// maxTokenName bounds a token's name.
const maxTokenName = 100

// CreateToken makes a named token for who asks, good for so many days. It is returned once and kept only as a hash. session
// is the token that they ask with. Asked again under the same operation it returns ErrTokenShown.
func (s *Sessions) CreateToken(ctx context.Context, by By, session, name string, days int) (Session, error) {
	name = strings.TrimSpace(name)
	wrong := map[string]string{}
	n := utf8.RuneCountInString(name)
	if n == 0 || n > maxTokenName || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		wrong["name"] = "1 to 100 characters, none of them a control character"
	}
	if !slices.Contains(tokenDays, days) {
		wrong["days"] = "30, 90 or 365"
	}
	if err := campus.InvalidFields(wrong); err != nil {
		return Session{}, err
	}
	id, life := by.Person.ID, time.Duration(days)*24*time.Hour
	token := newToken(id)
	keys := append(s.keys.personKeys(id, by), s.keys.session(hashToken(token)), s.keys.session(hashToken(session)), s.keys.tokens(id))
	got, err := s.e.Write(ctx, engine.Asked(id, "create token", by.Op), createTokenScript, keys, id, by.who(), by.From,
		hashToken(token), string(API), name, "", int(life.Seconds()), TokenID(token))
	if err != nil {
		return Session{}, err
	}
	if got.Text(2) != hashToken(token) {
		return Session{}, campus.ErrTokenShown
	}
	return Session{Token: token, Person: by.Person, Ends: time.UnixMilli(got.Number(1)).UTC()}, nil
}

// Tries at the old password, for who is signed in already: whoever found an open browser must not guess on.
const (
	oldTries = 10
	oldStep  = 90 * time.Second
)

// ChangePassword gives somebody another password. All their sessions and tokens end; who asks goes on with a new session.
// It returns an Invalid naming the field for a wrong old password and a new one that cannot be.
func (s *Sessions) ChangePassword(ctx context.Context, by By, c Credentials, password string) (Session, error) {
	if err := campus.CheckPassword("new_password", password); err != nil {
		return Session{}, err
	}
	id := by.Person.ID
	buckets := []bucket{{s.keys.attempts("old password " + num(id)), oldStep, oldTries}}
	if err := s.take(ctx, buckets); err != nil {
		return Session{}, err
	}
	who, err := s.verify(ctx, id, c.Password)
	if errors.Is(err, campus.ErrSignIn) {
		return Session{}, cmp.Or(s.noteFailure(ctx, who, by.From), campus.InvalidField("old_password", "this is not your password"))
	}
	if err != nil {
		return Session{}, err
	}
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return Session{}, err
	}
	token := newToken(id)
	got, err := s.e.Write(ctx, engine.Asked(id, "change password", ""), changePasswordScript,
		append(s.keys.personKeys(id, by), s.keys.session(hashToken(token))), id, by.who(), by.From, hashToken(token), string(c.Kind), "",
		cutAgent(c.Agent), int(SessionLife.Seconds()), who.hash, hash, campus.PersonTopic(id))
	s.visits.forget(id)
	if err != nil {
		return Session{}, err
	}
	return Session{Token: token, Person: by.Person, Ends: time.UnixMilli(got.Number(1)).UTC()}, s.giveBack(ctx, buckets)
}
