package store

import "context"

const serverVersions = `SELECT current_setting('server_version_num')::int, postgis_lib_version()`

// Server tells the version of PostgreSQL (150018 is 15.18) and of PostGIS.
func (s *Store) Server(ctx context.Context) (postgres int, postgis string, err error) {
	err = s.pool.QueryRow(ctx, serverVersions).Scan(&postgres, &postgis)
	return postgres, postgis, wrap(err, "Server")
}
