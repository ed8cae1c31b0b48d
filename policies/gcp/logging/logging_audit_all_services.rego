package gabakura.checks.logging_audit_all_services

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-audit-all-services",
	"title": {
		"ja": "すべてのサービスで、管理読み取りとデータアクセスの監査ログが有効であること",
		"en": "Audit logs include admin reads and data access of every service",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "allServices の gcp.project.audit_config に、ADMIN_READ・DATA_READ・DATA_WRITE を除外者なしで宣言してください。",
		"en": "Declare `gcp.project.audit_config` for `allServices` with `ADMIN_READ`, `DATA_READ` and `DATA_WRITE`, and exempt nobody.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "2.1", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-2", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AU-12", "sourced": false},
	],
	"kinds": ["gcp.project.audit_config"],
}

configs := [r |
	input.tenancy.lead
	some r in lib.present("gcp.project.audit_config")
	r.spec.service == "allServices"
]

subject contains address if some address in google.subject({r.address | some r in configs})

missing := "no audit configuration is for all services"

fail contains f if some f in google.fault(configs, missing)

unknown contains d if some d in google.doubt(configs, missing)

fail contains {"address": r.address, "message": sprintf("%v is not logged", [type])} if {
	some r in configs
	some type in ["ADMIN_READ", "DATA_READ", "DATA_WRITE"]
	not type in {entry.log_type | some entry in lib.list(r.spec, "audit_log_configs")}
}

# Nobody is left out.
fail contains {"address": r.address, "message": sprintf("%v is not logged for %v", [entry.log_type, member])} if {
	some r in configs
	some entry in lib.list(r.spec, "audit_log_configs")
	some member in lib.list(entry, "exempted_members")
}
