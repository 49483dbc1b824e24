package loconav

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
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
	path      = "/integration/api/v1/polygons"
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

// Polygons fetches every polygon, page by page, up to the first short one: the
// counts that come along are not reliable.
func (a API) Polygons(ctx context.Context) ([]Polygon, error) {
	var all []Polygon
	for n := 1; n <= maxPages; n++ {
		query := url.Values{"page": {strconv.Itoa(n)}, "perPage": {strconv.Itoa(perPage)}}
		raw, err := a.get(ctx, path+"?"+query.Encode())
		if err != nil {
			return nil, err
		}
		list, err := Polygons(raw)
		if err != nil {
			return nil, err
		}
		if all = append(all, list...); len(list) < perPage {
			return all, nil
		}
	}
	return nil, fleet.Errorf(fleet.Invalid, "LocoNav lists more than %d polygons; that is more than this can take over", maxPages*perPage)
}

// errAgain marks a failure that may pass.
var errAgain = errors.New("LocoNav is busy or away")

func (a API) get(ctx context.Context, path string) ([]byte, error) {
	for try := 0; ; try++ {
		raw, err := a.once(ctx, path)
		if !errors.Is(err, errAgain) || try == len(waits) {
			return raw, err
		}
		if err := a.Wait(ctx, waits[try]); err != nil {
			return nil, err
		}
	}
}

func (a API) once(ctx context.Context, path string) ([]byte, error) {
	ctx, stop := context.WithTimeout(ctx, tryFor)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.URL+path, nil)
	if err != nil {
		return nil, errors.New("LOCONAV_API_URL is no address")
	}
	req.Header.Set("User-Authentication", a.Token)
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
