package main

import (
	"context"
	"fmt"
	"time"

	"stoa/store"
	"stoa/store/campus"
)

// demoSaid is a line of a conversation outside meetings: who said it, so many minutes before the demo was loaded.
type demoSaid struct {
	username string
	ago      int
	body     string
}

// demoRoom is a conversation: in general, in the room of a course, or between two.
type demoRoom struct {
	course string    // its name among demoCourses
	two    [2]string // usernames
	said   []demoSaid
}

var demoRooms = []demoRoom{
	{said: []demoSaid{
		{"admin", 2900, "Welcome to the campus. This room is everybody's: announcements, questions, lost umbrellas."},
		{"hypatia", 1510, "The reading room stays open until ten tonight. There is tea."},
		{"hamid", 1502, "Is anybody going by tram? I leave at seven."},
		{"haled", 1500, "I am. Wait for me at the gate?"},
		{"thales", 240, "Whoever left a compass in the lecture hall: it is at the office now."},
		{"john", 95, "Does the library have the **second** edition of the database book?"},
		{"thales", 88, "Both. The chapter on indexes is better in the second."},
	}},
	{course: "geometry", said: []demoSaid{
		{"thales", 1300, "For Thursday: prove that the angle in a half circle is right. One drawing will do."},
		{"", 1180, "May we use that the angles of a triangle add up to two right ones?"},
		{"thales", 1172, "Yes. What you may not use is a protractor."},
		{"", 180, "I have two proofs now and like neither. Is there one without a case distinction?"},
		{"thales", 170, "There is. Draw the radius to the corner and look at what that makes."},
	}},
	{two: [2]string{"john", "thales"}, said: []demoSaid{
		{"john", 610, "Could I present my project a week later? My group has lost a member."},
		{"thales", 600, "You can. Write down until when, and who does what now."},
		{"john", 596, "Thank you! I will."},
		{"thales", 60, "How is it going? If you are stuck with the schema, come by before the lecture."},
	}},
	{two: [2]string{"john", "hamid"}, said: []demoSaid{
		{"hamid", 330, "Lunch after the lecture?"},
		{"john", 328, "At one. The place with the blue door."},
	}},
	{two: [2]string{"thales", "hypatia"}, said: []demoSaid{
		{"hypatia", 1440, "Shall we put our two exams on different days? Many of ours are the same people."},
		{"thales", 1425, "Gladly. You take the Tuesday, I take the Friday."},
	}},
}

// loadRooms lets people have talked outside meetings. What the campus does not let them say is left out.
func (l *loader) loadRooms(ctx context.Context) error {
	for i, r := range demoRooms {
		name := fmt.Sprintf("room:%d", i)
		_, err := l.once(ctx, name, func() (string, error) { return "said", l.loadRoom(ctx, name, r) })
		if err != nil && campus.CodeOf(err) != campus.Forbidden && campus.CodeOf(err) != campus.NotFound {
			return err
		}
	}
	return nil
}

func (l *loader) loadRoom(ctx context.Context, name string, r demoRoom) error {
	room, student, err := l.roomOf(ctx, r)
	if err != nil {
		return err
	}
	for i, line := range r.said {
		who, ok := l.people[line.username]
		if !ok {
			who = student
		}
		then := l.store.At(func() time.Time { return l.now.Add(-time.Duration(line.ago)*time.Minute + 17*time.Second) })
		if _, err := then.Rooms.Post(ctx, who, room, campus.NewLine{Body: line.body}, fmt.Sprintf("demo:%s:%d", name, i)); err != nil {
			return err
		}
	}
	return nil
}

// roomOf returns a conversation's room, and of a course's somebody who is enrolled.
func (l *loader) roomOf(ctx context.Context, r demoRoom) (room store.Room, student campus.Person, err error) {
	if r.course == "" {
		if r.two[0] == "" {
			return store.GeneralRoom(), student, nil
		}
		return store.PrivateRoom(l.people[r.two[0]].ID, l.people[r.two[1]].ID), student, nil
	}
	course, err := l.store.Demo.Mark(ctx, "course:"+r.course)
	if err != nil {
		return room, student, err
	}
	room = store.CourseRoom(course)
	chat, err := l.store.Rooms.Chat(ctx, l.people["admin"], room, store.Span{Limit: 1})
	if err == nil && len(chat.People) > 0 {
		student = chat.People[len(chat.People)-1].Person // the staff come first
	}
	return room, student, err
}
