package jobs

import (
	"slices"
	"strings"
	"time"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

const (
	reportFoot = "Sent by Watch Tower. Answers to this address are not read; whoever runs Watch Tower can take you off the list."
	tooLarge   = "The Excel file is too large for a mail: /report full in Slack has it."
)

// readers are the addresses that a report goes to.
func (j *Jobs) readers(r reportOf) (to []string) {
	for _, reader := range j.o.Outside.Readers {
		if len(reader.Reports) == 0 || slices.Contains(reader.Reports, r.key) {
			to = append(to, reader.Address)
		}
	}
	return to
}

// reportMail is a report for all who get it by mail, with its chart and its
// files; for nobody when it is so old that what was mailed may be forgotten.
func (j *Jobs) reportMail(r reportOf, slot time.Time, key string, a answer.Answer) store.Mail {
	to := j.readers(r)
	if len(to) == 0 || j.o.Now().Sub(slot) >= keepSent {
		return store.Mail{}
	}
	m := j.letterOf(a)
	if _, err := m.Body(); fleet.KindOf(err) == fleet.Invalid {
		a.Files = nil
		a.Notes = append(slices.Clip(a.Notes), tooLarge)
		m = j.letterOf(a)
	}
	m.Key, m.To = strings.ReplaceAll(key, ":", "-"), to
	return m
}

// letterOf is an answer as a mail. Without its picture the figures of a chart
// are still in the text.
func (j *Jobs) letterOf(a answer.Answer) store.Mail {
	m := store.Mail{Subject: strings.TrimSuffix(a.Headline, "."), Text: a.Text() + "\n\n" + reportFoot}
	if a.Chart != nil && a.Chart.Drawable() {
		p, err := a.Chart.In(a.Units).Picture()
		if err != nil {
			j.o.Log.Error("the chart of a mail was not drawn", "error", err)
			a.Chart = nil
		} else {
			m.Files = append(m.Files, store.MailFile{File: answer.File{Name: p.Name, Type: "image/png", Data: p.PNG}, CID: answer.ChartCID})
		}
	}
	for _, f := range a.Files {
		m.Files = append(m.Files, store.MailFile{File: f})
	}
	m.HTML = a.HTML(reportFoot, "")
	return m
}
