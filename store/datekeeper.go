package store

import (
	"context"
	"slices"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// dateKeeper keeps the rooms of meetings' dates.
type dateKeeper struct{ *Meetings }

// date is which instance a room is of.
func date(room Room) (id int64, order int) {
	id, order, _ = campus.ParseMeetingTopic(room.Topic)
	return id, order
}

func (k dateKeeper) place(ctx context.Context, who campus.Person, room Room) (campus.Place, error) {
	id, order := date(room)
	seat, err := k.Reader(ctx, who, id, order)
	return seat.Place(k.e.Now()), err
}

func (k dateKeeper) chat(ctx context.Context, who campus.Person, room Room, span Span) (Chat, error) {
	id, order := date(room)
	view, err := k.View(ctx, who, id, order, span)
	return view.Chat(k.e.Now()), err
}

func (k dateKeeper) mentionable(ctx context.Context, who campus.Person, room Room, q string) ([]campus.Named, error) {
	id, order := date(room)
	return k.Mentionable(ctx, who, id, order, q)
}

func (k dateKeeper) mayEnter(ctx context.Context, room Room, ids []int64) (map[int64]bool, error) {
	id, _ := date(room)
	members := make([]string, len(ids))
	for i, person := range ids {
		members[i] = num(person)
	}
	out, err := k.withoutRight(ctx, id, members)
	may := map[int64]bool{}
	for _, person := range ids {
		may[person] = !slices.Contains(out, person)
	}
	return may, err
}

// teaches reports whether somebody is of the staff of the course that a room's meeting is of.
func (k dateKeeper) teaches(ctx context.Context, who campus.Person, room Room) (bool, error) {
	id, _ := date(room)
	var course *redis.StringCmd
	err := k.e.Read(ctx, func(p engine.Reader) { course = p.HGet(ctx, k.keys.meeting(id), "course") })
	if err != nil || course.Val() == "" {
		return false, err
	}
	found, err := k.courses.Get(ctx, course.Val())
	return err == nil && campus.CourseRights(who, found, campus.Enrolment{}).Staff, unlessGone(err)
}

func (k dateKeeper) standing(ctx context.Context, asker campus.Person, room Room, whom int64) (campus.Place, Standing, error) {
	id, order := date(room)
	seat, st, err := k.StandingOf(ctx, asker, id, order, whom)
	st.Host = whom == seat.Meeting.Host.ID
	return seat.Place(k.e.Now()), st, err
}

func (k dateKeeper) sanction(ctx context.Context, asker campus.Person, room Room, whom int64, what campus.Kind, op string) error {
	id, order := date(room)
	if what == campus.KindBanned || what == campus.KindLifted {
		return k.ban(ctx, asker, id, whom, what, op)
	}
	return k.Meetings.sanction(ctx, asker, id, order, whom, what, op)
}

func (k dateKeeper) setChat(ctx context.Context, asker campus.Person, room Room, chat campus.Rules, op string) (campus.Rules, error) {
	id, order := date(room)
	return k.SetChat(ctx, asker, id, order, chat, op)
}
