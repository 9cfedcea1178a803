package preview

import (
	"net/url"
	"strconv"

	"stoa/store/campus"
	"stoa/views"
)

// troubles returns the pages that say what went wrong, in the words that the app has for it.
func troubles(assets views.Assets) []Sample {
	trouble := func(path string, status int, me *views.Me, sentence string, change func(*views.ErrorPage)) Sample {
		p := views.NewErrorPage(page(assets, "", "", me), status, sentence)
		if status >= 500 {
			p.Request = "K3TJ6WQZ2MPA"
		}
		if change != nil {
			change(&p)
		}
		return sample("Error "+strconv.Itoa(status), path, views.Error, p)
	}
	return []Sample{
		trouble("/error/400", 400, &student, campus.ErrNotActive.Sentence, nil),
		trouble("/error/401/form", 401, nil, "", func(p *views.ErrorPage) {
			posted := url.Values{"op": {"V7QK2M"}, "body": {"Could you say that once more, please?"}}
			*p = p.With(views.MessagesPath(views.RoomPath(campus.GeneralID)), posted).
				ToSignIn(views.RoomPath(campus.GeneralID))
		}),
		sample("Send as", "/error/send-as", views.Error, views.NewSendAsPage(page(assets, "", "", &student),
			views.MessagesPath(views.RoomPath(campus.GeneralID)), url.Values{"body": {"Could you say that once more, please?"}})),
		trouble("/error/403", 403, &student, campus.ErrNotInvited.Sentence, nil),
		trouble("/error/404", 404, &student, campus.ErrNoCourse.Sentence, nil),
		trouble("/error/404/line", 404, &student, campus.ErrNoRoom.Sentence, func(p *views.ErrorPage) {
			p.Typed = "Could you say that once more, please?"
		}),
		trouble("/error/404/guest", 404, nil, "", nil),
		trouble("/error/405", 405, &student, "", nil),
		trouble("/error/409", 409, &student, campus.ErrNotAttending.Sentence, nil),
		trouble("/error/413", 413, &student, "", nil),
		trouble("/error/422", 422, &student, "Please check what was asked for:", func(p *views.ErrorPage) {
			p.Reasons = map[string]string{"sort": "relevance or newest"}
		}),
		trouble("/error/429", 429, nil, "Too many tries. Please wait a moment before the next.", nil),
		trouble("/error/500", 500, &student, "Something went wrong on our side. It has been noted.", nil),
		trouble("/error/503", 503, &student, campus.Away(nil).Sentence, func(p *views.ErrorPage) { p.Retry = true }),
		trouble("/error/503/archive", 503, &student, campus.ErrUnreadable.Sentence, func(p *views.ErrorPage) {
			*p = p.Unreadable(views.TranscriptPath(1, 1))
		}),
		trouble("/error/503/form", 503, &student, campus.Full(nil).Sentence, func(p *views.ErrorPage) {
			*p = p.With(views.MessagesPath(views.InstancePath(1, 1)),
				url.Values{"op": {"V7QK2M"}, "body": {"Could you say that once more, please?"}})
		}),
		trouble("/error/503/sign-in", 503, nil, campus.Away(nil).Sentence, func(p *views.ErrorPage) {
			*p = p.With(views.PathSignIn, url.Values{"login": {"hypatia"}, "password": {"secret"}, "next": {views.PathCourses}})
		}),
	}
}

// marked is what a form says of itself when the fields say why.
const marked = "Please check what is marked."
