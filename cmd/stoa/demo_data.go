package main

import "stoa/store/campus"

// demoPassword is everybody's in a demo campus; the sign-in page says so.
const demoPassword = "stoa-demo"

// demoPerson is somebody of the demo. Age is in years on the day of loading; 0 for unknown.
type demoPerson struct {
	username, name, email, gender string
	role                          campus.Role
	age                           int
}

// The first three have the ids 1, 2 and 3 on an empty campus.
var demoCast = []demoPerson{
	{"john", "John Papadatos", "johnpapadatos77@hotmail.com", "male", campus.Student, 21},
	{"hamid", "Hamid Mehr", "hamidmeh9@hotmail.com", "male", campus.Student, 22},
	{"haled", "Haled Mehr", "haledmeh10@hotmail.com", "male", campus.Student, 23},
	{"thales", "Thales of Miletus", "thales@stoa.example", "male", campus.Teacher, 0},
	{"hypatia", "Hypatia of Alexandria", "hypatia@stoa.example", "female", campus.Teacher, 0},
	{"admin", "Campus Office", "office@stoa.example", "", campus.Admin, 0},
}

// demoStudents fill the lists.
var demoStudents = []string{
	"Amara Okafor", "Anna Kowalska", "Aiko Tanaka", "Ben Whitfield", "Beatriz Moreira", "Chloé Laurent", "Daniel Njoroge",
	"Despina Ioannou",
	"Elif Yıldız", "Emma Lindqvist", "Farid Haidari", "Fiona Gallagher", "Giorgos Nikolaou", "Grace Mensah", "Hana Novák", "Hugo Almeida",
	"Ines Ferrari", "Ivan Petrov", "Jana Schmidt", "Jonas Berg", "Kwame Boateng", "Katerina Vlachou", "Lara Rossi", "Liam O’Brien",
	"Mei Chen", "Mateo García", "Nadia Rahman", "Noah Fischer", "Olga Ivanova", "Omar Farouk", "Priya Nair", "Petros Alexiou",
	"Quentin Dubois", "Rania Haddad", "Samuel Adeyemi", "Sofia Andreou", "Tomás Herrera", "Ursula Weiss", "Victor Hugo Silva",
	"Zeynep Kaya",
}

// demoCourse is a course of the demo; students is how many of demoStudents are enrolled, waiting how many more wait.
type demoCourse struct {
	name, title, summary string
	level                campus.Level
	teacher              string
	places               int // 0: unlimited
	students, waiting    int
	closesInMinutes      int // 0: by itself
}

var demoCourses = []demoCourse{
	{"databases", "Data Bases: From Tables to Queries", "Model a small campus, ask it questions in SQL, and learn why an index makes the " +
		"difference between a second and an hour. For everybody who has a spreadsheet that became too big.", campus.Beginner, "thales", 12,
		9, 0, 0},
	{"bigdata", "Big Data Management Systems", "Hadoop, Redis, MongoDB, Neo4j and streams: what each is good at, what it costs, and how " +
		"to choose. With a project in a small team.", campus.Advanced, "thales", 20, 14, 0, 0},
	{"algorithms", "Data Structures and Algorithms", "Lists, trees, heaps, graphs, and how to tell a fast idea from a slow one before " +
		"writing it down.", campus.Intermediate, "hypatia", 16, 16, 4, 0},
	{"geometry", "Geometry by Compass and Straightedge", "Proofs that one can draw. We begin with a triangle in a half circle and end " +
		"with the golden section.", campus.Beginner, "thales", 24, 7, 0, 0},
	{"astronomy", "Astronomy Without a Telescope", "What the naked eye can find out about sky and earth: the length of the year, the " +
		"size of the moon, the next eclipse.", campus.Beginner, "hypatia", 0, 11, 0, 0},
	{"statistics", "Statistics for the Curious", "Means that mislead, samples that do not, and how sure one may be. No formula before " +
		"its picture.", campus.Beginner, "hypatia", 30, 21, 0, 0},
	{"streaming", "Streaming Data in Practice", "Events, windows, late arrivals: build a live dashboard that is still right after a crash.",
		campus.Advanced, "thales", 8, 8, 0, 0},
	{"writing", "Clear Writing for Engineers", "One thought a sentence. Bring a page of your own each week, and leave with half of it.",
		campus.Intermediate, "hypatia", 10, 6, 0, 0},
	{"python", "Programming with Python", "From the first line to a program that others use: values, functions, files, tests.",
		campus.Beginner, "thales", 40, 25, 0, 0},
	{"networks", "Networks and Protocols", "What happens between a click and a page, one layer at a time, with a packet sniffer at hand.",
		campus.Intermediate, "thales", 15, 4, 0, 0},
	{"ethics", "Ethics of Data", "Who is counted, who decides, who is harmed: cases from schools, hospitals and cities.",
		campus.Intermediate, "hypatia", 0, 9, 0, 0},
	{"taster", "An Hour of Logic (taster)", "Three puzzles and what they have to do with proofs. Come as you are; the list closes in a " +
		"few minutes.", campus.Beginner, "hypatia", 12, 3, 0, 5},
}

// demoMeeting is a meeting of the demo; weeks is how many weekly dates it has, the last of them now, or tomorrow.
type demoMeeting struct {
	name, title, description string
	public                   bool
	host                     string
	audience                 []string
	weeks, hours             int
	tomorrow                 bool
}

// The first three have the ids 1, 2 and 3 on an empty campus.
var demoMeetings = []demoMeeting{
	{"bdms", "BDMS Course", "This course provides an introduction to the following systems: Hadoop, Redis, MongoDB, Neo4J, Azure Streams",
		false, "thales",
		[]string{"johnpapadatos77@hotmail.com"}, 4, 4, false},
	{"dsa", "DSA Course", "This course covers the fundamentals of data structures & algorithms.", false, "hypatia",
		[]string{"haledmeh10@hotmail.com", "hamidmeh9@hotmail.com"}, 2, 2, false},
	{"seminar", "Seminar", "This is an open HR seminar about recruitment.", true, "thales", nil, 1, 8, false},
	{"questions", "Ask Us Anything", "Which course fits, what it takes, what comes after: bring your question, leave with an answer.", true,
		"hypatia", nil, 1, 1, true},
}

// demoLine is a line of a meeting of the past: who said it, how many minutes in.
type demoLine struct {
	username string
	minute   int
	body     string
}

// demoTalk is what was said in the last date before today's of a meeting.
var demoTalk = map[string][]demoLine{
	"bdms": {
		{"thales", 1, "Good afternoon. Today: what a key-value store is good for, and what it is not."},
		{"john", 3, "Is it a database at all if it has no queries?"},
		{"thales", 4, "A fair question. It answers one query, and that one very fast."},
		{"thales", 4, "Hold on to the question until we get to indexes."},
		{"john", 58, "So the index is something I keep myself?"},
		{"thales", 59, "Exactly. And then it is you who has to keep it right."},
	},
	"dsa": {
		{"hypatia", 0, "Welcome. We begin with heaps."},
		{"hamid", 6, "Why is the array enough? Where are the pointers?"},
		{"hypatia", 7, "The position is the pointer: the children of i are at 2i + 1 and 2i + 2."},
		{"haled", 9, "Ah, so it is a tree that pretends to be a list."},
		{"hypatia", 10, "I will steal that sentence."},
	},
}
