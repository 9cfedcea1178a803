package store

import (
	"cmp"
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// CourseLevel is a course of somebody's own, and how much they would be told of it.
type CourseLevel struct {
	Course campus.Course
	Level  campus.NewsLevel
}

// SetLevel says how much somebody is told of a course that they take, wait for or teach. Refusals: Invalid for what is no level,
// ErrNoCourse, ErrNotOfCourse.
func (s *Inbox) SetLevel(ctx context.Context, who campus.Person, course, level, op string) error {
	l, err := campus.CheckNewsLevel(level)
	if err != nil {
		return err
	}
	if err := s.mayBeTold(ctx, who, course); err != nil {
		return err
	}
	_, err = s.e.Write(ctx, engine.Asked(who.ID, "level:"+course+":"+level, op), setLevelScript, []string{s.keys.personLevels(who.ID)},
		course, string(l), campus.PersonTopic(who.ID))
	return err
}

// Level returns how much somebody is told of a course. It refuses as SetLevel does.
func (s *Inbox) Level(ctx context.Context, who campus.Person, course string) (campus.NewsLevel, error) {
	if err := s.mayBeTold(ctx, who, course); err != nil {
		return "", err
	}
	var kept *redis.StringCmd
	err := s.e.Read(ctx, func(p engine.Reader) { kept = p.HGet(ctx, s.keys.personLevels(who.ID), course) })
	return levelFrom(kept.Val()), err
}

// mayBeTold refuses who has nothing to do with a course: nothing of it is told to them.
func (s *Inbox) mayBeTold(ctx context.Context, who campus.Person, course string) error {
	c, mine, err := s.courses.For(ctx, who.ID, course)
	if err == nil && mine.Status == campus.NotEnrolled && !campus.CourseRights(who, c, mine).Staff {
		err = campus.ErrNotOfCourse
	}
	return err
}

// Levels returns somebody's own courses, the newest first, with how much they are told of each: in two round trips, or one
// after Ahead{Levels: true}.
func (s *Inbox) Levels(ctx context.Context, who campus.Person, a *Ahead) ([]CourseLevel, error) {
	levels, err := s.levels(ctx, who.ID, a)
	if err != nil {
		return nil, err
	}
	mine, err := s.courses.Mine(ctx, who)
	all := make([]CourseLevel, len(mine))
	for i, m := range mine {
		all[i] = CourseLevel{m.Course, levelFrom(levels[m.Course.ID])}
	}
	return all, err
}

func (s *Inbox) levels(ctx context.Context, person int64, a *Ahead) (map[string]string, error) {
	if a != nil && a.read && a.levels != nil {
		return a.levels.Val(), nil
	}
	var kept *redis.MapStringStringCmd
	err := s.e.Read(ctx, func(p engine.Reader) { kept = p.HGetAll(ctx, s.keys.personLevels(person)) })
	return kept.Val(), err
}

// LevelOf returns how much the visitor is told of a course, as far as that was read ahead.
func (a *Ahead) LevelOf(course string) campus.NewsLevel {
	if a == nil || !a.read || a.levels == nil {
		return ""
	}
	return levelFrom(a.levels.Val()[course])
}

func levelFrom(kept string) campus.NewsLevel { return cmp.Or(campus.NewsLevel(kept), campus.NewsAll) }

// silent reports whether a room is of a course of which somebody would be told nothing: nothing in it counts as unread.
func silent(levels map[string]string, id campus.RoomID) bool {
	course, ok := id.Course()
	return ok && levelFrom(levels[course]) == campus.NewsNone
}

// pressing is how soon a date is that may not be moved or cancelled silently: one may be on the way.
const pressing = 24 * time.Hour

// weighted says of a notification of a meeting which levels let it pass.
func (k keptNotification) weighted(at int64) keptNotification {
	presses := func(ms int64) bool { return ms != 0 && ms-at < pressing.Milliseconds() }
	switch {
	case k.Kind == campus.Mentioned:
		k.weight = campus.WeighsMention
	case k.Kind == campus.Reminded, k.Why == campus.WhyOut:
		k.weight = campus.WeighsOwn
	case (k.Kind == campus.MeetingMoved || k.Kind == campus.MeetingCancelled) && (presses(k.Dates[0]) || presses(k.Dates[2])):
		k.weight = campus.WeighsOwn
	}
	return k
}

// ownLevels tells which courses somebody would be told less of.
func (s *Store) ownLevels(ctx context.Context, person campus.Person, to OwnData) error {
	all, err := s.Inbox.Levels(ctx, person, nil)
	for _, one := range all {
		if one.Level != campus.NewsAll && err == nil {
			err = to.Level(one)
		}
	}
	return err
}
