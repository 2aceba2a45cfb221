//! Classification of addresses, and what a typed address may be.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use net::{Class, Error, Purpose, check_url, classify};
use proptest::prelude::*;

#[test]
fn every_special_purpose_network_has_its_class() {
    use Class::*;
    let table: &[(Class, &[&str])] = &[
        (
            Public,
            &[
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
            ],
        ),
        (
            Public,
            &[
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
            ],
        ),
        (
            Public,
            &[
                "192.0.0.9",
                "192.0.0.10",
                "192.0.1.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
            ],
        ),
        (
            Public,
            &[
                "2606:4700::1111",
                "2001:200::1",
                "2001:1::1",
                "2001:4:112::1",
                "2620:4f:8000::1",
                "2a00::",
                "3fff:1000::1",
            ],
        ),
        (
            Private,
            &[
                "10.0.0.0",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.0",
                "100.64.0.0",
                "100.127.255.255",
            ],
        ),
        (Private, &["fc00::1", "fd12:3456:789a::1", "fdff:ffff::"]),
        (Loopback, &["127.0.0.1", "127.255.255.255", "::1"]),
        (
            LinkLocal,
            &["169.254.0.1", "169.254.255.255", "fe80::1", "febf::1"],
        ),
        (
            Metadata,
            &[
                "169.254.169.254",
                "169.254.170.2",
                "192.0.0.192",
                "100.100.100.200",
                "168.63.129.16",
            ],
        ),
        (Metadata, &["fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254"]),
        (
            Multicast,
            &["224.0.0.1", "239.255.255.255", "ff02::1", "ffff::"],
        ),
        (Unspecified, &["0.0.0.0", "0.1.2.3", "::"]),
        (
            Reserved,
            &[
                "192.0.0.0",
                "192.0.2.1",
                "198.51.100.1",
                "203.0.113.1",
                "192.88.99.1",
                "198.18.0.0",
                "198.19.255.255",
            ],
        ),
        (Reserved, &["240.0.0.0", "255.255.255.255"]),
        // Discard only, local NAT64, Teredo, documentation, segment routing, former site-local, not assigned.
        (
            Reserved,
            &[
                "100::1",
                "64:ff9b:1::1",
                "2001::1",
                "2001:db8::1",
                "3fff::1",
                "5f00::1",
                "fec0::1",
                "4000::",
                "1::",
            ],
        ),
    ];
    for (class, addresses) in table {
        for address in *addresses {
            assert_eq!(classify(address.parse().unwrap()), *class, "{address}");
        }
    }
}

proptest! {
    /// An IPv4 address cannot hide inside an IPv6 one.
    #[test]
    fn a_carried_address_has_the_class_of_the_plain_one(bits in interesting_v4(), low in any::<[u16; 5]>()) {
        let plain = Ipv4Addr::from_bits(bits);
        let [a, b, c, d] = plain.octets();
        let (high_half, low_half) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        let mut carried = vec![
            plain.to_ipv6_mapped(),
            Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, high_half, low_half),
            Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high_half, low_half),
            Ipv6Addr::new(0x2002, high_half, low_half, low[0], low[1], low[2], low[3], low[4]),
        ];
        // `::` and `::1` are addresses of their own.
        if bits > 1 {
            carried.push(Ipv6Addr::new(0, 0, 0, 0, 0, 0, high_half, low_half));
        }
        for ip in carried {
            prop_assert_eq!(classify(IpAddr::V6(ip)), classify(IpAddr::V4(plain)), "{} in {}", plain, ip);
        }
    }

    /// Only 2000::/3 is globally reachable, apart from what carries an IPv4 address.
    #[test]
    fn nothing_outside_global_unicast_is_public(bits in any::<u128>()) {
        let ip = Ipv6Addr::from_bits(bits);
        prop_assume!(bits >> 125 != 1 && bits >> 96 != 0 && bits >> 96 != 0x0064_ff9b);
        prop_assert_ne!(classify(IpAddr::V6(ip)), Class::Public);
    }
}

/// Any address, and often one near those that matter.
fn interesting_v4() -> impl Strategy<Value = u32> {
    prop_oneof![
        any::<u32>(),
        (
            prop::sample::select(vec![
                [10, 0],
                [127, 0],
                [169, 254],
                [172, 16],
                [192, 168],
                [100, 64],
                [0, 0],
                [224, 0]
            ]),
            any::<[u8; 2]>()
        )
            .prop_map(|([a, b], [c, d])| u32::from_be_bytes([a, b, c, d])),
        Just(Ipv4Addr::new(169, 254, 169, 254).to_bits()),
    ]
}

