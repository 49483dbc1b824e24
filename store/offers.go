package store

import "context"

const wantsOffers = `SELECT EXISTS (SELECT FROM people WHERE id = $1 AND offers)`

// WantsOffers says whether a person likes to be shown a card for a truck or a
// trip that they only named.
func (s *Store) WantsOffers(ctx context.Context, personID int64) (yes bool, err error) {
	err = s.pool.QueryRow(ctx, wantsOffers, personID).Scan(&yes)
	return yes, wrap(err, "WantsOffers(%d)", personID)
}

const setOffers = `UPDATE people SET offers = $2 WHERE id = $1`

// SetOffers keeps that wish.
func (s *Store) SetOffers(ctx context.Context, personID int64, on bool) error {
	_, err := s.pool.Exec(ctx, setOffers, personID, on)
	return wrap(err, "SetOffers(%d)", personID)
}
