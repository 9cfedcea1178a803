package store

import (
	"context"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
)

// MaxMentionable is how many people are offered to be mentioned at once: nobody chooses from more.
const MaxMentionable = 8

// searchedToMention is how many people of the campus a search for whom to mention looks at.
const searchedToMention = 50

// Mentionable returns whom somebody may want to mention in an instance's room: whose names have words that begin as those of
// q. First comes its host and who is there, then who is listed, or enrolled in its course, or teaches it. It refuses as
// Reader does.
func (s *Meetings) Mentionable(ctx context.Context, asker campus.Person, id int64, order int, q string) ([]campus.Named, error) {
	seat, err := s.Reader(ctx, asker, id, order)
	if err != nil {
		return nil, err
	}
	var present *redis.StringSliceCmd
	err = s.e.Read(ctx, func(p engine.Reader) { present = p.ZRange(ctx, s.keys.present(MeetingRoom(id, order)), 0, MaxShown-1) })
	if err != nil {
		return nil, err
	}
	near := append([]int64{seat.Meeting.Host.ID}, idsFrom(present.Val())...)
	people, err := s.people.Some(ctx, near)
	if err != nil {
		return nil, err
	}
	offered := offer{asker: asker.ID, words: index.Words(q)}
	for _, one := range near {
		offered.add(people[one])
	}
	if len(offered.words) == 0 || offered.full() {
		return offered.people, nil
	}
	page, err := s.people.Page(ctx, PeopleQuery{Words: q, Status: campus.StatusActive, Limit: searchedToMention})
	if err != nil {
		return nil, err
	}
	expected, err := s.amongExpected(ctx, seat.Meeting, page.People)
	for _, one := range expected {
		offered.add(one)
	}
	return offered.people, err
}

// amongExpected returns those of some people who are listed for a meeting, enrolled in its course or teach it, and are not
// banned. That a meeting is open to everybody makes nobody one of them.
func (s *Meetings) amongExpected(ctx context.Context, m campus.Meeting, people []campus.Person) ([]campus.Person, error) {
	standings, seats := make([]standingRead, len(people)), make([]seatRead, len(people))
	err := s.e.Read(ctx, func(p engine.Reader) {
		for i, one := range people {
			standings[i] = s.queueStanding(ctx, p, one.ID, m.ID)
			if m.Course != "" {
				seats[i] = s.courses.queueSeat(ctx, p, one.ID, m.Course)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	var expected []campus.Person
	for i, one := range people {
		facts := standings[i].facts(m)
		seats[i].facts(&facts)
		teaches := facts.Course != nil && isAmong(facts.Course.Staff(), one.ID)
		if teaches || !facts.Banned && (facts.Invited || facts.Mine.Status == campus.Enrolled) {
			expected = append(expected, one)
		}
	}
	return expected, nil
}

// offer is people who are offered, being found.
type offer struct {
	asker  int64
	words  []string
	people []campus.Named
}

func (o *offer) full() bool { return len(o.people) >= MaxMentionable }

// add offers somebody who is called as it was asked, once; nobody needs to mention themselves.
func (o *offer) add(p campus.Person) {
	if p.ID == 0 || p.ID == o.asker || p.Status != campus.StatusActive || o.full() || isAmong(o.people, p.ID) {
		return
	}
	called := index.Words(p.Name)
	for _, word := range o.words {
		if !slices.ContainsFunc(called, func(name string) bool { return strings.HasPrefix(name, word) }) {
			return
		}
	}
	o.people = append(o.people, campus.Named{ID: p.ID, Name: p.Name})
}
