"""Google's own clients for Python against the embedded Google Cloud.

    google_clients.py SERVE     SERVE is the example `serve_google` of gabakura-sandbox-google

Makes, reads, lists, changes and deletes with each client, and ends with 1 at the first surprise.
"""

import subprocess
import sys
import tempfile

import grpc
from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import compute_v1, kms_v1, logging, logging_v2, monitoring_v3
from google.cloud import resourcemanager_v3, storage
from google.cloud import _storage_v2 as storage_v2
from google.cloud.compute_v1.services.firewalls.transports import FirewallsRestTransport
from google.cloud.compute_v1.services.global_operations.transports import (
    GlobalOperationsRestTransport,
)
from google.cloud.compute_v1.services.networks.transports import NetworksRestTransport
from google.cloud.compute_v1.services.region_operations.transports import (
    RegionOperationsRestTransport,
)
from google.cloud.compute_v1.services.subnetworks.transports import SubnetworksRestTransport
from google.cloud.kms_v1.services.key_management_service.transports import (
    KeyManagementServiceRestTransport,
)
from google.cloud.logging_v2.services.config_service_v2 import ConfigServiceV2Client
from google.cloud.resourcemanager_v3.services.projects.transports import ProjectsRestTransport
from google.iam.v1 import policy_pb2
from google.protobuf import duration_pb2, field_mask_pb2

PROJECT = "tenant-one"
REGION = "asia-northeast1"
ANONYMOUS = AnonymousCredentials()


def refused(error, call, *arguments, **named):
    """The error's message, when the call is refused with that error."""
    try:
        call(*arguments, **named)
    except error as refusal:
        return refusal.message
    raise AssertionError(f"{call.__qualname__} was not refused")


def rest(transport, port):
    return transport(host=f"127.0.0.1:{port}", url_scheme="http", credentials=ANONYMOUS)


def waiting(port):
    """Calls a method and waits for its operation at the sandbox; clients wait at Google's."""
    everywhere = compute_v1.GlobalOperationsClient(
        transport=rest(GlobalOperationsRestTransport, port)
    )
    regional = compute_v1.RegionOperationsClient(
        transport=rest(RegionOperationsRestTransport, port)
    )

    def done(call, **named):
        operation = call(project=PROJECT, **named)
        place = {"region": named["region"]} if "region" in named else {}
        operations = regional if place else everywhere
        ended = operations.wait(project=PROJECT, operation=operation.name, **place)
        assert ended.status == compute_v1.Operation.Status.DONE, ended
        return [error.code for error in ended.error.errors]

    return done


def compute(port):
    done = waiting(port)
    networks = compute_v1.NetworksClient(transport=rest(NetworksRestTransport, port))
    subnetworks = compute_v1.SubnetworksClient(transport=rest(SubnetworksRestTransport, port))
    firewalls = compute_v1.FirewallsClient(transport=rest(FirewallsRestTransport, port))
    network = compute_v1.Network(name="vpc", auto_create_subnetworks=False)
    done(networks.insert_unary, network_resource=network)
    refused(exceptions.Conflict, networks.insert, project=PROJECT, network_resource=network)
    made = networks.get(project=PROJECT, network="vpc")
    subnetwork = compute_v1.Subnetwork(
        name="private-a", network=made.self_link, ip_cidr_range="10.16.0.0/24"
    )
    place = {"project": PROJECT, "region": REGION}
    done(subnetworks.insert_unary, region=REGION, subnetwork_resource=subnetwork)
    flow_logs = compute_v1.Subnetwork(
        fingerprint=subnetworks.get(subnetwork="private-a", **place).fingerprint,
        log_config=compute_v1.SubnetworkLogConfig(enable=True, flow_sampling=0.5),
    )
    named = {"region": REGION, "subnetwork": "private-a"}
    done(subnetworks.patch_unary, subnetwork_resource=flow_logs, **named)
    assert subnetworks.get(subnetwork="private-a", **place).log_config.flow_sampling == 0.5
    allowed = compute_v1.Allowed(I_p_protocol="tcp", ports=["443"])
    rule = compute_v1.Firewall(
        name="https", network=made.self_link, allowed=[allowed], source_ranges=["10.0.0.0/8"]
    )
    done(firewalls.insert_unary, firewall_resource=rule)
    listed = firewalls.list(compute_v1.ListFirewallsRequest(project=PROJECT, max_results=1))
    assert [(each.name, each.priority) for each in listed] == [("https", 1000)]
    aggregated = dict(subnetworks.aggregated_list(project=PROJECT))
    names = [each.name for each in aggregated[f"regions/{REGION}"].subnetworks]
    assert sorted(names) == ["default", "private-a"], names
    used = done(networks.delete_unary, network="vpc")
    assert used == ["RESOURCE_IN_USE_BY_ANOTHER_RESOURCE"], used
    done(firewalls.delete_unary, firewall="https")
    done(subnetworks.delete_unary, **named)
    done(networks.delete_unary, network="vpc")
    refused(exceptions.NotFound, networks.get, project=PROJECT, network="vpc")


