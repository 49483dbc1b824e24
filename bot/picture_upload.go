package bot

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"watchtower/answer"
)

// uploadFile is Slack's three steps. The bytes go without our token: the
// address is its own permission, and no other host shall learn the token.
func (b *Bot) uploadFile(ctx context.Context, p answer.Picture) (id string, err error) {
	at, err := b.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{
		FileName: p.Name, FileSize: len(p.PNG), AltTxt: p.Alt})
	if err != nil {
		return "", fmt.Errorf("ask for an upload: %w", err)
	}
	if !b.uploadHost(at.UploadURL) {
		return "", fmt.Errorf("slack names an upload address that is not Slack's")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, at.UploadURL, bytes.NewReader(p.PNG))
	if err != nil {
		return "", fmt.Errorf("the upload address is none")
	}
	req.Header.Set("Content-Type", "image/png")
	resp, err := b.http.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("upload refused: %s", resp.Status)
	}
	_, err = b.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
		Files: []slack.FileSummary{{ID: at.FileID, Title: p.Name}}})
	if err != nil {
		return "", fmt.Errorf("complete the upload: %w", err)
	}
	return at.FileID, nil
}

// uploadHost says whether an address is Slack's, or that of the API itself.
func (b *Bot) uploadHost(address string) bool {
	u, err := url.Parse(address)
	api, apiErr := url.Parse(b.APIURL)
	if err != nil || apiErr != nil {
		return false
	}
	if u.Scheme == api.Scheme && u.Host == api.Host {
		return true
	}
	host := u.Hostname()
	return u.Scheme == "https" && (strings.HasSuffix(host, ".slack.com") || strings.HasSuffix(host, ".slack-gov.com"))
}
