package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// signUp sets who may make an account, and what becomes of a wish to teach.
func signUp(way, teachers campus.SignUp) setup {
	return setup{store: func(o *store.Options) { o.SignUp, o.TeacherSignUp = way, teachers }}
}

// ways are all values of the two settings; "" is a setting that is not made.
var ways = []campus.SignUp{"", campus.SignUpOpen, campus.SignUpApprove, campus.SignUpClosed}

func TestEverySettingOfSignUpHoldsOnThePageAndInTheCall(t *testing.T) {
	t.Parallel()
	for _, way := range ways {
		for _, teachers := range ways {
			t.Run(fmt.Sprintf("%s %s", way, teachers), func(t *testing.T) {
				t.Parallel()
				town := newTown(t, signUp(way, teachers))
				town.wantForms(t, way, teachers)
				for _, teach := range []bool{false, true} {
					for _, call := range []bool{false, true} {
						town.wantRegistered(t, way, teachers, teach, call)
					}
				}
			})
		}
	}
}

// wantForms checks what strangers are shown.
func (t *town) wantForms(tb testing.TB, way, teachers campus.SignUp) {
	tb.Helper()
	stranger, closed := t.browser(tb), way == campus.SignUpClosed
	for _, path := range []string{views.PathHome, views.PathSignIn} {
		page := stranger.get(tb, path).page(tb)
		if shown := len(all(page, "main a[href=/register]")) > 0; shown == closed {
			tb.Errorf("%s leads to the form: %v", path, shown)
		}
		if said := strings.Contains(text(one(tb, page, "main")), "invitation"); said != closed {
			tb.Errorf("%s speaks of invitations: %v", path, said)
		}
	}
	got := stranger.get(tb, views.PathRegister)
	if closed {
		wantErrorPage(tb, got, http.StatusForbidden, "Not for you", campus.ErrSignUpClosed.Sentence)
		return
	}
	main := one(tb, got.page(tb), "main")
	if asked := len(all(main, "input[name=teach]")) == 1; asked == (teachers == campus.SignUpClosed) {
		tb.Errorf("it is asked who teaches: %v", asked)
	}
	words := text(main)
	for sentence, want := range map[string]bool{"You are inside at once.": way == campus.SignUpOpen,
		"An admin lets you in":                               way != campus.SignUpOpen,
		"You will be a student.":                             teachers != campus.SignUpOpen,
		"You will be a student, or a teacher if you say so.": teachers == campus.SignUpOpen,
		"an admin decides":                                   teachers == campus.SignUpApprove || teachers == "",
		"as soon as you are inside":                          teachers == campus.SignUpOpen} {
		if strings.Contains(words, sentence) != want {
			tb.Errorf("it says %q: %v, in %q", sentence, !want, words)
		}
	}
}

// wantRegistered registers somebody, by the page or the call, and checks what becomes of them.
func (t *town) wantRegistered(tb testing.TB, way, teachers campus.SignUp, teach, call bool) {
	tb.Helper()
	name := fmt.Sprintf("zeno-%v-%v", teach, call)
	want := campus.Person{Username: name, Name: "Zeno", Email: name + "@stoa.example", Role: campus.Student, Status: campus.StatusPending}
	if way == campus.SignUpOpen {
		want.Status = campus.StatusActive
	}
	switch {
	case teach && teachers == campus.SignUpOpen:
		want.Role = campus.Teacher
	case teach && teachers != campus.SignUpClosed:
		want.RequestedRole = campus.Teacher
	}
	form := map[string]string{"username": name, "name": "Zeno", "email": want.Email, "password": storetest.Password}
	if teach {
		form["teach"], form["role"] = "1", "teacher"
	}
	browser, got := t.browser(tb), answer{}
	if call {
		got = browser.call(tb, http.MethodPost, "/register", form)
	} else {
		sent := url.Values{}
		for field, value := range form {
			sent.Set(field, value)
		}
		got = browser.post(tb, views.PathRegister, sent)
	}
	id, err := t.Store.People.Find(tb.Context(), name)
	if way == campus.SignUpClosed {
		if id != 0 || err != nil || got.status != http.StatusForbidden {
			tb.Errorf("with sign-up closed %s is %d, %v: %s", name, id, err, got)
		}
		return
	}
	p, err := t.Store.People.Get(tb.Context(), id)
	if want.ID, want.Created = id, p.Created; p != want || err != nil {
		tb.Errorf("made %+v, want %+v, %v", p, want, err)
	}
	t.wantWayIn(tb, browser, p, got, call)
}

