package handlers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/gorilla/securecookie"
	"github.com/gorilla/sessions"

	"stoa/store"
	"stoa/store/campus"
)

// sessionName is the cookie's name; over https it is bound to this host by its prefix (RFC 6265bis, 4.1.3.2).
const (
	sessionName       = "stoa"
	secureSessionName = "__Host-stoa"
)

// sessionStore keeps sessions in Redis for gorilla/sessions. A session's id is the secret that store.SignIn made; an id
// that a browser brings is looked up, and never adopted.
type sessionStore struct {
	store  *store.Store
	codecs []securecookie.Codec
	device []securecookie.Codec
	secure bool
}

// personKey is where a session has who it is.
const personKey = "person"

func newSessionStore(s *store.Store, keys [][]byte, secure bool) *sessionStore {
	return &sessionStore{s, codecs(keys, store.SessionLife), codecs(keys, deviceLife), secure}
}

// codecs sign with the first of the keys, and read what was signed with any of them.
func codecs(keys [][]byte, life time.Duration) []securecookie.Codec {
	var all []securecookie.Codec
	for _, key := range keys {
		if len(key) > 0 {
			codec := securecookie.New(key, nil)
			codec.MaxAge(int(life.Seconds()))
			all = append(all, codec)
		}
	}
	return all
}

func (s *sessionStore) name() string {
	if s.secure {
		return secureSessionName
	}
	return sessionName
}

// Get implements sessions.Store: the session of this request, read once.
func (s *sessionStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New implements sessions.Store. A cookie that is foreign, old or ended makes a session of nobody; only a Redis that is
// away is an error.
func (s *sessionStore) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	session.IsNew = true
	session.Options = &sessions.Options{Path: "/", MaxAge: int(store.SessionLife.Seconds()), Secure: s.secure, HttpOnly: true,
		SameSite: http.SameSiteLaxMode}
	cookie, err := r.Cookie(name)
	if err != nil {
		return session, nil
	}
	var token string
	if err := securecookie.DecodeMulti(name, cookie.Value, &token, s.codecs...); err != nil {
		return session, nil
	}
	person, err := s.visitor(r.Context(), token)
	if errors.Is(err, campus.ErrSignedOut) {
		return session, nil
	}
	if err != nil {
		return session, err
	}
	session.ID, session.IsNew, session.Values[personKey] = token, false, person
	return session, nil
}

// aheadKey is where a request's context has what its page will want to know.
type aheadKey struct{}

// visitor finds out who has a token, and reads along what the page will want to know.
func (s *sessionStore) visitor(ctx context.Context, token string) (campus.Person, error) {
	if ahead, ok := ctx.Value(aheadKey{}).(*store.Ahead); ok {
		return s.store.Sessions.VisitorAnd(ctx, token, store.Browser, ahead)
	}
	return s.store.Sessions.Visitor(ctx, token, store.Browser)
}

// Save implements sessions.Store: it sends the cookie, or takes it away. What is in Redis is the store's business.
func (s *sessionStore) Save(_ *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	if session.Options.MaxAge < 0 {
		http.SetCookie(w, sessions.NewCookie(session.Name(), "", session.Options))
		return nil
	}
	value, err := securecookie.EncodeMulti(session.Name(), session.ID, s.codecs...)
	if err != nil {
		return err
	}
	http.SetCookie(w, sessions.NewCookie(session.Name(), value, session.Options))
	return nil
}
