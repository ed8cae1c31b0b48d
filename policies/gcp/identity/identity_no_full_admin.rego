package gabakura.checks.identity_no_full_admin

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "identity-no-full-admin",
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AC-6", "sourced": false},
	],
	"kinds": ["gcp.project.iam_binding"],
}

bindings := [r | input.tenancy.lead; some r in lib.present("gcp.project.iam_binding")]

subject contains r.address if some r in bindings

fail contains {"address": r.address, "message": message} if {
	some r in bindings
	r.spec.role in {"roles/editor", "roles/owner"}
	message := sprintf("`%v` is given to %v", [r.spec.role, concat(" ", sort(lib.list(r.spec, "members")))])
}

# What a custom role permits is not in view.
unknown contains {"address": r.address, "message": message} if {
	some r in bindings
	not startswith(r.spec.role, "roles/")
	message := sprintf("what `%v` permits is not in view", [r.spec.role])
}
