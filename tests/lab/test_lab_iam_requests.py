"""IAM: names and policies that AWS refuses are refused, in its words."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

ALLOW = {"Effect": "Allow", "Action": "sts:AssumeRole"}
SAGEMAKER = {"Service": "sagemaker.amazonaws.com"}
READ = {"Effect": "Allow", "Action": "s3:GetObject"}


def document(*statements: dict, **more) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **more})


def refusal(call, **parameters) -> str:
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    response = caught.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return f"{response['Error']['Code']}: {response['Error']['Message']}"


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("{", "This policy contains invalid Json"),
        ('["Statement"]', "This policy contains invalid Json"),
        ("{}", "Missing required field Statement"),
        (document(), "Could not parse the policy: Statement is empty!"),
        (document({**ALLOW}), "Missing required field Principal"),
        (document({**ALLOW, "Principal": {}}), "Missing required field Principal cannot be empty!"),
        (
            document({**ALLOW, "Principal": {"Service": "sagemaker"}}),
            'Invalid principal in policy: "SERVICE":"sagemaker"',
        ),
        (
            document({**ALLOW, "Principal": {"AWS": ["123456789012", "bob"]}}),
            'Invalid principal in policy: "AWS":"bob"',
        ),
        (
            document({**ALLOW, "Principal": {"Servise": "sagemaker.amazonaws.com"}}),
            'Invalid principal in policy: "Servise"',
        ),
        (document({**ALLOW, "Principal": "bob"}), "Invalid principal in policy"),
        (
            document({**ALLOW, "Principal": SAGEMAKER, "Resource": "*"}),
            "Has prohibited field Resource",
        ),
        (
            document({**READ, "Principal": SAGEMAKER}),
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (document({"Effect": "Allow", "Principal": SAGEMAKER}), "Missing required field Action"),
        (
            document({"Action": "sts:AssumeRole", "Principal": SAGEMAKER}),
            "Missing required field Effect",
        ),
        (document({**ALLOW, "Effect": "allow", "Principal": SAGEMAKER}), "Invalid effect: allow"),
        (document({**ALLOW, "Principle": SAGEMAKER}), "Unknown field Principle"),
        (document(Statements=[]), "Unknown field Statements"),
        (
            document({**ALLOW, "Principal": SAGEMAKER}, Version="2026-01-01"),
            "The policy must contain a valid version string",
        ),
        (
            document(*[{**ALLOW, "Principal": SAGEMAKER, "Sid": "one"}] * 2),
            "The Statement Ids in the policy are not unique",
        ),
        (document({**ALLOW, "Principal": SAGEMAKER, "Condition": []}), "Syntax error in policy."),
    ],
)
def test_a_malformed_trust_policy_makes_no_role(account, policy, words):
    name = f"role-{uuid4().hex[:8]}"
    told = refusal(account.iam.create_role, RoleName=name, AssumeRolePolicyDocument=policy)
    assert told == f"MalformedPolicyDocument: {words}"
    with pytest.raises(account.iam.exceptions.NoSuchEntityException):
        account.iam.get_role(RoleName=name)


@pytest.mark.parametrize(
    "policy",
    [
        document({**ALLOW, "Principal": {"Service": ["sagemaker.amazonaws.com"]}}),
        document({**ALLOW, "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}),
        document({**ALLOW, "Principal": SAGEMAKER}, Version="2008-10-17"),
        json.dumps({"Statement": {**ALLOW, "Principal": SAGEMAKER}}),
        document(
            {
                **ALLOW,
                "Action": ["sts:AssumeRole", "sts:TagSession"],
                "Principal": SAGEMAKER,
                "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
            }
        ),
    ],
)
def test_a_right_trust_policy_makes_a_role(account, policy):
    name = f"role-{uuid4().hex[:8]}"
    account.iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy)
    account.iam.delete_role(RoleName=name)


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("{", "Syntax errors in policy."),
        (document(READ), "Policy statement must contain resources."),
        (document({**READ, "Resource": "*", "Foo": 1}), "Syntax errors in policy."),
        (
            document({**READ, "Resource": "*", "Principal": SAGEMAKER}),
            "Policy document should not specify a principal.",
        ),
    ],
)
def test_a_malformed_policy_is_put_nowhere(account, policy, words):
    role = account.role.rsplit("/", 1)[1]
    expected = f"MalformedPolicyDocument: {words}"
    assert expected == refusal(
        account.iam.put_role_policy, RoleName=role, PolicyName="bad", PolicyDocument=policy
    )
    name = f"policy-{uuid4().hex[:8]}"
    assert expected == refusal(account.iam.create_policy, PolicyName=name, PolicyDocument=policy)
    assert account.iam.list_role_policies(RoleName=role)["PolicyNames"] == []


def test_a_trust_policy_is_not_made_worse(account):
    name = f"role-{uuid4().hex[:8]}"
    right = document({**ALLOW, "Principal": SAGEMAKER})
    account.iam.create_role(RoleName=name, AssumeRolePolicyDocument=right)
    told = refusal(
        account.iam.update_assume_role_policy, RoleName=name, PolicyDocument=document(ALLOW)
    )
    assert told == "MalformedPolicyDocument: Missing required field Principal"


def test_names_and_arns(account):
    trust = document({**ALLOW, "Principal": SAGEMAKER})
    words = (
        "ValidationError: The specified value for roleName is invalid. It must contain only "
        "alphanumeric characters and/or the following: +=,.@_-"
    )
    for name in ("two words", "役割", account.role):
        assert words == refusal(
            account.iam.create_role, RoleName=name, AssumeRolePolicyDocument=trust
        )
    long = refusal(account.iam.create_role, RoleName="r" * 65, AssumeRolePolicyDocument=trust)
    assert long.startswith("ValidationError: 1 validation error detected: Value 'rrr")
    assert long.endswith(
        "at 'roleName' failed to satisfy constraint: Member must have length "
        "less than or equal to 64"
    )
    assert (
        refusal(
            account.iam.attach_role_policy,
            RoleName=account.role.rsplit("/", 1)[1],
            PolicyArn="AmazonSageMakerFullAccess",
        )
        == "ValidationError: ARN AmazonSageMakerFullAccess is not valid."
    )
