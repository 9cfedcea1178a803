package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/rows"
	"stoa/store/archive"
	"stoa/views"
)

const (
	// archiveDays is of how many last days the archive's page shows the sizes.
	archiveDays = 30
	// checkPatience is how long a check may take on a page.
	checkPatience = 20 * time.Second
	// shownProblems is how many of what a check has found a page shows.
	shownProblems = 100
)

// archivePage is GET /admin/archive (check): how the archive is doing, and what a check finds, which changes nothing.
func (s *Server) archivePage(c echo.Context) error {
	ctx, clock := c.Request().Context(), s.clock(asker(c))
	status, err := s.Archive.Status(ctx, archiveDays)
	if err != nil {
		return err
	}
	page := views.ArchivePage{Page: s.newPage(c, "Archive"), Groups: int(status.Groups), Planned: int(status.Plans),
		GivenUp: int(status.Parked), Drops: int(status.Drops), Plans: archivePlans(clock, status.Next),
		Parked: archivePlans(clock, status.Given), Wrong: int(status.Wrong)}
	page.Nav, page.Failed = views.NavSystem, archiveFailures(clock, status.Failures)
	page.Kept = s.kept()
	for _, u := range status.Unreadable {
		page.Entries = append(page.Entries, views.ArchiveProblem{Kind: string(archive.Illegible), Path: u.Path, Why: u.Why})
	}
	if !status.DropsSince.IsZero() {
		page.Since = clock.Short(status.DropsSince)
	}
	for _, t := range status.Tables {
		page.Tables = append(page.Tables, archiveSums(t.Table, t.Sums))
		for i, d := range t.Days {
			if i == len(page.Days) {
				page.Days = append(page.Days, archiveSums(d.Day.Format(time.DateOnly), d.Sums))
				continue
			}
			day := &page.Days[i]
			day.Files, day.Rows, day.Bytes = day.Files+d.Files, day.Rows+d.Rows, day.Bytes+d.Bytes
		}
	}
	erasing, err := s.Store.Erasures.List(ctx)
	if err != nil {
		return err
	}
	for _, e := range erasing {
		page.Erasing = append(page.Erasing, erasureOf(clock, e))
	}
	if c.QueryParam("check") != "" {
		if err := s.checkArchive(ctx, &page); err != nil {
			return err
		}
	}
	return s.page(c, http.StatusOK, views.Archive(page))
}

func archiveSums(name string, s archive.Sums) views.ArchiveSums {
	return views.ArchiveSums{Name: name, Files: s.Files, Rows: s.Rows, Bytes: s.Bytes}
}

func archivePlans(clock rows.Clock, plans []archive.PlanStatus) (all []views.ArchivePlan) {
	for _, p := range plans {
		all = append(all, views.ArchivePlan{Folder: p.Table + "/" + p.Folder, Files: p.Files, Attempts: p.Attempts, Why: p.Why,
			When: clock.Short(p.When)})
	}
	return all
}

func archiveFailures(clock rows.Clock, failures []archive.Failure) (all []views.ArchiveFailure) {
	for _, f := range failures {
		one := views.ArchiveFailure{What: views.Capital(f.Work), Why: f.Why, When: clock.Short(f.At)}
		if f.Meeting != 0 {
			work := "Archiving"
			if f.Reading {
				work = "Reading"
			}
			one.What, one.Path = fmt.Sprintf("%s meeting %d, date %d", work, f.Meeting, f.Order), views.InstancePath(f.Meeting, f.Order)
		}
		all = append(all, one)
	}
	return all
}

// checkArchive checks the archive, for as long as a page may take.
func (s *Server) checkArchive(ctx context.Context, page *views.ArchivePage) error {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	report, err := s.Archive.Check(ctx, false)
	page.Checked, page.TooLong = true, errors.Is(ctx.Err(), context.DeadlineExceeded)
	if page.TooLong {
		return nil
	}
	page.Report = views.ArchiveReport{Files: report.Files, Rows: report.Rows, Underway: report.Underway, Waiting: report.Waiting,
		More: report.More}
	for i, p := range report.Problems {
		if i == shownProblems {
			page.Report.More += int64(len(report.Problems) - i)
			break
		}
		page.Report.Problems = append(page.Report.Problems, views.ArchiveProblem{Kind: string(p.Kind), Path: p.Path, Why: p.Why})
	}
	return err
}
