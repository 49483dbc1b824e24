package store

import (
	"context"
	"time"
)

// BackupState is what the database itself can say of its safety.
type BackupState struct {
	Bytes    int64     // of the database
	Archives bool      // its log is archived continuously
	Archived time.Time // the last file of the log that was; zero for none
	Failing  bool      // the newest attempt failed
}

const backupState = `
SELECT pg_database_size(current_database()), current_setting('archive_mode') <> 'off', last_archived_time,
       last_failed_time IS NOT NULL AND last_failed_time > coalesce(last_archived_time, '-infinity')
FROM pg_stat_archiver`

// BackupState reads it. Of dumps and of a provider's own backups it knows nothing.
func (s *Store) BackupState(ctx context.Context) (b BackupState, err error) {
	var archived *time.Time
	err = s.pool.QueryRow(ctx, backupState).Scan(&b.Bytes, &b.Archives, &archived, &b.Failing)
	b.Archived = orZero(archived)
	return b, wrap(err, "BackupState")
}
