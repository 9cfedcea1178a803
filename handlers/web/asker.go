package web

import (
	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
)

const (
	askerKey = "asker"
	tokenKey = "token"
)

// SetAsker notes who asks.
func SetAsker(c echo.Context, p campus.Person) { c.Set(askerKey, p) }

// Asker returns who asks; false when nobody is signed in.
func Asker(c echo.Context) (campus.Person, bool) {
	p, ok := c.Get(askerKey).(campus.Person)
	return p, ok
}

// SetToken notes the bearer token that a call came with.
func SetToken(c echo.Context, token string) { c.Set(tokenKey, token) }

// Token returns the bearer token that a call came with, "" for none: pages have no token.
func Token(c echo.Context) string {
	token, _ := c.Get(tokenKey).(string)
	return token
}

// By says that who asks changes somebody, from where, under an operation.
func By(c echo.Context, op string) store.By {
	p, _ := Asker(c)
	return store.By{Person: p, From: c.RealIP(), Op: op}
}
