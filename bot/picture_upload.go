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

// upload is a file for Slack to hold. Without a channel it is shown by nothing
// but messages that name it.
type upload struct {
	Name, Type, Alt string
	Data            []byte
	Channel, Thread string
	id              string
}

func (b *Bot) uploadFile(ctx context.Context, p answer.Picture) (id string, err error) {
	u := upload{Name: p.Name, Type: "image/png", Alt: p.Alt, Data: p.PNG}
	err = b.uploadAs(ctx, &u)
	return u.id, err
}

func (b *Bot) uploadTo(ctx context.Context, u upload) error { return b.uploadAs(ctx, &u) }

// uploadAs is Slack's three steps. The bytes go without our token: the
// address is its own permission, and no other host shall learn the token.
func (b *Bot) uploadAs(ctx context.Context, u *upload) error {
	at, err := b.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{
		FileName: u.Name, FileSize: len(u.Data), AltTxt: u.Alt})
	if err != nil {
		return fmt.Errorf("ask for an upload: %w", err)
	}
	if !b.uploadHost(at.UploadURL) {
		return fmt.Errorf("slack names an upload address that is not Slack's")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, at.UploadURL, bytes.NewReader(u.Data))
	if err != nil {
		return fmt.Errorf("the upload address is none")
	}
	req.Header.Set("Content-Type", u.Type)
	resp, err := b.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("upload refused: %s", resp.Status)
	}
	_, err = b.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
		Files: []slack.FileSummary{{ID: at.FileID, Title: u.Name}}, Channel: u.Channel, ThreadTimestamp: u.Thread})
	if err != nil {
		return fmt.Errorf("complete the upload: %w", err)
	}
	u.id = at.FileID
	return nil
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
