//! `aws.ec2.route_table`: a route table of subnets (EC2 `CreateRouteTable`).
//!
//! A subnet without a way to the Internet cannot leak (NIST SP 800-53r5 SC-7, AC-4).

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{
    Filter, ResourceType, RouteTable as SdkTable, RouteTableAssociation,
    RouteTableAssociationStateCode as State,
};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2;
use crate::ec2::route::{self, Route};
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, text};

const WHAT: ResourceType = ResourceType::RouteTable;

/// Largest page of `DescribeRouteTables`.
const PAGE: i32 = 100;

/// A route table of subnets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// VPC it belongs to.
    vpc_id: String,
    /// Subnets it is associated with; a subnet without one uses the VPC's main route table.
    #[serde(default)]
    subnet_ids: BTreeSet<String>,
    /// Routes, but for those that AWS adds: the VPC's own ranges, gateway endpoints' and propagated
    /// routes.
    #[serde(default)]
    routes: BTreeSet<Route>,
}

pub(crate) struct RouteTable;

impl AwsKind for RouteTable {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["vpc_id"],
        parent: Some("vpc_id"),
        outputs: &["arn", "main"],
        ownership: super::TAGS,
        ..Facts::assigned("aws.ec2.route_table", "a route table of subnets")
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().describe_route_tables().max_results(PAGE);
        let tables = request.into_paginator().items().send();
        let tables: Vec<SdkTable> = tables.try_collect().await?;
        Ok(tables.iter().map(|table| item(aws, table)).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let request = aws
            .ec2()
            .create_route_table()
            .vpc_id(&new.spec.vpc_id)
            .client_token(&new.token)
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request.send().await?;
        let id = reply.route_table().and_then(SdkTable::route_table_id);
        let mut made = ec2::made(aws, "CreateRouteTable", WHAT, id)?;
        made.outputs.insert("main".to_owned(), false.to_string());
        Ok(made)
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        let vpc_id = new.spec.vpc_id.clone();
        let empty = Spec {
            vpc_id,
            subnet_ids: BTreeSet::new(),
            routes: BTreeSet::new(),
        };
        Self::update(aws, &made.id, &empty, &new.spec).await
    }

    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        for route in after.routes.difference(&before.routes) {
            route::put(aws, id, route).await?;
        }
        let kept: BTreeSet<&str> = after.routes.iter().map(Route::destination).collect();
        for route in before.routes.difference(&after.routes) {
            if !kept.contains(route.destination()) {
                route::delete(aws, id, route).await?;
            }
        }
        for subnet in after.subnet_ids.difference(&before.subnet_ids) {
            associate(aws, id, subnet).await?;
        }
        for subnet in before.subnet_ids.difference(&after.subnet_ids) {
            disassociate(aws, id, subnet).await?;
        }
        Ok(())
    }

    /// The main table cannot be deleted while its VPC exists: it is reset to what AWS created.
    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        let reply = aws
            .reads()
            .ec2()
            .describe_route_tables()
            .route_table_ids(id)
            .send()
            .await?;
        let mut is_main = false;
        for table in reply.route_tables() {
            is_main |= main(table);
            for subnet in subnets(table) {
                disassociate(aws, id, &subnet).await?;
            }
            for route in route::of_table(table).iter().filter(|_| main(table)) {
                route::delete(aws, id, route).await?;
            }
        }
        if !is_main {
            aws.ec2()
                .delete_route_table()
                .route_table_id(id)
                .send()
                .await?;
        }
        Ok(())
    }
}

fn item(aws: &Clients, table: &SdkTable) -> Item<Spec> {
    let vpc_id = text(table.vpc_id());
    let spec = Spec {
        vpc_id,
        subnet_ids: subnets(table),
        routes: route::of_table(table),
    };
    // A main table nobody touched came with its VPC; a route in it is somebody's doing.
    let untouched = main(table) && spec.subnet_ids.is_empty() && spec.routes.is_empty();
    ec2::item(aws, WHAT, table.route_table_id(), spec, table.tags())
        .output("main", main(table).to_string())
        .platform(untouched)
}

fn main(table: &SdkTable) -> bool {
    table
        .associations()
        .iter()
        .any(|association| association.main() == Some(true))
}

fn subnets(table: &SdkTable) -> BTreeSet<String> {
    let is_in_force = |association: &&RouteTableAssociation| {
        let state = association
            .association_state()
            .and_then(|state| state.state());
        !matches!(
            state,
            Some(State::Disassociated | State::Disassociating | State::Failed)
        )
    };
    let standing = table.associations().iter().filter(is_in_force);
    standing
        .filter_map(|association| association.subnet_id.clone())
        .collect()
}

/// Lets a subnet use a table; from another one it is moved, so that it never falls to the main.
async fn associate(aws: &Clients, table: &str, subnet: &str) -> Result<()> {
    let ec2 = aws.ec2();
    let request = ec2
        .associate_route_table()
        .route_table_id(table)
        .subnet_id(subnet);
    if ec2::is_new(request.send().await, &["Resource.AlreadyAssociated"])? {
        return Ok(());
    }
    let now = association_of(aws, subnet).await?;
    if let Some(now) = now.filter(|now| now.route_table_id() != Some(table)) {
        let request = ec2.replace_route_table_association().route_table_id(table);
        request
            .set_association_id(now.route_table_association_id)
            .send()
            .await?;
    }
    Ok(())
}

/// Takes a subnet out of a table, unless it has moved on.
async fn disassociate(aws: &Clients, table: &str, subnet: &str) -> Result<()> {
    let now = association_of(aws, subnet).await?;
    if let Some(now) = now.filter(|now| now.route_table_id() == Some(table)) {
        let request = aws.ec2().disassociate_route_table();
        let ended = request
            .set_association_id(now.route_table_association_id)
            .send()
            .await;
        ec2::is_new(ended, &["InvalidAssociationID.NotFound"])?;
    }
    Ok(())
}

async fn association_of(aws: &Clients, subnet: &str) -> Result<Option<RouteTableAssociation>> {
    let of_subnet = Filter::builder()
        .name("association.subnet-id")
        .values(subnet)
        .build();
    let reply = aws
        .reads()
        .ec2()
        .describe_route_tables()
        .filters(of_subnet)
        .send()
        .await?;
    let mut associations = reply.route_tables().iter().flat_map(SdkTable::associations);
    Ok(associations
        .find(|association| association.subnet_id() == Some(subnet))
        .cloned())
}