def kms(port):
    keys = kms_v1.KeyManagementServiceClient(
        transport=rest(KeyManagementServiceRestTransport, port)
    )
    location = f"projects/{PROJECT}/locations/{REGION}"
    ring = keys.create_key_ring(parent=location, key_ring_id="ring", key_ring={})
    purpose = kms_v1.CryptoKey.CryptoKeyPurpose.ENCRYPT_DECRYPT
    key = kms_v1.CryptoKey(purpose=purpose, rotation_period=duration_pb2.Duration(seconds=7776000))
    key = keys.create_crypto_key(parent=ring.name, crypto_key_id="logs", crypto_key=key)
    assert key.primary.state == kms_v1.CryptoKeyVersion.CryptoKeyVersionState.ENABLED
    key.labels["zone"] = "lgwan"
    mask = field_mask_pb2.FieldMask(paths=["labels"])
    assert keys.update_crypto_key(crypto_key=key, update_mask=mask).labels == {"zone": "lgwan"}
    assert [each.name for each in keys.list_crypto_keys(parent=ring.name)] == [key.name]
    keys.destroy_crypto_key_version(name=key.primary.name)
    scheduled = kms_v1.CryptoKeyVersion.CryptoKeyVersionState.DESTROY_SCHEDULED
    assert keys.get_crypto_key(name=key.name).primary.state == scheduled
    policy = keys.get_iam_policy(request={"resource": key.name})
    policy.bindings.add(role="roles/cloudkms.viewer", members=["group:audit@example.com"])
    keys.set_iam_policy(request={"resource": key.name, "policy": policy})
    stale = {"resource": key.name, "policy": policy}
    refused(exceptions.Conflict, keys.set_iam_policy, request=stale)
    refused(exceptions.NotFound, keys.get_key_ring, name=f"{location}/keyRings/none")


def buckets(port):
    endpoint = {"api_endpoint": f"http://127.0.0.1:{port}"}
    client = storage.Client(project=PROJECT, credentials=ANONYMOUS, client_options=endpoint)
    bucket = client.bucket("audit-of-tenant-one")
    bucket.iam_configuration.uniform_bucket_level_access_enabled = True
    bucket.retention_period = 86400
    bucket.create(location=REGION)
    bucket = client.get_bucket("audit-of-tenant-one")
    assert (bucket.location, bucket.retention_period) == ("ASIA-NORTHEAST1", 86400)
    bucket.labels = {"zone": "lgwan"}
    bucket.versioning_enabled = True
    bucket.patch()
    policy = bucket.get_iam_policy(requested_policy_version=3)
    policy.bindings.append(
        {"role": "roles/storage.objectViewer", "members": {"group:audit@example.com"}}
    )
    bucket.set_iam_policy(policy)
    bucket.lock_retention_policy()
    assert [each.name for each in client.list_buckets()] == ["audit-of-tenant-one"]
    refused(exceptions.Conflict, client.create_bucket, "audit-of-tenant-one")
    return bucket


def buckets_over_grpc(channel, made):
    """The bucket that was made over JSON, over protobuf."""
    transport = storage_v2.StorageClient.get_transport_class("grpc")(channel=channel)
    client = storage_v2.StorageClient(transport=transport)
    name = f"projects/_/buckets/{made.name}"
    bucket = client.get_bucket(name=name)
    assert bucket.retention_policy.is_locked and bucket.labels == {"zone": "lgwan"}
    assert bucket.iam_config.uniform_bucket_level_access.enabled
    assert bucket.retention_policy.retention_duration.total_seconds() == 86400
    asked = storage_v2.Bucket(
        project=f"projects/{PROJECT}",
        location=REGION,
        lifecycle={"rule": [{"action": {"type": "Delete"}, "condition": {"age_days": 400}}]},
    )
    other = client.create_bucket(parent="projects/_", bucket=asked, bucket_id="second-of-one")
    assert other.lifecycle.rule[0].condition.age_days == 400
    other.versioning.enabled = True
    mask = field_mask_pb2.FieldMask(paths=["versioning"])
    other = client.update_bucket(bucket=other, update_mask=mask)
    assert (other.metageneration, other.versioning.enabled) == (2, True)
    names = [each.bucket_id for each in client.list_buckets(parent=f"projects/{PROJECT}")]
    assert names == [made.name, "second-of-one"]
    client.delete_bucket(name=other.name)
    refused(exceptions.NotFound, client.get_bucket, name=other.name)
    made.delete()
    refused(exceptions.NotFound, client.get_bucket, name=name)


