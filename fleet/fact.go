package fleet

import "time"

// Fact is one thing LocoNav told us, decoded: a position or an alert. Exactly
// one of the two is set.
type Fact struct {
	Source     string // which configured source sent it
	ReceivedAt time.Time
	IMEI       string
	Plate      string
	Position   *Position // TruckID still unknown
	Alert      *VendorAlert
}

// EventType is the kind of a row in the outbox.
type EventType string

const (
	EventWebhookReceived EventType = "webhook.received"
	EventPositionUpdated EventType = "position.updated"
	EventTruckStatus     EventType = "truck.status_changed"
	EventTripCreated     EventType = "trip.created"
	EventTripStatus      EventType = "trip.status_changed"
	EventAlertTriggered  EventType = "alert.triggered"
	EventSyncCompleted   EventType = "sync.completed"
	EventErrorOccurred   EventType = "error.occurred"
)
