package main

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/handlers/live"
	"stoa/store/archive"
	"stoa/store/campus"
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
			c, err := parseConfig("serve", one.args, program{errors: io.Discard, getenv: func(key string) string { return one.env[key] }},
				nil)
			if one.want.All == -1 && c.streams.All > 0 {
				c.streams.All = -1
			}
			if err != nil || c.streams != one.want {
				t.Errorf("the limits are %+v, %v; want %+v", c.streams, err, one.want)
			}
		})
	}
}

func TestHowManyReplicasAWriteWaitsForFollowsFromTheKindOfRedis(t *testing.T) {
	t.Parallel()
	sentinels := []string{"--redis-sentinels", "10.0.0.1:26379", "--redis-master-name", "stoa"}
	for name, one := range map[string]struct {
		args []string
		env  string
		want int // -1 where it is refused
	}{
		"nothing said":         {nil, "", 0},
		"one Redis, said":      {[]string{"--redis-url", "redis://10.0.0.1"}, "2", 2},
		"cluster":              {[]string{"--redis-cluster", "10.0.0.1:6379"}, "", 0},
		"sentinels":            {sentinels, "", 1},
		"sentinels, for speed": {sentinels, "0", 0},
		"a flag wins":          {append([]string{"--redis-wait-replicas=2"}, sentinels...), "1", 2},
		"less than none":       {nil, "-1", -1},
		"no number":            {nil, "one", -1},
		"too many":             {nil, "101", -1},
	} {
		env := func(key string) string { return map[string]string{"REDIS_WAIT_REPLICAS": one.env}[key] }
		c, err := parseConfig("serve", one.args, program{errors: io.Discard, getenv: env}, nil)
		if (err != nil) != (one.want < 0) || err == nil && c.options(nil).Replicas != one.want {
			t.Errorf("%s: %v, want %d", name, err, one.want)
		}
	}
}

func TestWhoMaySignUpFollowsFromTheSettingsAndInADemoFromThat(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		args           []string
		env            map[string]string
		want, teachers campus.SignUp
		refused        bool
	}{
		"nothing said":    {nil, nil, "", campus.SignUpApprove, false}, // which the store takes for approve
		"a demo":          {[]string{"--demo"}, nil, campus.SignUpOpen, campus.SignUpApprove, false},
		"a demo, closed":  {[]string{"--demo", "--signup", "closed"}, nil, campus.SignUpClosed, campus.SignUpApprove, false},
		"a demo, approve": {[]string{"--demo", "--signup=approve"}, nil, campus.SignUpApprove, campus.SignUpApprove, false},
		"open": {nil, map[string]string{"STOA_SIGNUP": "open", "STOA_TEACHER_SIGNUP": "open"}, campus.SignUpOpen,
			campus.SignUpOpen, false},
		"closed": {nil, map[string]string{"STOA_SIGNUP": "closed", "STOA_TEACHER_SIGNUP": "closed"}, campus.SignUpClosed,
			campus.SignUpClosed,
			false},
		"approve": {nil, map[string]string{"STOA_SIGNUP": "approve", "STOA_TEACHER_SIGNUP": "approve"}, campus.SignUpApprove,
			campus.SignUpApprove, false},
		"another":              {[]string{"--signup", "Open"}, nil, "", "", true},
		"another for teachers": {[]string{"--teacher-signup", "yes"}, nil, "", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := parseConfig("serve", one.args, program{errors: io.Discard, getenv: func(key string) string { return one.env[key] }},
				nil)
			if (err != nil) != one.refused {
				t.Fatalf("it is refused: %v", err)
			}
			if o := c.options(nil); err == nil && (o.SignUp != one.want || o.TeacherSignUp != one.teachers) {
				t.Errorf("people sign up %q and teachers %q, want %q and %q", o.SignUp, o.TeacherSignUp, one.want, one.teachers)
			}
		})
	}
}

func TestWhoMayWritePrivatelyFollowsFromTheSettings(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		args []string
		env  string
		want campus.DM // "" where it is refused
	}{
		"nothing said": {nil, "", campus.DMAll},
		"off":          {[]string{"--dm", "off"}, "", campus.DMOff},
		"staff":        {nil, "staff", campus.DMStaff},
		"a flag wins":  {[]string{"--dm=all"}, "off", campus.DMAll},
		"another":      {[]string{"--dm", "Staff"}, "", ""},
		"nobody":       {nil, "none", ""},
	} {
		env := func(key string) string { return map[string]string{"STOA_DM": one.env}[key] }
		c, err := parseConfig("serve", one.args, program{errors: io.Discard, getenv: env}, nil)
		if (err != nil) != (one.want == "") || err == nil && c.options(nil).DM != one.want {
			t.Errorf("%s: %q, %v, want %q", name, c.dm, err, one.want)
		}
	}
}

