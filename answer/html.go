package answer

import (
	"html"
	"slices"
	"strings"
)

// ChartCID is the content id by which an e-mail shows the answer's chart.
const ChartCID = "chart@watchtower"

// The look of an e-mail: mail programs take inline styles alone, and turn light
// colours dark by themselves where the reader wants it so.
const (
	mailPage  = "margin:0;padding:24px;font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.45;color:#1e293b;background-color:#ffffff"
	mailBox   = "max-width:760px;margin:0 auto"
	mailTitle = "font-size:20px;font-weight:bold;margin:0 0 12px"
	mailPart  = "font-size:16px;font-weight:bold;margin:28px 0 8px"
	mailAlarm = "margin:0 0 16px;padding:12px 16px;border-left:4px solid #f0930b;background-color:#fff7ed;color:#1e293b"
	mailTable = "border-collapse:collapse;width:100%;margin:12px 0;font-size:14px"
	mailHead  = "padding:6px 10px;border-bottom:2px solid #94a3b8;text-align:"
	mailCell  = "padding:6px 10px;border-bottom:1px solid #cbd5e1;text-align:"
	mailSmall = "font-size:12px;color:#64748b;margin:4px 0"
)

// HTML renders the answer as one self-contained page for an e-mail. With a
// drawable chart it shows the picture ChartCID, which goes along as an
// attachment (Chart.Picture).
func (a Answer) HTML() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>` +
		html.EscapeString(a.Headline) + `</title></head><body style="` + mailPage + `"><div style="` + mailBox + `">`)
	a.htmlBody(&b, mailTitle, true)
	for _, d := range a.Details {
		d.htmlBody(&b, mailPart, false)
	}
	b.WriteString("</div></body></html>")
	return b.String()
}

func (a Answer) htmlBody(b *strings.Builder, title string, pictured bool) {
	tag(b, "p", title, a.Headline)
	if len(a.Urgent) > 0 {
		b.WriteString(`<div style="` + mailAlarm + `"><b>` + html.EscapeString(UrgentTitle) + `</b>`)
		for _, u := range a.Urgent {
			tag(b, "p", "margin:6px 0 0", u)
		}
		b.WriteString("</div>")
	}
	if len(a.Facts) > 0 {
		t := Table{Columns: []string{"", ""}}
		for _, f := range a.Facts {
			t.Rows = append(t.Rows, []string{f.Label, f.Value})
		}
		t.html(b, false)
	}
	if pictured && a.Chart != nil && a.Chart.Drawable() {
		b.WriteString(`<img src="cid:` + ChartCID + `" alt="` + html.EscapeString(a.Chart.In(a.Units).alt()) + `" width="720" style="display:block;width:100%;max-width:720px;height:auto;margin:16px 0">`)
	}
	if a.Table != nil {
		a.Table.html(b, true)
	}
	if a.Window != nil {
		tag(b, "p", mailSmall, "Period: "+a.Window.String())
	}
	for _, n := range a.Notes {
		tag(b, "p", mailSmall, n)
	}
}

// html writes the rows, with the columns' names when they say something.
func (t Table) html(b *strings.Builder, head bool) {
	align := func(i int) string {
		if slices.Contains(t.Right, i) {
			return "right"
		}
		return "left"
	}
	b.WriteString(`<table style="` + mailTable + `">`)
	if head {
		b.WriteString("<tr>")
		for i, c := range t.Columns {
			tag(b, "th", mailHead+align(i), c)
		}
		b.WriteString("</tr>")
	}
	for _, row := range t.Rows {
		b.WriteString("<tr>")
		for i, c := range row {
			tag(b, "td", mailCell+align(i), c)
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table>")
	if t.More > 0 {
		tag(b, "p", mailSmall, "and "+plural(t.More, "more row"))
	}
}

func tag(b *strings.Builder, name, style, text string) {
	b.WriteString("<" + name + ` style="` + style + `">` + html.EscapeString(text) + "</" + name + ">")
}
