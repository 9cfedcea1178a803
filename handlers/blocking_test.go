package handlers

import (
	"strings"
	"testing"

	"stoa/store/campus"
)

// untilHolds reads a stream up to the first event that holds some words.
func (f *feed) untilHolds(tb testing.TB, words string) {
	tb.Helper()
	for !strings.Contains(f.want(tb).data, words) {
	}
}

func TestWhoBlocksSomebodyIsToldOfItInEveryPageAtEveryStoaAndTheOtherThatTheirRoomIsShut(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	beside := town.beside(t, setup{})
	hamid := town.Person(t, "hamid", campus.Student)
	room := campus.RoomTopic(campus.PrivateRoomID(town.john.ID, hamid.ID))
	town.talk(t, hamid, campus.PrivateRoomID(town.john.ID, hamid.ID), "a rude word")
	john := town.signedIn(t, "john").at(beside)
	own, theirs := john.watch(t, livePath, []string{campus.TopicMe}), town.signedIn(t, "hamid").watch(t, livePath, []string{room})
	own.untilHolds(t, `data-blocked=""`)
	theirs.untilHolds(t, "room-shut")
	for _, test := range []struct {
		do      func() error
		blocked string
		shut    string
	}{
		{func() error { return town.People.Block(t.Context(), town.john, hamid.ID, "") }, num(hamid.ID), "You cannot write to this person."},
		{func() error { return town.People.Unblock(t.Context(), town.john, hamid.ID, "") }, "", "room-shut"},
	} {
		if err := test.do(); err != nil {
			t.Fatal(err)
		}
		own.untilHolds(t, `data-blocked="`+test.blocked+`"`)
		later := john.watch(t, livePath, []string{campus.TopicMe}) // a page that was away meanwhile
		later.untilHolds(t, `data-blocked="`+test.blocked+`"`)
		theirs.untilHolds(t, test.shut)
	}
}
