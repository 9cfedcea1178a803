package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
)

func TestAProblemTellsNothingOfOurFaults(t *testing.T) {
	t.Parallel()
	const fault = `{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"Something went wrong on our side. It has ` +
		`been noted."}`
	for name, one := range map[string]struct {
		err  error
		want string
	}{
		"a fault":         {errors.New("redis: secret"), fault},
		"a fault of echo": {echo.NewHTTPError(500, "secret"), fault},
		"a refusal": {campus.ErrNoCourse,
			`{"type":"about:blank","title":"Not Found","status":404,"detail":"This course does not exist."}`},
		"a wrapped refusal": {fmt.Errorf("secret: %w", campus.ErrAlreadyIn),
			`{"type":"about:blank","title":"Conflict","status":409,"detail":"You have already joined this meeting."}`},
		"a field": {campus.InvalidField("username", "username required"),
			`{"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"Please check what is marked.",` +
				`"errors":{"username":"username required"}}`},
		"no route": {echo.ErrNotFound, `{"type":"about:blank","title":"Not Found","status":404}`},
		"Redis that is away": {campus.Away(errors.New("secret")),
			`{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"Stoa cannot reach its data at the moment. ` +
				`Nothing is lost; please try again."}`},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := json.Marshal(newProblem(one.err)); err != nil || string(got) != one.want {
				t.Errorf("the problem is %s, %v\nwant %s", got, err, one.want)
			}
		})
	}
}

func TestTimesGoOutInUTC(t *testing.T) {
	t.Parallel()
	athens, err := time.LoadLocation("Europe/Athens")
	if err != nil {
		t.Fatal(err)
	}
	for want, at := range map[string]time.Time{
		`null`:                       {},
		`"2022-05-06T10:00:00Z"`:     time.Date(2022, 5, 6, 13, 0, 0, 0, athens),
		`"2022-05-06T10:00:00.250Z"`: time.Date(2022, 5, 6, 13, 0, 0, 250e6, athens),
	} {
		if got, err := json.Marshal(instant(at)); err != nil || string(got) != want {
			t.Errorf("%v is written as %s, %v; want %s", at, got, err, want)
		}
	}
	if got := precise(time.Date(2022, 5, 6, 13, 0, 0, 0, athens)); got != "2022-05-06T10:00:00.000Z" {
		t.Errorf("it is written as %s, want milliseconds", got)
	}
}

func TestHowFarAnErasureIs(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for want, e := range map[string]store.Erasure{
		`"done":null,"stage":"begun","files":0,"of":0,"lines":0,"trouble":null}`: {Stage: store.ErasureBegun},
		`"done":null,"stage":"files","files":2,"of":7,"lines":3,"trouble":"disk full"}`: {Stage: store.ErasureFiles, Files: 2,
			Of: 7, Lines: 3, Trouble: "disk full"},
		`"done":"2026-03-02T12:00:01Z","stage":"done","files":7,"of":7,"lines":4,"trouble":null}`: {Stage: store.ErasureDates,
			Files: 7, Of: 7, Lines: 4, Done: at.Add(time.Second)},
	} {
		e.Begun = at
		want = `{"begun":"2026-03-02T12:00:00Z",` + want
		if got, err := json.Marshal(newErasure(e)); err != nil || string(got) != want {
			t.Errorf("it is told as %s, %v, want %s", got, err, want)
		}
	}
}
