package bot

import (
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"watchtower/answer"
)

// What Slack's own charts take.
const (
	maxChartPoints = 20
	maxChartSeries = 6
	maxChartLabel  = 20
	maxChartTitle  = 50
)

// chartBlock draws a chart as Slack's own block; false when it does not fit:
// then it is a picture. Slack's charts have one axis, one form for all series,
// and no way to leave a day out.
func chartBlock(c answer.Chart) (slack.Block, bool) {
	title := clip(strings.TrimSpace(c.Title), maxChartTitle)
	if title == "" || len(c.Series) == 0 || len(c.Series) > maxChartSeries || len(c.Labels) == 0 || len(c.Labels) > maxChartPoints || !distinct(c.Labels) {
		return nil, false
	}
	var names []string
	var series []slack.DataVisualizationDataSeries
	for _, s := range c.Series {
		if s.Unit != c.Series[0].Unit || s.Line != c.Series[0].Line || len(s.Values) != len(c.Labels) {
			return nil, false
		}
		points := make([]slack.DataVisualizationDataPoint, len(c.Labels))
		for i, v := range s.Values {
			if v == nil || !(*v > -1e12 && *v < 1e12) {
				return nil, false
			}
			points[i] = slack.NewDataVisualizationDataPoint(c.Labels[i], *v)
		}
		names = append(names, s.Name)
		series = append(series, slack.NewDataVisualizationDataSeries(s.Name, points...))
	}
	if !distinct(names) {
		return nil, false
	}
	axis := slack.NewDataVisualizationAxisConfig(c.Labels...)
	if unit := c.Series[0].Unit; unit != "" {
		axis = axis.WithYLabel(clip(unit, maxChartTitle))
	}
	var chart slack.DataVisualizationChart = slack.NewDataVisualizationBarChart(axis, series...)
	if c.Series[0].Line {
		chart = slack.NewDataVisualizationLineChart(axis, series...)
	}
	block := slack.NewDataVisualizationBlock(title, chart)
	return block, block.Validate() == nil
}

// distinct says whether labels are short enough, and each is there once.
func distinct(labels []string) bool {
	seen := map[string]bool{}
	for _, l := range labels {
		if strings.TrimSpace(l) == "" || utf8.RuneCountInString(l) > maxChartLabel || seen[l] {
			return false
		}
		seen[l] = true
	}
	return true
}

// chartBlocks are the chart in the best form at hand: Slack's own, a picture,
// or its figures in lines.
func chartBlocks(c answer.Chart, x extras, l look) []slack.Block {
	if !c.Drawable() {
		return nil
	}
	if x.Chart != nil {
		return []slack.Block{x.Chart.block()}
	}
	if block, ok := chartBlock(c); ok && l == withTable {
		return []slack.Block{block}
	}
	t := c.Table()
	t.Rows = square(t)
	lines, rows := tableLines(t)
	if left := len(t.Rows) - rows; left > 0 {
		lines = append(lines, andMore(left))
	}
	return append([]slack.Block{section("*" + clipEscaped(orDash(strings.ReplaceAll(c.Title, "*", "∗")), maxSection-40) + "*")}, lines...)
}
