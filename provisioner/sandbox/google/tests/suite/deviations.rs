//! Where the sandbox answers otherwise than the recordings, and why.

/// A difference that is meant.
pub struct Deviation {
    pub file: &'static str,
    /// The numbers of the exchanges, from 0, and where in the reply.
    pub exchanges: &'static [usize],
    pub at: &'static [&'static str],
    pub why: &'static str,
}

impl Deviation {
    pub fn places(&self) -> impl Iterator<Item = (String, usize, String)> {
        self.exchanges.iter().flat_map(|number| {
            self.at
                .iter()
                .map(|at| (self.file.to_owned(), *number, (*at).to_owned()))
        })
    }
}

const FOLDERS: &str = "the recorder's buckets had folders; those of the sandbox hold nothing";

pub const DEVIATIONS: &[Deviation] = &[
    Deviation {
        file: "address-global",
        exchanges: &[0],
        at: &["/subnetworks"],
        why: "here the default network has no subnetworks; in every other recording it has them",
    },
    Deviation {
        file: "alert-policy",
        exchanges: &[8, 9, 10, 11],
        at: &["/conditions/0/name"],
        why: "a condition without a name gets one, also when it comes with a change",
    },
    Deviation {
        file: "dns-policy",
        exchanges: &[6],
        at: &["/policy/alternativeNameServerConfig"],
        why: "a PATCH leaves alone what it does not name",
    },
    Deviation {
        file: "firewall",
        exchanges: &[4, 7],
        at: &["/sourceRanges"],
        why: "an ingress rule without a source is open to everywhere, and Google says so",
    },
    Deviation {
        file: "forwarding-rule-psc-googleapis",
        exchanges: &[5],
        at: &[
            "/endTime",
            "/operationType",
            "/progress",
            "/targetId",
            "/targetLink",
            "/user",
        ],
        why: "labels of addresses are set by a whole operation, as those of forwarding rules are",
    },
    Deviation {
        file: "kms-crypto-key",
        exchanges: &[10],
        at: &["/primary/destroyTime", "/primary/state"],
        why: "the primary version is shown as it is: its destruction was scheduled the call before",
    },
    Deviation {
        file: "network-auto",
        exchanges: &[3, 6],
        at: &["/subnetworks"],
        why: "Google opened asia-southeast3 between the recordings; the sandbox has the regions of the others",
    },
    Deviation {
        file: "project-iam",
        exchanges: &[2],
        at: &[
            "/metadata/@type",
            "/metadata/gettable",
            "/metadata/ready",
            "/response/@type",
            "/response/displayName",
            "/response/etag",
            "/response/lifecycleState",
            "/response/name",
            "/response/parent",
            "/response/projectNumber",
            "/response/state",
        ],
        why: "what the first version of the API makes is shown in its form, as in the other recordings",
    },
    Deviation {
        file: "pubsub-subscription",
        exchanges: &[5],
        at: &["status"],
        why: "a new subscription is there at once",
    },
    Deviation {
        file: "pubsub-subscription",
        exchanges: &[7],
        at: &["/pushConfig/attributes"],
        why: "a change is answered as the next read is; Google's answer alone has an attribute more",
    },
    Deviation {
        file: "router",
        exchanges: &[7],
        at: &["/network", "/region"],
        why: "links stay full links when a change repeats them in short",
    },
    Deviation {
        file: "storage-bucket",
        exchanges: &[5],
        at: &["/prefixes"],
        why: FOLDERS,
    },
    Deviation {
        file: "storage-bucket-soft-delete",
        exchanges: &[5],
        at: &["/prefixes"],
        why: FOLDERS,
    },
];
