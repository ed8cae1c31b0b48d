"""Changes one thing in a project behind gabakura's back: tamper_google.py WHAT PROJECT HOST:PORT."""

import sys

from google.auth.credentials import AnonymousCredentials
from google.cloud import compute_v1, kms_v1, logging, resourcemanager_v3, storage
from google.cloud.compute_v1.services.firewalls.transports import FirewallsRestTransport
from google.cloud.kms_v1.services.key_management_service.transports import (
    KeyManagementServiceRestTransport,
)
from google.cloud.resourcemanager_v3.services.projects.transports import ProjectsRestTransport
from google.protobuf import duration_pb2, field_mask_pb2

what, project, host = sys.argv[1:4]
anonymous = AnonymousCredentials()
endpoint = {"api_endpoint": f"http://{host}"}


def rest(transport):
    return transport(host=host, url_scheme="http", credentials=anonymous)


def firewall_opened():
    firewalls = compute_v1.FirewallsClient(transport=rest(FirewallsRestTransport))
    ours = [each for each in firewalls.list(project=project) if each.source_ranges and each.allowed]
    opened = compute_v1.Firewall(source_ranges=["0.0.0.0/0"])
    name = next(each.name for each in ours if "staff-web" in each.name)
    firewalls.patch_unary(project=project, firewall=name, firewall_resource=opened)


def public_access_prevention_off():
    client = storage.Client(project=project, credentials=anonymous, client_options=endpoint)
    bucket = next(iter(client.list_buckets()))
    bucket.iam_configuration.public_access_prevention = "inherited"
    bucket.patch()


def rotation_lengthened():
    keys = kms_v1.KeyManagementServiceClient(transport=rest(KeyManagementServiceRestTransport))
    ring = next(iter(keys.list_key_rings(parent=f"projects/{project}/locations/{region()}")))
    key = next(iter(keys.list_crypto_keys(parent=ring.name)))
    key.rotation_period = duration_pb2.Duration(seconds=365 * 86400)
    mask = field_mask_pb2.FieldMask(paths=["rotation_period"])
    keys.update_crypto_key(crypto_key=key, update_mask=mask)


def region():
    return "asia-northeast1"


def sink_deleted():
    client = logging.Client(
        project=project, credentials=anonymous, client_options=endpoint, _use_grpc=False
    )
    ours = [each for each in client.list_sinks() if not each.name.startswith("_")]
    ours[0].delete()


def policy_changed(change):
    client = resourcemanager_v3.ProjectsClient(transport=rest(ProjectsRestTransport))
    policy = client.get_iam_policy(resource=f"projects/{project}")
    mask = change(policy)
    request = {"resource": f"projects/{project}", "policy": policy, "update_mask": mask}
    client.set_iam_policy(request=request)


def audit_config_narrowed():
    def narrow(policy):
        everything = next(a for a in policy.audit_configs if a.service == "allServices")
        del everything.audit_log_configs[1:]
        return {"paths": ["audit_configs", "etag"]}

    policy_changed(narrow)


def member_added():
    def add(policy):
        ours = next(b for b in policy.bindings if any("auditors" in m or "audit@" in m for m in b.members))
        ours.members.append("user:stranger@example.com")
        return {"paths": ["bindings", "etag"]}

    policy_changed(add)


globals()[what]()
