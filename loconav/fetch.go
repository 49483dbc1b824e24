package loconav

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"watchtower/fleet"
)

// How LocoNav's REST interface is asked. Its quota is 500 calls a minute, or 20
// behind its older gateway.
const (
	perPage   = 100
	maxPages  = 200
	maxAnswer = 16 << 20
	tryFor    = 20 * time.Second
	root      = "/integration/api/v1/"
)

// waits are the pauses before a call that failed for now is tried again.
var waits = [...]time.Duration{2 * time.Second, 10 * time.Second, 30 * time.Second}

// API is LocoNav's REST interface.
type API struct {
	URL   string // such as https://api.a.loconav.com
	Token string
	HTTP  *http.Client
	Wait  func(context.Context, time.Duration) error // pauses; fails when ctx ends
}

// Polygons fetches every polygon.
func (a API) Polygons(ctx context.Context) ([]Polygon, error) {
	return pages(ctx, a, http.MethodGet, "polygons", Polygons)
}

// pages fetches a list page by page, up to the first short one: the counts that
// come along are not reliable.
func pages[T any](ctx context.Context, a API, method, list string, read func([]byte) ([]T, error)) ([]T, error) {
	var all []T
	for n := 1; n <= maxPages; n++ {
		query := url.Values{"page": {strconv.Itoa(n)}, "perPage": {strconv.Itoa(perPage)}}
		raw, err := a.call(ctx, method, root+list+"?"+query.Encode())
		if err != nil {
			return nil, err
		}
		some, err := read(raw)
		if err != nil {
			return nil, err
		}
		if all = append(all, some...); len(some) < perPage {
			return all, nil
		}
	}
	return nil, fleet.Errorf(fleet.Invalid, "LocoNav lists more than %d %s; that is more than this can take over", maxPages*perPage, list)
}

// errAgain marks a failure that may pass.
var errAgain = errors.New("LocoNav is busy or away")

func (a API) call(ctx context.Context, method, path string) ([]byte, error) {
	for try := 0; ; try++ {
		raw, err := a.once(ctx, method, path)
		if !errors.Is(err, errAgain) || try == len(waits) {
			return raw, err
		}
		if err := a.Wait(ctx, waits[try]); err != nil {
			return nil, err
		}
	}
}

func (a API) once(ctx context.Context, method, path string) ([]byte, error) {
	ctx, stop := context.WithTimeout(ctx, tryFor)
	defer stop()
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader("{}") // without a choice of vehicles: all
	}
	req, err := http.NewRequestWithContext(ctx, method, a.URL+path, body)
	if err != nil {
		return nil, errors.New("LOCONAV_API_URL is no address")
	}
	req.Header.Set("User-Authentication", a.Token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := a.HTTP.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errAgain, err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	switch code := resp.StatusCode; {
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return nil, errors.New("LocoNav refuses LOCONAV_TOKEN; its support hands out tokens")
	case code == http.StatusTooManyRequests, code >= 500:
		return nil, fmt.Errorf("%w: it answers %s", errAgain, resp.Status)
	case code != http.StatusOK:
		return nil, fmt.Errorf("LocoNav answers %s", resp.Status)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errAgain, err)
	}
	return raw, nil
}
