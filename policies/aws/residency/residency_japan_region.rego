package gabakura.checks.residency_japan_region

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "residency-japan-region",
	"title": {
		"ja": "データを国内（東京・大阪リージョン）に置くこと",
		"en": "Data stays in Japan (the Tokyo and Osaka Regions)",
	},
	"severity": "critical",
	"enforcement": "deny",
	"remediation": {
		"ja": "region を ap-northeast-1 または ap-northeast-3（Google Cloudでは asia-northeast1 または asia-northeast2）とし、サブネットも同じリージョンのアベイラビリティーゾーンに置いてください。",
		"en": "Use `ap-northeast-1` or `ap-northeast-3` (on Google Cloud, `asia-northeast1` or `asia-northeast2`), and place subnets in zones of that region.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SA-9(5)", "sourced": false},
	],
	"kinds": ["aws.ec2.subnet"],
}

regions := ["ap-northeast-1", "ap-northeast-3"]

subnets := lib.resources_of("aws.ec2.subnet")

subject contains input.tenancy.id

subject contains r.address if some r in subnets

fail contains {"address": input.tenancy.id, "message": message} if {
	not input.tenancy.region in regions
	message := sprintf("region: %v", [input.tenancy.region])
}

fail contains {"address": r.address, "message": message} if {
	some r in subnets
	lib.given(r.spec, "availability_zone")
	not lib.unresolved(r.spec.availability_zone)
	not japanese(r.spec.availability_zone)
	message := sprintf("availability zone: %v", [r.spec.availability_zone])
}

unknown contains {"address": r.address, "message": "its availability zone is not known"} if {
	some r in subnets
	undecided(r)
}

# A zone left to the cloud falls within the region, which is judged above.
undecided(subnet) if {
	not lib.planning
	not lib.given(subnet.spec, "availability_zone")
}

undecided(subnet) if lib.unresolved(object.get(subnet.spec, "availability_zone", null))

# Local zones bear the name of a region and may lie abroad (`ap-northeast-1-tpe-1a`).
japanese(zone) if {
	some region in regions
	startswith(zone, region)
	count(zone) == count(region) + 1
}
