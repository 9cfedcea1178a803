package preview

import "stoa/views"

// troubles returns the pages that say what went wrong.
func troubles(assets views.Assets) []Sample {
	trouble := func(path string, me *views.Me, p views.ErrorPage) Sample {
		p.Page = page(assets, p.Heading, "", me)
		return Sample{Name: p.Heading, Path: path, Component: views.Error(p)}
	}
	return []Sample{
		trouble("/error/403", &student, views.ErrorPage{Status: 403, Heading: "This is for others", Sentence: "You are not allowed to join this meeting. Its host can invite you."}),
		trouble("/error/404", &student, views.ErrorPage{Status: 404, Heading: "Nothing is here", Sentence: "This course does not exist, or it was deleted."}),
		trouble("/error/404/guest", nil, views.ErrorPage{Status: 404, Heading: "Nothing is here", Sentence: "This page does not exist. The address may be cut off."}),
		trouble("/error/409", &student, views.ErrorPage{Status: 409, Heading: "You have left this room", Sentence: "Join again to write in it."}),
		trouble("/error/422", &student, views.ErrorPage{Status: 422, Heading: "Something is missing", Sentence: "The form came without its text. Go back and send it again."}),
		trouble("/error/429", nil, views.ErrorPage{Status: 429, Heading: "One moment, please", Sentence: "There were too many tries. In a minute you can try again."}),
		trouble("/error/500", &student, views.ErrorPage{Status: 500, Heading: "That did not work", Sentence: "The fault is ours and it is written down. What you saved before is safe.", Request: "7f3a-1c09-42"}),
		trouble("/error/503", &student, views.ErrorPage{Status: 503, Heading: "Redis is away, trying again", Sentence: "Your campus cannot reach its data for a moment. Nothing that was saved is lost.", Retry: true, Request: "7f3a-1c09-43"}),
	}
}
