//! What kind of network an address belongs to.
//!
//! Sources: the IANA special-purpose address registries (RFC 6890 as updated by RFC 8190,
//! <https://www.iana.org/assignments/iana-ipv4-special-registry>, <https://www.iana.org/assignments/iana-ipv6-special-registry>)
//! and, for the metadata services, the vendors' pages named beside each address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The kind of network an address belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Globally reachable.
    Public,
    /// A local network: RFC 1918, shared space (RFC 6598, also used by overlay networks such as Tailscale), unique local IPv6
    /// (RFC 4193).
    Private,
    /// This machine: `127.0.0.0/8`, `::1`.
    Loopback,
    /// One cable: `169.254.0.0/16` (RFC 3927), `fe80::/10` (RFC 4291 §2.5.6).
    LinkLocal,
    /// A cloud's metadata service, which hands out the machine's credentials to whoever can connect.
    Metadata,
    /// `224.0.0.0/4`, `ff00::/8`.
    Multicast,
    /// `0.0.0.0/8` and `::`, which operating systems take for "this machine".
    Unspecified,
    /// Documentation, benchmarks, broadcast, tunnels, and whatever is not yet assigned.
    Reserved,
}

/// The class of an address. An IPv6 address that carries an IPv4 address has the class of what it carries: mapped, compatible,
/// translated (RFC 4291 §2.5.5, RFC 2765 §2.1), NAT64 (RFC 6052) and 6to4 (RFC 3056).
///
/// ```
/// use net::{Class, classify};
/// assert_eq!(classify("::ffff:169.254.169.254".parse().unwrap()), Class::Metadata);
/// ```
pub fn classify(ip: IpAddr) -> Class {
    match ip {
        IpAddr::V4(ip) => classify_v4(ip),
        IpAddr::V6(ip) => classify_v6(ip),
    }
}

/// Amazon, Google, Azure, Oracle, DigitalOcean and others (169.254.169.254), Amazon's container credentials (.170.2, .170.23),
/// Amazon's time and DNS (.169.123, .169.253), Oracle's older address (192.0.0.192), Alibaba Cloud (100.100.100.200), Azure's
/// host agent (168.63.129.16).
const METADATA_V4: [Ipv4Addr; 8] = [
    Ipv4Addr::new(169, 254, 169, 254),
    Ipv4Addr::new(169, 254, 170, 2),
    Ipv4Addr::new(169, 254, 170, 23),
    Ipv4Addr::new(169, 254, 169, 123),
    Ipv4Addr::new(169, 254, 169, 253),
    Ipv4Addr::new(192, 0, 0, 192),
    Ipv4Addr::new(100, 100, 100, 200),
    Ipv4Addr::new(168, 63, 129, 16),
];

/// Amazon EC2 (metadata, and container credentials), Google Compute Engine.
const METADATA_V6: [Ipv6Addr; 3] = [
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23),
    Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
];

fn classify_v4(ip: Ipv4Addr) -> Class {
    if METADATA_V4.contains(&ip) {
        return Class::Metadata;
    }
    match ip.octets() {
        [0, ..] => Class::Unspecified,
        [127, ..] => Class::Loopback,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Class::Private,
        [169, 254, ..] => Class::LinkLocal,
        [224..=239, ..] => Class::Multicast,
        // Port control and TURN anycast are the two globally reachable addresses of the protocol assignments (RFC 7723, RFC 8155).
        [192, 0, 0, 9 | 10] => Class::Public,
        // Protocol assignments, the three documentation nets, the former 6to4 relays, benchmarks, class E and broadcast.
        [192, 0, 0 | 2, _]
        | [198, 51, 100, _]
        | [203, 0, 113, _]
        | [192, 88, 99, _]
        | [198, 18 | 19, ..]
        | [240..=255, ..] => Class::Reserved,
        _ => Class::Public,
    }
}

fn classify_v6(ip: Ipv6Addr) -> Class {
    if ip == Ipv6Addr::LOCALHOST {
        return Class::Loopback;
    }
    if ip == Ipv6Addr::UNSPECIFIED {
        return Class::Unspecified;
    }
    if METADATA_V6.contains(&ip) {
        return Class::Metadata;
    }
    if let Some(carried) = carried_v4(ip) {
        return classify_v4(carried);
    }
    match ip.segments() {
        [0xfc00..=0xfdff, ..] => Class::Private,
        [0xfe80..=0xfebf, ..] => Class::LinkLocal,
        [0xff00..=0xffff, ..] => Class::Multicast,
        // The globally reachable parts of the protocol assignments: anycast for port control, TURN and DNS-SD, AMT, AS112,
        // ORCHIDv2, drone identification.
        [0x2001, 1, 0, 0, 0, 0, 0, 1..=3]
        | [0x2001, 3, ..]
        | [0x2001, 4, 0x112, ..]
        | [0x2001, 0x20..=0x3f, ..] => Class::Public,
        // The rest of 2001::/23 (Teredo among them) and the two documentation nets.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0x0fff, ..] => Class::Reserved,
        // Global unicast is 2000::/3 and nothing else.
        [0x2000..=0x3fff, ..] => Class::Public,
        _ => Class::Reserved,
    }
}

fn carried_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let (high, low) = match (a, b, c, d, e, f) {
        // Compatible ::/96, mapped ::ffff:0:0/96, translated ::ffff:0:0:0/96, NAT64 64:ff9b::/96.
        (0, 0, 0, 0, 0, 0 | 0xffff) | (0, 0, 0, 0, 0xffff, 0) | (0x64, 0xff9b, 0, 0, 0, 0) => {
            (g, h)
        }
        // 6to4: 2002:aabb:ccdd::/48.
        (0x2002, high, low, ..) => (high, low),
        _ => return None,
    };
    let [[o1, o2], [o3, o4]] = [high.to_be_bytes(), low.to_be_bytes()];
    Some(Ipv4Addr::new(o1, o2, o3, o4))
}
