package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
)

// apiToken signs in to the API.
func apiToken(t *testing.T, base, login string) string {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"login": login, "password": demoPassword})
	res, err := http.Post(base+"/api/v1/sessions", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var out struct{ Token string }
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil || res.StatusCode != http.StatusCreated {
		t.Fatalf("%s: %s, %v", login, res.Status, err)
	}
	return out.Token
}

// apiGet returns the body of a successful call.
func apiGet(t *testing.T, base, token, path string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/v1"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s %s, %v", path, res.Status, body, err)
	}
	return string(body)
}

// apiCall sends JSON and returns the object that a successful call answers with.
func apiCall(t *testing.T, base, token, method, path string, body any) map[string]any {
	t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, base+"/api/v1"+path, bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil || res.StatusCode >= http.StatusMultipleChoices {
		t.Fatalf("%s %s: %s %v, %v", method, path, res.Status, out, err)
	}
	return out
}
