package assistant

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/sashabaranov/go-openai"

	"watchtower/fleet"
)

// CheckModel asks the configured server which models it has, and says in words
// what is wrong: for `watchtower doctor`.
func CheckModel(ctx context.Context, c *OpenAIConfig, client *http.Client) error {
	if c == nil || c.Key == "" {
		return fleet.Errorf(fleet.Invalid, "OPENAI_API_KEY is not set; the phrasebook answers alone.")
	}
	m := newModel(*c, client)
	list, err := m.client.ListModels(ctx)
	if api, ok := errors.AsType[*openai.APIError](err); ok && (api.HTTPStatusCode == http.StatusUnauthorized || api.HTTPStatusCode == http.StatusForbidden) {
		return fleet.Errorf(fleet.Forbidden, "The model's server refuses the key. Check OPENAI_API_KEY.")
	}
	if err != nil {
		return fleet.Errorf(fleet.Unavailable, "The model's server does not answer (%v). Check OPENAI_BASE_URL and the network.", plainError(err))
	}
	if len(list.Models) > 0 && !slices.ContainsFunc(list.Models, func(x openai.Model) bool { return x.ID == m.name }) {
		return fleet.Errorf(fleet.NotFound, "The server does not list the model %s. Check OPENAI_MODEL.", m.name)
	}
	return nil
}
