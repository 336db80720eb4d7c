"""Monitoring: events of consented or ordered monitoring software, matched, judged, alerted on."""
