package gabakura.checks.residency_japan_region

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "residency-japan-region",
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SA-9(5)", "sourced": false},
	],
	"kinds": ["gcp.compute.subnetwork", "gcp.kms.key_ring", "gcp.logging.bucket", "gcp.storage.bucket"],
}

regions := ["asia-northeast1", "asia-northeast2"]

subject contains input.tenancy.id

fail contains {"address": input.tenancy.id, "message": sprintf("region: %v", [input.tenancy.region])} if {
	not input.tenancy.region in regions
}

# What is not in a region is everywhere (`global`, `asia`), so it is not in Japan alone.
placed := [r |
	some kind in ["gcp.compute.subnetwork", "gcp.kms.key_ring", "gcp.logging.bucket", "gcp.storage.bucket"]
	some r in lib.resources_of(kind)
]

place(resource) := lower(resource.spec.region) if lib.given(resource.spec, "region")

place(resource) := lower(resource.spec.location) if lib.given(resource.spec, "location")

subject contains r.address if some r in placed

fail contains {"address": r.address, "message": sprintf("location: %v", [where])} if {
	some r in placed
	where := place(r)
	not where in regions
}

unknown contains {"address": r.address, "message": "where it is, is not known"} if {
	some r in placed
	not place(r)
}
