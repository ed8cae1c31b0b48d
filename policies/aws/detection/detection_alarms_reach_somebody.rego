package gabakura.checks.detection_alarms_reach_somebody

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "detection-alarms-reach-somebody",
	"title": {
		"ja": "アラームの通知先があり、サブスクリプションが確認済みであること",
		"en": "Alarms have a confirmed subscriber",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "誰かが読むアドレスを alarm_emails に書いてください。AWS では、SNS から届く確認メールのリンクを開いてもらう必要もあります。",
		"en": "Write addresses somebody reads into `alarm_emails`; on AWS their holders must also follow the link in the message that SNS sends them.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AU-6", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "IR-6", "sourced": false},
	],
	"kinds": ["aws.cloudwatch.alarm", "aws.events.rule", "aws.sns.subscription", "aws.sns.topic"],
}

# Topics that alarms or events of ours speak to.
topics := [t |
	some t in lib.resources_of("aws.sns.topic")
	some said in heard
	lib.names_arn(said, t, "sns")
]

heard contains arn if {
	some r in lib.resources_of("aws.cloudwatch.alarm")
	some arn in lib.list(r.spec, "alarm_actions")
}

heard contains target.arn if {
	some r in lib.resources_of("aws.events.rule")
	some target in r.spec.targets
}

subject contains t.address if some t in topics

fail contains {"address": t.address, "message": "nobody subscribes to it"} if {
	some t in topics
	count(subscriptions(t)) == 0
}

fail contains {"address": t.address, "message": message} if {
	some t in topics
	count(subscriptions(t)) > 0
	not lib.planning
	not is_confirmed(t)
	message := sprintf("nobody has agreed yet: %v", [concat(" ", sort({s.spec.endpoint | some s in subscriptions(t)}))])
}

subscriptions(topic) := [s |
	some s in lib.present("aws.sns.subscription")
	lib.names_arn(s.spec.topic_arn, topic, "sns")
]

is_confirmed(topic) if {
	some s in subscriptions(topic)
	lib.on(s.spec, "confirmed")
}
