package gabakura.checks.network_vpc_flow_logs_test

import data.gabakura.checks.network_vpc_flow_logs as check
import data.gabakura.testing
import rego.v1

vpc := testing.declared("gcp.compute.network", "vpc", {})

subnet(log) := testing.declared("gcp.compute.subnetwork", "subnet", {"network": testing.ref("vpc"), "log_config": log})

documents := {
	"good": testing.planned([vpc, subnet({"enable": true, "flow_sampling": 0.5, "filter_expr": "true"})]),
	"none": testing.planned([vpc, subnet({"enable": false})]),
	"silent": testing.planned([vpc, testing.declared("gcp.compute.subnetwork", "subnet", {})]),
	"filtered": testing.planned([vpc, subnet({"enable": true, "filter_expr": "inIpRange(connection.src_ip, '10.0.0.0/8')"})]),
	"proxies": testing.planned([vpc, testing.declared("gcp.compute.subnetwork", "subnet", {"purpose": "REGIONAL_MANAGED_PROXY"})]),
}

test_pass_good if testing.verdict(check) == {"subnet": "pass", "vpc": "pass"} with input as documents.good

test_pass_proxies_are_not_judged if testing.verdict(check) == {"vpc": "pass"} with input as documents.proxies

test_fail_none if testing.verdict(check) == {"subnet": "fail", "vpc": "pass"} with input as documents.none

test_fail_silent if testing.verdict(check) == {"subnet": "fail", "vpc": "pass"} with input as documents.silent

test_fail_filtered if testing.verdict(check) == {"subnet": "fail", "vpc": "pass"} with input as documents.filtered
