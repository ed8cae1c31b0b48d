//! What must be observed before a plan, a drift report or an audit is made.

use std::collections::BTreeSet;

use gabakura_model::catalogue::Catalogue;
use gabakura_model::graph::ResourceGraph;
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Cloud;

use crate::unmanaged::kinds_inside;

/// The kinds to list for a tenancy on a cloud: those declared, those recorded, and those that can
/// exist inside them, whether anybody can declare them or not. `read_by_checks` adds what an
/// audit judges, which may be of any cloud.
pub fn kinds_to_observe(
    cloud: Cloud,
    desired: Option<&ResourceGraph>,
    recorded: &Recorded,
    catalogue: &Catalogue,
    read_by_checks: &BTreeSet<Kind>,
) -> BTreeSet<Kind> {
    let desired = desired.into_iter().flat_map(ResourceGraph::iter);
    let desired = desired.map(|resource| (&resource.kind, resource.exclusive));
    let recorded = recorded.resources.values();
    let recorded = recorded.map(|resource| (&resource.kind, resource.exclusive));
    let (mut kinds, mut exclusive) = (BTreeSet::new(), false);
    for (kind, is_exclusive) in desired.chain(recorded) {
        kinds.insert(kind.clone());
        exclusive |= is_exclusive;
    }
    let inside = kinds.iter().flat_map(|kind| kinds_inside(kind, catalogue));
    let mut more: Vec<&Kind> = inside.map(|schema| &schema.kind).collect();
    let of_cloud = |kind: &&Kind| kind.as_str().split('.').next() == Some(cloud.as_str());
    // Whatever exists undeclared inside an exclusive container is drift.
    if exclusive {
        let contained = catalogue.iter().filter(|schema| schema.parent.is_some());
        more.extend(contained.map(|schema| &schema.kind).filter(of_cloud));
    }
    more.extend(read_by_checks.iter().filter(of_cloud));
    let more: Vec<Kind> = more.into_iter().cloned().collect();
    kinds.extend(more);
    kinds
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use gabakura_model::Value;
    use gabakura_model::catalogue::{Identity, KindSchema, Protection};
    use gabakura_model::diagnostic::Origin;
    use gabakura_model::resource::{Resource, Tags};

    use super::*;

    fn schema(kind: &str) -> KindSchema {
        KindSchema {
            kind: Kind::new(kind),
            summary: "",
            identity: Identity::Assigned,
            immutable: &[],
            parent: None,
            outputs: &[],
            account_wide: false,
            observed_only: false,
            stands_in: &[],
            taggable: true,
            interchangeable: false,
            protection: Protection::None,
            canonical: |spec| Ok(spec.clone()),
            json_schema: || Value::Null,
        }
    }

    fn catalogue() -> Catalogue {
        let inside = |kind| KindSchema {
            parent: Some("vpc_id"),
            ..schema(kind)
        };
        [
            schema("aws.ec2.vpc"),
            inside("aws.ec2.subnet"),
            KindSchema {
                observed_only: true,
                stands_in: &["aws.ec2.vpc"],
                ..schema("aws.ec2.instance")
            },
            schema("aws.kms.key"),
            inside("gcp.compute.firewall"),
        ]
        .into_iter()
        .collect()
    }

    fn observed(exclusive: bool, checks: &[&str]) -> Vec<String> {
        let vpc = Resource {
            address: "131016/acme/prod/network/vpc".parse().unwrap(),
            kind: Kind::new("aws.ec2.vpc"),
            spec: Value::Null,
            tags: Tags::new(),
            depends_on: Vec::new(),
            exclusive,
            origin: Origin::at_line(&Arc::from("t"), 1),
        };
        let desired = ResourceGraph::build(vec![vpc]).unwrap();
        let recorded = Recorded::empty("131016/acme/prod".parse().unwrap());
        let checks = checks.iter().map(|kind| Kind::new(kind)).collect();
        let kinds = kinds_to_observe(Cloud::Aws, Some(&desired), &recorded, &catalogue(), &checks);
        kinds.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_can_exist_inside_a_container_is_observed_too() {
        let own = ["aws.ec2.instance", "aws.ec2.vpc"];
        assert_eq!(observed(false, &[]), own);
        let all = ["aws.ec2.instance", "aws.ec2.subnet", "aws.ec2.vpc"];
        assert_eq!(observed(true, &[]), all);
    }

    #[test]
    fn checks_add_kinds_of_the_tenancys_own_cloud() {
        let checks = ["aws.kms.key", "gcp.compute.firewall"];
        let expected = ["aws.ec2.instance", "aws.ec2.vpc", "aws.kms.key"];
        assert_eq!(observed(false, &checks), expected);
    }
}