// wantWayIn checks where who has registered is now: inside, or waiting, and told so.
func (t *town) wantWayIn(tb testing.TB, browser *visitor, p campus.Person, got answer, call bool) {
	tb.Helper()
	pending := p.Status == campus.StatusPending
	switch {
	case call && got.status != http.StatusCreated:
		tb.Errorf("the call: %s", got)
	case !call && pending:
		got.wantSeeOther(tb, views.PathRegistered)
		wantSays(tb, one(tb, browser.get(tb, views.PathRegistered).page(tb), "h1"), "Waiting for approval")
	case !call:
		got.wantSeeOther(tb, views.PathHome)
	}
	if in := browser.get(tb, views.PathCourses).status == http.StatusOK; in != (!pending && !call) {
		tb.Errorf("%s is in: %v", p.Username, in)
	}
	form := url.Values{"login": {p.Username}, "password": {storetest.Password}}
	entered := browser.post(tb, views.PathSignIn, form)
	called := browser.call(tb, http.MethodPost, "/sessions", map[string]string{"login": p.Username, "password": storetest.Password})
	if !pending {
		if entered.status != http.StatusSeeOther || called.status != http.StatusCreated {
			tb.Errorf("signing in: %s; %s", entered, called)
		}
		return
	}
	if entered.status != http.StatusForbidden || !strings.Contains(entered.body, campus.ErrPending.Sentence) {
		tb.Errorf("who waits signs in: %s", entered)
	}
	called.wantProblem(tb, http.StatusForbidden, campus.ErrPending.Sentence)
	form.Set("password", "another password")
	if wrong := browser.post(tb, views.PathSignIn, form); wrong.status != http.StatusUnprocessableEntity ||
		strings.Contains(wrong.body, "waiting") {
		tb.Errorf("with a wrong password one learns that they wait: %s", wrong)
	}
}

// invite makes an invitation as an admin's browser does, and returns where its link leads.
func (t *town) invite(tb testing.TB, admin *visitor, email, role, op string) (path string) {
	tb.Helper()
	admin.post(tb, views.PathInvitations, url.Values{"email": {email}, "role": {role}, "op": {op}}).wantSeeOther(tb, views.PathInvitations)
	return t.linkOn(tb, admin, views.PathInvitations)
}

// linkOn returns where the link leads that a page shows once.
func (t *town) linkOn(tb testing.TB, v *visitor, page string) (path string) {
	tb.Helper()
	link := text(one(tb, v.get(tb, page).page(tb), "main code"))
	path, ok := strings.CutPrefix(link, t.http.URL)
	if !ok {
		tb.Errorf("the link is %q", link)
	}
	if again := all(v.get(tb, page).page(tb), "main code"); len(again) != 0 {
		tb.Errorf("%s shows the link again: %v", page, texts(again))
	}
	return path
}

func TestWithSignUpClosedAnInvitationIsTheWayInOnce(t *testing.T) {
	t.Parallel()
	town := newTown(t, signUp(campus.SignUpClosed, campus.SignUpClosed))
	admin := town.signedIn(t, "admin")
	path := town.invite(t, admin, "zeno@stoa.example", "teacher", "op-1")
	if again := town.invite(t, admin, "zeno@stoa.example", "teacher", "op-1"); again != path {
		t.Errorf("the form that was sent again gives %q, want %q", again, path)
	}
	zeno := town.browser(t)
	form := fields(one(t, zeno.open(t, path, "You are invited · Stoa"), "form[action=/register]"))
	if form.Has("email") || form.Has("teach") {
		t.Errorf("who is invited is asked for %v", form)
	}
	for field, value := range map[string]string{"username": "zeno", "name": "Zeno", "password": storetest.Password} {
		form.Set(field, value)
	}
	for range 2 { // a click too many
		zeno.post(t, views.PathRegister, form).wantSeeOther(t, views.PathHome)
	}
	if got := zeno.get(t, "/profile"); got.status != http.StatusOK {
		t.Errorf("who has just come in is not: %s", got)
	}
	form.Set("username", "gorgias")
	wantErrorPage(t, town.browser(t).post(t, views.PathRegister, form), http.StatusForbidden, "Not for you",
		campus.ErrNoInvitation.Sentence)
	wantErrorPage(t, town.browser(t).get(t, path), http.StatusForbidden, "Not for you", campus.ErrNoInvitation.Sentence)
	called := town.browser(t).call(t, http.MethodPost, "/register",
		map[string]string{"username": "gorgias", "name": "G", "password": storetest.Password,
			"invitation": form.Get("invitation")})
	called.wantProblem(t, http.StatusForbidden, campus.ErrNoInvitation.Sentence)
	id, err := town.Store.People.Find(t.Context(), "zeno@stoa.example")
	if err != nil {
		t.Fatal(err)
	}
	if p, err := town.Store.People.Get(t.Context(), id); p.Username != "zeno" || p.Role != campus.Teacher || err != nil {
		t.Errorf("the invited is %+v, %v", p, err)
	}
}

func TestARegistrationThatIsSentTwiceIsOnePerson(t *testing.T) {
	t.Parallel()
	town := newTown(t, signUp(campus.SignUpApprove, ""))
	form := url.Values{"op": {"op-1"}, "username": {"zeno"}, "name": {"Zeno"}, "email": {"zeno@stoa.example"},
		"password": {storetest.Password}}
	v := town.browser(t)
	for range 2 {
		v.post(t, views.PathRegister, form).wantSeeOther(t, views.PathRegistered)
	}
	var ids []any
	for range 2 {
		var made struct{ ID int64 }
		body := map[string]string{"username": "plato", "name": "Plato", "email": "plato@stoa.example", "password": storetest.Password}
		got := v.call(t, http.MethodPost, "/register", body, "Idempotency-Key", "key-1")
		got.read(t, &made)
		if ids = append(ids, made.ID); got.status != http.StatusCreated {
			t.Errorf("the call: %s", got)
		}
	}
	if ids[0] != ids[1] {
		t.Errorf("the call made %v", ids)
	}
	var found struct{ People []struct{ Username string } }
	town.script(t, "admin").call(t, http.MethodGet, "/people?status=pending", nil).read(t, &found)
	if len(found.People) != 2 {
		t.Errorf("%v wait", found.People)
	}
}
