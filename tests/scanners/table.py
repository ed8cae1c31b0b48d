"""What Prowler fails, held against what our checks claim.

    table.py assume ACCOUNT           credentials for an account of moto, as shell variables
    table.py compare AUDIT SCAN       the table; exit 1 for a claimed control without an excuse
"""

import json
import sys
from collections import defaultdict

# How Prowler calls the frameworks that our checks cite.
FRAMEWORKS = {
    "CIS-5.0": "CIS AWS 5.0",
    "AWS-Foundational-Security-Best-Practices": "AWS Security Hub",
}

# Prowler's check and a part of the resource's ARN: why it fails although we claim the control.
EXCUSES = {
    ("cloudtrail_cloudwatch_logging_enabled", ":trail/"): (
        "moto delivers nothing, so the trail shows no delivery; it names a log group"
    ),
    ("iam_password_policy_expires_passwords_within_90_days_or_less", "password-policy"): (
        "passwords do not expire: NIST SP 800-63B 5.1.1.2; Security Hub's IAM.7 sets no age either"
    ),
    ("s3_bucket_object_lock", "access-logs"): (
        "S3 writes access logs to no bucket that can lock; the trail's and AWS Config's can"
    ),
}


def assume(account):
    import boto3

    role = f"arn:aws:iam::{account}:role/prowler"
    sts = boto3.client("sts", region_name="ap-northeast-1")
    given = sts.assume_role(RoleArn=role, RoleSessionName="prowler")["Credentials"]
    print(f"export AWS_ACCESS_KEY_ID={given['AccessKeyId']}")
    print(f"export AWS_SECRET_ACCESS_KEY={given['SecretAccessKey']}")
    print(f"export AWS_SESSION_TOKEN={given['SessionToken']}")


def claimed(audit):
    """Controls that some check of ours passes."""
    findings = json.load(open(audit))["findings"]
    return {c for f in findings if f["status"] == "pass" for c in f["controls"]}


def excuse(check, resource):
    for (name, part), why in EXCUSES.items():
        if name == check and part in resource:
            return why
    return None


def compare(audit, scan):
    claims, findings = claimed(audit), json.load(open(scan))
    failed = defaultdict(list)
    for finding in findings:
        if finding["status_code"] == "FAIL":
            failed[finding["metadata"]["event_code"]].append(finding)
    unexcused = 0
    print("| Prowler's check | fails on | controls | claimed by us | why |")
    print("|---|---|---|---|---|")
    for check, those in sorted(failed.items()):
        compliance = those[0]["unmapped"]["compliance"]
        controls = [
            f"{ours}:{control}"
            for theirs, ours in FRAMEWORKS.items()
            for control in compliance.get(theirs, [])
        ]
        mine = [control for control in controls if control in claims]
        why = "no control of these frameworks" if not controls else "not claimed"
        if mine:
            excuses = [excuse(check, f["resources"][0]["uid"]) for f in those]
            unexcused += excuses.count(None)
            why = "; ".join(sorted({e or "**no excuse**" for e in excuses}))
        print(f"| {check} | {len(those)} | {', '.join(controls)} | {', '.join(mine)} | {why} |")
    passed = sum(f["status_code"] == "PASS" for f in findings)
    print(f"\n{len(findings)} findings, {passed} pass; ", end="")
    print(f"{len(claims)} controls claimed; {unexcused} failures on them without an excuse")
    return 1 if unexcused else 0


if __name__ == "__main__":
    verb, *rest = sys.argv[1:]
    sys.exit({"assume": assume, "compare": compare}[verb](*rest))