#[test]
fn a_typed_address_is_checked_before_anything_is_sent() {
    // What was typed; what the internet and the household may make of it.
    let table = [
        (
            "https://example.com",
            Ok("https://example.com/"),
            Ok("https://example.com/"),
        ),
        (
            "  http://EXAMPLE.com:8080/a?b#c ",
            Ok("http://example.com:8080/a?b#c"),
            Ok("http://example.com:8080/a?b#c"),
        ),
        (
            "https://bücher.example/",
            Ok("https://xn--bcher-kva.example/"),
            Ok("https://xn--bcher-kva.example/"),
        ),
        (
            "http://1.1.1.1/",
            Ok("http://1.1.1.1/"),
            Ok("http://1.1.1.1/"),
        ),
        (
            "http://192.168.1.9:2586/todos",
            Err("private network"),
            Ok("http://192.168.1.9:2586/todos"),
        ),
        (
            "http://100.101.102.103/",
            Err("private network"),
            Ok("http://100.101.102.103/"),
        ),
        (
            "http://localhost:2586",
            Err("this machine"),
            Ok("http://localhost:2586/"),
        ),
        (
            "http://ntfy.LOCALHOST.",
            Err("this machine"),
            Ok("http://ntfy.localhost./"),
        ),
        (
            "http://0x7f.1/",
            Err("this machine"),
            Ok("http://127.0.0.1/"),
        ),
        (
            "http://2130706433/",
            Err("this machine"),
            Ok("http://127.0.0.1/"),
        ),
        (
            "http://017700000001/",
            Err("this machine"),
            Ok("http://127.0.0.1/"),
        ),
        (
            "http://127.0.0.1./",
            Err("this machine"),
            Ok("http://127.0.0.1/"),
        ),
        (
            "http://①②⑦.0.0.1/",
            Err("this machine"),
            Ok("http://127.0.0.1/"),
        ),
        ("http://[::1]/", Err("this machine"), Ok("http://[::1]/")),
        (
            "http://[::ffff:10.0.0.1]/",
            Err("private network"),
            Ok("http://[::ffff:a00:1]/"),
        ),
        (
            "http://169.254.169.254/latest/meta-data",
            Err("metadata"),
            Err("metadata"),
        ),
        ("http://0xa9fea9fe/", Err("metadata"), Err("metadata")),
        (
            "http://[::ffff:169.254.169.254]/",
            Err("metadata"),
            Err("metadata"),
        ),
        (
            "http://[64:ff9b::a9fe:a9fe]/",
            Err("metadata"),
            Err("metadata"),
        ),
        ("http://[fd00:ec2::254]/", Err("metadata"), Err("metadata")),
        ("http://[fe80::1]/", Err("link-local"), Err("link-local")),
        (
            "http://0.0.0.0/",
            Err("no particular machine"),
            Err("no particular machine"),
        ),
        ("http://[ff02::1]/", Err("multicast"), Err("multicast")),
        ("http://192.0.2.1/", Err("reserved"), Err("reserved")),
        ("http://me@example.com/", Err("user name"), Err("user name")),
        (
            "http://:secret@example.com/",
            Err("user name"),
            Err("user name"),
        ),
        (
            "http://example.com@169.254.169.254/",
            Err("user name"),
            Err("user name"),
        ),
        ("file:///etc/passwd", Err("http://"), Err("http://")),
        ("gopher://example.com/", Err("http://"), Err("http://")),
        ("javascript:alert(1)", Err("http://"), Err("http://")),
        (
            "http://exam\nple.com/",
            Err("white space"),
            Err("white space"),
        ),
        (
            "http://example.com/a b",
            Err("white space"),
            Err("white space"),
        ),
        ("http://example.com/\0", Err("control"), Err("control")),
        (
            "example.com",
            Err("https://example.com/path"),
            Err("https://example.com/path"),
        ),
        (
            "http://",
            Err("https://example.com/path"),
            Err("https://example.com/path"),
        ),
        (
            "",
            Err("https://example.com/path"),
            Err("https://example.com/path"),
        ),
    ];
    for (text, public, household) in table {
        for (purpose, expected) in [(Purpose::Public, public), (Purpose::Household, household)] {
            match (check_url(text, purpose), expected) {
                (Ok(url), Ok(expected)) => assert_eq!(url.as_str(), expected, "{text:?}"),
                (Err(Error::Refused { why }), Err(part)) => {
                    assert!(why.contains(part), "{text:?}: {why}")
                }
                (found, _) => panic!("{text:?} for {purpose:?}: {found:?} instead of {expected:?}"),
            }
        }
    }
    let long = format!("http://example.com/{}", "a".repeat(8_000));
    assert!(matches!(
        check_url(&long, Purpose::Public),
        Err(Error::Refused { .. })
    ));
}
