package archive_test

import (
	"testing"
	"time"

	"stoa/store"
	"stoa/store/archive"
)

// A line that is deleted when its text is in a file that is not registered yet is shown to nobody, however late the followers are.
func TestALineThatIsDeletedWhileItsDateIsArchivedIsMaskedAtOnce(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		ctx, m := t.Context(), s.held(t, 2)
		written, deleted := 0, false
		all, err := archive.New(ctx, s.c.Redis, s.c.Store, s.dir, s.o)
		must(t, err)
		slow := archive.NewArchiver(s.Index, s.c.Records, s.c.Erasures, s.dir, s.c.Options.Log, func(point string) {
			if point == archive.PointWritten {
				written++
			}
			if written == 4 && !deleted {
				deleted = true
				must(t, s.c.Rooms.Delete(ctx, s.thales, store.MeetingRoom(m.ID, 1), 2, true, ""))
			}
		})
		if done, err := slow.Tick(ctx); done != 1 || !deleted || err != nil {
			t.Fatalf("%d dates, deleted: %t, %v", done, deleted, err)
		}
		read := func(what string) {
			t.Helper()
			found, _, err := archive.Page[archive.Message](ctx, all, s.john, archive.Ask{Limit: 9, Filter: archive.Filter{Meeting: m.ID}})
			must(t, err)
			for _, row := range found {
				if gone := row.Deleted && row.Body == ""; gone != (row.ID == 2) {
					t.Errorf("%s line %d says %q, deleted: %t", what, row.ID, row.Body, row.Deleted)
				}
			}
		}
		read("at once")
		s.c.Settle(t)
		read("when it was told")
		for range 3 {
			_, err := s.archiver.Tick(ctx)
			must(t, err)
			must(t, onlyErr(s.compactor.Tick(ctx)))
			s.clock.Add(11 * time.Minute)
		}
		read("in the end")
	})
}
