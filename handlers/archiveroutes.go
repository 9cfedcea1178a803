package handlers

import "stoa/handlers/api"

// archiveCalls are those of the API about what dates that are over have left.
func archiveCalls(a *api.API) []route {
	return []route{
		{get, api.Base + "/archive/files", adminTokens, a.ArchivedFiles},
		{get, api.Base + "/archive/events", tokens, a.ArchivedEvents},
		{get, api.Base + "/archive/messages", tokens, a.ArchivedMessages},
	}
}
