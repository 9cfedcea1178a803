package store_test

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

var eachCommand = regexp.MustCompile(`cmdstat_([a-z|]+):calls=(\d+)`)

// commandsDone returns how many commands Redis has done since its statistics were reset, those that scripts call too.
func commandsDone(b *testing.B, c *storetest.Campus) (n float64) {
	b.Helper()
	info, err := c.Redis.Info(b.Context(), "commandstats").Result()
	must(b, err)
	for _, m := range eachCommand.FindAllStringSubmatch(info, -1) {
		calls, err := strconv.ParseFloat(m[2], 64)
		must(b, err)
		if n += calls; m[1] == "info" || m[1] == "config|resetstat" {
			n -= calls
		}
	}
	return n
}

// BenchmarkPostALineThatIsFound is what a line costs Redis with all that follows from it: alone, as people write, and a hundred of
// a room before the followers come to them. A meeting's room is not searched.
func BenchmarkPostALineThatIsFound(b *testing.B) {
	for _, burst := range []int{1, 100} {
		for _, where := range []string{"general", "meeting"} {
			b.Run(fmt.Sprintf("%s/%d", where, burst), func(b *testing.B) {
				c, talk := storetest.New(b), newBabble()
				john := c.Person(b, "john", campus.Student)
				room := store.GeneralRoom()
				if where == "meeting" {
					m := c.Meeting(b, c.Person(b, "thales", campus.Teacher), "Talk", john)
					c.Settle(b)
					must(b, c.Meetings.Join(b.Context(), john, m.ID, 1, ""))
					room = store.MeetingRoom(m.ID, 1)
				}
				for range 500 { // so that words are known
					says(b, c, john, room, talk.text(12))
				}
				c.Settle(b)
				must(b, c.Redis.ConfigResetStat(b.Context()).Err())
				lines := 0
				for b.Loop() {
					for range burst {
						says(b, c, john, room, talk.text(12))
						lines++
					}
					_, err := c.Followers.Tick(b.Context())
					must(b, err)
				}
				b.ReportMetric(commandsDone(b, c)/float64(lines), "commands/line")
				b.ReportMetric(held(b, c), "script-ms")
			})
		}
	}
}

// BenchmarkFromALineToFoundElsewhere is how long it takes, after one Stoa has taken a line, until another's search finds it.
func BenchmarkFromALineToFoundElsewhere(b *testing.B) {
	c := storetest.New(b)
	there, john := c.Beside(b), c.Person(b, "john", campus.Student)
	works(b, c)
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		word := fmt.Sprintf("word%dx", i*7919)
		says(b, c, john, store.GeneralRoom(), word)
		for began := time.Now(); ; {
			found, err := there.Rooms.Search(b.Context(), john, store.LineQuery{Words: word, Room: campus.GeneralID, Limit: 1}, nil)
			must(b, err)
			if len(found.Lines) == 1 && found.Lines[0].Body == word {
				took = append(took, time.Since(began))
				break
			}
		}
	}
	percentiles(b, took)
}

// chatter fills rooms with lines.
func (t *babble) chatter(b *testing.B, c *storetest.Campus, who campus.Person, room store.Room, lines int) {
	b.Helper()
	for range lines {
		says(b, c, who, room, t.text(12))
	}
	must(b, drained(b.Context(), c))
}

func drained(ctx context.Context, c *storetest.Campus) error {
	_, err := c.Followers.Tick(ctx)
	return err
}

// BenchmarkSearchInRooms is a search in one room of ten thousand lines, and in five hundred rooms.
func BenchmarkSearchInRooms(b *testing.B) {
	c, talk := storetest.New(b), newBabble()
	john := c.Person(b, "john", campus.Student)
	others := c.Students(b, 500)
	before := used(b, c)
	for range 10_000 {
		says(b, c, john, store.GeneralRoom(), talk.text(12))
	}
	lines, began := used(b, c), time.Now()
	must(b, drained(b.Context(), c))
	b.Logf("10000 lines: %.2f KB each, their index %.2f KB more, %.0f lines a second", float64(lines-before)/1e4/1024,
		float64(used(b, c)-lines)/1e4/1024, 1e4/time.Since(began).Seconds())
	for _, other := range others {
		talk.chatter(b, c, john, store.PrivateRoom(john.ID, other.ID), 5)
	}
	common := talk.word()
	for name, q := range map[string]store.LineQuery{
		"a word": {Words: common}, "a beginning": {Words: common[:2]}, "a typo": {Words: "x" + common + "x philophi"},
		"four words": {Words: talk.text(4)}, "sixteen letters": {Words: "a b c d e f g h i j k l m n o p"},
		"newest": {Words: common, Sort: store.ByNewest}, "of somebody": {Words: common, From: "1"},
	} {
		for _, room := range []campus.RoomID{campus.GeneralID, ""} {
			b.Run(fmt.Sprintf("%s/in %q", name, room), func(b *testing.B) {
				must(b, c.Redis.ConfigResetStat(b.Context()).Err())
				q.Limit, q.Room = store.PageSize, room
				n := 0
				for b.Loop() {
					n++
					_, err := c.Rooms.Search(b.Context(), john, q, nil)
					must(b, err)
				}
				b.ReportMetric(held(b, c), "script-ms")
				b.ReportMetric(commandsDone(b, c)/float64(n), "commands")
			})
		}
	}
}
