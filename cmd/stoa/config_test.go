package main

import (
	"io"
	"testing"

	"stoa/handlers/live"
)

func TestStreamsAreBoundedByOpenFilesUnlessASettingSaysHowMany(t *testing.T) {
	t.Parallel()
	for files, want := range map[uint64]int{0: 1, 200: 1, 1024: 768, 20_000: 15_000, 1 << 63: mostStreams} {
		if got := streamsWithin(files); got != want {
			t.Errorf("%d files leave room for %d streams, want %d", files, got, want)
		}
	}
	for name, one := range map[string]struct {
		args []string
		env  map[string]string
		want live.Limits // with -1 for whatever the open files allow
	}{
		"nothing said":    {nil, nil, live.Limits{Person: 20, All: -1}},
		"by variables":    {nil, map[string]string{"STOA_STREAMS": "7", "STOA_STREAMS_PER_PERSON": "3"}, live.Limits{Person: 3, All: 7}},
		"flags are first": {[]string{"--streams", "8"}, map[string]string{"STOA_STREAMS": "7"}, live.Limits{Person: 20, All: 8}},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := parseConfig("serve", one.args, program{errors: io.Discard, getenv: func(key string) string { return one.env[key] }}, nil)
			if one.want.All == -1 && c.streams.All > 0 {
				c.streams.All = -1
			}
			if err != nil || c.streams != one.want {
				t.Errorf("the limits are %+v, %v; want %+v", c.streams, err, one.want)
			}
		})
	}
}