func TestWhenFilesAreMergedFollowsFromTheSettings(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		env  string
		want []archive.Merging // nil where it is refused
	}{
		"nothing said": {"", archive.DefaultMerging()},
		"never":        {"off", []archive.Merging{}},
		"two": {"1d:2GiB, 36h:1MiB", []archive.Merging{{After: 24 * time.Hour, Bytes: 2 << 30},
			{After: 36 * time.Hour, Bytes: 1 << 20}}},
		"no size": {"10s", nil}, "no time": {":1MiB", nil}, "no unit": {"10s:100", nil}, "nothing": {",", nil},
		"none of a size": {"10s:0MiB", nil}, "less than none": {"10s:-1MiB", nil}, "another unit": {"10s:1MB", nil},
		"too large": {"10s:1025GiB", nil}, "far too large": {"10s:99999999999GiB", nil}, "no time at all": {"0s:1MiB", nil},
		"too many": {strings.Repeat("10s:1MiB,", 9), nil},
	} {
		env := func(key string) string { return map[string]string{"STOA_ARCHIVE_MERGE": one.env}[key] }
		c, err := parseConfig("serve", nil, program{errors: io.Discard, getenv: env}, nil)
		if (err != nil) != (one.want == nil) || err == nil && (c.merging == nil || !slices.Equal(c.merging, one.want)) {
			t.Errorf("%s: %v, %v, want %v", name, c.merging, err, one.want)
		}
	}
}

func TestHowLongRowsAreKeptFollowsFromTheSettings(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		env  map[string]string
		args []string
		want *campus.Retention // nil where it is refused
	}{
		"nothing said": {want: &campus.Retention{}},
		"both": {env: map[string]string{"STOA_RETAIN_EVENTS": "24", "STOA_RETAIN_MESSAGES": "12"},
			want: &campus.Retention{Events: 24, Messages: 12}},
		"always": {env: map[string]string{"STOA_RETAIN_EVENTS": "0"}, want: &campus.Retention{}},
		"a flag": {env: map[string]string{"STOA_RETAIN_MESSAGES": "12"}, args: []string{"--retain-messages", "1"},
			want: &campus.Retention{Messages: 1}},
		"the most": {args: []string{"--retain-events", "1200"}, want: &campus.Retention{Events: 1200}},
		"too many": {args: []string{"--retain-events", "1201"}}, "less than none": {args: []string{"--retain-events", "-1"}},
		"half a month": {args: []string{"--retain-messages", "0.5"}}, "a unit": {args: []string{"--retain-messages", "12m"}},
	} {
		c, err := parseConfig("serve", one.args, program{errors: io.Discard, getenv: func(key string) string { return one.env[key] }}, nil)
		if (err != nil) != (one.want == nil) || err == nil && c.retain != *one.want {
			t.Errorf("%s: %v, %v, want %v", name, c.retain, err, one.want)
		}
	}
}

func TestWhenRoomsAreLetGoAndWhoWritesBesideFollowsFromTheSettings(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for name, one := range map[string]struct {
		env     map[string]string
		args    []string
		after   time.Duration
		peers   []string
		refused bool
	}{
		"nothing said":    {after: 90 * day},
		"never":           {env: map[string]string{"STOA_ARCHIVE_AFTER": "never"}},
		"0":               {args: []string{"--archive-after", "0"}},
		"hours":           {args: []string{"--archive-after", "12h"}, env: map[string]string{"STOA_ARCHIVE_AFTER": "1d"}, after: day / 2},
		"a hundred years": {args: []string{"--archive-after", "36500d"}, after: 36500 * day},
		"more":            {args: []string{"--archive-after", "36501d"}, refused: true},
		"no number":       {args: []string{"--archive-after", "999999999999999999999d"}, refused: true},
		"more than fits":  {args: []string{"--archive-after", "213504d"}, refused: true},
		"before":          {args: []string{"--archive-after", "-1d"}, refused: true},
		"a word":          {args: []string{"--archive-after", "soon"}, refused: true},
		"others":          {env: map[string]string{"STOA_ARCHIVE_PEERS": "metrics, logs"}, after: 90 * day, peers: []string{"metrics", "logs"}},
	} {
		c, err := parseConfig("serve", one.args, program{errors: io.Discard, getenv: func(key string) string { return one.env[key] }}, nil)
		if (err != nil) != one.refused || err == nil && (c.archiveAfter != one.after || !slices.Equal(c.peers, one.peers)) {
			t.Errorf("%s: %s, %q, %v", name, c.archiveAfter, c.peers, err)
		}
	}
}

func TestAKeyHasThirtyTwoBytesOrMoreAndIsNeverRepeated(t *testing.T) {
	t.Parallel()
	short, least := strings.Repeat("k", 31), strings.Repeat("k", 32)
	for name, one := range map[string]struct {
		key, old string
		refused  bool
	}{
		"none":              {"", "", false},
		"the least":         {least, "", false},
		"both":              {least, least + "o", false},
		"too short":         {short, "", true},
		"the old too short": {least, short, true},
	} {
		t.Run(name, func(t *testing.T) {
			env := map[string]string{"SECRET_KEY": one.key, "SECRET_KEY_OLD": one.old}
			var said strings.Builder
			c, err := parseConfig("serve", nil, program{errors: &said, getenv: func(key string) string { return env[key] }}, nil)
			if !one.refused && (err != nil || c.secret != one.key || c.oldSecret != one.old) {
				t.Errorf("the keys are %q and %q, %v", c.secret, c.oldSecret, err)
			}
			if one.refused && (!errors.Is(err, errShortSecret) || strings.Contains(err.Error()+said.String(), short)) {
				t.Errorf("refused with %v, having said %q", err, said.String())
			}
		})
	}
}
