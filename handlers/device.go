package handlers

import (
	"net/http"
	"time"

	"github.com/gorilla/securecookie"
	"github.com/labstack/echo/v4"

	"stoa/store"
)

const (
	deviceName = "stoa-device"
	// deviceLife is how long a browser is known: somebody who is away for a summer is not a stranger after it.
	deviceLife = 365 * 24 * time.Hour
)

// hostCookie returns a cookie's name: over https it is bound to this host by its prefix (RFC 6265bis, 4.1.3.2).
func hostCookie(name string, secure bool) string {
	if secure {
		return "__Host-" + name
	}
	return name
}

// deviceOf returns the browser that asks, if it is known: who signed in with it stands in a signed cookie.
func (s *sessionStore) deviceOf(c echo.Context) store.Device {
	name := hostCookie(deviceName, s.secure)
	cookie, err := c.Cookie(name)
	if err != nil {
		return ""
	}
	var device string
	if securecookie.DecodeMulti(name, cookie.Value, &device, s.device...) != nil {
		return ""
	}
	return store.Device(device)
}

// know has the browser that asks known from now on as one of somebody's.
func (s *sessionStore) know(c echo.Context, person int64) error {
	name := hostCookie(deviceName, s.secure)
	value, err := securecookie.EncodeMulti(name, string(s.deviceOf(c).With(person)), s.device...)
	if err != nil {
		return err
	}
	c.SetCookie(&http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(deviceLife.Seconds()), HttpOnly: true, Secure: s.secure,
		SameSite: http.SameSiteLaxMode})
	return nil
}
