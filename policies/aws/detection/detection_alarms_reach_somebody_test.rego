package gabakura.checks.detection_alarms_reach_somebody_test

import data.gabakura.checks.detection_alarms_reach_somebody as check
import data.gabakura.testing
import rego.v1

arn := "arn:aws:sns:ap-northeast-1:111122223333:alarms"

topic := testing.found("aws.sns.topic", "alarms", "alarms", {"name": "alarms"})

mail(confirmed) := testing.declared("aws.sns.subscription", "mail", {
	"topic_arn": arn, "protocol": "email", "endpoint": "soc@example.lg.jp", "confirmed": confirmed,
})

alarm := testing.alarm("f0", {"alarm_actions": [arn]})

rule := testing.declared("aws.events.rule", "rule", {"targets": {"alarms": {"arn": testing.reference("alarms", "arn")}}})

documents := {
	"agreed": testing.observed([topic, mail(true), alarm]),
	"one_of_two": testing.observed([topic, mail(false), mail(true), rule]),
	"planned": testing.planned([testing.declared("aws.sns.topic", "alarms", {"name": "alarms"}), rule, testing.declared("aws.sns.subscription", "mail", {"topic_arn": testing.reference("alarms", "arn")})]),
	"another_topic": testing.observed([topic, mail(false)]),
	"pending": testing.observed([topic, mail(false), alarm]),
	"nobody": testing.planned([topic, rule]),
}

test_pass_agreed if testing.verdict(check) == {"alarms": "pass"} with input as documents.agreed

test_pass_one_of_two if testing.verdict(check) == {"alarms": "pass"} with input as documents.one_of_two

test_pass_planned if testing.verdict(check) == {"alarms": "pass"} with input as documents.planned

test_pass_a_topic_without_alarms_is_not_judged if testing.verdict(check) == {} with input as documents.another_topic

test_fail_pending if testing.verdict(check) == {"alarms": "fail"} with input as documents.pending

test_fail_nobody if testing.verdict(check) == {"alarms": "fail"} with input as documents.nobody
