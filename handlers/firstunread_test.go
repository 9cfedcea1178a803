package handlers

import (
	"slices"
	"testing"

	"golang.org/x/net/html"

	"stoa/store"
	"stoa/store/campus"
)

func TestTheFirstUnreadLineIsNoneThatIsDeletedOrOnesOwn(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.talk(t, town.thales, campus.GeneralID, "one")
	_, err := town.Rooms.Post(t.Context(), town.john, store.GeneralRoom(), campus.NewLine{Body: "two", Shown: &campus.Shown{}}, "")
	if err != nil {
		t.Fatal(err)
	}
	town.talk(t, town.thales, campus.GeneralID, "three")
	if err := town.Rooms.Delete(t.Context(), town.thales, store.GeneralRoom(), 1, false, ""); err != nil {
		t.Fatal(err)
	}
	list := all(one(t, town.signedIn(t, "john").get(t, "/rooms/general").page(t), "#lines"), "li")
	at := slices.IndexFunc(list, func(n *html.Node) bool { return attr(n, "id") == "first-unread" })
	if at < 0 || at+1 >= len(list) || attr(list[at+1], "id") != "m-3" {
		t.Errorf("the first unread line is the one after item %d of %d", at, len(list))
	}
}
