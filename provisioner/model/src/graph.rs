//! The graph of declared resources, acyclic by construction.

use std::collections::{BTreeMap, BTreeSet};

use crate::resource::{Address, Resource};

/// Declared resources of one tenancy, by address. Every dependency exists, and none is circular.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResourceGraph {
    resources: BTreeMap<Address, Resource>,
}

/// Why resources do not make a graph.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// Two resources have one address.
    #[error("`{address}` is declared twice")]
    Duplicate {
        /// The address.
        address: Address,
        /// Position of the second in the input.
        second: usize,
    },
    /// A dependency on a resource that is not declared.
    #[error("`{from}` refers to `{to}`, which is not declared")]
    Dangling {
        /// The resource that refers.
        from: Address,
        /// The resource it refers to.
        to: Address,
    },
    /// A dependency on a resource of another tenancy.
    #[error("`{from}` refers to `{to}` of another tenancy")]
    AcrossTenancies {
        /// The resource that refers.
        from: Address,
        /// The resource it refers to.
        to: Address,
    },
    /// Resources that depend on each other.
    #[error("resources refer to each other in a circle: {}", .path.iter().map(ToString::to_string).collect::<Vec<_>>().join(" → "))]
    Cycle {
        /// The cycle, first address repeated at the end.
        path: Vec<Address>,
    },
}

impl ResourceGraph {
    /// Builds the graph.
    ///
    /// # Errors
    /// Every reason why the resources do not make one.
    pub fn build(resources: Vec<Resource>) -> Result<Self, Vec<GraphError>> {
        let mut errors = Vec::new();
        let mut map: BTreeMap<Address, Resource> = BTreeMap::new();
        for (second, resource) in resources.into_iter().enumerate() {
            if map.contains_key(&resource.address) {
                errors.push(GraphError::Duplicate {
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
                    errors.push(GraphError::AcrossTenancies { from, to: to_owned });
                } else if !map.contains_key(to) {
                    errors.push(GraphError::Dangling { from, to: to_owned });
                }
            }
        }
        let graph = Self { resources: map };
        errors.extend(graph.cycle().map(|path| GraphError::Cycle { path }));
        if errors.is_empty() {
            Ok(graph)
        } else {
            Err(errors)
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

    /// The first cycle met, walking in order of address. Without recursion: a hostile input must
    /// not exhaust the stack.
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
                // A resource that is done, or whose dependencies all are, leaves the path.
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
                    let cycle = path.iter().map(|(a, _)| *a).skip_while(|a| *a != to);
                    return Some(cycle.chain([to]).cloned().collect());
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
