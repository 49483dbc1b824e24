package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"
)

const benchSecret = "bench-secret"

var ist = time.FixedZone("IST", 5*3600+1800)

// imei names a truck of the bench's fleet.
func imei(truck int) string { return fmt.Sprintf("3560000%08d", truck) }

// fixOf is one live location in LocoNav's form. A truck drives for three of its
// fixes and stands for three, so that motion changes and events follow.
func fixOf(truck, turn int, at time.Time) []byte {
	speed, ignition := 42.5, 1
	if turn/3%2 == 1 {
		speed, ignition = 0, 0
	}
	return fmt.Appendf(nil, `{"imei":%q,"speed":%.1f,"gpstime":%q,"ignition":"%d","latitude":%.6f,"longitude":%.6f,"sharpTurn":"0","orientation":90.0,"harshBraking":"0","vehiclenumber":"LAG %05d XA","rockBreakerPedal":"0","harshAcceleration":"0"}`,
		imei(truck), speed, at.In(ist).Format("02-01-2006 15:04:05"), ignition,
		6.4+float64(truck%1000)/500+float64(turn%6)/1000, 3.3+float64(truck/1000%1000)/100, truck)
}

func signed(body []byte) string {
	mac := hmac.New(sha256.New, []byte(benchSecret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// request is a whole push as it goes over the wire.
func request(body []byte) []byte {
	return fmt.Appendf(nil, "%s /webhooks/loconav HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nX-LocoNav-Signature: %s\r\nContent-Length: %d\r\n\r\n%s",
		http.MethodPost, signed(body), len(body), body)
}
