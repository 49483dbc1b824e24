package store

import (
	"context"

	"watchtower/fleet"
)

// DriverEdit is what a list or a person says of a driver. What is empty is left
// as it was.
type DriverEdit struct {
	Name, Phone, Licence string
	Active               *bool // a new driver is, unless this says otherwise
}

const saveDriver = `
INSERT INTO drivers (name, key, phone, licence, active)
VALUES ($1, $2, $3, $4, coalesce($5, true))
ON CONFLICT (key) DO UPDATE SET
    name    = excluded.name,
    phone   = coalesce(nullif(excluded.phone, ''), drivers.phone),
    licence = coalesce(nullif(excluded.licence, ''), drivers.licence),
    active  = coalesce($5, drivers.active)
RETURNING xmax = 0`

// SaveDriver creates the driver of this name or updates what is given.
func (s *Store) SaveDriver(ctx context.Context, d DriverEdit) (created bool, err error) {
	err = s.pool.QueryRow(ctx, saveDriver, d.Name, fleet.Key(d.Name), d.Phone, d.Licence, d.Active).Scan(&created)
	return created, wrap(err, "SaveDriver")
}

const saveClient = `
INSERT INTO clients (name, key, contact, phone)
VALUES ($1, $2, $3, $4)
ON CONFLICT (key) DO UPDATE SET
    name    = excluded.name,
    contact = coalesce(nullif(excluded.contact, ''), clients.contact),
    phone   = coalesce(nullif(excluded.phone, ''), clients.phone)
RETURNING xmax = 0`

// SaveClient creates the client of this name or updates what is given.
func (s *Store) SaveClient(ctx context.Context, c fleet.Client) (created bool, err error) {
	err = s.pool.QueryRow(ctx, saveClient, c.Name, fleet.Key(c.Name), c.Contact, c.Phone).Scan(&created)
	return created, wrap(err, "SaveClient(%q)", c.Name)
}

const driverByID = `
SELECT id, name, phone, licence, active FROM drivers WHERE id = $1`

// Driver reads one driver, phone included.
func (s *Store) Driver(ctx context.Context, id int64) (d fleet.Driver, err error) {
	err = s.pool.QueryRow(ctx, driverByID, id).Scan(&d.ID, &d.Name, &d.Phone, &d.Licence, &d.Active)
	return d, wrap(err, "Driver(%d)", id)
}

const clientByID = `
SELECT id, name, contact, phone FROM clients WHERE id = $1`

// Client reads one client, phone included.
func (s *Store) Client(ctx context.Context, id int64) (c fleet.Client, err error) {
	err = s.pool.QueryRow(ctx, clientByID, id).Scan(&c.ID, &c.Name, &c.Contact, &c.Phone)
	return c, wrap(err, "Client(%d)", id)
}
