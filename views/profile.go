package views

import "stoa/views/ui"

// ProfilePage is what one has said of oneself.
type ProfilePage struct {
	Page
	Form      Form     // name, username, email, born, gender, zone
	Email     string   // the address that is saved, "" for none
	Confirmed bool     // it is known to be one's own
	Zones     []string // names to choose from
	Wish      Wish
	WishForm  Form
}

// Wish is how one stands to the wish to teach.
type Wish struct {
	Shown   bool // one may have it, or has it
	Waiting bool // an admin is yet to decide
	AtOnce  bool // it is granted at once
}

// profileControls are the fields of the form, in its order.
type profileControls struct{ Name, Username, Email, Born, Gender, Zone ui.Control }

func (c profileControls) all() []ui.Control {
	return []ui.Control{c.Name, c.Username, c.Email, c.Born, c.Gender, c.Zone}
}

func (p ProfilePage) controls() profileControls {
	c := profileControls{
		Name:     p.Form.control("name", "Name"),
		Username: p.Form.control("username", "Username"),
		Email:    p.Form.control("email", "Email"),
		Born:     p.Form.control("born", "Date of birth"),
		Gender:   p.Form.control("gender", "Gender"),
		Zone:     p.Form.control("zone", "Time zone"),
	}
	c.Name.Required, c.Username.Required = true, true
	c.Name.Hint = "As others see it."
	c.Username.Hint = "3 to 32 of a-z, 0-9, dot, dash and underscore. You sign in with it or with your email."
	c.Email.Hint = "Only admins and the staff of your courses and meetings see it. A new address is confirmed by an admin."
	c.Born.Hint = "Seen by the same people, as your age."
	c.Zone.Hint = "Such as Europe/Athens. Times are shown in it; without one in UTC."
	return c
}

// genders are what one may say, and that one says nothing.
func genders() []ui.Option {
	return []ui.Option{{Value: "", Label: "Not said"}, {Value: "female", Label: "Female"}, {Value: "male", Label: "Male"},
		{Value: "other", Label: "Other"}}
}
