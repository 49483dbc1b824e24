package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"watchtower/fleet"
)

// errURL never repeats the address: it holds a password.
var errURL = errors.New("DATABASE_URL cannot be read: expected postgres://user:password@host:port/database, special characters of the password as %23 for #, %2F for /")

// extensions are what the migrations need. Only a superuser may create them,
// and createExtensions is how.
var extensions = []string{"postgis", "btree_gist", "pg_trgm"}

const createExtensions = "psql -d DATABASE -c 'create extension postgis' -c 'create extension btree_gist' -c 'create extension pg_trgm'"

// openFault tells why the database cannot be used, and what to do. PostgreSQL's
// own words name users, databases and extensions, never a password.
func openFault(err error) error {
	say := func(msg string) error {
		return &fleet.Error{Kind: fleet.Unavailable, Message: msg, Err: err}
	}
	if _, ok := errors.AsType[*pgconn.ParseConfigError](err); ok {
		return errURL // the cause may repeat parts of the address
	}
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return say("The database does not answer. Check the host and port in DATABASE_URL and that PostgreSQL runs.")
	}
	says := "PostgreSQL says: " + pg.Message + ". "
	named := slices.ContainsFunc(extensions, func(e string) bool { return strings.Contains(pg.Message, `"`+e+`"`) })
	switch {
	case pg.Code == "28P01":
		return say(says + "Correct the user or the password in DATABASE_URL.")
	case pg.Code == "28000":
		return say(says + "Correct the user in DATABASE_URL, or let it in from this machine in pg_hba.conf.")
	case pg.Code == "3D000":
		return say(says + "Correct the name in DATABASE_URL, or make the database: createdb --owner=USER DATABASE")
	case pg.Code == "42501" && named:
		return say(says + "A superuser creates the extensions once: " + createExtensions)
	case pg.Code == "42501":
		return say(says + "Make the user of DATABASE_URL the owner of the database: ALTER DATABASE name OWNER TO user")
	case named && (pg.Code == "0A000" || pg.Code == "58P01"):
		return say(says + "Install PostGIS 3 for this PostgreSQL (Debian: postgresql-15-postgis-3, and postgresql-contrib), then run: watchtower migrate")
	case unavailable(err):
		return say(says + "The server is starting, stopping or full. Try again in a minute.")
	}
	return err
}

const missingExtensions = `SELECT e FROM unnest($1::text[]) e WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = e)`

// checkExtensions refuses a database that lost one, as a restore as another
// user does.
func checkExtensions(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, missingExtensions, extensions)
	if err != nil {
		return openFault(err)
	}
	defer rows.Close()
	var missing []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return openFault(err)
		}
		missing = append(missing, name)
	}
	if err := rows.Err(); err != nil {
		return openFault(err)
	}
	if len(missing) > 0 {
		return fleet.Errorf(fleet.Unavailable, "The database has no extension %s. A superuser creates them once: %s", strings.Join(missing, ", "), createExtensions)
	}
	return nil
}
