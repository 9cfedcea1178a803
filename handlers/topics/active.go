package topics

import (
	"context"
	"time"

	"stoa/handlers/api"
	"stoa/handlers/rows"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// activePace is how often the list is drawn at most: it is read whole, and everybody who comes into a room or leaves one
// changes it.
const activePace = time.Second

// active is the open meetings and who is in them, for admins.
func active(s *store.Store) *states[activeFacts] {
	return &states[activeFacts]{
		about: about{name: campus.TopicActive, parse: func(topic string) bool { return topic == campus.TopicActive }, mayWatch: adminsOnly},
		pace:  activePace,
		now:   s.Now,
		facts: func(ctx context.Context, _ []string) (activeFacts, error) {
			// Everybody who may watch is an admin, so it is read as any of them sees it.
			open, err := s.Meetings.Attendance(ctx, campus.Person{Role: campus.Admin}, store.MaxShown, nil)
			if err != nil {
				return activeFacts{}, err
			}
			stoas, err := s.Stoas.List(ctx, campus.Person{Role: campus.Admin}, nil)
			return activeFacts{s.Now(), open, stoas}, err
		},
		drawn: columns[activeFacts, string]{html: activeList, json: activeEvent},
	}
}

func adminsOnly(_ context.Context, who campus.Person, _ string) error {
	if who.Role != campus.Admin {
		return campus.ErrNotAdmin
	}
	return nil
}

type activeFacts struct {
	now  time.Time
	open []store.Attended

	stoas []store.Stoa
}

func activeList(f activeFacts, _ string) fragment {
	return swaps(views.Swap(views.SwapReplace, views.IDActive, views.ActiveList(rows.Shared(f.now).Active(f.open, f.stoas))))
}

func activeEvent(f activeFacts, _ string, out api.Event) (api.Event, bool) {
	listed := make([]store.Listed, len(f.open))
	for i, a := range f.open {
		listed[i] = a.Listed
	}
	return out.WithActive(listed), true
}
