package gabakura.checks.detection_alarms_reach_somebody_test

import data.gabakura.checks.detection_alarms_reach_somebody as check
import data.gabakura.testing
import rego.v1

alert(spec) := testing.declared("gcp.monitoring.alert_policy", "alert", spec)

documents := {
	"alerted": testing.planned([alert({"notification_channels": [testing.ref("mail")]})]),
	"off": testing.planned([alert({"enabled": false})]),
	"none": testing.planned([alert({"notification_channels": []})]),
	"silent": testing.planned([alert({})]),
}

test_pass_alerted if testing.verdict(check) == {"alert": "pass"} with input as documents.alerted

test_pass_off_is_not_judged if testing.verdict(check) == {} with input as documents.off

test_fail_none if testing.verdict(check) == {"alert": "fail"} with input as documents.none

test_fail_silent if testing.verdict(check) == {"alert": "fail"} with input as documents.silent
