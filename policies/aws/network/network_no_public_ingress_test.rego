package gabakura.checks.network_no_public_ingress_test

import data.gabakura.checks.network_no_public_ingress as check
import data.gabakura.testing
import rego.v1

group(ingress) := testing.declared("aws.ec2.security_group", "web", {
	"vpc_id": testing.ref("vpc"), "group_name": "web", "ingress": ingress, "egress": [],
})

tcp(port, cidr) := {"protocol": "tcp", "from_port": port, "to_port": port, "cidr_ipv4": cidr}

documents := {
	"inside": testing.planned([group([tcp(443, "10.16.0.0/20")])]),
	"public_site": testing.planned_by({"zone": "internet"}, [group([tcp(443, "0.0.0.0/0")])]),
	"not_https": testing.planned_by({"zone": "internet"}, [group([tcp(80, "0.0.0.0/0")])]),
	"https_into_my_number": testing.planned([group([tcp(443, "0.0.0.0/0")])]),
	"default_group": testing.observed([testing.found("aws.ec2.default_security_group", "default", "sg-1", {
		"vpc_id": "vpc-1", "ingress": [{"protocol": "-1", "cidr_ipv6": "::/0"}], "egress": [],
	})]),
	"not_yet": testing.planned([group([tcp(443, testing.reference("vpc", "cidr_block"))])]),
}

test_pass_inside if testing.verdict(check) == {"web": "pass"} with input as documents.inside

test_pass_public_site if testing.verdict(check) == {"web": "pass"} with input as documents.public_site

test_fail_not_https if testing.verdict(check) == {"web": "fail"} with input as documents.not_https

test_fail_https_into_my_number if testing.verdict(check) == {"web": "fail"} with input as documents.https_into_my_number

test_fail_default_group if testing.verdict(check) == {"default": "fail"} with input as documents.default_group

test_unknown_range_not_known_yet if testing.verdict(check) == {"web": "unknown"} with input as documents.not_yet
