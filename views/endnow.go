package views

// EndNowPath asks whether an open meeting is to end now, and takes the answer; for admins.
func EndNowPath(id int64, order int) string { return PathActive + InstancePath(id, order) + "/end" }

// EndNowWords says what follows when a meeting with so many people inside ends now.
func EndNowWords(inside int) string {
	if inside == 0 {
		return "Nobody is inside. The room closes at once and cannot be opened again; what was said stays readable."
	}
	return Count(inside, "person is", "people are") + " inside and will leave at once. The room closes and cannot be opened again; " +
		"what was said stays readable."
}
