package handlers

import (
	"stoa/handlers/api"
	"stoa/views"
)

// talkPages are those of rooms that outlive meetings. What is done in them is what is done in a meeting's room.
func (s *Server) talkPages() []route {
	return []route{
		{get, "/people/:person/message", members, s.writePrivately},
		{get, views.PathRooms, members, s.rooms},
		{get, views.PathWriteTo, members, s.writeTo},
		{get, views.PathSearch, members, s.searchRooms},
		{get, "/rooms/:room", members, s.talk},
		{get, "/rooms/:room/read", members, s.wholeRead},
		{post, "/rooms/:room/read", members, s.readRoom},
		{post, "/rooms/:room/messages", members, s.postMessage},
		{get, "/rooms/:room/messages/:message", members, s.line},
		{get, "/rooms/:room/messages/:message/unread", members, s.unreadQuestion},
		{post, "/rooms/:room/messages/:message/unread", members, s.unreadRoom},
		{get, "/rooms/:room/messages/:message/edit", members, s.editLinePage},
		{post, "/rooms/:room/messages/:message/edit", members, s.editLine},
		{get, "/rooms/:room/messages/:message/delete", members, s.deleteLineQuestion},
		{post, "/rooms/:room/messages/:message/delete", members, s.deleteLine},
		{post, "/rooms/:room/messages/:message/reactions", members, s.reactToLine},
		{get, "/rooms/:room/messages/:message/report", members, s.reportLinePage},
		{post, "/rooms/:room/messages/:message/report", members, s.reportLine},
		{post, "/rooms/:room/typing", members, s.typing},
		{get, "/rooms/:room/mentionable", members, s.mentionable},
		{post, "/rooms/:room/chat", members, s.setChat},
		{get, "/rooms/:room/sanctions", members, s.sanctioned},
		{get, "/rooms/:room/people/:person", members, s.roomPerson},
		{get, "/rooms/:room/people/:person/mute", members, s.muteQuestion},
		{post, "/rooms/:room/people/:person/mute", members, s.mute},
		{get, "/rooms/:room/people/:person/unmute", members, s.unmuteQuestion},
		{post, "/rooms/:room/people/:person/unmute", members, s.unmute},
		{get, "/rooms/:room/people/:person/ban", members, s.banQuestion},
		{post, "/rooms/:room/people/:person/ban", members, s.ban},
		{get, "/rooms/:room/people/:person/lift", members, s.liftQuestion},
		{post, "/rooms/:room/people/:person/lift", members, s.lift},
		{get, "/rooms/:room/people/:person/report", members, s.reportPersonPage},
		{post, "/rooms/:room/people/:person/report", members, s.reportPerson},
	}
}

// talkCalls are those of the API about rooms that outlive meetings.
func talkCalls(a *api.API) []route {
	return []route{
		{get, api.Base + "/rooms", tokens, a.Rooms},
		{post, api.Base + "/rooms/:room/read", tokens, a.ReadRoom},
		{post, api.Base + "/rooms/:room/unread", tokens, a.UnreadRoom},
		{get, api.Base + "/rooms/search", tokens, a.SearchRooms},
		{get, api.Base + "/rooms/:room/messages", tokens, a.Messages},
		{post, api.Base + "/rooms/:room/messages", tokens, a.PostMessage},
		{patch, api.Base + "/rooms/:room/messages/:message", tokens, a.EditMessage},
		{del, api.Base + "/rooms/:room/messages/:message", tokens, a.DeleteMessage},
		{put, api.Base + "/rooms/:room/messages/:message/reactions/:reaction", tokens, a.PutReaction},
		{del, api.Base + "/rooms/:room/messages/:message/reactions/:reaction", tokens, a.DeleteReaction},
		{post, api.Base + "/rooms/:room/messages/:message/report", tokens, a.ReportMessage},
		{post, api.Base + "/rooms/:room/users/:user/report", tokens, a.ReportPerson},
		{get, api.Base + "/rooms/:room/mentionable", tokens, a.Mentionable},
		{post, api.Base + "/rooms/:room/chat", tokens, a.SetChat},
		{get, api.Base + "/rooms/:room/sanctions", tokens, a.Sanctioned},
		{put, api.Base + "/rooms/:room/people/:person/mute", tokens, a.Mute},
		{del, api.Base + "/rooms/:room/people/:person/mute", tokens, a.Unmute},
		{put, api.Base + "/rooms/:room/people/:person/ban", tokens, a.BanFromRoom},
		{del, api.Base + "/rooms/:room/people/:person/ban", tokens, a.LiftRoomBan},
	}
}
