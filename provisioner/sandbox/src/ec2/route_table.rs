//! Route tables and their associations.

use serde::{Deserialize, Serialize};

use super::route::Route;
use super::{
    ById, Described, Ec2, Outcome, Subnet, Vpc, in_use, no_association, requested_tags, route, yes,
};
use crate::aws_error::AwsError;
use crate::params::{Params, Tags};
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RouteTable {
    pub(super) id: String,
    pub(super) vpc: String,
    pub(super) routes: Vec<Route>,
    /// Subnets by association; the main association has none.
    pub(super) associations: ById<Option<String>>,
    pub(super) tags: Tags,
}

impl RouteTable {
    pub(super) fn is_main(&self) -> bool {
        self.associations.values().any(Option::is_none)
    }
}

impl Described for RouteTable {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        let destinations = |kind: &str| {
            let routes = self
                .routes
                .iter()
                .filter(|route| route.destination_kind == kind);
            routes.map(|route| route.destination.clone()).collect()
        };
        Some(match filter {
            "route-table-id" | "association.route-table-id" => vec![self.id.clone()],
            "vpc-id" => vec![self.vpc.clone()],
            "association.main" if self.associations.is_empty() => vec!["false".to_owned()],
            "association.main" => vec![self.is_main().to_string()],
            "association.subnet-id" => self.associations.values().flatten().cloned().collect(),
            "association.route-table-association-id" => self.associations.keys().cloned().collect(),
            "route.destination-cidr-block" => destinations("destinationCidrBlock"),
            "route.destination-prefix-list-id" => destinations("destinationPrefixListId"),
            "route.gateway-id" => self
                .routes
                .iter()
                .map(|route| route.target.clone())
                .collect(),
            _ => return None,
        })
    }

    fn write(&self, xml: &mut Xml, ec2: &Ec2) {
        xml.text("routeTableId", &self.id)
            .text("vpcId", &self.vpc)
            .text("ownerId", &ec2.account);
        xml.node("routeSet", |xml| route::write_all(xml, self, ec2));
        xml.list(
            "associationSet",
            "item",
            &self.associations,
            |xml, (association, subnet)| {
                xml.text("routeTableAssociationId", association)
                    .text("routeTableId", &self.id);
                xml.option("subnetId", subnet.as_ref())
                    .text("main", subnet.is_none());
                xml.node("associationState", |xml| {
                    xml.text("state", "associated");
                });
            },
        );
        xml.node("propagatingVgwSet", |_| {});
    }
}

/// The table a VPC comes with.
pub(super) fn create_main(ec2: &mut Ec2, vpc: &str) {
    let id = ec2.new_id::<RouteTable>();
    let association = ec2.id("rtbassoc");
    let table = RouteTable {
        id: id.clone(),
        vpc: vpc.to_owned(),
        routes: Vec::new(),
        associations: ById::from([(association, None)]),
        tags: Tags::new(),
    };
    ec2.route_tables.insert(id, table);
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let vpc = params.need("VpcId")?;
    ec2.get::<Vpc>(vpc)?;
    let table = RouteTable {
        id: ec2.new_id::<RouteTable>(),
        vpc: vpc.to_owned(),
        routes: Vec::new(),
        associations: ById::new(),
        tags: requested_tags::<RouteTable>(params)?,
    };
    ec2.created(table)
}

/// AWS gives a subnet one table; the main table serves subnets that have none.
pub(super) fn associate(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (table_id, subnet_id) = (params.need("RouteTableId")?, params.need("SubnetId")?);
    let subnet = ec2.get::<Subnet>(subnet_id)?;
    let table = ec2.get::<RouteTable>(table_id)?;
    if subnet.vpc != table.vpc {
        let message =
            format!("route table {table_id} and subnet {subnet_id} belong to different networks");
        return Err(AwsError::bad("InvalidParameterValue", message));
    }
    let mut all = ec2
        .route_tables
        .values()
        .flat_map(|table| &table.associations);
    let taken = all.find(|(_, taken)| taken.as_deref() == Some(subnet_id));
    if let Some((association, _)) = taken {
        let message = format!(
            "the specified association for route table {table_id} conflicts with an existing \
             association {association}"
        );
        return Err(AwsError::bad("Resource.AlreadyAssociated", message));
    }
    let association = ec2.id("rtbassoc");
    if let Some(table) = ec2.route_tables.get_mut(table_id) {
        table
            .associations
            .insert(association.clone(), Some(subnet_id.to_owned()));
    }
    Ok(associated("associationId", &association))
}

pub(super) fn replace_association(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (old, table_id) = (params.need("AssociationId")?, params.need("RouteTableId")?);
    ec2.get::<RouteTable>(table_id)?;
    let mut tables = ec2.route_tables.values_mut();
    let subnet = tables.find_map(|table| table.associations.remove(old));
    let subnet = subnet.ok_or_else(|| no_association(old))?;
    let association = ec2.id("rtbassoc");
    if let Some(table) = ec2.route_tables.get_mut(table_id) {
        table.associations.insert(association.clone(), subnet);
    }
    Ok(associated("newAssociationId", &association))
}

pub(super) fn disassociate(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("AssociationId")?;
    let table = ec2
        .route_tables
        .values_mut()
        .find(|it| it.associations.contains_key(id));
    let table = table.ok_or_else(|| no_association(id))?;
    if table.associations.get(id) == Some(&None) {
        let message = format!("cannot disassociate the main route table association {id}");
        return Err(AwsError::bad("InvalidParameterValue", message));
    }
    table.associations.remove(id);
    yes()
}

/// A gateway endpoint forgets a deleted table; a subnet or the VPC itself holds it.
pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("RouteTableId")?;
    let table = ec2.get::<RouteTable>(id)?;
    if !table.associations.is_empty() {
        return Err(in_use("routeTable", id));
    }
    for endpoint in ec2.endpoints.values_mut() {
        endpoint.route_tables.retain(|table| table != id);
    }
    ec2.route_tables.remove(id);
    yes()
}

fn associated(name: &str, association: &str) -> Xml {
    let mut xml = Xml::new();
    xml.text(name, association).node("associationState", |xml| {
        xml.text("state", "associated");
    });
    xml
}
