"""Changes one thing in an account behind gabakura's back: tamper.py WHAT TENANCY."""

import sys

import boto3

what, tenancy = sys.argv[1:3]
region = "ap-northeast-1"
ec2 = boto3.client("ec2", region)


def ours(kind):
    """The first EC2 resource of the tenancy."""
    filters = [{"Name": "tag:gabakura:tenancy", "Values": [tenancy]}]
    pages = {
        "group": lambda: ec2.describe_security_groups(Filters=filters)["SecurityGroups"],
        "table": lambda: ec2.describe_route_tables(Filters=filters)["RouteTables"],
        "subnet": lambda: ec2.describe_subnets(Filters=filters)["Subnets"],
        "vpc": lambda: ec2.describe_vpcs(Filters=filters)["Vpcs"],
    }
    return pages[kind]()


def security_group_rule():
    group = ours("group")[0]
    anyone = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[anyone])


def bucket_public_access_block():
    s3 = boto3.client("s3", region)
    bucket = s3.list_buckets()["Buckets"][0]["Name"]
    s3.put_public_access_block(
        Bucket=bucket,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": False,
            "RestrictPublicBuckets": True,
        },
    )


def key_rotation():
    kms = boto3.client("kms", region)
    aliases = kms.list_aliases()["Aliases"]
    key = next(a["TargetKeyId"] for a in aliases if not a["AliasName"].startswith("alias/aws/"))
    kms.disable_key_rotation(KeyId=key)


def trail_logging():
    trails = boto3.client("cloudtrail", region)
    trails.stop_logging(Name=trails.describe_trails()["trailList"][0]["Name"])


def route():
    ec2.create_route(
        RouteTableId=ours("table")[0]["RouteTableId"],
        DestinationCidrBlock="0.0.0.0/0",
        TransitGatewayId="tgw-0123456789abcdef0",
    )


def log_group_retention():
    logs = boto3.client("logs", region)
    group = logs.describe_log_groups()["logGroups"][0]["logGroupName"]
    logs.put_retention_policy(logGroupName=group, retentionInDays=1)


def deleted_subnet():
    subnet = ours("subnet")[0]["SubnetId"]
    for table in ours("table"):
        for association in table["Associations"]:
            if association.get("SubnetId") == subnet:
                ec2.disassociate_route_table(
                    AssociationId=association["RouteTableAssociationId"]
                )
    for endpoint in ec2.describe_vpc_endpoints()["VpcEndpoints"]:
        if subnet in endpoint.get("SubnetIds", []):
            ec2.modify_vpc_endpoint(
                VpcEndpointId=endpoint["VpcEndpointId"], RemoveSubnetIds=[subnet]
            )
    ec2.delete_subnet(SubnetId=subnet)


def extra_security_group():
    ec2.create_security_group(
        GroupName="backdoor", Description="nobody declared this", VpcId=ours("vpc")[0]["VpcId"]
    )


def open_server():
    """A server that answers everybody, with its metadata for whoever asks."""
    ec2.run_instances(
        ImageId="ami-0123456789abcdef0",
        MinCount=1,
        MaxCount=1,
        MetadataOptions={"HttpTokens": "optional"},
        NetworkInterfaces=[
            {
                "DeviceIndex": 0,
                "SubnetId": ours("subnet")[0]["SubnetId"],
                "AssociatePublicIpAddress": True,
            }
        ],
    )
    ec2.create_launch_template(
        LaunchTemplateName="open",
        LaunchTemplateData={"MetadataOptions": {"HttpTokens": "optional"}},
    )


def given_away_key():
    kms = boto3.client("kms", region)
    aliases = kms.list_aliases()["Aliases"]
    key = next(a["TargetKeyId"] for a in aliases if not a["AliasName"].startswith("alias/aws/"))
    stranger = "arn:aws:iam::999900001111:root"
    kms.create_grant(KeyId=key, GranteePrincipal=stranger, Operations=["Decrypt"])


globals()[what]()
