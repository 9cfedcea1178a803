// Package archive keeps what has ended: Parquet files, and the index in Redis that says which there are.
//
//	archive.go  Archive: the files, their index, and who works on both
//	archiver.go Archiver: what a date that is over leaves becomes files, once
//	compactor.go Compactor: what the index plans becomes one file, and what it drops goes
//	eraser.go   Eraser: who was erased goes out of what others have said; eraserwalk.go its walks through the files
//	release.go  Releaser: what Redis lets go of, once it is in the archive
//	wake.go     what it has back from there
//	retention.go Expirer: files that are older than rows are kept; nobody is shown what is
//	masks.go    lines that are deleted after they were archived
//
//	rows.go     the tables: events and messages, their columns, and what may be asked of their rows
//	parquet.go  writing a file: paths, order, whole or not at all
//	reader.go   opening a file, reading several in one order
//	scan.go     of a file only the pages and columns that must be read
//	seal.go     what tells that a byte of a file has changed
//	rewrite.go  several files made one, or one anew
//	export.go   rows as CSV, JSON and Parquet; attended.go rows of attendance, which are in no archive, for the same
//	ask.go      what somebody asks of the rows, in pages or as all of them
//	sight.go    which rows they see, and what of each
//
//	names.go    names of tables and layers, paths of files
//	entry.go    an entry of the index, written and read in the form that other readers of the index know
//	index.go    Index: opening it, registering and removing files, one file, lists
//	query.go    files by time, folder, iteration and layer
//	window.go   the files of a query, some hours at a time
//	periods.go  when dates have rows, so that who asks for a meeting opens its files only
//	merge.go    plans to make one file of several, or one anew
//	drop.go     files that are registered no more and are to be removed
//	peers.go    what others have written into the index
//	check.go    the files against the index: what is wrong, what nobody knows
//	rebuild.go  the index anew, from the files
//	survey.go   both, folder by folder
//	status.go   how much there is and what is left to do
//	failures.go what could not be done, for the admins
//	keys.go     the keys, their table, and the scripts
//	lua/        the scripts
//
// # The files
//
// A file of a table is {table}/date=YYYY-MM-DD/hour=HH/<uuid>.<iteration>.parquet: rows of one hour (UTC), sorted by time, then by
// meeting, order and number. It is never changed, only replaced as a whole. Any program that reads Parquet reads it; what is ours
// alone lies in the footer's texts: stoa.schema (the version of the columns), stoa.table, and stoa.seal.
//
// # The index
//
// The truth is the hashes files:DATABASE:TABLE:FOLDER and folders:DATABASE:TABLE, in a form that is not ours: each file has an entry
// of sixteen fields as JSON, and each folder the number of its files. All else is found by, and is under a prefix of our own: what
// is needed of each entry (its facts), the files by time and by path, sums, those that wait to be merged, plans, and what is to be
// dropped. One script changes all of it in one step. All keys are in one slot of a cluster, by the braces of the database's name.
//
// What reads files asks the index, reads, and has until the grace has passed: so long a file outlives its entry.
package archive
