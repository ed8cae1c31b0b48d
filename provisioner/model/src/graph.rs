//! The graph of declared resources, acyclic by construction.

use std::collections::{BTreeMap, BTreeSet};

use crate::resource::{Address, Resource};

/// Declared resources of one tenancy, by address; every dependency exists and none is circular.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResourceGraph {
    resources: BTreeMap<Address, Resource>,
}

/// Why resources do not make a graph.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// Two resources of one address.
    #[error("`{address}` is declared twice")]
    Duplicate {
        /// The address.
        address: Address,
        /// Position of the second in the input.
        second: usize,
    },
    /// A dependency on nothing.
    #[error("`{from}` refers to `{to}`, which is not declared")]
    Dangling {
        /// Who refers.
        from: Address,
        /// To what.
        to: Address,
    },
    /// A dependency on another tenancy's resource.
    #[error("`{from}` refers to `{to}` of another tenancy")]
    AcrossTenancies {
        /// Who refers.
        from: Address,
        /// To what.
        to: Address,
    },
    /// Resources that wait for each other.
    #[error("resources refer to each other in a circle: {}", .path.iter().map(ToString::to_string).collect::<Vec<_>>().join(" → "))]
    Cycle {
        /// The circle, first address repeated at the end.
        path: Vec<Address>,
    },
}

impl ResourceGraph {
    /// Builds the graph, or says every reason why it is none.
    pub fn build(resources: Vec<Resource>) -> Result<Self, Vec<GraphError>> {
        let mut faults = Vec::new();
        let mut map: BTreeMap<Address, Resource> = BTreeMap::new();
        for (second, resource) in resources.into_iter().enumerate() {
            if map.contains_key(&resource.address) {
                faults.push(GraphError::Duplicate {
                    address: resource.address,
                    second,
                });
            } else {
                map.insert(resource.address.clone(), resource);
            }
        }
        for resource in map.values() {
            for to in &resource.depends_on {
                let (from, to_owned) = (resource.address.clone(), to.clone());
                if to.tenancy != resource.address.tenancy {
                    faults.push(GraphError::AcrossTenancies { from, to: to_owned });
                } else if !map.contains_key(to) {
                    faults.push(GraphError::Dangling { from, to: to_owned });
                }
            }
        }
        let graph = Self { resources: map };
        faults.extend(graph.cycle().map(|path| GraphError::Cycle { path }));
        if faults.is_empty() {
            Ok(graph)
        } else {
            Err(faults)
        }
    }

    /// A resource by its address.
    pub fn get(&self, address: &Address) -> Option<&Resource> {
        self.resources.get(address)
    }

    /// Every resource, in order of address.
    pub fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.resources.values()
    }

    /// How many resources there are.
    pub fn len(&self) -> usize {
        self.resources.len()
    }

    /// Whether nothing is declared.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty()
    }

    /// The first circle met, walking in order of address; no recursion, inputs may be hostile.
    fn cycle(&self) -> Option<Vec<Address>> {
        let mut done: BTreeSet<&Address> = BTreeSet::new();
        for start in self.resources.keys() {
            let mut path: Vec<(&Address, usize)> = vec![(start, 0)];
            let mut on_path: BTreeSet<&Address> = BTreeSet::from([start]);
            while let Some((address, next)) = path.last_mut() {
                let depends_on = self
                    .resources
                    .get(*address)
                    .map_or(&[][..], |r| &r.depends_on);
                let Some(to) = (!done.contains(*address))
                    .then(|| depends_on.get(*next))
                    .flatten()
                else {
                    on_path.remove(*address);
                    done.insert(*address);
                    path.pop();
                    continue;
                };
                *next += 1;
                if on_path.contains(to) {
                    let circle = path.iter().map(|(a, _)| *a).skip_while(|a| *a != to);
                    return Some(circle.chain([to]).cloned().collect());
                }
                if self.resources.contains_key(to) && !done.contains(to) {
                    path.push((to, 0));
                    on_path.insert(to);
                }
            }
        }
        None
    }
}