def sinks(port):
    endpoint = {"api_endpoint": f"http://127.0.0.1:{port}"}
    client = logging.Client(
        project=PROJECT, credentials=ANONYMOUS, client_options=endpoint, _use_grpc=False
    )
    sink = client.sink("audit", filter_="severity>=NOTICE", destination="storage.googleapis.com/audit")
    sink.create(unique_writer_identity=True)
    assert sink.writer_identity.endswith("@gcp-sa-logging.iam.gserviceaccount.com")
    sink.filter_ = "severity>=ERROR"
    sink.update(unique_writer_identity=True)
    sink.reload()
    assert sink.filter_ == "severity>=ERROR"
    assert sorted(each.name for each in client.list_sinks()) == ["_Default", "_Required", "audit"]
    sink.delete()
    assert not sink.exists()
    metric = client.metric("changes", filter_="protoPayload.methodName:SetIamPolicy")
    metric.create()
    assert [each.name for each in client.list_metrics()] == ["changes"]
    metric.delete()
    assert not metric.exists()


def log_buckets(channel):
    transport = ConfigServiceV2Client.get_transport_class("grpc")(channel=channel)
    client = ConfigServiceV2Client(transport=transport)
    asked = logging_v2.types.LogBucket(retention_days=400, description="audit logs")
    place = f"projects/{PROJECT}/locations/{REGION}"
    made = client.create_bucket(
        request={"parent": place, "bucket_id": "audit", "bucket": asked}
    )
    made.locked = True
    locked = client.update_bucket(
        request={"name": made.name, "bucket": made, "update_mask": {"paths": ["locked"]}}
    )
    assert (locked.locked, locked.retention_days) == (True, 400)
    listed = client.list_buckets(parent=f"projects/{PROJECT}/locations/-")
    names = [each.name.rsplit("/", 1)[1] for each in listed]
    assert names == ["audit", "_Default", "_Required"], names
    client.delete_bucket(request={"name": made.name})
    state = client.get_bucket(request={"name": made.name}).lifecycle_state
    assert state == logging_v2.types.LifecycleState.DELETE_REQUESTED
    sink = client.get_sink(sink_name=f"projects/{PROJECT}/sinks/_Required")
    assert sink.destination.endswith("/buckets/_Required")


def alerts(channel):
    transport = monitoring_v3.AlertPolicyServiceClient.get_transport_class("grpc")
    client = monitoring_v3.AlertPolicyServiceClient(transport=transport(channel=channel))
    threshold = monitoring_v3.AlertPolicy.Condition.MetricThreshold(
        filter='metric.type="logging.googleapis.com/user/changes"',
        comparison=monitoring_v3.ComparisonType.COMPARISON_GT,
        threshold_value=0.5,
        duration=duration_pb2.Duration(seconds=60),
    )
    condition = monitoring_v3.AlertPolicy.Condition(
        display_name="changes", condition_threshold=threshold
    )
    asked = monitoring_v3.AlertPolicy(
        display_name="changes of policies",
        combiner=monitoring_v3.AlertPolicy.ConditionCombinerType.OR,
        conditions=[condition],
    )
    made = client.create_alert_policy(name=f"projects/{PROJECT}", alert_policy=asked)
    assert made.enabled and made.conditions[0].name.startswith(made.name)
    assert made.conditions[0].condition_threshold.threshold_value == 0.5
    made.enabled = False
    mask = field_mask_pb2.FieldMask(paths=["enabled"])
    client.update_alert_policy(alert_policy=made, update_mask=mask)
    listed = list(client.list_alert_policies(name=f"projects/{PROJECT}"))
    assert [(each.name, each.enabled) for each in listed] == [(made.name, False)]
    client.delete_alert_policy(name=made.name)
    refused(exceptions.NotFound, client.get_alert_policy, name=made.name)


def projects(port):
    client = resourcemanager_v3.ProjectsClient(transport=rest(ProjectsRestTransport, port))
    project = client.get_project(name=f"projects/{PROJECT}")
    assert project.state == resourcemanager_v3.Project.State.ACTIVE
    assert client.get_project(name=project.name).project_id == PROJECT
    policy = client.get_iam_policy(resource=f"projects/{PROJECT}")
    binding = policy_pb2.Binding(role="roles/viewer", members=["group:audit@example.com"])
    policy.bindings.append(binding)
    changed = client.set_iam_policy(request={"resource": f"projects/{PROJECT}", "policy": policy})
    assert list(changed.bindings) == [binding]


def main(serve):
    with tempfile.TemporaryDirectory() as directory:
        server = subprocess.Popen(
            [serve, directory], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        with server:
            port = int(server.stdout.readline())
            channel = grpc.insecure_channel(f"127.0.0.1:{port}")
            projects(port)
            compute(port)
            kms(port)
            buckets_over_grpc(channel, buckets(port))
            sinks(port)
            log_buckets(channel)
            alerts(channel)
            channel.close()
            server.stdin.close()
        assert server.returncode == 0, server.returncode
    print("Google's clients for Python are content")


if __name__ == "__main__":
    main(sys.argv[1])
